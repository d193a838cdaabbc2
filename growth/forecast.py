"""Forecasts: where a counter will stand after a horizon, with an interval that keeps its promise."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from growth.outlook import TooShort, outlook
from growth.series import Series

__all__ = ["Forecast", "TooShort", "forecast"]

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Forecast:
    """A counter's future as known at one instant.

    Attributes:
        at: The instant (UTC); nothing later was looked at.
        horizon_days: How far ahead, in days.
        median: The count that is as likely exceeded as not, as the platform would publish it.
        low: The interval's lower end, as the platform would publish it; never below 0.
        high: Its upper end; for a rounded counter the largest true count that the published one could hide.
        level: The chance that the count lies within ``[low, high]``, in ``(0, 1)``.
        history_days: Days of history it rests on.

    """

    at: datetime
    horizon_days: float
    median: int
    low: int
    high: int
    level: float
    history_days: float


def forecast(series: Series, *, at: datetime, horizon: timedelta, level: float) -> Forecast | TooShort:
    """Where a counter will stand, from what was known at ``at`` alone.

    Args:
        series: The counter's history.
        at: The instant to forecast from (UTC).
        horizon: How far ahead; above zero.
        level: The chance that the interval holds, in ``(0, 1)``.

    Returns:
        The forecast, or what is missing for one.

    Raises:
        ValueError: If ``level`` is not within ``(0, 1)`` or ``horizon`` is not above zero.

    """
    if not 0 < level < 1:
        raise ValueError(f"a level lies between 0 and 1: {level}")
    if horizon <= timedelta(0):
        raise ValueError(f"a horizon lies ahead: {horizon}")
    found = outlook(series, at=at, chances=np.array([(1 - level) / 2, (1 + level) / 2]))
    if isinstance(found, TooShort):
        return found
    days = horizon / _DAY
    lacking = found.lacking(days)
    if lacking is not None:
        return TooShort(lacking)
    low, high = (float(count) for count in found.path(np.array([days]))[0])
    top = found.published(high)
    return Forecast(
        at=at,
        horizon_days=days,
        median=found.published(float(found.middle(np.array([days]))[0])),
        low=found.published(low),
        high=top + found.step(top) - 1,
        level=level,
        history_days=found.history_days,
    )
