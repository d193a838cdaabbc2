"""Prospects: what is to be expected of a count that is held against a baseline."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import floor
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from growth.baseline import Baseline, PaceState, Standing
from growth.curve import value_at
from growth.first_passage import CHANCES, chance_within
from growth.increments import DAY_S
from growth.outlook import TooShort, outlook
from growth.pace import band, ends_at, fraction, standing_of
from growth.series import Series
from growth.settled import settled
from growth.trend import pace_of
from growth.wall import local_day

HORIZON_DAYS: Final = 3_652
"""How far ahead it is looked for the day on which a count meets its path again: ten years."""

_DAY: Final = timedelta(days=1)
_OVER: Final = frozenset({PaceState.REACHED, PaceState.MISSED})


@dataclass(frozen=True, slots=True)
class Prospect:
    """A count held against a baseline, with what may become of it.

    Attributes:
        standing: Where it stands.
        low: The least that the path may ask for now, where its shape is not certain; None with ``high``.
        high: The most; None where the path was counted, before the first day, and once the baseline is over.
        pace: Growth per day of late; None when the history is too short to tell.
        needed: Growth per day that would reach the target on its last day, negative past it; None once that is over.
        catches_up: For a count below its path: the day on which the recent pace meets it again, in the reader's zone.
            None for any other, and when that is not within ten years.
        is_past_end: Whether that day lies past the deadline, where the path is only drawn on in a straight line.
        chance: The chance that the target is reached in time, in ``[0, 1]``, from the forecast's distribution. None
            once it is reached or missed, and when the history is too short to look so far ahead.

    """

    standing: Standing
    low: float | None = None
    high: float | None = None
    pace: float | None = None
    needed: float | None = None
    catches_up: date | None = None
    is_past_end: bool = False
    chance: float | None = None


def prospect(baseline: Baseline, series: Series, *, now: datetime, zone: ZoneInfo) -> Prospect | None:
    """A counter's standing against a baseline and its prospects; None when nothing was observed by ``now``.

    Args:
        baseline: The baseline.
        series: The counter's history, from the baseline's first day on at least. The longer, the better the chance.
        now: The present (UTC).
        zone: The zone in which the baseline's days are counted.

    """
    known = settled(series.until(now))
    standing = standing_of(baseline, known, now=now, zone=zone)
    if standing is None:
        return None
    if standing.state in _OVER:
        return Prospect(standing)
    open_band = None if standing.ratio is None else band(baseline, standing.at, zone)
    low, high = open_band or (None, None)
    days_left = (ends_at(baseline, zone) - now) / _DAY
    pace = pace_of(known, now=now)
    caught = _caught_up(standing, pace, zone)
    return Prospect(
        standing=standing,
        low=low,
        high=high,
        pace=pace,
        needed=(baseline.target - standing.count.value) / days_left if days_left > 0 else None,
        catches_up=None if caught is None else max(local_day(caught, zone), local_day(now, zone)),
        is_past_end=caught is not None and caught >= ends_at(baseline, zone),
        chance=_chance(baseline, series, days_left, now=now) if days_left > 0 else None,
    )


def _caught_up(standing: Standing, pace: float | None, zone: ZoneInfo) -> datetime | None:
    """The instant at which a straight line with the recent pace meets the path from below."""
    if pace is None or standing.ratio is None or standing.count.value >= standing.expected:
        return None
    begin = fraction(standing.baseline, standing.at, zone)
    per_day = fraction(standing.baseline, standing.at + _DAY, zone) - begin
    days = np.arange(HORIZON_DAYS + 1.0)
    asked = np.array([value_at(standing.baseline, begin + per_day * day) for day in days])
    gap = asked - standing.count.value - pace * days
    met = np.flatnonzero(gap <= 0)
    if not len(met):
        return None
    after = int(met[0])
    share = gap[after - 1] / (gap[after - 1] - gap[after])
    return standing.at + timedelta(seconds=floor((after - 1 + float(share)) * DAY_S))


def _chance(baseline: Baseline, series: Series, days_left: float, *, now: datetime) -> float | None:
    found = outlook(series, at=now, chances=CHANCES)
    return None if isinstance(found, TooShort) else chance_within(found, baseline.target, days=days_left)
