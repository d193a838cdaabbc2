"""The one clock there is; everything else is told what time it is."""

from datetime import UTC, datetime


def utcnow() -> datetime:
    """The present, aware, in UTC, to the second, as storage keeps it."""
    return datetime.now(UTC).replace(microsecond=0)
