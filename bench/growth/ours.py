"""Marsad's own forecasts, asked for as the program asks."""

from bisect import bisect_left
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final

from bench.growth.guess import Dates, Guess
from bench.growth.parameters import MEASURE
from growth.forecast import Forecast, forecast
from growth.series import Series

NAME: Final = "marsad"
YEAR_DAYS: Final = 365


def guesses(series: Series, at: int) -> tuple[Guess, ...] | None:
    """What Marsad expects, one guess per horizon of the measure; None when it refuses the longest.

    Args:
        series: The raw readings up to ``at``.
        at: Where the forecast stands, in seconds since 1970.

    """
    found = [_guess(series, at, days) for days in MEASURE.horizons_days]
    return None if None in found else tuple(one for one in found if one is not None)


def dates(series: Series, at: int, milestone: int) -> Dates | None:
    """Days until the milestone: earliest, middle and latest of the range; None when Marsad refuses.

    Args:
        series: The raw readings up to ``at``.
        at: Where the range is said, in seconds since 1970.
        milestone: The count to reach.

    """
    if _said(series, at, 1, MEASURE.levels[0]) is None:
        return None
    reaches = partial(_reaches, series, at, milestone)
    early, middle, late = (_first_day(partial(reaches, end)) for end in ("high", "median", "low"))
    return early, middle, late


def _reaches(series: Series, at: int, milestone: int, end: str, days: int) -> bool:
    """Whether an end of the forecast has reached the milestone so many days ahead."""
    said = _said(series, at, days, MEASURE.levels[0])
    return said is not None and bool(getattr(said, end) >= milestone)


def _first_day(is_reached: Callable[[int], bool]) -> float | None:
    """The first day of the year ahead on which it holds, by bisection; None when it does not."""
    day = bisect_left(range(1, YEAR_DAYS + 1), x=True, key=is_reached) + 1
    return float(day) if day <= YEAR_DAYS else None


def _guess(series: Series, at: int, days: int) -> Guess | None:
    said = {level: _said(series, at, days, level) for level in MEASURE.levels}
    known = {level: one for level, one in said.items() if one is not None}
    if len(known) < len(said):
        return None
    low = {level: float(one.low) for level, one in known.items()}
    high = {level: float(one.high) for level, one in known.items()}
    return Guess(median=float(known[MEASURE.levels[0]].median), low=low, high=high)


def _said(series: Series, at: int, days: int, level: int) -> Forecast | None:
    """A forecast with a level in per cent; None when the history is too short for it."""
    now, ahead = datetime.fromtimestamp(at, UTC), timedelta(days=days)
    said = forecast(series, at=now, horizon=ahead, level=level / 100.0)
    return said if isinstance(said, Forecast) else None
