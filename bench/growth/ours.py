"""Marsad's own forecasts, asked for as the program asks."""

from bisect import bisect_left
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from importlib import import_module
from typing import Final, Protocol

from bench.growth.guess import Dates, Guess
from bench.growth.parameters import MEASURE
from growth.series import Series

NAME: Final = "marsad"
YEAR_DAYS: Final = 365


class Said(Protocol):
    """A forecast as the program gives it: a count in the middle and the ends of an interval."""

    median: float
    low: float
    high: float


def guesses(series: Series, at: int) -> tuple[Guess, ...] | None:
    """What Marsad expects, one guess per horizon of the measure; None when it refuses.

    Args:
        series: The raw readings up to ``at``.
        at: Where the forecast stands, in seconds since 1970.

    """
    found = [_guess(series, at, days) for days in MEASURE.horizons_days]
    return tuple(one for one in found if one is not None) if None not in found else None


def dates(series: Series, at: int, milestone: int) -> Dates | None:
    """Days until the milestone: earliest, middle and latest of the range; None when Marsad refuses.

    Args:
        series: The raw readings up to ``at``.
        at: Where the range is said, in seconds since 1970.
        milestone: The count to reach.

    """
    middle = partial(_reaches, series, at, milestone)
    ends = [_first_day(partial(middle, end)) for end in ("high", "median", "low")]
    return (ends[0], ends[1], ends[2]) if middle("median", 1) is not None else None


def _reaches(series: Series, at: int, milestone: int, end: str, days: int) -> bool | None:
    """Whether an end of the forecast has reached the milestone so many days ahead; None when Marsad refuses."""
    said = _said(series, at, days, MEASURE.levels[0])
    return bool(getattr(said, end) >= milestone) if said is not None else None


def _first_day(is_reached: Callable[[int], bool | None]) -> float | None:
    """The first day of the year ahead on which it holds, by bisection; None when it does not."""
    day = bisect_left(range(1, YEAR_DAYS + 1), x=True, key=lambda days: bool(is_reached(days))) + 1
    return float(day) if day <= YEAR_DAYS else None


def _said(series: Series, at: int, days: int, level: int) -> Said | None:
    forecast = import_module("growth.forecast").forecast
    said: Said | None = forecast(series, at=datetime.fromtimestamp(at, UTC), horizon=timedelta(days=days), level=level)
    return said


def _guess(series: Series, at: int, days: int) -> Guess | None:
    said = {level: _said(series, at, days, level) for level in MEASURE.levels}
    known = {level: one for level, one in said.items() if one is not None}
    if len(known) < len(said):
        return None
    low = {level: one.low for level, one in known.items()}
    high = {level: one.high for level, one in known.items()}
    return Guess(median=known[MEASURE.levels[0]].median, low=low, high=high)
