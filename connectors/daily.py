"""When a daily allowance renews, by the platform's own clock in an answer's Date: a connector has none."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from connectors.limits import http_date


def next_midnight(headers: Mapping[str, str], zone: str = "UTC") -> datetime | None:
    """The first midnight of a zone after the instant at which an answer was given (UTC); None when it does not say.

    Args:
        headers: The answer's, by name in lower case.
        zone: An IANA zone.

    """
    now = http_date(headers.get("date"))
    if now is None:
        return None
    try:
        tomorrow = now.astimezone(ZoneInfo(zone)).date() + timedelta(days=1)
        return datetime.combine(tomorrow, time(), ZoneInfo(zone)).astimezone(UTC)
    except OverflowError:
        return None
