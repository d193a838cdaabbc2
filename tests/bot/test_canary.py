"""Gone, or we are blocked: an account that is always there tells the two apart."""

from datetime import timedelta

import pytest

from bot.app import App
from growth.platform import Metric, X
from growth.state import AccountState
from simulator.server import Simulator
from simulator.world import XAccount, XState
from storage import accounts, ledger, snapshots, spending
from storage.store import Store

HOUR = timedelta(hours=1)
CANARY = XAccount(id="783214", username="X", name="X")


@pytest.fixture
async def vanished(app: App, sim: Simulator) -> None:
    """An account that was read once and is not to be found any more."""
    await app.poll(X)
    sim.clock.advance(HOUR)
    sim.requests.clear()
    sim.world.x("111").state = XState.MISSING


def states(store: Store) -> list[AccountState]:
    with store.read() as tx:
        return [account.state for account in accounts.accounts(tx)]


def told(store: Store, sim: Simulator) -> list[str]:
    with store.read() as tx:
        found = ledger.events(tx, start=sim.clock.now() - timedelta(days=30), end=sim.clock.now() + HOUR)
    return [f"{one.event.rule}:{one.event.phase}" for one in found]


async def outcomes(app: App, sim: Simulator, polls: int) -> list[str]:
    found = []
    for _ in range(polls):
        report = await app.poll(X)
        sim.clock.advance(HOUR)
        found += [one.outcome for one in report.polled]
    return found


@pytest.mark.usefixtures("vanished")
async def test_an_account_is_gone_when_only_the_canary_can_be_seen(app: App, sim: Simulator, store: Store) -> None:
    sim.world.put(CANARY)
    first = await outcomes(app, sim, 1)
    after_one = states(store)

    later = await outcomes(app, sim, 3)

    with store.read() as tx:
        kept = snapshots.latest(tx)
    assert set(first + later) == {"not_found"}
    assert after_one == [AccountState.OK]
    assert states(store) == [AccountState.NOT_FOUND]
    assert told(store, sim) == ["account_state:fired"]
    assert kept[(1, Metric.FOLLOWERS)].count.value == 990
    assert len(sim.requests.of("x")) == 4 + 2  # the canary is asked until the account is known to be gone


@pytest.mark.usefixtures("vanished")
async def test_nobody_is_gone_when_not_even_the_canary_can_be_seen(app: App, sim: Simulator, store: Store) -> None:
    found = await outcomes(app, sim, 5)

    assert set(found) == {"not_permitted"}
    assert states(store) == [AccountState.OK]
    assert told(store, sim) == ["credential_failing:fired"]


@pytest.mark.usefixtures("vanished")
async def test_one_account_that_is_seen_is_canary_enough(app: App, sim: Simulator, store: Store) -> None:
    with store.begin() as tx:
        sim.world.put(XAccount(id="222", username="other"))
        accounts.save_account(
            tx, agency="city", platform=X, handle="other", platform_id="222", origin="command", now=app.now()
        )

    found = await outcomes(app, sim, 2)

    assert sorted(found) == ["not_found", "not_found", "read", "read"]
    assert len(sim.requests.of("x")) == 2


async def test_an_account_that_was_never_there_needs_no_canary(app: App, sim: Simulator) -> None:
    sim.world.x("111").state = XState.MISSING

    found = await outcomes(app, sim, 3)

    assert set(found) == {"not_found"}
    assert len(sim.requests.of("x")) == 3


@pytest.mark.usefixtures("vanished")
async def test_the_canary_is_paid_for_like_everybody(app: App, sim: Simulator) -> None:
    sim.world.put(CANARY)

    await outcomes(app, sim, 2)

    with app.store.read() as tx:
        day = sim.clock.now().date()
        assert spending.bought_on(tx, X, day) == {"111", "783214"}
        assert spending.spent(tx, X, start=day, end=day + timedelta(days=1)) == {day: 20_000}
