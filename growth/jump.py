"""Surges and drops: changes that are unusual for the account and large enough to matter.

Three conditions make one told: statistical and material, judged here, and persistent, which is the alert's ``hold``.
A drop is measured against the level before it for as long as a second poll may need to confirm it; from then on the
new level is the normal one. What a surge brings adds up over days, but within two of them it must stand out. Rounded
counters are judged by what is certain: the likely true count before against the nearest one that is published after.

Source of the thresholds: the training half of the corpus of ``bench/growth`` and series of other making.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import sqrt
from typing import Final

import numpy as np

from growth.count import Count
from growth.event import Drop, Surge
from growth.glitch import without_glitches
from growth.increments import DAY_S
from growth.platform import Metric
from growth.series import Series
from growth.stretch import Floats, Stretch, stretch


@dataclass(frozen=True, slots=True)
class JumpLimits:
    """What a change must exceed to be a surge or a drop.

    Attributes:
        surge_z: Deviations above what is usual.
        drop_z: Deviations below it; fewer, since counts that grow seldom fall.
        surge_share: Share of the count before a surge by which it exceeds the usual, at least.
        drop_share: Share of the count before a drop, at least.
        surge_followers: Followers a surge must bring beyond the usual, at least; keeps small accounts quiet.
        drop_followers: Followers a drop must cost, at least.
        surge_multiple: How much further than the highest usual day a surge's busiest must lie above the median day.
        drop_multiple: How many times the lowest usual growth per day a drop must be.
        window: How long the level before a drop stays the one to compare with, and within which a surge must stand
            out. A little under two days: two daily polls see the change, a third no longer does; hourly polls see a
            day's campaign add up.
        surge_window: How long what a surge brings adds up: a campaign fades over days.
        history_days: How far back the usual is learnt.
        fewest: Increments below which there is nothing usual yet and no verdict.

    """

    surge_z: float = 12.0
    drop_z: float = 3.5
    surge_share: float = 0.007
    drop_share: float = 0.003
    surge_followers: int = 30
    drop_followers: int = 20
    surge_multiple: float = 4.0
    drop_multiple: float = 2.0
    window: timedelta = timedelta(hours=46)
    surge_window: timedelta = timedelta(days=6)
    history_days: int = 56
    fewest: int = 8


DEFAULT_LIMITS: Final = JumpLimits()

_FEWEST_TO_COMPARE = 3
"""The latest observation, the one before it, and the level before both."""

_WINDOW_DAYS = 2.0
"""The window in whole days."""

_BEFORE_S = 21 * DAY_S
"""How far back a rise is looked for in a fall that it takes back."""

_COARSE_SHARE = 0.10
_OFTEN_S = DAY_S // 2
_COARSE_READINGS = 3
"""A fall by a tenth must be read three times where polls are hours apart: replicas lag for more than one of them."""

_NEAR = 0.1
"""A rise begins where the count is last within this share of it above the lowest."""

_REVERTS = 0.5
"""A fall of which more than this share has come back, beyond the usual growth, did not persist."""


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
    return _drop(clean, limits) or _surge(clean, limits)


def _drop(clean: Series, limits: JumpLimits) -> Drop | None:
    start = _level_before(clean, limits)
    top, bottom = _deepest_fall(clean, start)
    # What is not material needs no look at what is usual: nearly every poll ends here.
    if not _is_material(clean, top, bottom, share=limits.drop_share, smallest=limits.drop_followers, sign=-1):
        return None
    seen = _seen(clean, start, _history_end(clean, start, limits.window), limits)
    if seen is None or not _is_read_enough(clean, top, bottom):
        return None
    base, tip = top - start, bottom - start
    days = float(seen.days[tip] - seen.days[base])
    amount = min(float(seen.highest[tip] - seen.likely[base]) + seen.doubt, 0.0)
    usual = seen.usual.median * days
    # Below a day the spread of a day is the yardstick: how growth spreads within a day is not known.
    z = (amount - usual) / (max(seen.usual.spread, seen.doubt) * sqrt(max(days, 1.0)))
    lowest = limits.drop_multiple * min(seen.usual.low, 0.0) * max(days, 1.0)
    left = float(seen.lowest[-1] - seen.lowest[base]) - seen.usual.median * float(seen.days[-1] - seen.days[base])
    persists = left <= (1 - _REVERTS) * float(seen.lowest[tip] - seen.lowest[base] - usual)
    is_drop = z < -limits.drop_z and amount < lowest and persists
    return Drop(*_facts(clean, top, bottom, usual), round(z, 1), -limits.drop_z, limits.drop_share) if is_drop else None


def _surge(clean: Series, limits: JumpLimits) -> Surge | None:
    start = _level_before(clean, limits)
    first = max(0, min(start, _index_before(clean, limits.surge_window)))
    low = int(np.argmin(clean.value[first:-1])) + first
    if not _is_material(clean, low, len(clean) - 1, share=limits.surge_share, smallest=limits.surge_followers, sign=1):
        return None
    seen = _seen(
        clean, first, _history_end(clean, first, limits.surge_window if first < start else limits.window), limits
    )
    if seen is None:
        return None
    ebbless = seen.likely - seen.usual.median * seen.days
    risen = seen.lowest - seen.usual.median * seen.days
    onset = _onset(ebbless, float(risen[-1]))
    excess, base = float(risen[-1] - ebbless[onset]), first + onset
    is_material = excess >= max(limits.surge_share * int(clean.value[base]), limits.surge_followers)
    if not is_material or _is_return(clean, base, seen, excess):
        return None
    z = _deviations(seen, onset, limits)
    usual = seen.usual.median * float(seen.days[-1] - seen.days[onset])
    facts = _facts(clean, base, len(clean) - 1, usual)
    return Surge(*facts, round(z, 1), limits.surge_z, limits.surge_share) if z > limits.surge_z else None


def _seen(clean: Series, first: int, end: int, limits: JumpLimits) -> Stretch | None:
    return stretch(clean, first, end=end, days=limits.history_days, fewest=limits.fewest)


def _onset(level: Floats, risen: float) -> int:
    """Where a rise to ``risen`` began: the last observation before it that is near the lowest."""
    lowest = float(level[:-1].min())
    return int(np.flatnonzero(level[:-1] <= lowest + _NEAR * max(risen - lowest, 0.0))[-1])


def _deviations(seen: Stretch, onset: int, limits: JumpLimits) -> float:
    """How far a window's growth since the onset lies above what is usual; 0 unless far above the busiest usual days."""
    tips = np.arange(onset + 1, len(seen.days))
    earlier = seen.days[tips] - limits.window / timedelta(days=1)
    bases = np.maximum(np.searchsorted(seen.days, earlier, side="right") - 1, onset)
    days = seen.days[tips] - seen.days[bases]
    excess = seen.lowest[tips] - seen.likely[bases] - seen.usual.median * days
    z = excess / (seen.usual.spread * np.sqrt(np.maximum(days, 1.0)))
    # Within the window what is beyond the usual may have come in one day; over a gap it came in half of the days.
    busiest = seen.usual.median + excess / np.maximum(days / _WINDOW_DAYS, 1.0)
    highest = seen.usual.median + limits.surge_multiple * (seen.usual.high - seen.usual.median)
    return float(np.where(busiest > max(highest, 0.0), z, 0.0).max())


def _is_return(clean: Series, base: int, seen: Stretch, excess: float) -> bool:
    """Whether a rise takes back a fall before it: followers that come back after a purge, or after wrong readings."""
    since = int(np.searchsorted(clean.at, int(clean.at[base]) - _BEFORE_S))
    days = (clean.at[since : base + 1] - clean.at[base]) / DAY_S
    above = clean.value[since : base + 1] - seen.usual.median * days
    return bool(above.max() - above[-1] > _REVERTS * excess)


def _is_read_enough(clean: Series, top: int, bottom: int) -> bool:
    is_coarse = int(clean.value[bottom]) < (1 - _COARSE_SHARE) * int(clean.value[top])
    is_often = int(clean.at[-1] - clean.at[-2]) < _OFTEN_S
    return not (is_coarse and is_often) or len(clean) - bottom >= _COARSE_READINGS


def _is_material(clean: Series, base: int, tip: int, *, share: float, smallest: int, sign: int) -> bool:
    before = int(clean.value[base])
    return sign * (int(clean.value[tip]) - before) >= max(share * before, smallest)


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
    by_time = _index_before(clean, limits.window)
    is_flat = clean.value[-3] == clean.value[-2]
    return max(0, min(by_time, len(clean) - (2 if is_flat else 3)))


def _index_before(clean: Series, span: timedelta) -> int:
    """The last observation at or before ``span`` ago; -1 without one."""
    return int(np.searchsorted(clean.at, int(clean.at[-1]) - int(span.total_seconds()), side="right")) - 1


def _history_end(clean: Series, start: int, window: timedelta) -> int:
    """Where the usual ends and the change may begin; a flat stretch is usual as far as it goes."""
    begun = int(clean.at[start])
    if clean.value[start] != clean.value[start + 1]:
        return begun
    window_start = int(clean.at[-1]) - int(window.total_seconds())
    return max(begun, min(window_start, int(clean.at[start + 1])))


def _facts(clean: Series, base: int, tip: int, usual: float) -> tuple[Metric, Count, Count, datetime, datetime, float]:
    return Metric.FOLLOWERS, clean[base], clean[tip], clean.time_of(base), clean.time_of(tip), usual
