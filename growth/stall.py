"""Stalls: an account that used to grow and no longer does."""

from datetime import timedelta
from math import sqrt
from typing import Final

import numpy as np

from growth.event import Stalled
from growth.increments import Increments, increments, usual_of
from growth.platform import Metric
from growth.series import Series
from growth.trend import CLIP_DEVIATIONS

_LOOK_BACK_DAYS: Final = 120
_FEWEST_BEFORE: Final = 14
"""Steps of growth before the stall, at least: without them nothing says that the account used to grow."""

_CERTAIN_DEVIATIONS: Final = 4.0
_SMALLEST: Final = 20
_ROUNDING_STEPS: Final = 2
"""Growth that stayed away must exceed chance, twenty counts and two rounding steps, or it was never visible."""


def stall(known: Series, *, after: timedelta, is_told: bool) -> Stalled | None:
    """The stall that settled observations show, ``after`` long at least; None when the account grows.

    A purge does not make a stall: growth must be missing before it and after it.

    Args:
        known: Settled observations.
        after: How long without net growth.
        is_told: Whether the stall was told already; then it lasts until growth is back, even when the history no
            longer shows the growth before it.

    """
    if not len(known):
        return None
    found = increments(known, end=int(known.at[-1]), days=_LOOK_BACK_DAYS)
    if not len(found):
        return None
    length = _without_growth(found)
    days = float(found.days[len(found) - length :].sum())
    if days < after / timedelta(days=1):
        return None
    before = Increments(found.days[: len(found) - length], found.change[: len(found) - length])
    if not is_told and not _used_to_grow(before, days, resolution=int(known.resolution[-1])):
        return None
    usual = float(before.change.sum() / before.days.sum()) if len(before) else None
    return Stalled(Metric.FOLLOWERS, int(days), known[-1], usual, after // timedelta(days=1))


def _without_growth(found: Increments) -> int:
    """How many of the latest increments, at most, show no growth in either half of them.

    Either half, because one purge outweighs weeks of growth without ending it.
    """
    gained = np.concatenate(([0.0], np.cumsum(found.change[::-1])))
    length = np.arange(len(gained))
    half = gained[length // 2]
    return int(np.flatnonzero((half <= 0) & (gained - half <= 0))[-1])


def _used_to_grow(before: Increments, days: float, *, resolution: int) -> bool:
    """Whether growth as before would certainly have shown within ``days``."""
    if len(before) < _FEWEST_BEFORE:
        return False
    steady = usual_of(before, resolution=resolution).clip(before, CLIP_DEVIATIONS)
    pace = max(float(steady.sum() / before.days.sum()), 0.0)
    # Rounding makes single days jumpy but not long stretches: it is asked for apart from chance, as whole steps.
    spread = max(usual_of(before, resolution=0).spread, sqrt(pace))
    return pace * days > max(_CERTAIN_DEVIATIONS * spread * sqrt(days), _SMALLEST, _ROUNDING_STEPS * resolution)
