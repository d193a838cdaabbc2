"""Changes of pace: an account that has grown faster or slower for weeks than it did before.

The latest four weeks are held against the twelve before. All four must lie beyond eleven of the twelve (by chance one
order in some five hundred does), their middle must be half as much again or less, and it must be so as well against
where the twelve weeks were leading, so that growth which speeds up or dies down steadily is no break. Source of the
yardstick: rank tests on exchangeable weeks; the ratio 1.5 is that of the measurements behind docs/method.md.
"""

from datetime import timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from growth.event import PaceChanged
from growth.increments import DAY_S
from growth.platform import Metric
from growth.series import Series

WEEKS_AFTER: Final = 4
WEEKS_BEFORE: Final = 12

_WEEK: Final = timedelta(weeks=1)
_WEEK_S: Final = 7 * DAY_S
_NEAR_S: Final = DAY_S
_EXCEPTIONS: Final = 1
"""Weeks among those before that may lie as far out: a campaign or a purge."""

_SMALLEST: Final = 20
_SMALLEST_SHARE: Final = 0.0005
_ROUNDING_STEPS: Final = 2
"""The two paces must differ by so many followers a week, by this share of the count, and by so many rounding steps."""

_STANDS_STILL: Final = 0.1
"""A pace below this share of the one before is a stall's to tell."""


def pace_change(known: Series, *, ratio: float) -> PaceChanged | None:
    """The change that settled observations show; None when there is none, or less than sixteen weeks are known.

    Args:
        known: Settled observations.
        ratio: How many times faster or slower the latest weeks must be; more than 1.

    """
    weeks = _weeks(known)
    if weeks is None:
        return None
    before, after = weeks[:WEEKS_BEFORE], weeks[WEEKS_BEFORE:]
    usual, latest = float(np.median(before)), float(np.median(after))
    if usual <= 0 or latest < _STANDS_STILL * usual or not _is_material(known, latest - usual):
        return None
    ordered, led_to = np.sort(before), _led_to(before)
    is_faster = after.min() > ordered[-1 - _EXCEPTIONS] and latest >= ratio * max(usual, led_to)
    is_slower = after.max() < ordered[_EXCEPTIONS] and ratio * latest <= min(usual, max(led_to, 0.0))
    if not (is_faster or is_slower):
        return None
    since = known.time_of(-1) - WEEKS_AFTER * _WEEK
    return PaceChanged(Metric.FOLLOWERS, round(usual), round(latest), WEEKS_BEFORE, WEEKS_AFTER, since, known[-1])


def _weeks(known: Series) -> NDArray[np.float64] | None:
    """Net growth in each of the latest sixteen weeks, oldest first; None where a week's end was not read."""
    whole = WEEKS_BEFORE + WEEKS_AFTER
    if not len(known) or known.at[-1] - known.at[0] < whole * _WEEK_S:
        return None
    grid = known.at[-1] - _WEEK_S * np.arange(whole, -1, -1, dtype=np.int64)
    right = np.searchsorted(known.at, grid).clip(max=len(known) - 1)
    left = np.maximum(right - 1, 0)
    near = np.minimum(np.abs(known.at[right] - grid), np.abs(grid - known.at[left])) <= _NEAR_S
    if not np.all(near | (known.value[left] == known.value[right])):
        return None
    weeks: NDArray[np.float64] = np.diff(np.interp(grid, known.at, known.value))
    return weeks


def _led_to(before: NDArray[np.float64]) -> float:
    """Where the weeks before were leading by the middle of the latest ones (Theil 1950, Sen 1968)."""
    week = np.arange(len(before))
    first, second = np.triu_indices(len(before), 1)
    slope = float(np.median((before[second] - before[first]) / (week[second] - week[first])))
    level = float(np.median(before - slope * week))
    return level + slope * (len(before) + (WEEKS_AFTER - 1) / 2)


def _is_material(known: Series, change: float) -> bool:
    steps = _ROUNDING_STEPS * int(known.resolution[-1]) if known.resolution[-1] > 1 else 0
    return abs(change) >= max(_SMALLEST, _SMALLEST_SHARE * int(known.value[-1]), steps)
