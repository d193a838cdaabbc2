import asyncio
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from growth.platform import X
from simulator.faults import Fault
from simulator.server import Simulator
from simulator.world import XAccount
from storage import accounts, holds, ledger
from storage.store import Store

Result = tuple[int, str, str]
Marsad = Callable[..., Coroutine[Any, Any, Result]]
Rows = Callable[[str], list[dict[str, Any]]]

KEYS = ["platform", "handle", "platform_id", "outcome", "observed_at", "counters"]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(f"sqlite:///{tmp_path / 'marsad.db'}")


async def test_poll_prints_an_object_an_account(marsad: Marsad, rows: Rows) -> None:
    code, out, err = await marsad("poll", "--json")

    x, facebook = rows(out)
    assert code == 0
    assert err == ""
    assert [list(x), list(facebook)] == [KEYS, KEYS]
    assert datetime.fromisoformat(x.pop("observed_at")).utcoffset() == timedelta(0)
    assert x == {
        "platform": "x",
        "handle": "city_police",
        "platform_id": "111",
        "outcome": "read",
        "counters": {
            "followers": {"value": 990, "resolution": 1},
            "following": {"value": 0, "resolution": 1},
            "posts": {"value": 12, "resolution": 1},
            "listed": {"value": 0, "resolution": 1},
        },
    }
    assert facebook["counters"]["followers"] == {"value": 77, "resolution": 1}


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        ({"kind": "rate_limited"}, "rate_limited"),
        ({"kind": "unauthorized"}, "auth_failed"),
        ({"kind": "credits_depleted"}, "budget_spent"),
        ({"kind": "client_not_enrolled"}, "not_permitted"),
        ({"status": 503}, "unavailable"),
        ({"body": "[]"}, "malformed_answer"),
    ],
)
async def test_a_platform_that_fails_fails_alone(
    marsad: Marsad, rows: Rows, sim: Simulator, fault: dict[str, Any], outcome: str
) -> None:
    sim.faults.add(Fault(api="x", **fault))

    code, out, _ = await marsad("poll", "--json")

    x, facebook = rows(out)
    assert code == 1
    assert list(x) == KEYS
    assert (x["platform"], x["handle"], x["platform_id"], x["counters"]) == ("x", "city_police", None, {})
    assert [x["outcome"], facebook["outcome"]] == [outcome, "read"]


@pytest.mark.parametrize(
    ("reason", "outcome"),
    [("RateLimited", "rate_limited"), ("BudgetSpent", "budget_spent"), ("quota nearly used", "rate_limited")],
)
async def test_a_platform_that_asked_us_to_wait_is_not_asked_and_its_accounts_are_shown_all_the_same(
    marsad: Marsad, rows: Rows, sim: Simulator, store: Store, reason: str, outcome: str
) -> None:
    await marsad("accounts")
    with store.begin() as tx:
        holds.hold(tx, X, datetime(2100, 1, 1, 12, 30, tzinfo=UTC), reason, since=datetime(2026, 1, 1, tzinfo=UTC))

    code, out, err = await marsad("poll", "--json")

    x, facebook = rows(out)
    assert code == 1
    assert list(x) == KEYS
    assert [x["outcome"], facebook["outcome"]] == [outcome, "read"]
    assert err == "x: waiting until 2100-01-01 12:30 UTC\n"
    assert sim.requests.of("x") == ()


async def test_accounts_left_to_a_later_poll_are_shown_as_well(
    marsad: Marsad, rows: Rows, sim: Simulator, store: Store
) -> None:
    await marsad("accounts")
    with store.begin() as tx:
        for number in range(120):
            accounts.save_account(
                tx, agency="city", platform=X, handle=f"unit{number}", origin="test", now=datetime.now(UTC)
            )
    sim.faults.add(Fault(api="x", kind="rate_limited"))

    code, out, _ = await marsad("poll", "--json", "--platform", "x")

    assert code == 1
    assert [row["outcome"] for row in rows(out)] == ["rate_limited"] * 121
    assert len(sim.requests.of("x")) == 1


@pytest.mark.parametrize(
    ("state", "outcome"), [("suspended", "suspended"), ("missing", "not_found"), ("deactivated", "not_found")]
)
async def test_an_account_that_is_away_is_an_outcome(
    marsad: Marsad, rows: Rows, sim: Simulator, state: str, outcome: str
) -> None:
    sim.world.put(XAccount(id="111", username="city_police", state=state))

    code, out, _ = await marsad("poll", "--json", "--platform", "x")

    assert code == 1
    assert [(row["outcome"], row["counters"]) for row in rows(out)] == [(outcome, {})]


async def test_a_table_says_the_same(marsad: Marsad, sim: Simulator) -> None:
    sim.faults.add(Fault(api="graph", status=503))

    code, out, _ = await marsad("poll")

    assert code == 1
    assert [line.split()[:4] for line in out.splitlines()[1:3]] == [
        ["x", "city_police", "read", "990"],
        ["facebook", "city.page", "unavailable", "Facebook"],
    ]


async def test_an_account_that_is_switched_off_is_not_read(marsad: Marsad, rows: Rows, sim: Simulator) -> None:
    await marsad("accounts", "disable", "1")

    code, out, _ = await marsad("poll", "--json")

    assert code == 0
    assert [row["platform"] for row in rows(out)] == ["facebook"]
    assert sim.requests.of("x") == ()


@pytest.mark.parametrize(
    ("arguments", "more", "says"),
    [
        (["--platform", "myspace"], {}, "myspace: off, or without the credentials it needs"),
        (["--platform", "x"], {"MARSAD_PLATFORMS__X__ENABLED": "false"}, "x: off, or without the credentials"),
    ],
)
async def test_a_platform_that_is_off_cannot_be_polled(
    marsad: Marsad, arguments: list[str], more: dict[str, str], says: str
) -> None:
    code, _, err = await marsad("poll", *arguments, **more)

    assert code == 2
    assert says in err


async def test_poll_runs_beside_the_daemon_which_tells_what_it_finds(
    marsad: Marsad, sim: Simulator, store: Store
) -> None:
    await marsad("poll")
    sim.world.x("111").followers = 1_005
    await asyncio.sleep(1.1)  # an instant has whole seconds

    with store.only_instance():
        code, _, _ = await marsad("poll")
        second, _, err = await marsad("run")

    with store.read() as tx:
        told = ledger.events(tx, start=datetime(2020, 1, 1, tzinfo=UTC), end=datetime(2100, 1, 1, tzinfo=UTC))
    assert code == 0
    assert [one.event.rule for one in told] == ["milestone"]
    assert second == 1
    assert "already runs on this database" in err
