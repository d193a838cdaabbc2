"""What came over the wire, and field types that survive whatever a platform puts in a field.

A platform may add, drop, rename or mistype a field on any day. A field read through these types is at worst missing;
it never costs the account, and an account never costs its batch.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, TypeVar
from urllib.parse import urlsplit

from pydantic import BaseModel, PlainValidator, ValidationError

from connectors.errors import AuthFailed, BudgetSpent, ConnectorError, MalformedAnswer, NotPermitted, Unavailable
from growth.count import Count
from growth.platform import Metric
from growth.reading import Absence

LARGEST_COUNT = 2**63 - 1
"""The largest count a platform's int64, or a database, can hold."""

LONGEST_BRIEF = 2_000
"""Characters of a name or an address that a server which a person typed may send."""

Clean = Callable[[object], str]
"""Makes a platform's own words fit to show: without secrets, short, on one line."""

_Model = TypeVar("_Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Reply:
    """One HTTP answer.

    Attributes:
        status: The HTTP status.
        headers: By name in lower case.
        body: The decoded JSON; None when it was no JSON.
        is_json: Whether the body was JSON; an error page of a proxy is not.

    """

    status: int
    headers: Mapping[str, str]
    body: object
    is_json: bool

    @classmethod
    def decode(cls, status: int, headers: Mapping[str, str], body: bytes) -> "Reply":
        """Read a body that may be anything."""
        lower = {name.lower(): value for name, value in headers.items()}
        try:
            return cls(status, lower, json.loads(body), is_json=True)
        except (ValueError, RecursionError):
            return cls(status, lower, None, is_json=False)

    @property
    def is_success(self) -> bool:
        """Whether the status is 2xx; says nothing about the body."""
        return 200 <= self.status < 300  # noqa: PLR2004 - the class of HTTP statuses that mean success, RFC 9110

    @property
    def silence(self) -> str:
        """What to say of an answer that says nothing itself."""
        return "no words" if self.is_json else "no JSON"

    def failure(self, words: str) -> ConnectorError:
        """The error that the status alone speaks for. A page of HTML says little more than that nobody is at home."""
        errors: dict[int, type[ConnectorError]] = {401: AuthFailed, 402: BudgetSpent}
        if error := errors.get(self.status):
            return error(words)
        if not self.is_json or self.status >= 500 or self.status in (408, 425):  # noqa: PLR2004 - RFC 9110 and 8470
            return Unavailable(words)
        return NotPermitted(words) if self.status == 403 else MalformedAnswer(words)  # noqa: PLR2004 - RFC 9110


def read_model(model: type[_Model], value: object) -> _Model | None:
    """``value`` as a wire model; None when even its required fields are not there."""
    try:
        return model.model_validate(value)
    except ValidationError:
        return None


def read_counters(
    published: Mapping[Metric, int | Absence | None],
) -> tuple[dict[Metric, Count], dict[Metric, Absence]]:
    """Counters given and counters missing; one that the platform has but left out is withheld, never zero."""
    counters = {metric: Count(value) for metric, value in published.items() if isinstance(value, int)}
    absent = {
        metric: Absence.WITHHELD if value is None else value
        for metric, value in published.items()
        if not isinstance(value, int)
    }
    return counters, absent


def read_integer(value: object) -> int | None:
    """A whole number from 0 to ``LARGEST_COUNT``, or its decimal digits; None for anything else."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= len(str(LARGEST_COUNT)):
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return value if 0 <= value <= LARGEST_COUNT else None


def read_instant(value: object) -> datetime | None:
    """An ISO 8601 instant, taken for UTC when it names no offset; None for anything else."""
    try:
        instant = datetime.fromisoformat(value) if isinstance(value, str) else None
        return instant and (instant if instant.tzinfo else instant.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def read_epoch(seconds: float | None) -> datetime | None:
    """The instant this many seconds after 1970; None when there is none or it is beyond the calendar."""
    try:
        return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def read_pause(seconds: int | None) -> timedelta | None:
    """The pause of this many seconds; None when there is none or it is beyond counting."""
    try:
        return None if seconds is None else timedelta(seconds=seconds)
    except OverflowError:
        return None


def picture_mark(address: str | None) -> str | None:
    """A short mark of the picture at an address, without what changes while the picture stays; None for none.

    The host is one of many that hold the same picture, and the query a signature that expires.
    """
    try:
        path = urlsplit(address).path if address else ""
    except ValueError:  # no address at all, such as one with half a bracket
        path = address or ""
    return hashlib.sha256(path.encode()).hexdigest()[:16] if path.strip("/") else None


def is_this_machine(base_url: str) -> bool:
    """Whether an address is of the machine we run on, which no proxy named in the environment can reach."""
    return urlsplit(base_url).hostname in {"127.0.0.1", "::1", "localhost"}


def _counter(value: object) -> int | Absence | None:
    if value is None:
        return None
    number = read_integer(value)
    return Absence.MALFORMED if number is None else number


def _text(value: object) -> str | None:
    """Without the lone surrogates and the NULs that JSON allows and no database stores; None when nothing is left."""
    if not isinstance(value, str):
        return None
    return value.encode(errors="replace").decode().replace("\0", "") or None


def _brief(value: object) -> str | None:
    text = _text(value)
    return text and text[:LONGEST_BRIEF]


def _flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


Counter = Annotated[int | Absence | None, PlainValidator(_counter)]
"""A count; ``Absence.MALFORMED`` for what is no count; None when the platform left it out."""
Integer = Annotated[int | None, PlainValidator(read_integer)]
"""A whole number, such as an error code; None for anything else."""
Text = Annotated[str | None, PlainValidator(_text)]
"""Words; None for anything else and for none."""
Brief = Annotated[str | None, PlainValidator(_brief)]
"""Words of a server that a person typed, which could send megabytes of them: cut, and otherwise like ``Text``."""
Flag = Annotated[bool | None, PlainValidator(_flag)]
"""Yes or no; None for anything else."""
Instant = Annotated[datetime | None, PlainValidator(read_instant)]
"""An instant (UTC); None for anything else."""
