from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth.baseline import Baseline, Curve, PaceState, Standing
from growth.curve import fraction_at, value_at
from growth.pace import ends_at, expected, standing, starts_at
from growth.series import Series
from growth.span import Span

CASABLANCA = ZoneInfo("Africa/Casablanca")
OPENED = datetime(2019, 2, 15, 9, tzinfo=UTC)
DAY = timedelta(days=1)
HALF_WAY = 183 - 10 / 24
"""Days from 10:00 local on the first day to the middle of the 366 days that the year below allows."""

YEAR = Baseline("45k in one year", date(2019, 2, 15), 45_000, Span(months=12), start_value=1_000)

baselines = st.builds(
    Baseline,
    name=st.just("target"),
    start=st.dates(date(2015, 1, 1), date(2030, 1, 1)),
    start_value=st.integers(0, 50_000),
    target=st.integers(50_001, 5_000_000),
    within=st.builds(Span, months=st.integers(0, 36), days=st.integers(1, 60)),
    curve=st.sampled_from(Curve),
)
zones = st.sampled_from([CASABLANCA, ZoneInfo("UTC"), ZoneInfo("Australia/Lord_Howe"), ZoneInfo("America/Sao_Paulo")])


def standing_at(series: Series, day: float, baseline: Baseline = YEAR) -> Standing:
    found = standing(baseline, series, now=OPENED + day * DAY, zone=CASABLANCA)
    assert found is not None
    return found


@given(baseline=baselines, zone=zones)
def test_every_path_leads_from_the_start_value_to_the_target(baseline: Baseline, zone: ZoneInfo) -> None:
    begins = expected(baseline, starts_at(baseline, zone), zone)
    ends = expected(baseline, ends_at(baseline, zone), zone)

    assert begins == pytest.approx(baseline.start_value, abs=1e-6)
    assert ends == pytest.approx(baseline.target)


@given(baseline=baselines, fractions=st.tuples(st.floats(-1, 4), st.floats(0, 1)))
def test_every_path_only_rises(baseline: Baseline, fractions: tuple[float, float]) -> None:
    fraction, further = fractions

    assert value_at(baseline, fraction) <= value_at(baseline, fraction + further) + 1e-6


@given(baseline=baselines, value=st.integers(0, 10_000_000))
def test_a_path_read_backwards_meets_the_value(baseline: Baseline, value: int) -> None:
    fraction = fraction_at(baseline, value)

    assert (fraction is None) == (value < baseline.start_value)
    assert fraction is None or value_at(baseline, fraction) == pytest.approx(value, abs=1e-3)


@given(baseline=baselines, past=st.floats(0, 3))
def test_past_the_deadline_a_path_goes_on_straight(baseline: Baseline, past: float) -> None:
    target = baseline.target
    step = value_at(baseline, 2) - target

    assert value_at(baseline, 1 + past) == pytest.approx(target + past * step)


@given(baseline=baselines, days=st.integers(-500, 500), later=st.integers(1, 400))
def test_moving_a_baseline_in_time_moves_its_path(baseline: Baseline, days: int, later: int) -> None:
    utc = ZoneInfo("UTC")
    whole_days = replace(baseline, within=Span(days=365))
    moved = replace(whole_days, start=whole_days.start + timedelta(days=later))
    at = starts_at(whole_days, utc) + days * DAY

    assert expected(moved, at + later * DAY, utc) == pytest.approx(expected(whole_days, at, utc))


@given(curve=st.sampled_from(Curve), day=st.integers(1, 365))
def test_the_curves_keep_their_order(curve: Curve, day: int) -> None:
    at = OPENED + day * DAY
    path = {curve: expected(replace(YEAR, curve=curve), at, CASABLANCA) for curve in Curve}

    assert path[Curve.EXPONENTIAL] <= path[Curve.LINEAR] <= path[Curve.FRONT_LOADED]
    assert path[curve] >= YEAR.start_value


@pytest.mark.parametrize(
    ("count", "state", "ratio", "days_ahead"),
    [
        (24_151, PaceState.AHEAD, 1.05, 9.6),
        (24_149, PaceState.ON_PACE, 1.05, 9.6),
        (23_000, PaceState.ON_PACE, 1.00, 0.0),
        (21_851, PaceState.ON_PACE, 0.95, -9.6),
        (21_849, PaceState.BEHIND, 0.95, -9.6),
        (900, PaceState.BEHIND, 0.04, None),
    ],
)
def test_half_way_through_the_year(
    counted: Callable[..., Series], count: int, state: PaceState, ratio: float, days_ahead: float | None
) -> None:
    found = standing_at(counted([HALF_WAY], [count]), HALF_WAY)

    assert found.expected == pytest.approx(23_000, abs=1)
    assert found.state is state
    assert found.ratio == pytest.approx(ratio, abs=0.005)
    assert found.days_ahead == pytest.approx(days_ahead, abs=0.1)


def test_a_rounded_count_is_behind_only_when_it_certainly_is(counted: Callable[..., Series]) -> None:
    found = standing_at(counted([HALF_WAY], [21_000], resolution=1_000), HALF_WAY)

    assert found.state is PaceState.ON_PACE


def test_before_its_first_day_a_baseline_asks_for_nothing(counted: Callable[..., Series]) -> None:
    found = standing_at(counted([-3], [800]), -3)

    assert (found.state, found.ratio, found.days_ahead) == (PaceState.NOT_STARTED, None, None)


def test_a_path_from_zero_has_no_ratio_on_its_first_instant(counted: Callable[..., Series]) -> None:
    baseline = replace(YEAR, start_value=0)

    found = standing(baseline, counted([-10 / 24], [50]), now=starts_at(baseline, CASABLANCA), zone=CASABLANCA)

    assert found is not None
    assert (found.expected, found.ratio) == (0, None)


def test_without_a_count_there_is_no_standing(counted: Callable[..., Series]) -> None:
    assert standing(YEAR, counted([], []), now=OPENED, zone=CASABLANCA) is None


@pytest.mark.parametrize(
    ("day", "reached_on"),
    [(365, date(2020, 2, 15)), (365.58, date(2020, 2, 15)), (365.59, date(2020, 2, 16))],
    ids=["morning of the deadline", "last minutes of the deadline", "after its midnight"],
)
def test_a_target_is_reached_on_a_day_of_the_readers_zone(
    counted: Callable[..., Series], day: float, reached_on: date
) -> None:
    found = standing_at(counted([364, day], [44_900, 45_001]), day)

    assert found.state is PaceState.REACHED
    assert found.reached_on == reached_on
    assert found.projected is None


@pytest.mark.parametrize(
    ("day", "state", "extrapolated"), [(365.58, PaceState.ON_PACE, False), (365.59, PaceState.MISSED, True)]
)
def test_the_deadline_counts_until_its_local_midnight(
    counted: Callable[..., Series], day: float, state: PaceState, *, extrapolated: bool
) -> None:
    found = standing_at(counted([300, 364, day], [37_500, 44_900, 44_999]), day)

    assert (found.state, found.extrapolated) == (state, extrapolated)


def test_a_purge_does_not_undo_what_was_reached(counted: Callable[..., Series]) -> None:
    found = standing_at(counted([200, 201, 300, 400], [44_000, 45_000, 43_000, 43_500]), 400)

    assert found.state is PaceState.REACHED
    assert found.reached_on == date(2019, 9, 4)


def test_a_glitch_reaches_nothing(counted: Callable[..., Series]) -> None:
    found = standing_at(counted([200, 201, 202, 203], [30_000, 30_100, 45_150, 30_300]), 203)

    assert found.state is not PaceState.REACHED


def test_a_glitch_at_the_latest_poll_reaches_nothing(counted: Callable[..., Series]) -> None:
    found = standing_at(counted([200, 201, 202], [30_000, 30_100, 45_150]), 202)

    assert found.state is not PaceState.REACHED
    assert found.count.value == 30_100


def test_what_was_reached_before_anyone_looked_has_no_day(counted: Callable[..., Series]) -> None:
    found = standing_at(counted([500, 501], [80_000, 80_100]), 501)

    assert (found.state, found.reached_on) == (PaceState.REACHED, None)


def test_a_target_in_sight_has_a_projected_day(counted: Callable[..., Series]) -> None:
    found = standing_at(counted(range(100, 131), range(10_000, 13_001, 100)), 130)

    assert found.projected == date(2020, 5, 10)
