from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from simulator.keyed_world import TiktokUser
from simulator.server import Simulator
from simulator.tiktok import TOKEN_LASTS

Ask = Callable[..., Awaitable[tuple[int, Any]]]


@pytest.fixture
def login(sim: Simulator, http: aiohttp.ClientSession) -> Ask:
    async def post(**changes: str) -> tuple[int, Any]:
        form = {
            "client_key": sim.tokens.tiktok_key,
            "client_secret": sim.tokens.tiktok_secret,
            "grant_type": "client_credentials",
        }
        async with http.post(f"{sim.urls.tiktok}/v2/oauth/token/", data=form | changes) as answer:
            return answer.status, await answer.json()

    return post


@pytest.fixture
def ask(sim: Simulator, http: aiohttp.ClientSession) -> Ask:
    async def post(name: str, token: str, fields: str = "follower_count,is_verified") -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {token}"}
        url = f"{sim.urls.tiktok}/v2/research/user/info/?fields={fields}"
        async with http.post(url, json={"username": name}, headers=headers) as answer:
            return answer.status, await answer.json()

    return post


@pytest.fixture(autouse=True)
def user(sim: Simulator) -> TiktokUser:
    return sim.world.put(TiktokUser(id="police", followers=45_000, is_verified=True))


async def test_a_token_answers_for_two_hours(login: Ask, ask: Ask, sim: Simulator) -> None:
    _, given = await login()

    first = await ask("police", given["access_token"])
    sim.clock.advance(TOKEN_LASTS - timedelta(seconds=1))
    last = await ask("police", given["access_token"])
    sim.clock.advance(timedelta(seconds=1))
    ended = await ask("police", given["access_token"])

    assert (given["expires_in"], given["token_type"]) == (7_200, "Bearer")
    assert first[1]["data"] == {"follower_count": 45_000, "is_verified": True}
    assert first[1]["error"]["code"] == "ok"
    assert (first[0], last[0], ended[0]) == (200, 200, 401)
    assert ended[1]["error"]["code"] == "access_token_invalid"


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_key": "wrong"}, 401, "invalid_client"),
        ({"grant_type": "password"}, 401, "unsupported_grant_type"),
    ],
)
async def test_a_wrong_login_is_refused(login: Ask, changes: dict[str, str], status: int, error: str) -> None:
    answered, body = await login(**changes)

    assert (answered, body["error"]) == (status, error)


@pytest.mark.parametrize(
    ("name", "fields", "message"),
    [
        ("nobody", "follower_count", "cannot find the user"),
        ("police", "shoe_size", "One or more fields are invalid."),
    ],
)
async def test_what_cannot_be_answered_is_refused(login: Ask, ask: Ask, name: str, fields: str, message: str) -> None:
    _, given = await login()

    status, body = await ask(name, given["access_token"], fields)

    assert (status, body["error"]["code"], body["error"]["message"]) == (400, "invalid_params", message)


async def test_requests_of_a_day_are_limited(login: Ask, ask: Ask, sim: Simulator) -> None:
    sim.world.allowances.tiktok = 1
    _, given = await login()

    answers = [await ask("police", given["access_token"]) for _ in range(2)]

    assert [status for status, _ in answers] == [200, 429]
    assert answers[1][1]["error"]["code"] == "daily_quota_limit_exceeded"
