from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from growth.count import Count
from growth.platform import FACEBOOK, Metric, X
from storage import retention
from storage.days import days
from storage.history import histories, runs
from storage.imports import ImportedCount, keep
from storage.partitions import months
from storage.retention import Pruned
from storage.snapshots import record
from storage.store import Store
from storage.verify import unlike_days

START = datetime(2026, 1, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
CASABLANCA = ZoneInfo("Africa/Casablanca")
FOLLOWERS = Metric.FOLLOWERS


@pytest.fixture
def grown(store: Store, account: int) -> int:
    """An account read every four hours for ten days, that grows by one or two each time but on the third day."""
    with store.begin() as tx:
        for number in range(60):
            value = 100 + number * 2 % 7 + number if number // 6 != 3 else 50
            record(tx, account, {FOLLOWERS: Count(value)}, START + number * 4 * HOUR, zone=CASABLANCA)
    return account


@pytest.mark.parametrize("zone", [UTC, CASABLANCA])
def test_every_day_stays_as_it_was(store: Store, grown: int, zone: ZoneInfo) -> None:
    with store.read() as tx:
        before = list(days(tx, grown, FOLLOWERS, zone=zone))

    retention.prune(store, X, START + timedelta(days=8, hours=5))

    with store.read() as tx:
        assert list(days(tx, grown, FOLLOWERS, zone=zone)) == before
        assert list(unlike_days(tx)) == []


def test_what_would_go_is_told_first_and_then_goes_once(store: Store, grown: int) -> None:
    border = START + timedelta(days=8, hours=5)

    would = retention.prunable(store, X, border)
    first, second = retention.prune(store, X, border), retention.prune(store, X, border)

    with store.read() as tx:
        left = runs(tx, grown, FOLLOWERS)
    assert would == first == Pruned(runs=43, series=1)
    assert second == Pruned()
    assert len(left) == 12
    assert left[0].first_seen == START + timedelta(days=8)


def test_a_history_goes_on_through_the_days_whose_runs_are_gone(store: Store, grown: int) -> None:
    with store.read() as tx:
        before = histories(tx, FOLLOWERS, [grown])[grown]

    retention.prune(store, X, START + timedelta(days=8))

    with store.read() as tx:
        after = histories(tx, FOLLOWERS, [grown])[grown]
    assert after.value[-12:].tolist() == before.value[-12:].tolist()
    assert (after.value.min(), after.value.max()) == (before.value.min(), before.value.max())
    assert after.time_of(0) == before.time_of(0)
    assert set(after.value.tolist()) <= set(before.value.tolist())


@pytest.mark.parametrize(
    ("value", "outcome"),
    [(50, (0, 1, 0)), (51, (0, 0, 1)), (49, (0, 0, 1))],
)
def test_what_is_imported_into_a_day_whose_readings_are_gone_is_held_against_the_day(
    store: Store, grown: int, value: int, outcome: tuple[int, int, int]
) -> None:
    retention.prune(store, X, START + timedelta(days=8))

    with store.begin() as tx:
        offered = ImportedCount(grown, FOLLOWERS, START + timedelta(days=3, hours=9), Count(value))
        kept = keep(tx, [offered], "an archive")

    assert (kept.added, kept.unchanged, len(kept.conflicts)) == outcome
    assert [(one.known, one.is_measured) for one in kept.conflicts] == [(Count(50), True)] * outcome[2]


def test_other_platforms_keep_theirs(store: Store, grown: int) -> None:
    retention.prune(store, FACEBOOK, START + timedelta(days=8))

    with store.read() as tx:
        assert len(runs(tx, grown, FOLLOWERS)) == 55


def test_a_day_that_is_not_over_and_a_run_that_goes_on_stay_whole(store: Store, account: int) -> None:
    with store.begin() as tx:
        for hours, value in ((0, 1), (30, 2), (31, 3), (32, 3)):
            record(tx, account, {FOLLOWERS: Count(value)}, START + hours * HOUR)

    retention.prune(store, X, START + timedelta(days=300))

    with store.read() as tx:
        assert [run.count.value for run in runs(tx, account, FOLLOWERS)] == [2, 3]
        assert histories(tx, FOLLOWERS, [account])[account].value.tolist() == [1, 2, 3, 3]


def test_counting_goes_on_as_if_nothing_had_been_let_go_of(
    store: Store, add_account: Callable[..., int], grown: int
) -> None:
    other = add_account("other")

    retention.prune(store, X, START + timedelta(days=8))
    with store.begin() as tx:
        for key in (grown, other):
            record(tx, key, {FOLLOWERS: Count(500)}, START + timedelta(days=11), zone=CASABLANCA)

    with store.read() as tx:
        assert [len(days(tx, key, FOLLOWERS)) for key in (grown, other)] == [11, 1]


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_month_without_runs_goes(store: Store, grown: int) -> None:
    retention.prune(store, X, START + timedelta(days=8))

    with store.read() as tx:
        assert "run_2026_01" not in months(tx)
        assert "run_2026_02" in months(tx)
        assert len(runs(tx, grown, FOLLOWERS)) == 12
