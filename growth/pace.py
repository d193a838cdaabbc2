"""Pace: a count held against a baseline."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from growth.baseline import Baseline, PaceState, Standing
from growth.count import Count
from growth.curve import band_at, fraction_at, value_at
from growth.series import Series
from growth.settled import settled
from growth.trend import day_projected
from growth.wall import local_day, midnight

TOLERANCE = 0.05
"""Share of what is expected by which a count may differ and still be on pace."""

_HORIZON_DAYS = 3_652
_DAY = timedelta(days=1)


def starts_at(baseline: Baseline, zone: ZoneInfo) -> datetime:
    """The first instant of a baseline (UTC): 00:00 of its first day in ``zone``."""
    return midnight(baseline.start, zone)


def ends_at(baseline: Baseline, zone: ZoneInfo) -> datetime:
    """The instant from which a baseline is missed (UTC): 24:00 of its deadline in ``zone``."""
    return midnight(baseline.deadline + _DAY, zone)


def expected(baseline: Baseline, at: datetime, zone: ZoneInfo) -> float:
    """The count that a baseline's curve asks for at an instant.

    The start value until the first day begins, the target when the deadline's day ends, and a straight line with the
    curve's final slope after that. Time is real time between the two local midnights.
    """
    return value_at(baseline, fraction(baseline, at, zone))


def band(baseline: Baseline, at: datetime, zone: ZoneInfo) -> tuple[float, float] | None:
    """The counts between which the path may be at an instant, lowest first; None where ``band_at`` knows none."""
    return band_at(baseline, fraction(baseline, at, zone))


def standing(baseline: Baseline, series: Series, *, now: datetime, zone: ZoneInfo) -> Standing | None:
    """A counter's latest settled count against a baseline; None when nothing was observed by ``now``.

    Reached is for ever: a purge does not undo it. ``series`` must reach back to the baseline's start for that, and for
    the day on which the target was reached.

    Args:
        baseline: The target and its path.
        series: The counter's history.
        now: The present (UTC).
        zone: The zone in which the baseline's days are counted.

    """
    return standing_of(baseline, settled(series.until(now)), now=now, zone=zone)


def standing_of(baseline: Baseline, known: Series, *, now: datetime, zone: ZoneInfo) -> Standing | None:
    """The same over settled observations."""
    if not len(known):
        return None
    at, count = known.time_of(-1), known[-1]
    asked = expected(baseline, at, zone)
    begun = at >= starts_at(baseline, zone)
    reached = None if baseline.is_cut else _first_reached(baseline, known, zone)
    is_over = not baseline.is_cut and now >= ends_at(baseline, zone)
    projected = day_projected(known, baseline.target, now=now, zone=zone, horizon_days=_HORIZON_DAYS)
    return Standing(
        baseline=baseline,
        at=at,
        count=count,
        expected=asked,
        ratio=count.value / asked if begun and asked > 0 else None,
        days_ahead=_days_ahead(baseline, count, at, zone) if begun else None,
        projected=projected if reached is None else None,
        # What the first observation shows was reached before anyone looked: on which day, nobody knows.
        reached_on=local_day(known.time_of(reached), zone) if reached else None,
        state=_state(count, asked, begun=begun, is_reached=reached is not None, is_over=is_over),
        extrapolated=at >= ends_at(baseline, zone),
    )


def fraction(baseline: Baseline, at: datetime, zone: ZoneInfo) -> float:
    """The share of the time allowed that is over at an instant: 0 when the first day begins, 1 when the last ends."""
    start = starts_at(baseline, zone)
    return (at - start) / (ends_at(baseline, zone) - start)


def _days_ahead(baseline: Baseline, count: Count, at: datetime, zone: ZoneInfo) -> float | None:
    on_curve = fraction_at(baseline, count.value)
    if on_curve is None:
        return None
    length = ends_at(baseline, zone) - starts_at(baseline, zone)
    return (on_curve - fraction(baseline, at, zone)) * (length / _DAY)


def _first_reached(baseline: Baseline, known: Series, zone: ZoneInfo) -> int | None:
    """The index of the first observation since the baseline's start that is certainly at its target."""
    start = int(starts_at(baseline, zone).timestamp())
    found = np.flatnonzero((known.at >= start) & (known.value >= baseline.target))
    return int(found[0]) if len(found) else None


def _state(count: Count, asked: float, *, begun: bool, is_reached: bool, is_over: bool) -> PaceState:
    if is_reached:
        return PaceState.REACHED
    if is_over:
        return PaceState.MISSED
    if not begun:
        return PaceState.NOT_STARTED
    if count.value > asked * (1 + TOLERANCE):
        return PaceState.AHEAD
    return PaceState.BEHIND if count.highest < asked * (1 - TOLERANCE) else PaceState.ON_PACE
