"""ISO weeks as digest periods: which one an instant belongs to, when its digest is due, which are due now."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from growth.wall import first_instant, local_day, midnight

_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Week:
    """One ISO week in one zone: ``[start, end)``.

    Attributes:
        period: Its name, such as ``2026-W47``; years and weeks as in ISO 8601.
        start: Its first instant (UTC): Monday 00:00 local.
        end: The instant after its last (UTC): the next Monday 00:00 local.

    """

    period: str
    start: datetime
    end: datetime


def week_of(instant: datetime, zone: ZoneInfo) -> Week:
    """The week in which ``instant`` falls."""
    return _week_from(_monday_of(local_day(instant, zone)), zone)


def week_named(period: str, zone: ZoneInfo) -> Week:
    """The week of that name.

    Raises:
        ValueError: If the name is not of the form ``2026-W47``, the year has no such week, or the calendar ends in it.

    """
    try:
        return _week_from(_monday_named(period), zone)
    except OverflowError:
        raise ValueError(f"{period!r} lies at the end of the calendar") from None


def week_before(week: Week, zone: ZoneInfo) -> Week:
    """The week that ends where ``week`` starts."""
    return _week_from(local_day(week.start, zone) - _WEEK, zone)


def week_meant(name: str | None, now: datetime, zone: ZoneInfo) -> Week:
    """The week that somebody asks for: the one of that name, in capitals or not, else the last that is over.

    Raises:
        ValueError: As ``week_named`` does.

    """
    return week_named(name.upper(), zone) if name else week_before(week_of(now, zone), zone)


def due_at(week: Week, *, weekday: int, at: time, zone: ZoneInfo) -> datetime:
    """When the week's digest is due (UTC): the first such weekday and time after the week has ended.

    Args:
        week: The week.
        weekday: 0 for Monday to 6 for Sunday, as in ``date.weekday``.
        at: Local time. Where clocks skip it, the instant of the skip; where they repeat it, the first time.
        zone: The reader's zone.

    """
    day = local_day(week.end, zone) + timedelta(days=weekday)
    return first_instant(datetime.combine(day, at), zone)


def weeks_due(
    last_period: str | None, *, since: datetime, now: datetime, weekday: int, at: time, zone: ZoneInfo
) -> tuple[Week, ...]:
    """The weeks whose digest is due by now and was not opened yet, oldest first; usually empty or one.

    Args:
        last_period: The newest period opened already; None when there was none.
        since: When the reader began to subscribe (UTC); a digest that was due by then is not owed.
        now: The present (UTC). A clock set back owes nothing twice, since ``last_period`` stays.
        weekday: As in ``due_at``.
        at: As in ``due_at``.
        zone: The reader's zone.

    Raises:
        ValueError: If ``last_period`` is not of the form ``2026-W47``.

    """
    # A digest is due at most a week after its week ends, so that a fortnight before `since` holds the first one owed.
    first = _monday_of(local_day(since, zone)) - 2 * _WEEK
    if last_period is not None:
        first = max(first, _monday_named(last_period) + _WEEK)
    due = ((week, due_at(week, weekday=weekday, at=at, zone=zone)) for week in _weeks(first, now, zone))
    return tuple(week for week, instant in due if since < instant <= now)


def _weeks(first: date, now: datetime, zone: ZoneInfo) -> Iterator[Week]:
    """Every week from the Monday ``first`` that has ended by ``now``."""
    week = _week_from(first, zone)
    while week.end <= now:
        yield week
        week = _week_from(local_day(week.end, zone), zone)


def _week_from(monday: date, zone: ZoneInfo) -> Week:
    year, number, _ = monday.isocalendar()
    return Week(f"{year}-W{number:02d}", midnight(monday, zone), midnight(monday + _WEEK, zone))


def _monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _monday_named(period: str) -> date:
    year, _, number = period.partition("-W")
    if not (year.isdecimal() and number.isdecimal()):
        raise ValueError(f"{period!r} is not an ISO week; write one such as 2026-W47")
    return date.fromisocalendar(int(year), int(number), 1)
