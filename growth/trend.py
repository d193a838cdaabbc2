"""The recent pace of a counter, and the day it leads to a count."""

from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from growth.increments import DAY_S, increments, usual_of
from growth.series import Series
from growth.settled import settled
from growth.wall import local_day

PACE_DAYS: Final = 28
"""Days whose growth makes the recent pace: four whole weeks, so that the week's season cancels out."""

USUAL_DAYS: Final = 56
"""Days from which the usual growth is learnt."""

CLIP_DEVIATIONS: Final = 5.0
"""Growth further than this from the usual is held there: a campaign or a purge is no pace."""

_SHORTEST_DAYS = 7
_FEWEST = 3


def recent_pace(series: Series, *, now: datetime) -> float | None:
    """Followers a day over the last four weeks, negative for a loss; campaigns, purges and glitches count for little.

    The mean of the winsorised daily growth, the most even of the simple forecasts on real series.

    Args:
        series: The counter's history.
        now: The present (UTC).

    Returns:
        The pace; None with less than a week of history, with fewer than three steps of growth in it, or when nothing
        was read within the last four weeks.

    """
    return pace_of(settled(series.until(now)), now=now)


def pace_of(known: Series, *, now: datetime) -> float | None:
    """The same over settled observations."""
    if not len(known) or now - known.time_of(-1) > timedelta(days=PACE_DAYS):
        return None
    if known.at[-1] - known.at[0] < _SHORTEST_DAYS * DAY_S:
        return None
    found = increments(known, end=int(known.at[-1]), days=USUAL_DAYS)
    recent = found.latest(PACE_DAYS)
    if len(recent) < _FEWEST:
        return None
    usual = usual_of(found, resolution=int(known.resolution[-1]))
    return float(usual.clip(recent, CLIP_DEVIATIONS).sum() / recent.days.sum())


def projected_day(series: Series, target: int, *, now: datetime, zone: ZoneInfo, horizon_days: int) -> date | None:
    """The day in ``zone`` on which the recent pace reaches ``target``.

    None when it is reached already, when there is no pace, when the pace leads away from it, or when the day lies
    more than ``horizon_days`` after ``now``.
    """
    return day_projected(settled(series.until(now)), target, now=now, zone=zone, horizon_days=horizon_days)


def day_projected(known: Series, target: int, *, now: datetime, zone: ZoneInfo, horizon_days: int) -> date | None:
    """The same over settled observations."""
    pace = pace_of(known, now=now)
    if pace is None or pace <= 0 or known[-1].has_certainly_reached(target):
        return None
    days = (target - known[-1].value) / pace
    if days > horizon_days:
        return None
    return max(local_day(known.time_of(-1) + timedelta(days=days), zone), local_day(now, zone))
