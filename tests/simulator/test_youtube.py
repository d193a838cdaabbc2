from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest

from simulator.keyed_world import YoutubeChannel
from simulator.server import Simulator
from simulator.youtube import rounded

Ask = Callable[..., Awaitable[tuple[int, Any]]]

ID = "UC_x5XG1OV2P6uZZ5FSM9Ttw"
PARTS = "part=snippet,statistics"


@pytest.fixture
def ask(sim: Simulator, http: aiohttp.ClientSession) -> Ask:
    async def get(query: str, *, key: str | None = sim.tokens.youtube) -> tuple[int, Any]:
        headers = {} if key is None else {"X-Goog-Api-Key": key}
        async with http.get(f"{sim.urls.youtube}/youtube/v3/channels?{query}", headers=headers) as answer:
            return answer.status, await answer.json()

    return get


@pytest.fixture(autouse=True)
def channel(sim: Simulator) -> YoutubeChannel:
    opened = datetime(2007, 8, 23, 0, 34, 43, tzinfo=UTC)
    return sim.world.put(
        YoutubeChannel(
            id=ID, handle="Police", username="police", title="Police", subscribers=1_783_744, created_at=opened
        )
    )


async def test_numbers_are_text_and_subscribers_rounded_down(ask: Ask) -> None:
    status, body = await ask(f"{PARTS}&id={ID}")

    (item,) = body["items"]
    assert status == 200
    assert item["statistics"] == {
        "viewCount": "0",
        "subscriberCount": "1780000",
        "videoCount": "0",
        "hiddenSubscriberCount": False,
    }
    assert (item["snippet"]["customUrl"], item["snippet"]["publishedAt"]) == ("@police", "2007-08-23T00:34:43Z")


@pytest.mark.parametrize(
    ("exact", "shown"), [(0, 0), (999, 999), (1_000, 1_000), (1_234, 1_230), (99_999, 99_900), (1_783_744, 1_780_000)]
)
def test_from_a_thousand_on_three_figures_are_shown(exact: int, shown: int) -> None:
    assert rounded(exact) == shown


async def test_hidden_subscribers_are_a_zero_that_says_so(ask: Ask, channel: YoutubeChannel) -> None:
    channel.is_hidden = True

    _, body = await ask(f"{PARTS}&id={ID}")

    statistics = body["items"][0]["statistics"]
    assert (statistics["subscriberCount"], statistics["hiddenSubscriberCount"]) == ("0", True)


@pytest.mark.parametrize("query", [f"id={ID}", "forHandle=@POLICE", "forHandle=police", "forUsername=police"])
async def test_a_channel_is_found_by_each_of_its_names(ask: Ask, query: str) -> None:
    _, body = await ask(f"{PARTS}&{query}")

    assert [item["id"] for item in body["items"]] == [ID]


async def test_without_a_match_there_are_no_items(ask: Ask, channel: YoutubeChannel) -> None:
    channel.is_gone = True

    status, body = await ask(f"{PARTS}&id={ID}")

    assert status == 200
    assert "items" not in body


async def test_five_are_answered_unless_more_are_asked_for(ask: Ask, sim: Simulator) -> None:
    ids = [f"UC{number:022}" for number in range(60)]
    for name in ids:
        sim.world.put(YoutubeChannel(id=name))

    few = await ask(f"{PARTS}&id={','.join(ids)}")
    many = await ask(f"{PARTS}&id={','.join(ids)}&maxResults=60")

    assert (len(few[1]["items"]), len(many[1]["items"])) == (5, 50)


@pytest.mark.parametrize(
    ("query", "key", "status", "reason"),
    [
        (f"{PARTS}&id={ID}", None, 403, "forbidden"),
        (f"{PARTS}&id={ID}", "wrong", 400, "badRequest"),
        (PARTS, "simulated-youtube-api-key", 400, "missingRequiredParameter"),
        (f"{PARTS}&id={ID}&forHandle=police", "simulated-youtube-api-key", 400, "missingRequiredParameter"),
        (f"id={ID}", "simulated-youtube-api-key", 400, "missingRequiredParameter"),
    ],
)
async def test_what_cannot_be_answered_is_refused(
    ask: Ask, query: str, key: str | None, status: int, reason: str
) -> None:
    answered, body = await ask(query, key=key)

    assert (answered, body["error"]["code"], body["error"]["errors"][0]["reason"]) == (status, status, reason)


async def test_units_last_until_midnight_on_the_pacific_coast(ask: Ask, sim: Simulator) -> None:
    sim.world.allowances.youtube = 0

    refused = await ask(f"{PARTS}&id={ID}")
    sim.clock.set(datetime(2026, 11, 25, 7, 59, tzinfo=UTC))
    still = await ask(f"{PARTS}&id={ID}")
    sim.world.allowances.youtube = 1
    sim.clock.set(datetime(2026, 11, 25, 8, 0, tzinfo=UTC))
    renewed = await ask(f"{PARTS}&id={ID}")

    assert refused[1]["error"]["errors"][0]["reason"] == "quotaExceeded"
    assert (refused[0], still[0], renewed[0]) == (403, 403, 200)
