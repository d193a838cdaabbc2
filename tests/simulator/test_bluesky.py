from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest

from simulator.faults import Fault
from simulator.open_world import BlueskyAccount, BlueskyState
from simulator.server import Simulator

Ask = Callable[[str], Awaitable[tuple[int, Any]]]

DID = "did:plc:abcdefghijklmnopqrstuvwx"


@pytest.fixture
def ask(sim: Simulator, http: aiohttp.ClientSession) -> Ask:
    async def get(path: str) -> tuple[int, Any]:
        async with http.get(f"{sim.urls.bluesky}/xrpc/app.bsky.actor.{path}") as answer:
            return answer.status, await answer.json()

    return get


@pytest.fixture(autouse=True)
def police(sim: Simulator) -> BlueskyAccount:
    opened = datetime(2024, 2, 15, 4, 35, 1, 250_000, tzinfo=UTC)
    return sim.world.put(BlueskyAccount(id=DID, handle="police.example", followers=45_000, created_at=opened))


@pytest.mark.parametrize("actor", [DID, "police.example", "Police.Example"])
async def test_a_profile_is_found_by_did_and_by_handle(ask: Ask, actor: str) -> None:
    status, answer = await ask(f"getProfiles?actors={actor}")

    assert status == 200
    assert answer["profiles"] == [
        {
            "did": DID,
            "handle": "police.example",
            "followersCount": 45_000,
            "followsCount": 0,
            "postsCount": 0,
            "createdAt": "2024-02-15T04:35:01.250Z",
            "indexedAt": "2024-02-15T04:35:01.250Z",
            "labels": [],
        }
    ]


async def test_profiles_come_in_an_order_of_their_own(ask: Ask, sim: Simulator) -> None:
    sim.world.put(BlueskyAccount(id="did:plc:other", handle="other.example"))

    _, answer = await ask("getProfiles?actors=police.example&actors=other.example")

    assert [profile["handle"] for profile in answer["profiles"]] == ["other.example", "police.example"]


@pytest.mark.parametrize(
    ("state", "error", "message"),
    [
        (BlueskyState.MISSING, "InvalidRequest", "Profile not found"),
        (BlueskyState.TAKEDOWN, "AccountTakedown", "Account has been suspended"),
        (BlueskyState.DEACTIVATED, "AccountDeactivated", "Account is deactivated"),
    ],
)
async def test_who_is_gone_is_left_out_of_a_list_and_explained_alone(
    ask: Ask, police: BlueskyAccount, state: BlueskyState, error: str, message: str
) -> None:
    police.state = state

    in_list, alone = await ask(f"getProfiles?actors={DID}"), await ask(f"getProfile?actor={DID}")

    assert in_list == (200, {"profiles": []})
    assert alone == (400, {"error": error, "message": message})


@pytest.mark.parametrize("actors", ["actors=police.example&actors=no_such", "", "&".join([f"actors={DID}"] * 26)])
async def test_one_impossible_actor_or_too_many_sink_the_request(ask: Ask, actors: str) -> None:
    status, answer = await ask(f"getProfiles?{actors}")

    assert (status, answer["error"]) == (400, "InvalidRequest")


async def test_a_handle_whose_domain_says_otherwise_is_shown_as_invalid(ask: Ask, police: BlueskyAccount) -> None:
    police.has_valid_handle = False

    _, answer = await ask(f"getProfile?actor={DID}")

    assert answer["handle"] == "handle.invalid"


async def test_a_refusal_of_the_limit_says_when_it_ends_in_seconds_since_1970(
    sim: Simulator, http: aiohttp.ClientSession
) -> None:
    sim.faults.add(Fault(api="bluesky", kind="rate_limited", retry_after_s=60))

    async with http.get(f"{sim.urls.bluesky}/xrpc/app.bsky.actor.getProfiles?actors={DID}") as answer:
        headers = answer.headers

    assert (answer.status, headers["ratelimit-remaining"]) == (429, "0")
    assert int(headers["ratelimit-reset"]) == sim.clock.now().timestamp() + 60


async def test_a_method_that_does_not_exist_is_not_implemented(ask: Ask) -> None:
    status, answer = await ask("getNothing")

    assert (status, answer["error"]) == (501, "MethodNotImplemented")


def test_an_id_is_a_did() -> None:
    with pytest.raises(ValueError, match="DID"):
        BlueskyAccount(id="1", handle="police.example")
