from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from growth.count import Count
from growth.platform import Metric
from growth.series import Series
from storage.history import histories, runs
from storage.snapshots import record
from storage.store import Store

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
FOLLOWERS = Metric.FOLLOWERS


def read_hourly(store: Store, account: int, *values: int) -> None:
    with store.begin() as tx:
        for hours, value in enumerate(values):
            record(tx, account, {FOLLOWERS: Count(value), Metric.POSTS: Count(1)}, NOW + hours * HOUR)


@pytest.fixture
def grown(store: Store, account: int) -> int:
    """An account whose followers read 10, 10, 20, 30, 30 at hours 0 to 4."""
    read_hourly(store, account, 10, 10, 20, 30, 30)
    return account


@pytest.mark.parametrize(
    ("since", "until", "values"),
    [
        (None, None, [10, 20, 30]),
        (-1, None, [10, 20, 30]),
        (0, None, [10, 20, 30]),
        (1.5, None, [10, 20, 30]),
        (2, None, [20, 30]),
        (2.5, None, [20, 30]),
        (3, None, [30]),
        (99, None, [30]),
        (None, 0, []),
        (None, 3, [10, 20]),
        (None, 3.5, [10, 20, 30]),
        (2, 3, [20]),
    ],
)
def test_runs_begin_with_the_one_that_stood_at_since(
    store: Store, grown: int, since: float | None, until: float | None, values: list[int]
) -> None:
    bounds = [None if hours is None else NOW + hours * HOUR for hours in (since, until)]

    with store.read() as tx:
        found = runs(tx, grown, FOLLOWERS, since=bounds[0], until=bounds[1])
        series = histories(tx, FOLLOWERS, [grown], since=bounds[0], until=bounds[1])[grown]

    assert [run.count.value for run in found] == values
    assert series.at.tolist() == Series.from_runs(found).at.tolist()


def test_a_counter_never_read_has_no_runs(store: Store, account: int) -> None:
    with store.read() as tx:
        assert runs(tx, account, FOLLOWERS) == ()


def test_a_history_has_both_ends_of_every_run(store: Store, grown: int) -> None:
    with store.read() as tx:
        series = histories(tx, FOLLOWERS)[grown]

    assert [(series.time_of(index) - NOW) / HOUR for index in range(len(series))] == [0, 1, 2, 3, 4]
    assert series.value.tolist() == [10, 10, 20, 30, 30]
    assert series.resolution.tolist() == [1, 1, 1, 1, 1]


def test_the_histories_of_many_accounts_stay_apart(store: Store, add_account: Callable[..., int]) -> None:
    one, two, never_read = add_account("one"), add_account("two"), add_account("never_read")
    read_hourly(store, one, 1, 2, 3)
    read_hourly(store, two, 7, 7)

    with store.read() as tx:
        found = histories(tx, FOLLOWERS, [two, never_read, one])

    values = {key: series.value.tolist() for key, series in found.items()}
    assert values == {one: [1, 2, 3], two: [7, 7], never_read: []}


def test_all_histories_are_those_that_were_read(store: Store, grown: int, add_account: Callable[..., int]) -> None:
    add_account("never_read")

    with store.read() as tx:
        assert histories(tx, FOLLOWERS).keys() == {grown}
        assert histories(tx, Metric.LIKES) == {}


def test_a_history_equals_the_series_of_its_runs(store: Store, grown: int) -> None:
    with store.read() as tx:
        series = histories(tx, FOLLOWERS, [grown], since=NOW + 2.5 * HOUR)[grown]
        same = Series.from_runs(runs(tx, grown, FOLLOWERS, since=NOW + 2.5 * HOUR))

    assert (series.at.tolist(), series.value.tolist()) == (same.at.tolist(), same.value.tolist())
