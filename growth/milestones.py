"""Milestones: the round numbers a communications office celebrates.

100, 200, 500 and so on to 5,000; every ten thousand to 100,000; every hundred thousand to a million; every million.
"""

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from growth.count import Count
from growth.digest import NextMilestone
from growth.series import Series
from growth.settled import settled
from growth.trend import day_projected

_FIRST: Final = (100, 200, 500, 1_000, 2_000, 5_000, 10_000)
_STEPS: Final = ((1_000_000, 1_000_000), (100_000, 100_000), (10_000, 10_000))
"""From a count on, the distance between round numbers; largest first."""

_HORIZON_DAYS = 365


def next_threshold(count: int) -> int:
    """The smallest round number above ``count``."""
    for start, distance in _STEPS:
        if count >= start:
            return (count // distance + 1) * distance
    return next(threshold for threshold in _FIRST if threshold > count)


def highest_threshold(count: int) -> int | None:
    """The largest round number at or below ``count``; None below the first one."""
    for start, distance in _STEPS:
        if count >= start:
            return count // distance * distance
    return max((threshold for threshold in _FIRST if threshold <= count), default=None)


def crossed(before: Count, after: Count) -> int | None:
    """The highest round number that lay above ``before`` and is certainly reached by ``after``; None without one."""
    highest = highest_threshold(after.value)
    return highest if highest is not None and before.value < highest else None


def next_milestone(series: Series, *, now: datetime, zone: ZoneInfo) -> NextMilestone | None:
    """The round number ahead of the latest settled count and when it will be reached; None without a count."""
    return milestone_after(settled(series.until(now)), now=now, zone=zone)


def milestone_after(known: Series, *, now: datetime, zone: ZoneInfo) -> NextMilestone | None:
    """The same over settled observations."""
    if not len(known):
        return None
    count = known[-1].value
    threshold = next_threshold(count)
    projected = day_projected(known, threshold, now=now, zone=zone, horizon_days=_HORIZON_DAYS)
    return NextMilestone(threshold, threshold - count, projected)
