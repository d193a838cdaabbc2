"""A forecast uses only what was known, keeps its promises on even growth, and refuses honestly."""

from datetime import timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth.forecast import Forecast, TooShort, forecast
from growth.series import Series

DAY_S = 86_400
MONTH = timedelta(days=30)
START_S = 1_700_000_000

Shape = st.tuples(
    st.integers(0, 2**32 - 1), st.integers(60, 400), st.floats(2.0, 400.0), st.floats(0.05, 1.0), st.integers(1, 3)
)


def grown_by(shape: tuple[int, int, float, float, int], *, start: int = 100_000) -> Series:
    """Over-dispersed daily growth: seed, days, mean growth a day, evenness and days between readings."""
    seed, days, mean, evenness, every = shape
    random = np.random.default_rng(seed)
    growth = random.poisson(random.gamma(20 * evenness, mean / (20 * evenness), days))
    return daily(start + np.cumsum(growth)).where(np.arange(days) % every == 0)


def daily(counts: object, *, resolution: int = 1) -> Series:
    value = np.asarray(counts, dtype=np.int64)
    at = START_S + DAY_S * np.arange(len(value), dtype=np.int64)
    return Series(at, value // resolution * resolution, np.full(len(value), resolution, dtype=np.int64))


def said(series: Series, *, days: float = 30, level: float = 0.8, back: int = 1) -> Forecast:
    """The forecast from the last observation, or from an earlier one counted from the end."""
    found = forecast(series, at=series.time_of(-back), horizon=timedelta(days=days), level=level)
    assert isinstance(found, Forecast)
    return found


def refused(series: Series, *, days: float = 30) -> str:
    found = forecast(series, at=series.time_of(-1), horizon=timedelta(days=days), level=0.8)
    assert isinstance(found, TooShort)
    return found.reason


def ends(found: Forecast) -> tuple[int, int, int]:
    return found.low, found.median, found.high


@given(Shape)
def test_what_came_later_changes_nothing(shape: tuple[int, int, float, float, int]) -> None:
    series = grown_by(shape)
    at = series.time_of(-8)
    other = Series(
        series.at, np.where(series.at > series.at[-8], series.value * 3 + 7, series.value), series.resolution
    )

    assert forecast(other, at=at, horizon=MONTH, level=0.8) == forecast(series, at=at, horizon=MONTH, level=0.8)


@given(Shape, st.integers(-5_000, 20_000))
def test_the_same_history_at_another_time_of_year_gives_the_same_counts(
    shape: tuple[int, int, float, float, int], days: int
) -> None:
    series = grown_by(shape)
    moved = Series(series.at + days * DAY_S, series.value, series.resolution)

    assert ends(said(moved)) == ends(said(series))


@given(Shape, st.integers(1, 1_000_000))
def test_a_constant_added_to_the_history_is_added_to_the_forecast(
    shape: tuple[int, int, float, float, int], constant: int
) -> None:
    series = grown_by(shape)
    more = Series(series.at, series.value + constant, series.resolution)

    assert np.array(ends(said(more))) - constant == pytest.approx(np.array(ends(said(series))), abs=1)


@given(Shape)
def test_ten_times_the_counts_give_ten_times_the_forecast(shape: tuple[int, int, float, float, int]) -> None:
    series = grown_by(shape, start=10_000)
    tenfold = Series(series.at, series.value * 10 + 1, series.resolution)
    small, large = said(series), said(tenfold)

    assert large.median - 1 == pytest.approx(10 * small.median, rel=0.002)
    assert large.high - large.low == pytest.approx(10 * (small.high - small.low), rel=0.35, abs=30)


@given(Shape)
def test_more_certainty_asks_for_a_wider_interval(shape: tuple[int, int, float, float, int]) -> None:
    series = grown_by(shape)
    nested = [said(series, level=level) for level in (0.5, 0.8, 0.9, 0.95, 0.99)]

    assert [one.low for one in nested] == sorted((one.low for one in nested), reverse=True)
    assert [one.high for one in nested] == sorted(one.high for one in nested)
    assert len({one.median for one in nested}) == 1


@given(Shape)
def test_a_longer_horizon_never_has_a_narrower_interval(shape: tuple[int, int, float, float, int]) -> None:
    series = grown_by(shape, start=10_000_000)
    width = [one.high - one.low for one in (said(series, days=days) for days in (1, 3, 7, 14, 30, 60, 90, 150))]

    assert all(later >= sooner - 1 for sooner, later in pairwise(width))


@given(Shape, st.sampled_from([10, 100, 1_000]))
def test_rounding_widens_the_interval(shape: tuple[int, int, float, float, int], step: int) -> None:
    series = grown_by(shape, start=300_000)
    rounded = Series(series.at, series.value // step * step, np.full(len(series), step, dtype=np.int64))
    found = said(rounded)

    assert found.high - found.low >= step - 1
    assert (found.low % step, found.median % step, (found.high + 1) % step) == (0, 0, 0)


@given(Shape)
def test_the_interval_holds_its_middle_and_no_count_is_negative(shape: tuple[int, int, float, float, int]) -> None:
    growing = grown_by(shape)
    falling = Series(growing.at, growing.value.max() - growing.value + 3, growing.resolution)
    found = said(falling, days=60, level=0.99)

    assert 0 <= found.low <= found.median <= found.high


def test_even_growth_goes_on() -> None:
    found = said(daily(5_000 + 20 * np.arange(200)))

    assert found.median == pytest.approx(5_000 + 20 * 229, abs=2)
    assert found.high - found.low < 200


@pytest.mark.parametrize(
    "counts",
    [
        np.full(200, 40_000),
        np.where(np.arange(200) < 100, 40_000, 41_000),
        40_000 + 500 * (np.arange(400) // 120),
        40_000 + 3 * (np.arange(200) % 2),
    ],
    ids=["flat", "one old step", "rare steps", "to and fro"],
)
def test_where_nothing_lasts_the_forecast_is_that_nothing_changes(counts: object) -> None:
    series = daily(counts)

    assert said(series).median == pytest.approx(series[-1].value, abs=5)


def test_a_purge_is_a_lower_level_and_no_pace() -> None:
    counts = 50_000 + 20 * np.arange(200) - np.where(np.arange(200) > 190, 3_000, 0)

    assert said(daily(counts)).median == pytest.approx(50_000 + 20 * 229 - 3_000, rel=0.005)


@pytest.mark.parametrize("wrong", [{150: 0.5}, {199: 0.5}, {199: 0.0}, {199: 10.0}])
def test_a_reading_that_nothing_confirms_is_no_beginning(wrong: dict[int, float]) -> None:
    counts = 50_000 + 20 * np.arange(200)
    counts[list(wrong)] = np.rint(counts[list(wrong)] * np.array(list(wrong.values())))

    assert said(daily(counts)).median == pytest.approx(50_000 + 20 * 229, rel=0.002)


def test_a_rounded_counter_is_forecast_as_it_will_be_published() -> None:
    series = daily(100_000 + 70 * np.arange(300), resolution=1_000)
    found = said(series)

    assert found.median == pytest.approx(100_000 + 70 * 329, abs=1_000)
    assert found.median % 1_000 == 0


def test_rounding_is_seen_where_nobody_told_of_it() -> None:
    told = daily(100_000 + 70 * np.arange(300), resolution=1_000)
    untold = Series(told.at, told.value, np.ones_like(told.resolution))

    assert ends(said(untold)) == ends(said(told))


def test_a_forecast_from_between_observations_reaches_as_far_beyond_them() -> None:
    series = daily(5_000 + 20 * np.arange(200))
    found = forecast(series, at=series.time_of(-1) + timedelta(days=10), horizon=timedelta(days=20), level=0.8)

    assert isinstance(found, Forecast)
    assert ends(found) == ends(said(series))


def test_sparse_readings_are_not_taken_for_steady_weeks() -> None:
    days = np.array([0, 40, 75, 110, 150, 185, 220, 260, 300])
    counts = np.array([40_000, 40_500, 40_480, 40_520, 40_500, 40_900, 40_880, 40_910, 40_900])
    series = Series(START_S + days * DAY_S, counts, np.ones_like(counts))

    assert said(series).median == pytest.approx(40_900, abs=150)


@pytest.mark.parametrize(
    ("series", "days", "reason"),
    [
        (daily([]), 30, "nothing had been observed by then"),
        (daily([5, 6, 7, 8]), 30, "a forecast needs 5 observations; there are 4"),
        (daily(np.arange(10)), 30, "a forecast needs 14 days of history; there are 9"),
        (daily(np.arange(21)), 90, "looking 90 days ahead needs 30 days of history; there are 20"),
    ],
)
def test_a_short_history_is_refused_with_what_is_missing(series: Series, days: int, reason: str) -> None:
    at = series.time_of(-1) if len(series) else daily([1]).time_of(0)

    assert forecast(series, at=at, horizon=timedelta(days=days), level=0.8) == TooShort(reason)


def test_two_weeks_suffice_to_look_a_month_ahead() -> None:
    assert said(daily(5_000 + 20 * np.arange(15))).median == pytest.approx(5_000 + 20 * 44, abs=20)


@pytest.mark.parametrize("level", [0.0, 1.0, 80.0, -0.5])
def test_a_level_is_a_share(level: float) -> None:
    series = daily(np.arange(50))

    with pytest.raises(ValueError, match="a level lies between 0 and 1"):
        forecast(series, at=series.time_of(-1), horizon=MONTH, level=level)


def test_a_horizon_lies_ahead() -> None:
    series = daily(np.arange(50))

    with pytest.raises(ValueError, match="a horizon lies ahead"):
        forecast(series, at=series.time_of(-1), horizon=timedelta(0), level=0.8)
