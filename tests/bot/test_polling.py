import json
from collections.abc import Callable, Sequence
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import Row, select

from bot.app import App, open_app
from bot.settings import Settings
from growth.platform import FACEBOOK, Platform, X
from growth.state import AccountState
from simulator.faults import Fault
from simulator.server import Simulator
from simulator.world import Page, XAccount, XState
from storage import accounts, evidence_schema, ledger, snapshots
from storage.store import Store

HOUR = timedelta(hours=1)


@pytest.fixture
def add(app: App, sim: Simulator) -> Callable[..., None]:
    """Adds ``number`` accounts to a platform and to the store."""

    def put(platform: Platform, number: int) -> None:
        with app.store.begin() as tx:
            for index in range(number):
                name = f"unit{index}"
                world = (
                    XAccount(id=str(1_000 + index), username=name)
                    if platform == X
                    else Page(id=f"9{index:05}", username=name)
                )
                sim.world.put(world)
                accounts.save_account(
                    tx, agency="city", platform=platform, handle=name, origin="command", now=app.now()
                )

    return put


def handles(store: Store) -> dict[str, AccountState]:
    with store.read() as tx:
        return {account.handle: account.state for account in accounts.accounts(tx)}


def rules(store: Store, sim: Simulator) -> list[str]:
    with store.read() as tx:
        found = ledger.events(tx, start=sim.clock.now() - timedelta(days=30), end=sim.clock.now() + HOUR)
    return [f"{one.event.rule}:{one.event.phase}" for one in found]


@pytest.mark.parametrize(("number", "requests"), [(0, 1), (1, 1), (49, 1), (99, 1), (100, 2), (249, 3)])
async def test_x_takes_a_request_a_hundred_accounts(
    app: App, sim: Simulator, add: Callable[..., None], number: int, requests: int
) -> None:
    add(X, number)

    by_handle = await app.poll(X)
    first = len(sim.requests.of("x"))
    sim.clock.advance(HOUR)
    by_id = await app.poll(X)

    assert first == requests
    assert len(sim.requests.of("x")) - first == requests
    assert {one.outcome for one in (*by_handle.polled, *by_id.polled)} == {"read"}


@pytest.mark.parametrize(("number", "requests"), [(1, 1), (50, 1), (51, 2), (100, 2), (101, 3), (250, 5)])
async def test_facebook_takes_a_request_fifty_pages(
    app: App, sim: Simulator, add: Callable[..., None], number: int, requests: int
) -> None:
    add(FACEBOOK, number)

    report = await app.poll(FACEBOOK)

    assert len(sim.requests.of("graph")) == requests
    assert {one.outcome for one in report.polled} == {"read"}


async def test_a_page_left_unanswered_is_asked_for_once_more_and_alone(
    app: App, sim: Simulator, add: Callable[..., None]
) -> None:
    add(FACEBOOK, 3)
    sim.faults.add(Fault(api="graph", kind="null_element", path="unit1", times=1))

    report = await app.poll(FACEBOOK)

    asked = [len(json.loads(request.params["batch"])) for request in sim.requests.of("graph")]
    assert [one.outcome for one in report.polled] == ["read", "read", "read"]
    assert asked == [3, 1]


async def test_a_page_left_unanswered_twice_waits_for_the_next_poll_and_keeps_its_state(
    app: App, sim: Simulator, add: Callable[..., None], store: Store
) -> None:
    add(FACEBOOK, 3)
    sim.faults.add(Fault(api="graph", kind="null_element", path="unit1"))

    report = await app.poll(FACEBOOK)

    assert [one.outcome for one in report.polled] == ["read", "unanswered", "read"]
    assert len(sim.requests.of("graph")) == 2
    assert handles(store)["unit1"] is AccountState.UNCONFIRMED


async def test_accounts_that_a_limit_left_out_are_asked_for_first_the_next_time(
    app: App, sim: Simulator, add: Callable[..., None]
) -> None:
    add(FACEBOOK, 60)
    sim.world.graph_rules.used_percent = 97
    first = await app.poll(FACEBOOK)
    sim.clock.advance(HOUR)

    second = await app.poll(FACEBOOK)

    left = {one.account.handle for one in first.unasked}
    assert len(first.polled) == len(second.polled) == 50
    assert left == {one.account.handle for one in second.polled[:10]}
    assert {one.outcome for one in first.unasked} == {"rate_limited"}


async def test_requests_that_fail_in_one_poll_are_one_failed_poll(
    settings: Settings, sim: Simulator, add: Callable[..., None]
) -> None:
    seconds = count()
    async with open_app(settings, now=lambda: sim.clock.now() + timedelta(seconds=next(seconds))) as ticking:
        add(X, 150)
        sim.faults.add(Fault(api="x", status=503))

        report = await ticking.poll(X)

        assert [one.outcome for one in report.polled] == ["unavailable"] * 151
        assert len(sim.requests.of("x")) == 2
        assert rules(ticking.store, sim) == []


async def test_one_answer_among_failures_is_no_outage(
    app: App, sim: Simulator, add: Callable[..., None], store: Store
) -> None:
    add(X, 150)
    for _ in range(3):
        sim.faults.add(Fault(api="x", status=503, times=1))
        await app.poll(X)
        sim.clock.advance(HOUR)

    assert rules(store, sim) == []


async def test_a_malformed_handle_does_not_sink_its_batch(app: App, sim: Simulator, store: Store) -> None:
    with store.begin() as tx:
        accounts.save_account(tx, agency="city", platform=X, handle="no.such.handle!", origin="command", now=app.now())

    report = await app.poll(X)

    assert [one.outcome for one in report.polled] == ["read", "malformed"]
    assert [request.status for request in sim.requests.of("x")] == [200]


async def test_an_account_that_is_switched_off_is_not_asked_for(app: App, sim: Simulator, store: Store) -> None:
    with store.begin() as tx:
        accounts.set_enabled(tx, 1, enabled=False)

    report = await app.poll(X)

    assert report.polled == ()
    assert len(sim.requests.of("x")) == 0


async def test_a_429_is_waited_out_to_the_instant_it_names_even_after_a_restart(
    app: App, sim: Simulator, settings: Settings
) -> None:
    sim.faults.add(Fault(api="x", kind="rate_limited", times=1))
    refused = await app.poll(X)

    async with open_app(settings, now=sim.clock.now) as again:
        held = await again.poll(X)
        assert held.held_until is not None
        sim.clock.set(held.held_until - timedelta(seconds=1))
        too_early = await again.poll(X)
        asked = len(sim.requests.of("x"))
        sim.clock.set(held.held_until)
        read = await again.poll(X)

    assert [one.outcome for one in refused.polled] == ["rate_limited"]
    assert held.polled == too_early.polled == ()
    assert asked == 1
    assert [one.outcome for one in read.polled] == ["read"]


async def test_a_limit_nearly_used_up_is_not_run_into(app: App, sim: Simulator, add: Callable[..., None]) -> None:
    add(FACEBOOK, 1)
    sim.world.graph_rules.used_percent = 97

    await app.poll(FACEBOOK)
    held = await app.poll(FACEBOOK)

    assert held.held_until is not None
    assert len(sim.requests.of("graph")) == 1


async def test_an_outage_is_told_once_and_its_end_once(app: App, sim: Simulator, store: Store) -> None:
    sim.faults.add(Fault(api="x", status=503, times=3))
    for _ in range(5):
        await app.poll(X)
        sim.clock.advance(HOUR)

    assert rules(store, sim) == ["unreadable:fired", "unreadable:resolved"]


async def test_a_refused_credential_is_told_at_once_and_once(app: App, sim: Simulator, store: Store) -> None:
    sim.faults.add(Fault(api="x", kind="unauthorized", times=4))
    for _ in range(4):
        report = await app.poll(X)
        sim.clock.advance(HOUR)

    assert [one.outcome for one in report.polled] == ["auth_failed"]
    assert rules(store, sim) == ["credential_failing:fired"]


async def test_a_suspended_account_keeps_its_counts_and_comes_back(app: App, sim: Simulator, store: Store) -> None:
    await app.poll(X)
    sim.clock.advance(HOUR)
    sim.world.x("111").state = XState.SUSPENDED
    await app.poll(X)
    sim.clock.advance(HOUR)
    suspended = handles(store)
    sim.world.x("111").state = XState.OK

    await app.poll(X)

    with store.read() as tx:
        known = snapshots.latest(tx)
    assert suspended == {"city_police": AccountState.SUSPENDED}
    assert handles(store) == {"city_police": AccountState.OK}
    assert {count.count.value for (_, metric), count in known.items() if metric == "followers"} == {990}
    assert rules(store, sim) == ["account_state:fired", "account_state:resolved"]


async def test_a_renamed_account_is_followed_by_its_id(app: App, sim: Simulator, store: Store) -> None:
    await app.poll(X)
    sim.clock.advance(HOUR)
    sim.world.x("111").username = "new_name"

    await app.poll(X)

    assert handles(store) == {"new_name": AccountState.OK}
    assert rules(store, sim) == ["renamed:fired"]


async def test_a_batch_that_cannot_be_kept_is_kept_by_the_next_poll(app: App, sim: Simulator, store: Store) -> None:
    sim.faults.add(Fault(api="x", status=500, body="<html>oops</html>", content_type="text/html", times=1))
    failed = await app.poll(X)

    read = await app.poll(X)

    assert [one.outcome for one in failed.polled] == ["unavailable"]
    assert [one.outcome for one in read.polled] == ["read"]
    assert rules(store, sim) == []


async def test_what_a_new_count_was_read_from_is_logged_and_what_reads_the_same_is_not(
    app: App, sim: Simulator, add: Callable[..., None]
) -> None:
    add(X, 1)
    await app.poll(X)
    before = logged(app.store)
    sim.clock.advance(HOUR)
    await app.poll(X)
    unchanged = logged(app.store)
    sim.world.put(XAccount(id="1000", username="unit0", followers=5))
    sim.clock.advance(HOUR)
    await app.poll(X)

    assert unchanged == before
    assert len(logged(app.store)) == len(before) + 1
    assert {row.reader.split()[2] for row in before} == {"connectors.x"}
    assert before[0].address.startswith(sim.urls.x)
    assert (before[0].at - sim.clock.now()) == -2 * HOUR


def logged(store: Store) -> Sequence[Row[Any]]:
    log, endpoint = evidence_schema.evidence, evidence_schema.endpoint
    with store.read() as tx:
        statement = select(log.c.number, log.c.at, endpoint.c.address, endpoint.c.reader)
        return tx.rows(statement.join_from(log, endpoint).order_by(log.c.number))
