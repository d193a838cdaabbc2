from datetime import UTC, datetime, timedelta

import pytest

from growth.count import Count
from growth.platform import Metric
from storage import history, imports, polls, snapshots
from storage.imports import Conflict, ImportedCount
from storage.store import Store

DAY = timedelta(days=1)
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SOURCE = "yearbook 2025"


def offered(account: int, days_ago: int, value: int) -> ImportedCount:
    return ImportedCount(account, Metric.FOLLOWERS, NOW - days_ago * DAY, Count(value))


def measure(store: Store, account: int, value: int, at: datetime) -> None:
    with store.begin() as tx:
        polls.record_poll(tx, account, polls.READ, at)
        snapshots.record(tx, account, {Metric.FOLLOWERS: Count(value)}, at)


def test_imported_counts_come_before_measured_ones_only_when_asked_for(store: Store, account: int) -> None:
    measure(store, account, 500, NOW)
    with store.begin() as tx:
        imports.keep(tx, [offered(account, 30, 300), offered(account, 60, 100)], SOURCE)

    with store.read() as tx:
        measured = history.histories(tx, Metric.FOLLOWERS, [account])[account]
        all_known = history.histories(tx, Metric.FOLLOWERS, [account], with_imported=True)[account]

    assert measured.value.tolist() == [500]
    assert all_known.value.tolist() == [100, 300, 500]


def test_the_same_file_twice_changes_nothing(store: Store, account: int) -> None:
    counts = [offered(account, 30, 300), offered(account, 60, 100)]
    with store.begin() as tx:
        first = imports.keep(tx, counts, SOURCE)

    with store.begin() as tx:
        second = imports.keep(tx, counts, SOURCE)

    assert (first.added, first.unchanged, first.conflicts) == (2, 0, ())
    assert (second.added, second.unchanged, second.conflicts) == (0, 2, ())


def test_a_measured_count_is_never_overwritten(store: Store, account: int) -> None:
    measure(store, account, 500, NOW - 2 * DAY)
    measure(store, account, 500, NOW)
    contradicting = offered(account, 1, 499)

    with store.begin() as tx:
        result = imports.keep(tx, [contradicting, offered(account, 1, 500)], SOURCE)

    assert result.conflicts == (Conflict(0, contradicting, Count(500), is_measured=True),)
    assert (result.added, result.unchanged) == (0, 1)


def test_an_imported_count_is_not_replaced_by_another_source(store: Store, account: int) -> None:
    with store.begin() as tx:
        imports.keep(tx, [offered(account, 30, 300)], SOURCE)

    with store.begin() as tx:
        result = imports.keep(tx, [offered(account, 30, 301)], "another")

    with store.read() as tx:
        kept = imports.imported(tx, account, Metric.FOLLOWERS)
    assert [conflict.is_measured for conflict in result.conflicts] == [False]
    assert kept == ((offered(account, 30, 300), SOURCE),)


def test_a_gap_between_measured_stretches_can_be_filled(store: Store, account: int) -> None:
    measure(store, account, 500, NOW - 9 * DAY)
    measure(store, account, 900, NOW)

    with store.begin() as tx:
        result = imports.keep(tx, [offered(account, 5, 700)], SOURCE)

    with store.read() as tx:
        series = history.histories(tx, Metric.FOLLOWERS, [account], with_imported=True)[account]
    assert result.added == 1
    assert series.value.tolist() == [500, 700, 900]


@pytest.mark.parametrize("bound", ["since", "until"])
def test_bounds_hold_for_imported_counts_too(store: Store, account: int, bound: str) -> None:
    with store.begin() as tx:
        imports.keep(tx, [offered(account, 30, 300), offered(account, 10, 400)], SOURCE)

    with store.read() as tx:
        series = history.histories(tx, Metric.FOLLOWERS, [account], with_imported=True, **{bound: NOW - 20 * DAY})

    assert series[account].value.tolist() == {"since": [400], "until": [300]}[bound]


def test_many_series_at_once_are_told_apart(store: Store, account: int) -> None:
    counts = [ImportedCount(account, metric, NOW, Count(number)) for number, metric in enumerate(Metric)]
    later = [ImportedCount(account, metric, NOW, Count(number + 1)) for number, metric in enumerate(Metric)]

    with store.begin() as tx:
        first = imports.keep(tx, counts, SOURCE)
        second = imports.keep(tx, [*counts, *later], SOURCE)

    assert (first.added, second.added, second.unchanged) == (len(Metric), 0, len(Metric))
    assert [one.index for one in second.conflicts] == list(range(len(Metric), 2 * len(Metric)))


def test_of_two_counts_for_one_instant_the_first_stands(store: Store, account: int) -> None:
    with store.begin() as tx:
        result = imports.keep(tx, [offered(account, 1, 7), offered(account, 1, 8), offered(account, 1, 7)], SOURCE)

    assert (result.added, result.unchanged) == (1, 1)
    assert [(one.index, one.known) for one in result.conflicts] == [(1, Count(7))]


def test_more_than_a_statement_s_rows_go_in(store: Store, account: int) -> None:
    counts = [offered(account, day, day) for day in range(250)]

    with store.begin() as tx:
        result = imports.keep(tx, counts, SOURCE)
        kept = imports.imported(tx, account, Metric.FOLLOWERS)

    assert result.added == 250
    assert [one.count.value for one, _ in kept] == list(range(249, -1, -1))
