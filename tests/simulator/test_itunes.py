import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest

from simulator.itunes import CALLS_A_MINUTE
from simulator.open_world import StoreApp
from simulator.server import Simulator

Ask = Callable[..., Awaitable[tuple[int, str, str]]]


@pytest.fixture
def ask(sim: Simulator, http: aiohttp.ClientSession) -> Ask:
    async def get(ids: str, country: str = "fr") -> tuple[int, str, str]:
        async with http.get(f"{sim.urls.itunes}/lookup?id={ids}&country={country}&entity=software") as answer:
            return answer.status, answer.headers["Content-Type"], await answer.text()

    return get


@pytest.fixture(autouse=True)
def magazine(sim: Simulator) -> StoreApp:
    opened = datetime(2019, 2, 15, 4, 35, tzinfo=UTC)
    return sim.world.put(StoreApp(id="123", name="Police", ratings={"fr": 120, "ma": 7}, released_at=opened))


async def test_json_calls_itself_javascript(ask: Ask) -> None:
    status, content_type, text = await ask("123")

    app = json.loads(text)["results"][0]
    assert (status, content_type) == (200, "text/javascript; charset=utf-8")
    assert (app["trackId"], app["userRatingCount"], app["releaseDate"]) == (123, 120, "2019-02-15T04:35:00Z")


@pytest.mark.parametrize(("country", "ratings"), [("fr", [120]), ("MA", [7]), ("us", [])])
async def test_every_storefront_has_its_own_ratings_or_does_not_sell_it(
    ask: Ask, country: str, ratings: list[int]
) -> None:
    _, _, text = await ask("123,404", country)

    document = json.loads(text)
    assert document["resultCount"] == len(ratings)
    assert [app["userRatingCount"] for app in document["results"]] == ratings


async def test_an_impossible_storefront_is_refused(ask: Ask) -> None:
    status, _, _ = await ask("123", "france")

    assert status == 400


async def test_calls_beyond_the_limit_get_an_empty_403_for_the_rest_of_the_minute(ask: Ask, sim: Simulator) -> None:
    allowed = [(await ask("123"))[0] for _ in range(CALLS_A_MINUTE)]

    refused = await ask("123")
    sim.clock.advance(timedelta(minutes=1))
    later = await ask("123")

    assert set(allowed) == {200}
    assert (refused[0], refused[2], later[0]) == (403, "", 200)
