from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest

from simulator.faults import Fault
from simulator.mastodon import LARGEST_LIST
from simulator.open_world import Instance, MastodonAccount, MastodonState
from simulator.server import Simulator

Ask = Callable[..., Awaitable[tuple[int, Any, Any]]]


@pytest.fixture
def ask(sim: Simulator, http: aiohttp.ClientSession) -> Ask:
    async def get(path: str, *, domain: str = "social.example") -> tuple[int, Any, Any]:
        async with http.get(f"{sim.urls.mastodon}/api/v1/accounts{path}", headers={"Host": domain}) as answer:
            return answer.status, await answer.json(), answer.headers.copy()

    return get


@pytest.fixture(autouse=True)
def police(sim: Simulator) -> MastodonAccount:
    opened, posted = datetime(2019, 2, 15, 4, 35, tzinfo=UTC), datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    return sim.world.put(
        MastodonAccount(
            id="109@social.example", username="Police", followers=45_000, created_at=opened, last_post_at=posted
        )
    )


async def test_an_account_is_looked_up_by_name_whatever_the_case(ask: Ask) -> None:
    status, account, _ = await ask("/lookup?acct=pOLICE")

    assert status == 200
    assert (account["id"], account["acct"], account["followers_count"]) == ("109", "Police", 45_000)


async def test_days_are_told_and_no_times(ask: Ask) -> None:
    _, account, _ = await ask("/109")

    assert (account["created_at"], account["last_status_at"]) == ("2019-02-15T00:00:00.000Z", "2026-11-23")


async def test_an_account_lives_on_its_own_instance_only(ask: Ask) -> None:
    status, error, _ = await ask("/109", domain="other.example")

    assert (status, error) == (404, {"error": "Record not found"})


async def test_a_list_leaves_out_who_is_gone(ask: Ask, sim: Simulator) -> None:
    sim.world.put(MastodonAccount(id="110@social.example", username="gone", state="missing"))

    status, accounts, _ = await ask("?id[]=109&id[]=110&id[]=111")

    assert (status, [account["id"] for account in accounts]) == (200, ["109"])


async def test_a_list_that_is_too_long_is_refused(ask: Ask) -> None:
    ids = "&".join(f"id[]={number}" for number in range(LARGEST_LIST + 1))

    status, _, _ = await ask(f"?{ids}")

    assert status == 422


async def test_an_older_instance_has_no_lists(ask: Ask, sim: Simulator) -> None:
    sim.world.instances["social.example"] = Instance(has_lists=False)

    status, _, _ = await ask("?id[]=109")

    assert status == 404


@pytest.mark.parametrize(
    ("state", "key", "value"),
    [
        (MastodonState.SUSPENDED, "suspended", True),
        (MastodonState.MEMORIAL, "memorial", True),
        (MastodonState.MOVED, "moved", {}),
    ],
)
async def test_a_state_is_in_the_account(
    ask: Ask, police: MastodonAccount, state: MastodonState, key: str, value: object
) -> None:
    police.state = state

    _, account, _ = await ask("/109")

    assert type(account[key]) is type(value)


async def test_of_a_suspended_account_the_counters_are_nothing(ask: Ask, police: MastodonAccount) -> None:
    police.state = MastodonState.SUSPENDED

    _, account, _ = await ask("/109")

    assert account["followers_count"] == 0


async def test_an_old_instance_answers_gone_for_a_suspended_account(
    ask: Ask, sim: Simulator, police: MastodonAccount
) -> None:
    sim.world.instances["social.example"] = Instance(is_old=True)
    police.state = MastodonState.SUSPENDED

    status, _, _ = await ask("/109")

    assert status == 410


async def test_a_closed_instance_wants_its_own_users(ask: Ask, sim: Simulator) -> None:
    sim.world.instances["social.example"] = Instance(is_closed=True)

    status, error, _ = await ask("/lookup?acct=police")

    assert (status, error) == (401, {"error": "This API requires an authenticated user"})


async def test_every_instance_has_its_own_limit_and_says_when_it_ends_in_iso_8601(ask: Ask, sim: Simulator) -> None:
    sim.world.instance("social.example").requests_per_window = 1

    first, second = await ask("/109"), await ask("/109")
    elsewhere = await ask("/109", domain="other.example")
    sim.clock.advance(timedelta(minutes=5))
    later = await ask("/109")

    assert [first[0], second[0], elsewhere[0], later[0]] == [200, 429, 404, 200]
    assert first[2]["X-RateLimit-Remaining"] == "0"
    assert first[2]["X-RateLimit-Reset"] == "2026-11-24T08:05:00.000000Z"


async def test_a_fault_may_be_of_one_instance(ask: Ask, sim: Simulator) -> None:
    sim.faults.add(Fault(api="mastodon", host="other.example", kind="internal_error"))

    here, there = await ask("/109"), await ask("/109", domain="other.example")

    assert (here[0], there[0]) == (200, 500)


def test_an_id_names_its_instance() -> None:
    with pytest.raises(ValueError, match="instance"):
        MastodonAccount(id="109", username="police")
