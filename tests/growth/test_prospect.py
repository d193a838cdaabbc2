from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import settings as laws
from hypothesis import strategies as st

from growth.baseline import Baseline, Curve, PaceState
from growth.pace import band, ends_at, expected, starts_at
from growth.prospect import Prospect, prospect
from growth.series import Series
from growth.span import Span

CASABLANCA = ZoneInfo("Africa/Casablanca")
OPENED = datetime(2019, 2, 15, 9, tzinfo=UTC)
DAY = timedelta(days=1)
YEAR = Baseline("45k in one year", date(2019, 2, 15), 45_000, Span(months=12), start_value=1_000)


def prospect_at(series: Series, day: float, baseline: Baseline = YEAR) -> Prospect:
    found = prospect(baseline, series, now=OPENED + day * DAY, zone=CASABLANCA)
    assert found is not None
    return found


@given(day=st.integers(1, 800), curve=st.sampled_from(Curve))
def test_whatever_the_shape_a_path_lies_within_its_band(day: int, curve: Curve) -> None:
    at = OPENED + day * DAY

    low, high = band(YEAR, at, CASABLANCA) or (0, 0)

    assert low - 1e-6 <= expected(replace(YEAR, curve=curve), at, CASABLANCA) <= high + 1e-6


def test_the_band_is_shut_at_both_ends() -> None:
    assert band(YEAR, starts_at(YEAR, CASABLANCA), CASABLANCA) == pytest.approx((1_000, 1_000))
    assert band(YEAR, ends_at(YEAR, CASABLANCA), CASABLANCA) == pytest.approx((45_000, 45_000))


def test_a_count_behind_a_line_meets_it_where_both_lead(counted: Callable[..., Series]) -> None:
    days = range(100, 151)

    found = prospect_at(counted(days, [5_000 + 160 * (day - 100) for day in days]), 150)

    # (expected - count) / (160 - 44,000 / 366) days from the 150th on
    lag = (found.standing.expected - 13_000) / (160 - 44_000 / 366)
    assert found.pace == pytest.approx(160)
    assert found.catches_up == (OPENED + (150 + lag) * DAY).date()
    assert not found.is_past_end


def test_a_day_past_the_end_is_marked(counted: Callable[..., Series]) -> None:
    days = range(100, 151)

    found = prospect_at(counted(days, [2_000 + 125 * (day - 100) for day in days]), 150)

    assert found.catches_up is not None
    assert found.catches_up > YEAR.deadline
    assert found.is_past_end


def test_a_pace_below_the_path_s_never_meets_it(counted: Callable[..., Series]) -> None:
    days = range(100, 151)

    found = prospect_at(counted(days, [2_000 + 50 * (day - 100) for day in days]), 150)

    assert (found.standing.state, found.catches_up) == (PaceState.BEHIND, None)


@laws(max_examples=12)
@given(pace=st.integers(1, 300))
def test_what_is_needed_reaches_the_target_on_the_last_day(counted: Callable[..., Series], pace: int) -> None:
    days = range(100, 131)

    found = prospect_at(counted(days, [1_000 + pace * (day - 100) for day in days]), 130)

    left = (ends_at(YEAR, CASABLANCA) - OPENED - 130 * DAY) / DAY
    assert found.needed is not None
    assert found.standing.count.value + found.needed * left == pytest.approx(45_000)


def test_a_chance_grows_with_the_time_allowed_and_falls_with_the_target(grown: Callable[..., Series]) -> None:
    series = grown(days=250)
    short, long = (
        prospect_at(series, 250, replace(YEAR, within=Span(days=days), target=38_000)).chance or 0
        for days in (290, 400)
    )
    near, far = (prospect_at(series, 250, replace(YEAR, target=target)).chance or 0 for target in (42_000, 55_000))

    assert 0 <= short <= long <= 1
    assert 0 <= far <= near <= 1
    assert near > 0.5 > far


def test_a_short_history_gives_no_chance(counted: Callable[..., Series]) -> None:
    assert prospect_at(counted([0, 1, 2], [1_000, 1_100, 1_200]), 2).chance is None


@pytest.mark.parametrize(("counts", "state"), [([45_000, 46_000], PaceState.REACHED), ([9, 10], PaceState.MISSED)])
def test_what_is_over_has_no_prospects(counted: Callable[..., Series], counts: list[int], state: PaceState) -> None:
    found = prospect_at(counted([360, 400], counts), 400)

    assert found == Prospect(found.standing)
    assert found.standing.state is state


def test_an_end_that_nobody_chose_is_neither_reached_nor_missed(counted: Callable[..., Series]) -> None:
    series = counted([360, 400], [46_000, 50_000])

    found = prospect_at(series, 400, replace(YEAR, is_cut=True))

    assert (found.standing.state, found.standing.extrapolated) == (PaceState.ON_PACE, True)
    assert (found.needed, found.chance, found.standing.reached_on) == (None, None, None)
