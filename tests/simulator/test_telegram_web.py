from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from lxml import html as lxml_html

from simulator.open_world import Channel, ChannelKind
from simulator.server import Simulator
from simulator.telegram_web import POSTS_A_PAGE

Ask = Callable[[str], Awaitable[tuple[int, str]]]

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)


@pytest.fixture
def ask(sim: Simulator, http: aiohttp.ClientSession) -> Ask:
    async def get(path: str) -> tuple[int, str]:
        async with http.get(sim.urls.telegram_web + path, allow_redirects=False) as answer:
            return answer.status, answer.headers.get("Location") or await answer.text()

    return get


@pytest.fixture(autouse=True)
def police(sim: Simulator) -> Channel:
    posts = [NOW - timedelta(hours=hours) for hours in range(30, 0, -1)]
    return sim.world.put(Channel(id="Police_MA", title="Police <MA>", subscribers=1_234_567, posts=posts))


def text_at(html: str, name: str) -> str | None:
    """The words of the first element of a class; None when there is none."""
    found = lxml_html.document_fromstring(html).find_class(name)
    return found[0].text_content().strip() if found else None


@pytest.mark.parametrize(
    ("kind", "extra"),
    [
        (ChannelKind.CHANNEL, "1 234 567 subscribers"),
        (ChannelKind.GROUP, "1 234 567 members, 56 online"),
        (ChannelKind.BOT, "1 234 567 monthly users"),
        (ChannelKind.PERSON, "@Police_MA"),
    ],
)
async def test_the_page_counts_exactly_whom_there_is_to_count(
    ask: Ask, police: Channel, kind: ChannelKind, extra: str
) -> None:
    police.kind = kind

    _, html = await ask("/police_ma")

    assert text_at(html, "tgme_page_title") == "Police <MA>"
    assert text_at(html, "tgme_page_extra") == extra


async def test_a_name_that_is_nobody_has_a_page_without_a_title(ask: Ask) -> None:
    status, html = await ask("/nobody")

    assert status == 200
    assert text_at(html, "tgme_page_title") is None
    assert "you can contact" in html


async def test_the_preview_abbreviates_and_shows_the_latest_posts_oldest_first(ask: Ask) -> None:
    _, html = await ask("/s/Police_MA")

    times = lxml_html.document_fromstring(html).xpath("//time/@datetime")
    assert text_at(html, "counter_value") == "1.23M"
    assert len(times) == POSTS_A_PAGE
    assert times[-1] == "2026-11-24T07:00:00+00:00"


@pytest.mark.parametrize("name", ["nobody", "police_group", "police_quiet"])
async def test_what_has_no_posts_to_show_is_sent_to_its_page(ask: Ask, sim: Simulator, name: str) -> None:
    sim.world.put(Channel(id="police_group", kind="group"))
    sim.world.put(Channel(id="police_quiet", has_preview=False))

    answer = await ask(f"/s/{name}")

    assert answer == (302, f"/{name}")
