from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import pytest

from simulator.keyed_world import ThreadsProfile
from simulator.server import Simulator

Ask = Callable[..., Awaitable[tuple[int, Any]]]


@pytest.fixture
def ask(sim: Simulator, http: aiohttp.ClientSession) -> Ask:
    async def get(query: str, *, token: str = sim.tokens.threads) -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {token}"}
        async with http.get(f"{sim.urls.threads}/v1.0/profile_lookup?{query}", headers=headers) as answer:
            return answer.status, await answer.json()

    return get


@pytest.fixture(autouse=True)
def profile(sim: Simulator) -> ThreadsProfile:
    return sim.world.put(ThreadsProfile(id="meta", name="Meta", followers=1_234_567, is_verified=True))


async def test_a_profile_is_answered_flat_with_the_fields_asked_for(ask: Ask) -> None:
    status, body = await ask("username=META&fields=username,follower_count,is_verified")

    assert (status, body) == (200, {"username": "meta", "follower_count": 1_234_567, "is_verified": True})


@pytest.mark.parametrize(
    ("query", "token", "status", "code"),
    [
        ("username=nobody", "simulated-threads-access-token", 400, 100),
        ("username=meta&fields=shoe_size", "simulated-threads-access-token", 400, 100),
        ("username=meta", "wrong", 400, 190),
    ],
)
async def test_what_cannot_be_answered_is_refused(ask: Ask, query: str, token: str, status: int, code: int) -> None:
    answered, body = await ask(query, token=token)

    assert (answered, body["error"]["code"]) == (status, code)


@pytest.mark.parametrize(("followers", "status"), [(99, 400), (100, 200)])
async def test_a_hundred_followers_make_a_profile_discoverable(
    ask: Ask, profile: ThreadsProfile, followers: int, status: int
) -> None:
    profile.followers = followers

    answered, _ = await ask("username=meta")

    assert answered == status


async def test_lookups_of_a_day_are_limited(ask: Ask, sim: Simulator) -> None:
    sim.world.allowances.threads = 1

    answers = [(await ask("username=meta"))[0] for _ in range(2)]

    assert answers == [200, 403]
