"""How single settings are written, and what is said of one that is written otherwise.

Every ``ValueError`` here reads "what is wrong; how to mend it", and none repeats what was given: a secret may have been
pasted behind the wrong key.
"""

import json
import re
from datetime import time, timedelta
from functools import cache
from typing import Annotated, Literal, NamedTuple
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from pydantic import AfterValidator, BeforeValidator, SecretStr

from bot.durations import duration_text, parse_duration
from bot.secret_files import Unusable
from bot.spelling import near
from connectors.catalogue import CATALOGUE
from growth.platform import BUILT_IN, BY_HAND
from growth.span import Span

LANGUAGES = ("ar", "fr", "en")
Language = Literal["ar", "fr", "en"]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS: tuple[Weekday, ...] = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_TOKEN = re.compile(r"[!-~]+")
"""What tokens are made of: ASCII without white space, fit for a header and an address."""

_PERCENT = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*%")
_AGENCY = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")
_LAST_PORT = 65_535
_COUNTRY = re.compile(r"[A-Z]{2}")


_zones = cache(available_timezones)  # a walk over six hundred files


def _zone(name: str) -> str:
    zones = _zones()
    if name not in zones:
        hint = near(name, zones)
        raise ValueError(f"is not an IANA time zone; {hint}write one such as Africa/Casablanca or Europe/Paris")
    return name


def _known_platform(name: str) -> str:
    if name not in CATALOGUE and name not in BY_HAND:
        known = sorted([*CATALOGUE, *BY_HAND])
        raise ValueError(f"is not a platform this version knows; {near(name, known)}known: {', '.join(known)}")
    return name


def _asked_platform(name: str) -> str:
    if name in BY_HAND:
        raise ValueError("is a platform that is not asked for anything; delete the table, and enter its counts by hand")
    if name not in CATALOGUE:
        hint = near(name, CATALOGUE)
        raise ValueError(f"is not a platform this version reads; {hint}known: {', '.join(sorted(CATALOGUE))}")
    return name


def _platform_and_name(text: str) -> str:
    platform, slash, name = text.strip().partition("/")
    name = name.removeprefix("@")
    if not slash or not name or platform.casefold() not in BUILT_IN:
        raise ValueError("names no account; write platform/handle, such as x/DGSN_MAROC")
    return f"{platform.casefold()}/{name}"


def _no_at_sign(handle: str) -> str:
    handle = handle.strip().removeprefix("@")
    if not handle:
        raise ValueError("is empty; write the handle, or leave the account out until you know it")
    return handle


def _agency_id(name: str) -> str:
    if not _AGENCY.fullmatch(name):
        raise ValueError("is no id; write lower-case letters, digits and single underscores, such as ma_dgsn")
    return name


def _country(code: str) -> str:
    if not _COUNTRY.fullmatch(code):
        raise ValueError("is no country code; write two capital letters, such as MA")
    return code


def _address(url: str) -> str:
    try:
        parts = urlsplit(url)
        is_whole = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        is_whole = False
    if not is_whole or not _TOKEN.fullmatch(url):
        raise ValueError("is not an address; write one that starts with https:// and names a host")
    if parts.username is not None or parts.password is not None:
        raise ValueError("holds a user name or password; write the address without them")
    return url


def _secure(url: str) -> str:
    if not url.startswith("https://"):
        raise ValueError("is not secure; write the https:// address at which Telegram reaches the TLS proxy")
    return url


def _database(url: str) -> str:
    if not url.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
        raise ValueError("is not a database address; write sqlite:///marsad.db or postgresql://user@host/database")
    return url


class Listen(NamedTuple):
    """An address of this machine to listen on.

    Attributes:
        host: Its name or number, without brackets.
        port: The port; 0 lets the system choose.

    """

    host: str
    port: int


def _listen(value: object) -> object:
    if not isinstance(value, str):
        return value
    host, _, port = value.strip().rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not host or not port.isdecimal() or int(port) > _LAST_PORT:
        raise ValueError("is no address to listen on; write a host and a port, such as 127.0.0.1:9464")
    return Listen(host, int(port))


def _wall_time(at: time) -> time:
    if at.tzinfo is not None:
        raise ValueError("names a zone of its own; write the local time alone and set digest.time_zone")
    return at


def usable(value: object) -> object:
    """The value, unless it stands in the place of one that cannot be used.

    Raises:
        ValueError: With the reason, if it does.

    """
    if isinstance(value, Unusable):
        raise ValueError(value.why)  # noqa: TRY004 - pydantic collects ValueErrors
    return value


def _token(secret: SecretStr) -> SecretStr:
    text = secret.get_secret_value().strip()
    if not text:
        raise ValueError("is empty; write the secret, or delete the key")
    if not _TOKEN.fullmatch(text):
        raise ValueError("holds a space or a character that no token has; copy it again")
    return SecretStr(text)


def _span(value: object) -> Span:
    try:
        return value if isinstance(value, Span) else Span.parse(str(value))
    except ValueError:
        raise ValueError("is not a span; write a whole number and y, mo, w or d, such as '1y' or '90d'") from None


def share(value: object) -> object:
    """A share as a number, or as a percentage in quotes; anything else as it is."""
    match = _PERCENT.fullmatch(value.strip()) if isinstance(value, str) else None
    return value if match is None else float(match[1]) / 100


def from_json(value: object) -> object:
    """A list as a variable of the environment writes it; anything else as it is.

    Raises:
        ValueError: If a text is not JSON.

    """
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise ValueError("is not a list; write it as JSON in the environment, or put it into the file") from None


def numbers(value: object) -> object:
    """Numbers as a variable of the environment writes them (``7``, ``7,8`` or ``[7, 8]``); anything else as it is."""
    return re.findall(r"[^\s,\[\]]+", value) if isinstance(value, str) else value


def lasting(least: timedelta, most: timedelta) -> AfterValidator:
    """Durations within ``[least, most]``."""

    def check(duration: timedelta) -> timedelta:
        if not least <= duration <= most:
            raise ValueError(f"is out of range; write one from {duration_text(least)} to {duration_text(most)}")
        return duration

    return AfterValidator(check)


_SECOND, _DAY = timedelta(seconds=1), timedelta(days=1)

Zone = Annotated[str, AfterValidator(_zone)]
PlatformName = Annotated[str, AfterValidator(_known_platform)]
AskedPlatform = Annotated[str, AfterValidator(_asked_platform)]
PlatformAndName = Annotated[str, AfterValidator(_platform_and_name)]
"""An account by its platform and its handle, or its agency's id where that has one there."""
Handle = Annotated[str, AfterValidator(_no_at_sign)]
AgencyId = Annotated[str, AfterValidator(_agency_id)]
Country = Annotated[str, AfterValidator(_country)]
WebhookAddress = Annotated[str, AfterValidator(_address), AfterValidator(_secure)]
Address = Annotated[str, AfterValidator(_address)]
DatabaseAddress = Annotated[str, BeforeValidator(usable), AfterValidator(_database)]
ListenAddress = Annotated[Listen, BeforeValidator(_listen)]
WallTime = Annotated[time, AfterValidator(_wall_time)]
SpanText = Annotated[Span, BeforeValidator(_span)]
Token = Annotated[SecretStr, BeforeValidator(usable), AfterValidator(_token)]
Timeout = Annotated[timedelta, BeforeValidator(parse_duration), lasting(_SECOND, timedelta(minutes=10))]
"""How long one call may take."""
Interval = Annotated[timedelta, BeforeValidator(parse_duration), lasting(_SECOND, 31 * _DAY)]
"""How often something is done."""
Pause = Annotated[timedelta, BeforeValidator(parse_duration), lasting(timedelta(0), timedelta(hours=1))]
"""How long something waits for company."""
Stretch = Annotated[timedelta, BeforeValidator(parse_duration), lasting(timedelta(0), 3_650 * _DAY)]
"""How long something may go on."""
