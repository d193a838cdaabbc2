"""Net growth: what a counter gained or lost over a period."""

from datetime import datetime

from growth.series import Series
from growth.settled import settled


def net_growth(series: Series, *, start: datetime, end: datetime) -> int | None:
    """The count known at ``end`` minus the count known at ``start``; one-poll glitches left out.

    Adjacent periods add up: each end is the last reading at or before its instant.

    Args:
        series: The counter's history.
        start: The period's first instant (UTC).
        end: Its last (UTC); later observations play no part.

    Returns:
        The growth, negative for a loss. None when the history does not reach back to ``start``, or when nothing was
        read after ``start``: unread is not unchanged.

    """
    return net_growth_of(settled(series.until(end)), start=start)


def net_growth_of(known: Series, *, start: datetime) -> int | None:
    """The same over settled observations, up to the latest of them."""
    first = known.count_at(start)
    if first is None or known.time_of(-1) <= start:
        return None
    return known[-1].value - first.value
