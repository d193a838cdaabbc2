from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from bot.app import App
from bot.facts import digest_of, held, name_of, statuses
from growth.baseline import Baseline
from growth.digest import Digest
from growth.event import Rule
from growth.platform import X
from growth.span import Span
from growth.state import AccountState
from growth.weeks import week_named
from report.digest_text import digest_text
from report.words import words_for
from simulator.faults import Fault
from simulator.server import Simulator
from simulator.world import XAccount, XState
from storage import accounts, baselines, ledger
from storage.store import Store

DAY = timedelta(days=1)

Live = Callable[..., Awaitable[None]]


@pytest.fixture
def live(app: App, sim: Simulator) -> Live:
    """Lets days pass, each with a poll and so many new followers."""

    async def pass_days(days: int, *, growth: int = 10) -> None:
        for _ in range(days):
            await app.poll(X)
            sim.clock.advance(DAY)
            sim.world.x("111").followers = (sim.world.x("111").followers or 0) + growth

    return pass_days


def digest(app: App, period: str) -> Digest:
    with app.store.read() as tx:
        week = week_named(period, app.settings.zone)
        return digest_of(tx, accounts.accounts(tx), app.settings, week, now=app.now(), zone=app.settings.zone)


def printed(app: App, period: str) -> str:
    return digest_text(digest(app, period), words_for("en"), zone=app.settings.zone)


async def test_a_week_long_past_reads_as_it_did(app: App, sim: Simulator, live: Live) -> None:
    await live(15)
    first = printed(app, "2026-W11")

    sim.clock.advance(200 * DAY)
    await live(3, growth=40)

    assert "followers" in first
    assert printed(app, "2026-W11") == first


async def test_an_account_suspended_since_was_in_order_then(app: App, sim: Simulator, live: Live) -> None:
    await live(15)
    first = printed(app, "2026-W11")
    sim.world.x("111").state = XState.SUSPENDED

    await live(3)

    assert printed(app, "2026-W11") == first
    assert [one.state for one in digest(app, "2026-W11").accounts] == [AccountState.OK]
    assert [one.state for one in digest(app, "2026-W12").accounts] == [AccountState.SUSPENDED]


async def test_an_account_back_since_was_suspended_then(app: App, sim: Simulator, live: Live) -> None:
    await live(5)
    sim.world.x("111").state = XState.SUSPENDED
    await live(10)
    sim.world.x("111").state = XState.OK
    await live(10)

    states = {period: digest(app, period).accounts[0].state for period in ("2026-W10", "2026-W11", "2026-W12")}

    assert states == {
        "2026-W10": AccountState.SUSPENDED,
        "2026-W11": AccountState.SUSPENDED,
        "2026-W12": AccountState.OK,
    }


async def test_a_week_before_anything_was_read_has_nothing_to_compare(app: App, live: Live) -> None:
    await live(3)

    (account,) = digest(app, "2026-W01").accounts

    assert account.state is AccountState.UNCONFIRMED
    assert account.followers is None
    assert digest(app, "2026-W01").coverage.polls == 0


async def test_accounts_stand_most_followed_first_and_unread_ones_last(app: App, sim: Simulator, store: Store) -> None:
    sim.world.put(XAccount(id="222", username="big", followers=5_000))
    with store.begin() as tx:
        for handle in ("nobody", "big"):
            accounts.save_account(tx, agency="city", platform=X, handle=handle, origin="command", now=app.now())
    await app.poll(X)

    with store.read() as tx:
        found = statuses(tx, accounts.accounts(tx), app.settings, now=app.now(), zone=app.settings.zone)

    assert [status.name.handle for status in found] == ["big", "city_police", "nobody"]


async def test_an_account_stands_against_each_of_its_baselines(app: App, store: Store, live: Live) -> None:
    await live(3)
    start = app.now().date() - 10 * DAY
    targets = [Baseline("one", start, 990, Span.parse("1y")), Baseline("two", start, 5_000, Span.parse("1y"))]
    with store.begin() as tx:
        (account,) = accounts.accounts(tx)
        for target in targets:
            baselines.save(tx, account.key, target, "command")

    with store.read() as tx:
        ((_, found),) = held(tx, [account], now=app.now(), zone=app.settings.zone)

    assert [one.standing.baseline.name for one in found.prospects] == ["one", "two"]
    assert found.missing == ()


async def test_an_event_names_the_account_it_speaks_of_and_one_of_a_platform_names_none(
    app: App, sim: Simulator, store: Store
) -> None:
    sim.faults.add(Fault(api="x", status=503, times=2))
    await app.poll(X)
    sim.clock.advance(DAY)
    await app.poll(X)
    sim.clock.advance(DAY)
    await app.poll(X)
    sim.clock.advance(DAY)
    sim.world.x("111").username = "new_name"
    await app.poll(X)

    with store.read() as tx:
        told = [one.event for one in ledger.events(tx, start=sim.clock.now() - 9 * DAY, end=sim.clock.now() + DAY)]
        names = [name_of(tx, event) for event in told]

    assert [(event.rule, name and name.handle) for event, name in zip(told, names, strict=True)] == [
        (Rule.UNREADABLE, None),
        (Rule.UNREADABLE, None),
        (Rule.RENAMED, "new_name"),
    ]
