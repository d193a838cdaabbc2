"""What does not matter does not change what is told: size, a constant, the time zone, missing polls, more polls."""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from growth.event import Rule
from growth.platform import X
from growth.replay import replayed, watched
from growth.series import Series
from growth.thresholds import Thresholds

JUMPS = {245: -0.04, 275: 0.12, 300: -0.06}
"""Days since the opening of the account, and by how much the count changes there."""

Said = list[tuple[Rule, datetime]]


def said(series: Series, zone: str = "UTC") -> Said:
    """Everything about jumps and standstills, in order; round numbers are another matter for another size."""
    told = replayed(watched(series, platform=X, zone=ZoneInfo(zone)), Thresholds())
    return [(event.rule, event.at) for event in told if event.rule is not Rule.MILESTONE]


def is_same(one: Said, other: Said, *, within: timedelta) -> bool:
    """Whether both say the same in the same order, at about the same time."""
    pairs = zip(one, other, strict=False)
    return len(one) == len(other) and all(a[0] is b[0] and abs(a[1] - b[1]) <= within for a, b in pairs)


@pytest.fixture(scope="module", params=range(3))
def often(request: pytest.FixtureRequest, grown: Callable[..., Series]) -> Series:
    """Two polls a day of a year with a purge, a campaign and another purge."""
    return grown(seed=request.param, days=120, per_day=2, start=40_000, first_day=200, lifts=JUMPS)


@pytest.fixture
def daily(often: Series) -> Series:
    return often.where(np.arange(len(often)) % 2 == 0)


def test_what_happened_is_told(daily: Series) -> None:
    assert [rule for rule, _ in said(daily)] == [Rule.DROP, Rule.SURGE, Rule.DROP]


@pytest.mark.parametrize("factor", [3, 10, 100])
def test_size_does_not_matter(daily: Series, factor: int) -> None:
    larger = Series(daily.at, daily.value * factor, daily.resolution)

    assert said(larger) == said(daily)


@pytest.mark.parametrize("more", [500, 5_000])
def test_a_constant_does_not_matter(daily: Series, more: int) -> None:
    larger = Series(daily.at, daily.value + more, daily.resolution)

    assert said(larger) == said(daily)


@pytest.mark.parametrize("zone", ["Africa/Casablanca", "Pacific/Kiritimati", "America/Los_Angeles"])
def test_the_reader_s_time_zone_does_not_matter(daily: Series, zone: str) -> None:
    assert said(daily, zone) == said(daily)


@pytest.mark.parametrize("hours", [-7, 5, 11])
def test_the_hour_of_the_polls_does_not_matter(daily: Series, hours: int) -> None:
    moved = said(Series(daily.at + 3_600 * hours, daily.value, daily.resolution))

    assert [(rule, at - timedelta(hours=hours)) for rule, at in moved] == said(daily)


@pytest.mark.parametrize("seed", range(4))
def test_a_tenth_of_the_polls_does_not_matter(daily: Series, seed: int) -> None:
    kept = np.random.default_rng(seed).random(len(daily)) >= 0.1
    kept[[0, -1]] = True

    assert is_same(said(daily.where(kept)), said(daily), within=timedelta(days=3))


def test_twice_the_polls_do_not_matter(often: Series, daily: Series) -> None:
    assert is_same(said(often), said(daily), within=timedelta(days=1))
