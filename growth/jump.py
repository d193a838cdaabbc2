"""Surges and drops: changes that are unusual for the account and large enough to matter.

Three conditions make one told: statistical and material, judged here, and persistent, which is the alert's ``hold``.
A change is measured against the level before it for as long as a second poll may need to confirm it; from then on the
new level is the normal one.

Source of the thresholds: a simulation of 734 account-years (purges F1 0.98, surges of 1 % and more F1 0.82).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import sqrt
from typing import Final

import numpy as np

from growth.count import Count
from growth.event import Drop, Surge
from growth.glitch import without_glitches
from growth.increments import DAY_S, Usual, increments, usual_of
from growth.platform import Metric
from growth.series import Series


@dataclass(frozen=True, slots=True)
class JumpLimits:
    """What a change must exceed to be a surge or a drop.

    Attributes:
        surge_z: Deviations above what is usual.
        drop_z: Deviations below it; fewer, since counts that grow seldom fall.
        surge_share: Share of the count before a surge, at least.
        drop_share: Share of the count before a drop, at least.
        surge_followers: Followers a surge must bring, at least; keeps small accounts quiet.
        drop_followers: Followers a drop must cost, at least.
        multiple: How many times the highest (for drops the lowest) usual growth per day the change must be.
        window: How long the level before a change stays the one to compare with. A little under two days: two daily
            polls see the change, a third no longer does; hourly polls see a day's campaign add up.
        history_days: How far back the usual is learnt.
        fewest: Increments below which there is nothing usual yet and no verdict.

    """

    surge_z: float = 8.0
    drop_z: float = 3.5
    surge_share: float = 0.005
    drop_share: float = 0.003
    surge_followers: int = 20
    drop_followers: int = 20
    multiple: float = 2.0
    window: timedelta = timedelta(hours=46)
    history_days: int = 56
    fewest: int = 8


DEFAULT_LIMITS: Final = JumpLimits()

_FEWEST_TO_COMPARE = 3
"""The latest observation, the one before it, and the level before both."""

_WINDOW_DAYS = 2.0
"""The window in whole days."""

_REVERTS = 0.5
"""A fall of which more than this share has come back, beyond the usual growth, did not persist."""


@dataclass(frozen=True, slots=True)
class _Change:
    """Two observations held against each other.

    Attributes:
        base: Index of the earlier.
        tip: Index of the later.
        days: Days between them.
        amount: Net growth between them.
        usual: The usual net growth over so many days.
        z: Deviations of ``amount`` from ``usual``.

    """

    base: int
    tip: int
    days: float
    amount: int
    usual: float
    z: float

    @property
    def excess(self) -> float:
        """Growth beyond the usual; negative for a loss."""
        return self.amount - self.usual


def jump(series: Series, *, now: datetime, limits: JumpLimits = DEFAULT_LIMITS) -> Surge | Drop | None:
    """The surge or drop that the latest observation at or before ``now`` shows; None when it shows none.

    A reading that shows a change for the first time is reported as well: whether it persists is the alert's to see.
    One-poll glitches before it are left out, so that neither their fall nor their rebound is a change.
    """
    return jump_in(without_glitches(series.until(now)), limits)


def jump_in(clean: Series, limits: JumpLimits) -> Surge | Drop | None:
    """The same over a history without glitches."""
    if len(clean) < _FEWEST_TO_COMPARE:
        return None
    start = _level_before(clean, limits)
    history = increments(clean, end=_history_end(clean, start, limits), days=limits.history_days)
    if len(history) < limits.fewest:
        return None
    usual = usual_of(history, resolution=int(max(clean.resolution[start], clean.resolution[-1])))
    last = len(clean) - 1
    top, bottom = _deepest_fall(clean, start)
    fall = _change(clean, top, bottom, usual)
    if _is_drop(fall, clean, usual, limits) and _persists(fall, _change(clean, top, last, usual)):
        return Drop(*_facts(clean, fall), round(fall.z, 1), -limits.drop_z, limits.drop_share)
    lowest = last - 1 - int(np.argmin(clean.value[start:-1][::-1]))
    rise = _change(clean, lowest, last, usual)
    if not _is_surge(rise, clean, usual, limits):
        return None
    return Surge(*_facts(clean, rise), round(rise.z, 1), limits.surge_z, limits.surge_share)


def _deepest_fall(clean: Series, start: int) -> tuple[int, int]:
    """The largest fall since ``start``: the last observation at its top and the first at its bottom."""
    window = clean.value[start:]
    peak = np.maximum.accumulate(window)
    bottom = int(np.argmin(window - peak))
    top = int(np.flatnonzero(window[: bottom + 1] == peak[bottom])[-1])
    return start + top, start + bottom


def _level_before(clean: Series, limits: JumpLimits) -> int:
    """The first observation of the window in which a change may still need its second poll.

    The last change of the count must lie inside it however long ago it was polled. A stretch without change counts as
    one poll, since runs keep only its two ends.
    """
    by_time = int(np.searchsorted(clean.at, _window_start(clean, limits), side="right")) - 1
    is_flat = clean.value[-3] == clean.value[-2]
    return max(0, min(by_time, len(clean) - (2 if is_flat else 3)))


def _window_start(clean: Series, limits: JumpLimits) -> int:
    return int(clean.at[-1]) - int(limits.window.total_seconds())


def _history_end(clean: Series, start: int, limits: JumpLimits) -> int:
    """Where the usual ends and the change may begin; a flat stretch is usual as far as it goes."""
    begun = int(clean.at[start])
    if clean.value[start] != clean.value[start + 1]:
        return begun
    return max(begun, min(_window_start(clean, limits), int(clean.at[start + 1])))


def _change(clean: Series, base: int, tip: int, usual: Usual) -> _Change:
    days = (int(clean.at[tip]) - int(clean.at[base])) / DAY_S
    amount = int(clean.value[tip] - clean.value[base])
    expected = usual.median * days
    # Below a day the spread of a day is the yardstick: how growth spreads within a day is not known.
    return _Change(base, tip, days, amount, expected, (amount - expected) / (usual.spread * sqrt(max(days, 1.0))))


def _is_drop(fall: _Change, clean: Series, usual: Usual, limits: JumpLimits) -> bool:
    material = max(limits.drop_share * int(clean.value[fall.base]), limits.drop_followers)
    lowest = limits.multiple * min(usual.low, 0.0)
    return fall.z < -limits.drop_z and fall.amount <= -material and fall.amount < lowest * max(fall.days, 1.0)


def _persists(fall: _Change, now: _Change) -> bool:
    return now.excess <= (1 - _REVERTS) * fall.excess


def _is_surge(rise: _Change, clean: Series, usual: Usual, limits: JumpLimits) -> bool:
    material = max(limits.surge_share * int(clean.value[rise.base]), limits.surge_followers)
    # Within the window what is beyond the usual may have come in one day; over a gap it came in half of the days.
    busiest = usual.median + rise.excess / max(rise.days / _WINDOW_DAYS, 1.0)
    highest = limits.multiple * max(usual.high, 0.0)
    return rise.z > limits.surge_z and rise.amount >= material and busiest > highest


def _facts(clean: Series, change: _Change) -> tuple[Metric, Count, Count, datetime, datetime, float]:
    since, until = clean.time_of(change.base), clean.time_of(change.tip)
    return Metric.FOLLOWERS, clean[change.base], clean[change.tip], since, until, change.usual
