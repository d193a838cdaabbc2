"""The platforms there are: the one table from a platform to the module that reads it.

A new platform is one module and one line here, or an entry point of another package. Nothing is imported before it is
asked for, and other packages are not looked for before a platform is asked for that is not in the table.
"""

import logging
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points, version
from typing import Final

from connectors.connector import Connector
from connectors.price import Per, Price, Unit
from growth.platform import (
    APP_STORE,
    BLUESKY,
    FACEBOOK,
    INSTAGRAM,
    LINKEDIN,
    MASTODON,
    NEWSROOM,
    TELEGRAM,
    THREADS,
    TIKTOK,
    YOUTUBE,
    Platform,
    X,
)

GROUP: Final = "marsad.connectors"
"""The entry points by which other packages bring platforms of their own: each a platform's name and its ``Entry``."""

_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,31}")
_log = logging.getLogger("marsad.connectors")


@dataclass(frozen=True, slots=True)
class Entry:
    """One platform.

    Attributes:
        platform: Its name.
        module: The module whose ``connect`` reads it.
        secrets: Credentials it cannot do without, named as ``connect`` and the settings name them.
        optional_secrets: Credentials it uses when there are any.
        options: Settings of its own, beside those that every platform has; no secrets.
        switches: Likewise, settings that are yes or no.
        needed: Those of the options that it cannot do without.
        price: What reading costs; None where it costs nothing.
        is_split: Whether known ids and handles go in requests of their own, so that a batch should not mix them.
        most_days: Days for which its rules let single readings be kept without a further agreement; None where they do
            not say.

    """

    platform: Platform
    module: str
    secrets: tuple[str, ...] = ()
    optional_secrets: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    switches: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()
    price: Price | None = None
    is_split: bool = False
    most_days: int | None = None

    def missing(self, given: Collection[str]) -> tuple[str, ...]:
        """The settings that are needed and not among ``given``, in the table's order; empty when it can be on."""
        return tuple(name for name in (*self.secrets, *self.needed) if name not in given)

    def connect(self, **options: object) -> Connector:
        """A connector.

        Args:
            options: What the module's ``connect`` takes: credentials, ``base_url``, ``timeout_s``, options of its own.

        Raises:
            TypeError: If one of them is not among the module's, or one it needs is missing.

        """
        connector: Connector = import_module(self.module).connect(**options)
        return connector


_BUILT_IN: Final[Mapping[Platform, Entry]] = {
    entry.platform: entry
    for entry in (
        # https://docs.x.com/x-api/getting-started/pricing: 0.010 dollars a user, once a UTC day
        Entry(X, "connectors.x", ("bearer_token",), price=Price(Unit.USD, Per.ACCOUNT, 10_000), is_split=True),
        Entry(FACEBOOK, "connectors.facebook", ("access_token",), ("app_secret",), ("version",)),
        Entry(
            INSTAGRAM,
            "connectors.instagram",
            ("access_token",),
            ("app_secret",),
            ("user_id", "version"),
            needed=("user_id",),
        ),
        # https://developers.facebook.com/docs/threads/threads-profiles: 1,000 lookups in 24 hours
        Entry(THREADS, "connectors.threads", ("access_token",), price=Price(Unit.REQUESTS, Per.REQUEST, daily=1_000)),
        # https://developers.google.com/youtube/v3/getting-started#quota: renewed at midnight Pacific Time
        Entry(
            YOUTUBE,
            "connectors.youtube",
            ("api_key",),
            price=Price(Unit.UNITS, Per.REQUEST, daily=10_000, zone="America/Los_Angeles", batch=50),
            is_split=True,
            most_days=30,  # https://developers.google.com/youtube/terms/developer-policies, III.E.4
        ),
        Entry(TELEGRAM, "connectors.telegram_channels", optional_secrets=("bot_token",)),
        Entry(MASTODON, "connectors.mastodon", switches=("allow_loopback",)),
        Entry(BLUESKY, "connectors.bluesky"),
        # https://developers.tiktok.com/doc/research-api-faq: 1,000 requests a UTC day
        Entry(
            TIKTOK,
            "connectors.tiktok",
            ("client_key", "client_secret"),
            price=Price(Unit.REQUESTS, Per.REQUEST, daily=1_000),
        ),
        Entry(LINKEDIN, "connectors.linkedin", ("access_token",), options=("version",)),
        Entry(APP_STORE, "connectors.app_store"),
        Entry(NEWSROOM, "connectors.newsroom", switches=("allow_loopback",)),
    )
}


class Catalogue(Mapping[Platform, Entry]):
    """Every platform that can be read, by name, in the order they are shown; those of other packages come last."""

    def __getitem__(self, platform: Platform) -> Entry:
        """A platform's entry.

        Raises:
            KeyError: If there is no such platform.

        """
        return _BUILT_IN[platform] if platform in _BUILT_IN else _brought()[platform]

    def __iter__(self) -> Iterator[Platform]:
        """Every platform's name."""
        yield from _BUILT_IN
        yield from _brought()

    def __len__(self) -> int:
        """How many there are."""
        return len(_BUILT_IN) + len(_brought())


def reader_of(platform: Platform) -> str:
    """What reads a platform and its version, such as ``marsad 0.1.0 connectors.x``, for the record.

    Raises:
        KeyError: If there is no such platform.

    """
    module = CATALOGUE[platform].module
    if platform in _BUILT_IN:
        return f"marsad {version('marsad')} {module}"
    brought = next(iter(entry_points(group=GROUP, name=platform))).dist
    return f"{brought.name} {brought.version} {module}" if brought is not None else module


@cache
def _brought() -> Mapping[Platform, Entry]:
    """The platforms that other packages bring, by name in alphabetical order.

    One that cannot be used is left out and said in the log: it must not keep the others from being read.
    """
    found: dict[Platform, Entry] = {}
    for point in sorted(entry_points(group=GROUP)):
        try:
            found[Platform(point.name)] = _loaded(point)
        except (ImportError, AttributeError, TypeError, ValueError) as error:
            _log.warning("the platform %s (%s) is left out: %s", point.name, point.value, error)
    return found


def _loaded(point: EntryPoint) -> Entry:
    """An entry point's entry.

    Raises:
        TypeError: If it is none.
        ValueError: If its name is no name for a platform, or is another one's.

    """
    if point.name in _BUILT_IN or not _NAME.fullmatch(point.name):
        raise ValueError("its name is taken, or is not lower-case letters, digits and underscores")
    entry = point.load()
    if not isinstance(entry, Entry):
        raise TypeError("it is no connectors.catalogue.Entry")
    if entry.platform != point.name:
        raise ValueError(f"it calls itself {entry.platform}")
    return entry


CATALOGUE: Final = Catalogue()
"""Every platform that can be read."""
