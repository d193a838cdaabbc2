from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest

from simulator.keyed_world import InstagramAccount, InstagramState
from simulator.server import Simulator

Ask = Callable[..., Awaitable[tuple[int, Any, str | None]]]


@pytest.fixture
def ask(sim: Simulator, http: aiohttp.ClientSession) -> Ask:
    async def get(fields: str, *, asker: str = sim.tokens.instagram_user) -> tuple[int, Any, str | None]:
        params = {"fields": fields, "access_token": sim.tokens.graph}
        async with http.get(f"{sim.urls.graph}/v26.0/{asker}", params=params) as answer:
            return answer.status, await answer.json(), answer.headers.get("X-App-Usage")

    return get


@pytest.fixture(autouse=True)
def account(sim: Simulator) -> InstagramAccount:
    posted = datetime(2017, 11, 10, 0, 53, 57, tzinfo=UTC)
    return sim.world.put(
        InstagramAccount(
            id="17841401441775531", username="bluebottle", followers=267_788, posts=1_205, last_post_at=posted
        )
    )


async def test_one_account_looks_at_another_by_name(ask: Ask) -> None:
    status, body, _ = await ask("business_discovery.username(BlueBottle){followers_count,media_count}")

    assert (status, body) == (
        200,
        {
            "business_discovery": {"followers_count": 267_788, "media_count": 1_205, "id": "17841401441775531"},
            "id": "17841405309211844",
        },
    )


async def test_its_latest_post_is_a_field_of_its_own(ask: Ask) -> None:
    _, body, _ = await ask("business_discovery.username(bluebottle){username,media.limit(1){timestamp}}")

    (post,) = body["business_discovery"]["media"]["data"]
    assert post["timestamp"] == "2017-11-10T00:53:57+0000"


@pytest.mark.parametrize("state", [InstagramState.PERSONAL, InstagramState.AGE_GATED, InstagramState.MISSING])
async def test_who_cannot_be_seen_is_refused_in_the_same_words(
    ask: Ask, account: InstagramAccount, state: InstagramState
) -> None:
    account.state = state

    status, body, _ = await ask("business_discovery.username(bluebottle){id}")

    assert (status, body["error"]["code"], body["error"]["error_subcode"]) == (400, 110, 2_207_013)


@pytest.mark.parametrize(
    ("fields", "asker", "code"),
    [
        ("business_discovery.username(bluebottle){shoe_size}", "17841405309211844", 100),
        ("business_discovery.username(bluebottle){id}", "404", 100),
    ],
)
async def test_what_is_not_there_is_refused(ask: Ask, fields: str, asker: str, code: int) -> None:
    status, body, _ = await ask(fields, asker=asker)

    assert (status, body["error"]["code"]) == (400, code)


async def test_calls_count_for_the_app_though_a_system_user_asks(ask: Ask) -> None:
    answers = [await ask("business_discovery.username(bluebottle){id}") for _ in range(201)]

    assert (answers[0][2], answers[1][2]) == (None, '{"call_count":1,"total_cputime":1,"total_time":1}')
    assert [status for status, _, _ in answers[:200]] == [200] * 200
    assert (answers[200][0], answers[200][1]["error"]["code"]) == (403, 4)
