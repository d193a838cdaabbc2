"""Wall-clock times and the instants they name, in zones that skip hours and repeat them."""

from datetime import UTC, date, datetime, time, tzinfo


def first_instant(wall: datetime, zone: tzinfo) -> datetime:
    """The first UTC instant at which clocks in ``zone`` show ``wall`` or later.

    A time that happens twice means the first. A time that a change of offset skips means the instant of the change,
    where Python's own conversion would answer later by as much as was skipped (PEP 495).

    Args:
        wall: A naive local time.
        zone: Where its clocks hang.

    """
    later = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if later.astimezone(zone).replace(tzinfo=None) == wall:
        return later
    before = int(wall.replace(tzinfo=zone, fold=1).timestamp())
    after = int(later.timestamp())
    while after - before > 1:
        middle = (before + after) // 2
        if datetime.fromtimestamp(middle, zone).replace(tzinfo=None) >= wall:
            after = middle
        else:
            before = middle
    return datetime.fromtimestamp(after, UTC)


def midnight(day: date, zone: tzinfo) -> datetime:
    """The first UTC instant of a local day."""
    return first_instant(datetime.combine(day, time()), zone)


def local_day(instant: datetime, zone: tzinfo) -> date:
    """The day on which ``instant`` falls in ``zone``."""
    return instant.astimezone(zone).date()
