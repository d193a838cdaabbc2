from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree as ET

import aiohttp
import pytest

from simulator.open_world import Feed, FeedEntry, FeedFormat
from simulator.server import Simulator

Ask = Callable[..., Awaitable[tuple[int, Any, str]]]

ADDRESS = "https://www.police.example/news.xml?lang=fr"


@pytest.fixture
def ask(sim: Simulator, http: aiohttp.ClientSession) -> Ask:
    async def get(path: str = "/news.xml?lang=fr", **headers: str) -> tuple[int, Any, str]:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        given = {"Host": "www.police.example", **given}
        async with http.get(sim.urls.feeds + path, headers=given, allow_redirects=False) as answer:
            return answer.status, answer.headers.copy(), await answer.text()

    return get


@pytest.fixture(autouse=True)
def feed(sim: Simulator) -> Feed:
    entries = [
        FeedEntry(id="1", title="A < B & C", published_at=datetime(2026, 11, 20, 8, tzinfo=UTC)),
        FeedEntry(title="undated"),
    ]
    return sim.world.put(Feed(id=ADDRESS, title="Police", entries=entries))


@pytest.mark.parametrize(
    ("form", "items"), [(FeedFormat.RSS, "channel/item"), (FeedFormat.ATOM, "{http://www.w3.org/2005/Atom}entry")]
)
async def test_a_feed_is_well_formed_in_both_formats(ask: Ask, feed: Feed, form: FeedFormat, items: str) -> None:
    feed.format = form

    status, headers, text = await ask()

    assert status == 200
    assert headers["Content-Type"] == f"application/{form}+xml; charset=utf-8"
    assert len(ET.fromstring(text).findall(items)) == 2  # noqa: S314 - our own document


async def test_an_unchanged_feed_is_not_sent_again(ask: Ask, feed: Feed) -> None:
    _, first, _ = await ask()
    same = await ask(If_None_Match=first["ETag"])
    since = await ask(If_Modified_Since=first["Last-Modified"])
    other = await ask(If_None_Match='"other"', If_Modified_Since=first["Last-Modified"])
    feed.entries = [FeedEntry(id="2")]
    changed = await ask(If_None_Match=first["ETag"])

    assert [same[0], since[0], other[0], changed[0]] == [304, 304, 200, 200]
    assert same[2] == ""


@pytest.mark.parametrize(("path", "status"), [("/nothing.xml", 404), ("/news.xml", 404)])
async def test_another_address_is_not_found(ask: Ask, path: str, status: int) -> None:
    answer = await ask(path)

    assert answer[0] == status


async def test_another_host_is_not_found(ask: Ask) -> None:
    status, _, _ = await ask(Host="www.other.example")

    assert status == 404


async def test_a_feed_may_have_moved_or_gone(ask: Ask, feed: Feed) -> None:
    feed.moved_to = "https://www.police.example/new.xml"
    moved = await ask()
    feed.is_gone = True
    gone = await ask()

    assert (moved[0], moved[1]["Location"]) == (301, "https://www.police.example/new.xml")
    assert gone[0] == 410
