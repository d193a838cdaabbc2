"""Figures that others published, against what was measured; and which of them is quoted."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.app import App
from bot.citing import figure_on, nearest
from bot.published import keep_figure
from growth.count import Count
from growth.event import Contradicted
from growth.figure import Method, Precision, PublishedFigure, Rounding
from growth.platform import MANUAL, Metric, X
from simulator.server import Simulator
from storage import accounts, history, imports, ledger
from storage.accounts import StoredAccount
from storage.store import Store

ZONE = ZoneInfo("Africa/Casablanca")
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
WRONG = PublishedFigure(
    "city", "x", Metric.FOLLOWERS, date(2026, 3, 10), Precision.DAY, 9_000, Rounding.EXACT, "a bulletin"
)


def contradicted(store: Store, sim: Simulator) -> list[Contradicted]:
    with store.read() as tx:
        found = ledger.events(tx, start=LONG_AGO, end=sim.clock.now() + timedelta(days=1))
    return [one.event.facts for one in found if isinstance(one.event.facts, Contradicted)]


@pytest.fixture
def account(store: Store) -> StoredAccount:
    with store.read() as tx:
        (only,) = accounts.accounts(tx, platform=X)
    return only


async def test_a_figure_that_measurements_contradict_is_told_once(
    app: App, sim: Simulator, chat: int, polled: None, account: StoredAccount, settle: Callable[[], Awaitable[None]]
) -> None:
    del chat, polled
    with app.store.begin() as tx:
        keep_figure(tx, account, WRONG, now=sim.clock.now(), zone=ZONE)
        keep_figure(tx, account, WRONG, now=sim.clock.now(), zone=ZONE)
    await app.poll(X)
    await settle()

    (facts,) = contradicted(app.store, sim)
    assert (facts.low, facts.high) == (1_130, 1_170)
    told = "\n".join(one.text for one in sim.telegram.sent)
    assert told.count("⚖️ A published figure contradicts the measured one") == 1


async def test_a_figure_of_today_is_held_against_the_next_poll(
    app: App, sim: Simulator, polled: None, account: StoredAccount
) -> None:
    del polled
    today = PublishedFigure(
        "city", "x", Metric.FOLLOWERS, sim.clock.now().date(), Precision.DAY, 5, Rounding.EXACT, "a bulletin"
    )
    with app.store.begin() as tx:
        keep_figure(tx, account, today, now=sim.clock.now(), zone=ZONE)
    before = contradicted(app.store, sim)

    await app.poll(X)

    assert before == []
    assert [facts.published for facts in contradicted(app.store, sim)] == [5]


async def test_measured_comes_before_imported_and_imported_before_published(
    app: App, sim: Simulator, polled: None, account: StoredAccount
) -> None:
    del polled
    noon = datetime(2026, 2, 20, 12, tzinfo=UTC)
    month = PublishedFigure(
        "city", "x", Metric.FOLLOWERS, date(2026, 2, 1), Precision.MONTH, 900, Rounding.ROUNDED, "a bulletin"
    )
    with app.store.begin() as tx:
        keep_figure(tx, account, WRONG, now=sim.clock.now(), zone=ZONE)
        keep_figure(tx, account, month, now=sim.clock.now(), zone=ZONE)
        imports.keep(tx, [imports.ImportedCount(account.key, Metric.FOLLOWERS, noon, Count(950))], "an archive")

    with app.store.read() as tx:
        days = [date(2026, 3, 10), date(2026, 2, 20), date(2026, 2, 21), date(2025, 1, 1)]
        found = [figure_on(tx, account, Metric.FOLLOWERS, day, zone=ZONE) for day in days]
        before, after = nearest(tx, account, Metric.FOLLOWERS, date(2026, 2, 25), zone=ZONE)

    assert [figure and (figure.method, figure.count.value) for figure in found] == [
        (Method.MEASURED, 1_150),
        (Method.IMPORTED, 950),
        (Method.PUBLISHED, 900),
        None,
    ]
    assert before is not None
    assert after is not None
    assert (before.day, after.day) == (date(2026, 2, 20), date(2026, 3, 2))


async def test_nothing_read_after_the_instant_asked_for_is_quoted(
    app: App, polled: None, account: StoredAccount
) -> None:
    del polled
    early = datetime(2026, 3, 10, 8, tzinfo=UTC)

    with app.store.read() as tx:
        found = figure_on(tx, account, Metric.FOLLOWERS, date(2026, 3, 10), at=early, zone=ZONE)

    assert found is None


async def test_a_figure_of_an_account_nobody_reads_is_a_count_of_its_history(app: App, sim: Simulator) -> None:
    figure = PublishedFigure(
        "city", MANUAL, Metric.FOLLOWERS, date(2026, 3, 1), Precision.DAY, 12_500, Rounding.EXACT, "our channel"
    )
    with app.store.begin() as tx:
        now = sim.clock.now()
        accounts.save_account(tx, agency="city", platform=MANUAL, handle="whatsapp", origin="command", now=now)
        (channel,) = accounts.accounts(tx, platform=MANUAL)
        keep_figure(tx, channel, figure, now=now, zone=ZONE)
        series = history.histories(tx, Metric.FOLLOWERS, [channel.key], with_imported=True)[channel.key]

    assert series.value.tolist() == [12_500]
