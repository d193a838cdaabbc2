"""The doctor: tries everything the settings name, and says what to do about each thing that fails."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from telegram.error import InvalidToken, RetryAfter, TelegramError

from bot.canary import CANARIES
from bot.clock import utcnow
from bot.pauses import QUOTA_NEARLY_USED
from bot.platforms import connect, credential_of, readable
from bot.settings import Settings
from bot.settings_problems import Problem
from bot.stores import open_store
from bot.telegram.sender import open_bot
from connectors.catalogue import CATALOGUE
from connectors.connector import Connector
from connectors.errors import (
    AuthFailed,
    BudgetSpent,
    ConnectorError,
    MalformedAnswer,
    NotPermitted,
    RateLimited,
    Unavailable,
)
from growth.platform import BY_HAND, Platform
from growth.reading import AccountRef, Profile, Unread, UnreadReason
from storage import accounts, holds
from storage.accounts import StoredAccount
from storage.errors import (
    DatabaseCorrupt,
    DatabaseFull,
    DatabaseLocked,
    DatabaseUnavailable,
    NewerSchema,
    StorageError,
)
from storage.holds import Hold

_LOOPBACK = ("127.0.0.1", "::1", "localhost")

_MEND: dict[type[ConnectorError], str] = {
    AuthFailed: "make a new token, put it in the settings, and start again",
    NotPermitted: "ask the platform for the permission it names; docs/connectors.md says which is needed",
    RateLimited: "wait; the limit renews by itself",
    BudgetSpent: "add credits or raise the cap in the platform's console, or wait for the next period",
    MalformedAnswer: "check base_url and, where there is one, version; otherwise report the answer as an issue",
    Unavailable: "check base_url and the way out of this machine; if both are fine the platform is down",
    ConnectorError: "look at what it says; docs/connectors.md tells what the platform needs",
}


_MEND_DATABASE: dict[type[StorageError], str] = {
    DatabaseLocked: "find who holds it, such as with fuser, or raise storage.wait",
    DatabaseFull: "make room on its disk",
    DatabaseCorrupt: "look with `marsad db check`, then `marsad db restore FILE`",
    DatabaseUnavailable: "mend storage.url, the rights on its folder, or the server it names",
    NewerSchema: "install the later version, or name another database in storage.url",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing tried.

    Attributes:
        what: The thing.
        is_fine: Whether it works.
        said: What was seen.
        mend: What to do: to fix what does not work, or advice where it does; None when nothing is to be done.

    """

    what: str
    is_fine: bool
    said: str
    mend: str | None = None


@dataclass(frozen=True, slots=True)
class _Known:
    """What the database says before anything is asked.

    Attributes:
        accounts: The accounts that are watched.
        holds: The pauses that are not over.

    """

    accounts: tuple[StoredAccount, ...] = ()
    holds: Mapping[Platform, Hold] = field(default_factory=dict)


def found_wrong(problems: Iterable[Problem]) -> Iterator[Finding]:
    """Settings that cannot be used; nothing else can be tried with them."""
    for problem in problems:
        said = f"{problem.key}: {problem.wrong}" if problem.key else problem.wrong
        yield Finding("settings", is_fine=False, said=said, mend=problem.mend)


async def checked(settings: Settings, source: Path | None) -> AsyncIterator[Finding]:
    """Try the settings, the database, each platform and Telegram, in that order; each as soon as it is known."""
    for finding in _settings(settings, source):
        yield finding
    known = _Known()
    try:
        known = await asyncio.to_thread(_known, settings)
        yield Finding("database", is_fine=True, said=f"{len(known.accounts)} accounts are watched")
    except StorageError as error:
        yield Finding("database", is_fine=False, said=str(error), mend=_MEND_DATABASE.get(type(error), "see the log"))
    for platform in CATALOGUE:
        yield await _platform(settings, platform, known)
    for platform in BY_HAND:
        watched = [account for account in known.accounts if account.platform == platform]
        if watched:
            said = f"{len(watched)} accounts whose counts are entered by hand; nothing is asked"
            yield Finding(f"platform {platform}", is_fine=True, said=said)
    yield await _telegram(settings)


def _settings(settings: Settings, source: Path | None) -> Iterator[Finding]:
    said = f"read from {source}" if source else "no file; defaults and the environment"
    is_open = source is not None and settings.secrets() and source.stat().st_mode & 0o007
    advice = f"there are secrets, and anyone may read the file; run: chmod 600 {source}" if is_open else None
    yield Finding("settings", is_fine=True, said=said, mend=advice)
    addresses = {f"platforms.{name}.base_url": one.base_url for name, one in settings.platforms.items()}
    for key, url in {**addresses, "telegram.base_url": settings.telegram.base_url}.items():
        parts = urlsplit(url or "")
        if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
            said, advice = f"{key} is plain http", "use https, so that nobody on the way reads the token"
            yield Finding("settings", is_fine=True, said=said, mend=advice)


def _known(settings: Settings) -> _Known:
    now = utcnow()
    with closing(open_store(settings, now)) as store, store.read() as tx:
        watched = tuple(account for account in accounts.accounts(tx) if account.enabled)
        return _Known(watched, {name: hold for name, hold in holds.holds(tx).items() if hold.stands(now)})


async def _platform(settings: Settings, platform: Platform, known: _Known) -> Finding:
    what = f"platform {platform}"
    watched = [account for account in known.accounts if account.platform == platform]
    chosen = settings.platform(platform)
    if not chosen.enabled:
        return Finding(what, is_fine=True, said="switched off")
    if platform not in readable(settings):
        missing = CATALOGUE[platform].missing(chosen.given)
        said = f"off: {', '.join(missing)} missing"
        mend = f"{len(watched)} accounts wait for it: set platforms.{platform}.{missing[0]}, or disable them"
        return Finding(what, is_fine=not watched, said=said, mend=mend if watched else None)
    hold = known.holds.get(credential_of(settings, platform))
    if hold is not None and hold.reason in _ASK_LATER:
        said = f"asked us to wait until {hold.until:%Y-%m-%d %H:%M} UTC; not asked now"
        return Finding(what, is_fine=False, said=said, mend=_MEND[RateLimited])
    own = [AccountRef(account.handle, account.platform_id) for account in watched[:1]]
    refs = [AccountRef(CANARIES[platform]), *own] if platform in CANARIES else own
    if not refs or not (own or chosen.credentials):  # nobody's server is asked on behalf of nobody
        return Finding(what, is_fine=True, said="on; nothing is watched there that could be tried")
    connector = connect(settings, platform)
    try:
        finding = await _canary(what, connector, refs)
    finally:
        await connector.close()
    if hold is not None and finding.is_fine:  # credits were added: polling goes on at once, not in the next period
        await asyncio.to_thread(_release, settings, credential_of(settings, platform))
    return finding


def _release(settings: Settings, credential: Platform) -> None:
    with closing(open_store(settings, utcnow())) as store, store.begin() as tx:
        holds.release(tx, credential)


_ASK_LATER = (RateLimited.__name__, QUOTA_NEARLY_USED)
"""Pauses in which asking makes things worse. One for spent credits is tried again: they may have been added."""


async def _canary(what: str, connector: Connector, refs: Sequence[AccountRef]) -> Finding:
    """Read accounts of which one is surely there; one profile is enough to know that the platform answers us."""
    try:
        answer = await connector.read(refs)
    except ConnectorError as error:
        return Finding(what, is_fine=False, said=f"{type(error).__name__}: {error}", mend=_mend_of(error))
    read = [reading for reading in answer.readings if isinstance(reading, Profile)]
    if read:
        return Finding(what, is_fine=True, said=f"reads {read[-1].handle}")
    reasons = {reading.reason for reading in answer.readings if isinstance(reading, Unread)}
    said = ", ".join(sorted(reason.value for reason in reasons))
    if reasons == {UnreadReason.NOT_PERMITTED}:
        return Finding(what, is_fine=False, said=said, mend=_MEND[NotPermitted])
    return Finding(what, is_fine=False, said=said, mend="check the handles with `marsad accounts`, then base_url")


def _mend_of(error: ConnectorError) -> str:
    return next(_MEND[kind] for kind in type(error).__mro__ if kind in _MEND)


async def _telegram(settings: Settings) -> Finding:
    what = "telegram bot"
    if settings.telegram.token is None:
        return Finding(what, is_fine=True, said="off: no token; alerts wait in the database")
    async with open_bot(settings.telegram) as bot:
        try:
            me = await bot.get_me()
        except InvalidToken:
            return Finding(what, is_fine=False, said="the token is refused", mend="copy it again from @BotFather")
        except RetryAfter:
            return Finding(what, is_fine=False, said="it asks for a pause", mend="wait a minute and check again")
        except TelegramError as error:
            mend = "check telegram.base_url and the way out of this machine"
            return Finding(what, is_fine=False, said=type(error).__name__, mend=mend)
    if not settings.telegram.admins and settings.telegram.access == "closed":
        mend = "add your Telegram user id to telegram.admins"
        return Finding(what, is_fine=False, said=f"@{me.username}, and nobody is let in", mend=mend)
    return Finding(what, is_fine=True, said=f"@{me.username}")
