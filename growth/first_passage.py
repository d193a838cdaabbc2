"""First passage: the day a counter will first reach a count, as a range."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from growth.outlook import Outlook, TooShort, outlook
from growth.series import Series

Floats = NDArray[np.float64]

YEAR_DAYS: Final = 365
"""How far ahead a passage is looked for."""

CHANCES: Final = np.arange(0.01, 1.0, 0.01)
"""Chances at which the outlook is read to find that of passing within a time."""


@dataclass(frozen=True, slots=True)
class Passage:
    """When a counter will first reach a target, as known at one instant.

    Attributes:
        target: The count to reach.
        at: The instant (UTC); nothing later was looked at.
        earliest: The range's first instant (UTC); None when not within a year even in the most favourable case.
        median: The instant by which it is as likely reached as not; None when that is not within a year.
        latest: The range's last instant; None when the least favourable case does not reach it within a year.
        chance_within_year: The chance that it is reached within 365 days, in ``[0, 1]``; None when the history is too
            short to look a year ahead. All three instants then lie within what it is long enough for.

    """

    target: int
    at: datetime
    earliest: datetime | None
    median: datetime | None
    latest: datetime | None
    chance_within_year: float | None


def first_passage(series: Series, target: int, *, at: datetime, level: float) -> Passage | TooShort:
    """When a counter will first reach ``target``, from what was known at ``at`` alone.

    The range holds the day with the chance ``level``. A counter that drifts passes a count where its outlook does:
    the range lies between the days on which the outlook's upper and lower ends get there.

    Args:
        series: The counter's history.
        target: The count to reach; a rounded counter must certainly have reached it.
        at: The instant to look from (UTC).
        level: The chance that the range holds, in ``(0, 1)``.

    Returns:
        The range; all of it at ``at`` where the latest count is there already. Or what is missing for a forecast.

    Raises:
        ValueError: If ``level`` is not within ``(0, 1)``.

    """
    if not 0 < level < 1:
        raise ValueError(f"a level lies between 0 and 1: {level}")
    chances = np.concatenate(([(1 - level) / 2, (1 + level) / 2], CHANCES))
    found = outlook(series, at=at, chances=chances)
    if isinstance(found, TooShort):
        return found
    if found.known[-1].has_certainly_reached(target):
        return Passage(target, at, at, at, at, 1.0)
    days = np.arange(1.0, min(YEAR_DAYS, found.reach_days) + 1)
    path = found.path(days)
    return Passage(
        target=target,
        at=at,
        earliest=_first(at, days, path[:, 1], target),
        median=_first(at, days, found.middle(days), target),
        latest=_first(at, days, path[:, 0], target),
        chance_within_year=chance_within(found, target, days=YEAR_DAYS),
    )


def _first(at: datetime, days: Floats, count: Floats, target: int) -> datetime | None:
    there = np.flatnonzero(count >= target)
    return at + timedelta(days=float(days[there[0]])) if len(there) else None


def chance_within(found: Outlook, target: int, *, days: float) -> float | None:
    """The chance that ``target`` is reached within so many days: the highest share of outcomes at it on any of them.

    Args:
        found: The outlook at ``CHANCES``, which may be the last of its chances.
        target: The count to reach.
        days: How long; above zero.

    Returns:
        The chance, in ``[0, 1]``; None when the history is too short to look so far ahead.

    """
    if found.reach_days < days:
        return None
    most = found.path(np.append(np.arange(1.0, days), days)).max(axis=0)[-len(CHANCES) :]
    return float(1.0 - np.interp(target, np.maximum.accumulate(most), CHANCES, left=0.0, right=1.0))
