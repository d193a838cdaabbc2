from collections.abc import Callable, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth.event import Event, PaceChanged, Phase, Rule, Severity
from growth.pace_change import pace_change
from growth.series import Series
from growth.thresholds import Thresholds

Counted = Callable[..., Series]
Grown = Callable[..., Series]
Told = Callable[..., list[Event]]

RATIO = 1.5
NOISE = np.random.default_rng(7).normal(1.0, 0.1, 400)


def weekly(counted: Counted, weeks: Sequence[float], *, start: int = 20_000, resolution: int = 1) -> Series:
    """Daily counts that grow by so much in each week, a little unevenly."""
    daily = np.repeat(np.array(weeks) / 7, 7) * NOISE[: 7 * len(weeks)]
    counts = np.rint(start + np.concatenate(([0.0], np.cumsum(daily)))).astype(int)
    return counted(range(len(counts)), counts // resolution * resolution, resolution=resolution)


@pytest.mark.parametrize(
    ("weeks", "way"),
    [
        ([300] * 12 + [600] * 4, "faster"),
        ([300] * 12 + [150] * 4, "slower"),
        ([300] * 11 + [3_000] + [600] * 4, "faster"),
    ],
    ids=["twice as fast", "half as fast", "with a campaign before"],
)
def test_four_weeks_beyond_the_twelve_before_are_a_change(counted: Counted, weeks: list[float], way: str) -> None:
    series = weekly(counted, weeks)

    found = pace_change(series, ratio=RATIO)

    assert isinstance(found, PaceChanged)
    assert ("faster" if found.after > found.before else "slower") == way
    assert found.before == pytest.approx(300, rel=0.15)
    assert (found.count, found.since) == (series[-1], series.time_of(-29))


@pytest.mark.parametrize(
    "weeks",
    [
        [300] * 16,
        [300] * 12 + [390] * 4,
        [300] * 13 + [600] * 3,
        [300] * 12 + [600, 600, 600, 300],
        [300] * 15 + [6_000],
        [300 * 1.12**week for week in range(16)],
        [3_000 * 0.85**week for week in range(16)],
        [300] * 12 + [20] * 4,
        [10] * 12 + [25] * 4,
        [300] * 11 + [600] * 4,
    ],
    ids=[
        *("as ever", "a third faster", "three weeks", "a usual week among them", "a campaign", "speeding up"),
        *("an opening that calms down", "a stall", "too few to matter", "too short a history"),
    ],
)
def test_what_is_no_change_of_pace(counted: Counted, weeks: list[float]) -> None:
    assert pace_change(weekly(counted, weeks), ratio=RATIO) is None


def test_weeks_that_were_not_read_tell_nothing(counted: Counted) -> None:
    series = weekly(counted, [300] * 12 + [600] * 4)
    day = np.arange(len(series))

    assert pace_change(series.where((day < 60) | (day > 75)), ratio=RATIO) is None


def test_a_step_or_two_of_a_rounded_counter_is_no_change(counted: Counted) -> None:
    rounded = weekly(counted, [1_000] * 12 + [2_000] * 4, start=164_000, resolution=1_000)

    assert pace_change(rounded, ratio=RATIO) is None


@given(factor=st.integers(2, 50), fast=st.integers(500, 2_000))
def test_a_change_is_one_at_any_scale(counted: Counted, factor: int, fast: int) -> None:
    small = pace_change(weekly(counted, [300] * 12 + [fast] * 4), ratio=RATIO)
    large = pace_change(weekly(counted, [300 * factor] * 12 + [fast * factor] * 4, start=20_000 * factor), ratio=RATIO)

    assert (small is None) == (large is None)


def test_a_change_is_told_once_and_its_end_is_not(counted: Counted, told: Told) -> None:
    series = weekly(counted, [300] * 14 + [900] * 24)

    events = [event for event in told(series, first_poll=100) if event.rule is Rule.PACE_CHANGED]

    assert [(event.phase, event.severity) for event in events] == [(Phase.FIRED, Severity.INFO)]


def test_slower_growth_is_a_warning(counted: Counted, told: Told) -> None:
    series = weekly(counted, [900] * 14 + [300] * 6)

    events = [event for event in told(series, first_poll=100) if event.rule is Rule.PACE_CHANGED]

    assert [event.severity for event in events] == [Severity.WARNING]


def test_a_rule_that_is_off_tells_nothing(grown: Grown, told: Told) -> None:
    series = grown(days=40, start=19_600, total=5_000, exponent=1, lifts={34: -0.03})

    usual = [event.rule for event in told(series)]
    quiet = told(series, thresholds=Thresholds(off=frozenset({Rule.DROP, Rule.MILESTONE})))

    assert {Rule.DROP, Rule.MILESTONE} <= set(usual)
    assert quiet == []


@pytest.mark.parametrize(("followers", "share", "is_told"), [(20, 0.003, True), (700, 0.003, False), (500, 0.0, True)])
def test_a_fall_must_reach_its_share_and_its_followers(
    grown: Grown, told: Told, followers: int, share: float, *, is_told: bool
) -> None:
    series = grown(days=40, start=19_600, total=5_000, exponent=1, lifts={34: -0.03})

    events = told(series, thresholds=Thresholds(drop_followers=followers, drop_share=share))

    assert any(event.rule is Rule.DROP for event in events) == is_told
