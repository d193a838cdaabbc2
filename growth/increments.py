"""A counter's growth day by day, from polls at any times, and what is usual of it."""

from dataclasses import dataclass
from math import sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray

from growth.series import Series

DAY_S: Final = 86_400
"""Seconds of a day."""

Path = tuple[NDArray[np.float64], NDArray[np.float64]]
"""Instants (seconds since 1970, increasing) and counts at them, to be joined by straight lines."""

_NEAR_S = DAY_S // 2
MAD_TO_DEVIATION: Final = 1.4826
"""The standard deviation of a normal distribution, in median absolute deviations."""

_LEAST_SPREAD_STEPS = 0.75
"""Smallest spread, in rounding steps: a counter that flips by one step shows nothing unusual."""

_RARE = 20
"""One increment in so many may be a happening; the rest show what is usual."""


@dataclass(frozen=True, slots=True)
class Increments:
    """Growth between instants about a day apart, oldest first.

    Attributes:
        days: Length of each stretch in days; 1 where polls were dense, more across a gap; shape ``(n,)``.
        change: Net growth over each stretch; shape ``(n,)``.

    """

    days: NDArray[np.float64]
    change: NDArray[np.float64]

    def __len__(self) -> int:
        """The number of stretches."""
        return len(self.days)

    def latest(self, days: float) -> "Increments":
        """The stretches within the last ``days`` days; a stretch that reaches further back is left out."""
        keep = np.cumsum(self.days[::-1])[::-1] <= days
        return Increments(self.days[keep], self.change[keep])


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usual of a counter's growth, robust against the few days that are not.

    Attributes:
        median: Growth per day.
        spread: Standard deviation of one day's growth around it; grows with the square root of time.
        high: Growth per day that is rarely exceeded; at most one day in twenty was above.
        low: Growth per day that is rarely undercut.

    """

    median: float
    spread: float
    high: float
    low: float

    def clip(self, increments: Increments, deviations: float) -> NDArray[np.float64]:
        """The changes, each held within so many spreads of what is usual (winsorised)."""
        centre = self.median * increments.days
        reach = deviations * self.spread * np.sqrt(increments.days)
        return np.clip(increments.change, centre - reach, centre + reach)


def increments(series: Series, *, end: int, days: int, likely: Path | None = None) -> Increments:
    """Growth over the ``days`` days up to ``end``, in steps of a day counted back from there.

    A step's end is believed where an observation lies within half a day of it, or where the count was equal before and
    after; otherwise it is left out and its neighbours make one longer stretch. Gaps therefore never look like jumps,
    and never like many quiet days.

    Args:
        series: The history, with at least one observation.
        end: UTC seconds since 1970; the last observation or earlier.
        days: How far to look back.
        likely: The likely true counts where those published are rounded; None takes what was published.

    """
    grid = end - DAY_S * np.arange(days, -1, -1, dtype=np.int64)
    grid = grid[grid >= series.at[0]]
    right = np.searchsorted(series.at, grid).clip(max=len(series) - 1)
    left = np.maximum(right - 1, 0)
    near = np.minimum(np.abs(series.at[right] - grid), np.abs(grid - series.at[left])) <= _NEAR_S
    kept = grid[near | (series.value[left] == series.value[right])]
    return Increments(np.diff(kept) / DAY_S, np.diff(np.interp(kept, *(likely or (series.at, series.value)))))


def usual_of(found: Increments, *, resolution: int) -> Usual:
    """What is usual of increments, of which there is at least one.

    The spread is at least that of chance arrivals (the square root of the median) and three quarters of a rounding
    step, so that neither a very even history nor a rounded counter makes a small change look large.
    """
    ordered = np.sort(found.change / found.days)
    median = middle(ordered)
    away = np.sort(np.abs(found.change - median * found.days) / np.sqrt(found.days))
    spread = max(MAD_TO_DEVIATION * middle(away), sqrt(abs(median)), _LEAST_SPREAD_STEPS * resolution)
    rare = len(ordered) // _RARE
    return Usual(median, spread, high=float(ordered[-1 - rare]), low=float(ordered[rare]))


def middle(ordered: NDArray[np.float64]) -> float:
    """The median of sorted numbers, at least one: many times quicker on a few dozen than numpy's own."""
    length = len(ordered)
    return float(ordered[(length - 1) // 2] + ordered[length // 2]) / 2
