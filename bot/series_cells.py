"""What the cells of a table of counts mean: instants and whole numbers as people and programs write them."""

import re
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from email.utils import parsedate_to_datetime

_EPOCH = re.compile(r"\d{9,}(\.\d+)?")
_MILLISECONDS_FROM = 100_000_000_000
"""Numbers this large count milliseconds: as seconds they would lie past the year 5000."""

_STAMP = re.compile(r"(?:19|20)\d{12}")
"""An archive's instant, year to second in UTC. Source: https://datatracker.ietf.org/doc/html/rfc7089#appendix-A"""

_HTTP_DATE = re.compile(r"[A-Za-z]{3}, .*")
_SLASHED = re.compile(r"\d{4}/\d{2}/\d{2}.*")
_GROUPED = re.compile(
    r"(\d{1,3})(?P<mark>[.,'_\u2019\u066c\u00a0\u202f\u2009 ])(\d{3})(?:(?P=mark)\d{3})*(?P<rest>[.,\u066b]0+)?"
)
_MARKS = str.maketrans("", "", ".,'_\u2019\u066c\u00a0\u202f\u2009 ")
_MISSING = frozenset({"", "na", "n/a", "nan", "null", "none", "-"})
_MOST = 10**15
"""No counter of people or views is this large; what is larger is not a count."""


def instant_of(text: str) -> datetime:
    """The instant a cell names, in UTC and whole seconds.

    An ISO day is its 00:00 UTC; an ISO date and time without a zone is UTC; a bare number of nine digits or more is
    seconds since 1970, or milliseconds from twelve digits on; but one of fourteen digits that begins like a year of
    these centuries is an archive's stamp. An HTTP date (RFC 9110) is read as well.

    Raises:
        ValueError: If it names none; the message says what to write.

    """
    written = text.strip()
    if _STAMP.fullmatch(written):
        written = f"{written[:8]}T{written[8:]}"
    elif _HTTP_DATE.fullmatch(written):
        written = _http_date(written)
    if _EPOCH.fullmatch(written):
        number = float(written)
        return _from_epoch(number / 1_000 if number >= _MILLISECONDS_FROM else number)
    if _SLASHED.fullmatch(written):
        written = written.replace("/", "-")
    try:
        read = datetime.fromisoformat(written)
        aware = read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(f"{_shown(text)} is no date; write it as 2026-11-24 or 2026-11-24T09:30:00Z") from None
    return aware.replace(microsecond=0)


def _http_date(text: str) -> str:
    """An HTTP date as ISO 8601; anything else as it is."""
    try:
        return parsedate_to_datetime(text).isoformat()
    except ValueError:
        return text


def _from_epoch(seconds: float) -> datetime:
    try:
        return datetime.fromtimestamp(int(seconds), UTC)
    except (ValueError, OverflowError, OSError):
        raise ValueError(f"{seconds:.0f} seconds since 1970 lie past the last year there is") from None


def is_missing(text: str) -> bool:
    """Whether a cell says that there is no number: it is empty, or reads NA, nan, null, none or a dash."""
    return text.strip().casefold() in _MISSING


def whole_of(text: str) -> int:
    """The whole number a cell writes, thousands separators and a ``.0`` allowed; digits of any script.

    Raises:
        ValueError: If it is none, is negative, or is larger than any counter; the message says what to write.

    """
    written = text.strip()
    grouped = _GROUPED.fullmatch(written)
    if grouped is not None:
        written = written.removesuffix(grouped["rest"] or "").translate(_MARKS)
    try:
        number = Decimal(written.replace(",", ".").replace("\u066b", "."))
    except InvalidOperation:
        raise ValueError(f"{_shown(text)} is no number; write digits only, such as 45000") from None
    if not number.is_finite() or number != number.to_integral_value():
        raise ValueError(f"{_shown(text)} is no whole number; a count has no fraction")
    if not 0 <= number < _MOST:
        raise ValueError(f"{_shown(text)} is out of range; a count is at least 0 and below a thousand billion")
    return int(number)


def _shown(text: str) -> str:
    """A cell as an error shows it: short, and without control characters."""
    return repr(text.strip()[:40])
