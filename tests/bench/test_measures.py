"""What forecasts, milestone dates and detectors are measured by."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from bench.growth.cleaning import daily, without_errors
from bench.growth.corpus import Case
from bench.growth.detectors import DETECTORS, alarms
from bench.growth.forecasting import Outcome, coverage, daily_change, interval_score, mase, origins, relative_error
from bench.growth.guess import Dates, Guess
from bench.growth.milestones import arrivals, median_error_days
from bench.growth.milestones import coverage as range_coverage
from bench.growth.replay import replay
from bench.line import Line
from bench.table import table
from growth.series import Series

DAY = 86_400
START = 1_700_006_400
Build = Callable[..., Case]
STEADY = range(10_000, 10_000 + 100 * 400, 100)


def _outcome(method: str, seed: int, error: float, *, covered: bool = True) -> Outcome:
    return Outcome(seed, method, 30, error, {80: covered}, {80: error})


def test_a_value_that_both_neighbours_contradict_is_an_error(daily_case: Build) -> None:
    series = daily_case([1_000, 1_001, 500, 1_002, 1_003, 0, 1_004]).series

    clean = without_errors(series)

    assert clean.value.tolist() == [1_000, 1_001, 1_002, 1_003, 1_004]


def test_a_change_that_stays_is_no_error(daily_case: Build) -> None:
    series = daily_case([1_000, 1_001, 900, 901, 902]).series

    assert without_errors(series).value.tolist() == series.value.tolist()


def test_missing_days_lie_on_a_straight_line(daily_case: Build) -> None:
    series = daily_case([100, 101, 102, 103, 104]).series.where(np.array([True, True, False, False, True]))

    values = daily(series, START + 4 * DAY)

    assert values.tolist() == [100.0, 101.0, 102.0, 103.0, 104.0]


def test_origins_show_nothing_of_what_comes_after(daily_case: Build) -> None:
    found = list(origins(daily_case(STEADY)))

    assert len(found) == 3
    assert all(known.at[-1] <= at for at, known in found)


def test_the_scale_is_the_mean_daily_change(daily_case: Build) -> None:
    assert daily_change(daily_case(STEADY), START + 100 * DAY) == pytest.approx(100.0)


@pytest.mark.parametrize(("truth", "expected"), [(15.0, 10.0), (5.0, 60.0), (22.0, 30.0)])
def test_an_interval_pays_for_its_width_and_ten_times_for_a_miss(truth: float, expected: float) -> None:
    guess = Guess(median=15.0, low={80: 10.0}, high={80: 20.0})

    assert interval_score(guess, truth, 80) == pytest.approx(expected)


def test_measures_are_means_over_forecasts_and_series() -> None:
    found = [_outcome("naive", 1, 4.0), _outcome("naive", 2, 4.0)]
    found += [_outcome("marsad", 1, 2.0), _outcome("marsad", 2, 8.0, covered=False)]

    assert mase(found, "marsad", 30) == pytest.approx(5.0)
    assert relative_error(found, "marsad", 30) == pytest.approx((2.5 * 8.5) ** 0.5 / 4.5)
    assert coverage(found, "marsad", 30, 80) == pytest.approx(0.5)


def _said(*dates: float | None) -> Callable[[Series, int, int], Dates | None]:
    early, middle, late = dates
    return lambda _series, _at, _milestone: (early, middle, late)


@pytest.mark.parametrize(
    ("dates", "covered", "error"),
    [((25.0, 30.0, 35.0), 1.0, 0.0), ((31.0, 33.0, None), 0.0, 3.0), ((10.0, 20.0, 29.0), 0.0, 10.0)],
)
def test_a_range_holds_the_day_or_does_not(
    daily_case: Build, dates: Sequence[float | None], covered: float, error: float
) -> None:
    found = list(arrivals(daily_case(STEADY), _said(*dates)))

    assert range_coverage(found) == covered
    assert median_error_days(found) == pytest.approx(error, abs=1.0)


def test_who_refuses_a_date_is_not_asked_about_it(daily_case: Build) -> None:
    assert not list(arrivals(daily_case(STEADY), lambda _series, _at, _milestone: None))


@pytest.mark.parametrize("name", DETECTORS)
def test_every_detector_sees_a_fall_by_a_tenth(daily_case: Build, name: str) -> None:
    noise = np.random.default_rng(1).poisson(20, 200).cumsum()
    values = 10_000 + noise - np.where(np.arange(200) >= 120, 1_100, 0)

    told = alarms(name, daily_case(values.tolist()).series)

    assert [(one.at - START) // DAY for one in told if one.rule == "drop"] == [120]


def test_a_replay_tells_of_a_purge_once(daily_case: Build) -> None:
    noise = np.random.default_rng(2).poisson(20, 200).cumsum()
    case = daily_case((10_000 + noise - np.where(np.arange(200) >= 120, 600, 0)).tolist())

    told = replay(case.series, platform=case.platform, zone=case.zone)

    assert [one.rule for one in told].count("drop") == 1


def test_the_table_says_of_each_goal_whether_it_was_met() -> None:
    lines = [
        Line("one", None, 0.8, 0.7, {"naive": 1.0}),
        Line("two", 0.76, 0.86, 0.9, {}),
        Line("three", None, 1.0, float("nan"), {}),
        Line("four", None, None, 0.5, {}),
    ]

    rows = table(lines).splitlines()[1:]

    assert [" met " in row for row in rows] == [True, False, False, False]
    assert ["MISSED" in row for row in rows] == [False, True, False, False]
    assert ["not measured" in row for row in rows] == [False, False, True, False]
    assert [line.goal for line in lines] == ["<= 0.8", "0.76 to 0.86", "<= 1", "none"]
    assert [line.is_met for line in lines] == [True, False, False, True]
