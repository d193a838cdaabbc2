from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from growth.count import Count
from growth.series import Run, Series

T0 = datetime(2019, 2, 15, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_a_run_gives_its_two_ends_and_a_run_of_one_poll_gives_one() -> None:
    runs = [Run(T0, T0, 1, Count(100)), Run(T0 + HOUR, T0 + 5 * HOUR, 5, Count(101_000, 1_000))]

    series = Series.from_runs(runs)

    assert [series.time_of(index) for index in range(3)] == [T0, T0 + HOUR, T0 + 5 * HOUR]
    assert [series[index] for index in range(3)] == [Count(100), Count(101_000, 1_000), Count(101_000, 1_000)]


def test_no_runs_make_an_empty_series() -> None:
    assert len(Series.from_runs([])) == 0


def test_the_count_at_an_instant_is_the_last_one_observed(counted: Callable[..., Series]) -> None:
    series = counted([0, 1], [100, 110])

    assert series.count_at(T0 - HOUR) is None
    assert series.count_at(T0) == Count(100)
    assert series.count_at(T0 + 23 * HOUR) == Count(100)
    assert series.count_at(T0 + 24 * HOUR) == Count(110)


def test_what_was_known_at_an_instant_leaves_out_what_came_after(counted: Callable[..., Series]) -> None:
    series = counted([0, 1, 2], [100, 110, 120]).until(T0 + 25 * HOUR)

    assert series.value.tolist() == [100, 110]


def test_a_run_that_goes_on_past_an_instant_is_cut_there(counted: Callable[..., Series]) -> None:
    series = counted([0, 10], [100, 100]).until(T0 + 48 * HOUR)

    assert series.value.tolist() == [100, 100]
    assert series.time_of(-1) == T0 + 48 * HOUR
