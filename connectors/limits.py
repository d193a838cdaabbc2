"""Rate limits and refusals as most HTTP APIs word them: in a status and in headers.

Sources: RFC 9110 (Retry-After), RFC 6585 (429), draft-ietf-httpapi-ratelimit-headers (RateLimit-*), and the
X-RateLimit-* that came before it. A reset is seconds since 1970 with some (Bluesky), seconds from now with others (the
draft), and an ISO 8601 instant with others again (Mastodon).
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from connectors.connector import Quota
from connectors.errors import ConnectorError, RateLimited
from connectors.wire import Reply, read_epoch, read_instant, read_integer, read_pause

_PREFIXES = ("x-ratelimit", "ratelimit")

_EARLIEST_EPOCH = 1_000_000_000
"""Smaller numbers are pauses: this many seconds are thirty years, or September 2001."""

LONGEST_PAUSE = timedelta(hours=1)
"""The longest pause that a server which a person typed may ask for: it could stop the polling of all the others."""

_Renewal = tuple[datetime | None, timedelta | None]
"""When something renews: at an instant, or after a pause; both None when nobody said."""


def quota(headers: Mapping[str, str], *, longest: timedelta | None = None) -> Quota | None:
    """What is left of the rate limit; None when the platform does not say, which is not the same as nothing left.

    Args:
        headers: By name in lower case.
        longest: The longest pause believed; None believes any.

    """
    said = (read_integer(headers.get(f"{prefix}-remaining")) for prefix in _PREFIXES)
    remaining = next((number for number in said if number is not None), None)
    if remaining is None:
        return None
    renews_at, renews_after = _bounded(_reset(headers), headers, longest)
    return Quota(remaining=remaining, renews_at=renews_at, renews_after=renews_after)


def refusal(reply: Reply, words: str, *, longest: timedelta | None = None) -> ConnectorError:
    """The error to raise for an answer that is not a success, as far as status and headers tell.

    Args:
        reply: The answer.
        words: What to say, already fit to show.
        longest: The longest pause believed; None believes any.

    """
    if reply.status != 429:  # noqa: PLR2004 - Too Many Requests, RFC 6585
        return reply.failure(words)
    asked = _retry_after(reply.headers.get("retry-after"))
    until, after = _bounded(_reset(reply.headers) if asked == (None, None) else asked, reply.headers, longest)
    return RateLimited(words, until=until, after=after)


def _bounded(renewal: _Renewal, headers: Mapping[str, str], longest: timedelta | None) -> _Renewal:
    """A pause that is not too long; an instant becomes one by the server's own clock, and none where it has none."""
    if longest is None:
        return renewal
    until, after = renewal
    now = http_date(headers.get("date"))
    if until is not None and now is not None:
        after = max(until - now, timedelta())
    return None, after and min(after, longest)


def _reset(headers: Mapping[str, str]) -> _Renewal:
    value = next(filter(None, (headers.get(f"{prefix}-reset") for prefix in _PREFIXES)), None)
    seconds = read_integer(value)
    if seconds is None:
        return read_instant(value), None
    return (None, read_pause(seconds)) if seconds < _EARLIEST_EPOCH else (read_epoch(seconds), None)


def _retry_after(value: str | None) -> _Renewal:
    seconds = read_integer(value)
    return (http_date(value), None) if seconds is None else (None, read_pause(seconds))


def http_date(value: str | None) -> datetime | None:
    """The instant (UTC) of an HTTP date, RFC 9110; None for anything else."""
    try:
        return None if value is None else parsedate_to_datetime(value).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
