"""The one clock there is; everything else is told what time it is."""

import zoneinfo
from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Gives the present, aware, in UTC."""


def exact_utcnow() -> datetime:
    """The present, aware, in UTC."""
    return datetime.now(UTC)


def to_the_second(clock: Clock) -> Clock:
    """The same clock without fractions of a second, which storage does not keep."""
    return lambda: clock().replace(microsecond=0)


utcnow = to_the_second(exact_utcnow)
"""The present, aware, in UTC, to the second, as storage keeps it."""


def trust_own_zones() -> None:
    """Take every zone's offsets from the tzdata package: a system's own tables may be years old, or missing.

    Morocco changes its clocks by decree. Source: https://docs.python.org/3/library/zoneinfo.html#data-sources
    """
    zoneinfo.reset_tzpath(())
