"""The doctor: tries everything the settings name, and says what to do about each thing that fails."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

from telegram.error import InvalidToken, TelegramError

from bot.app import connect, open_store, readable, utcnow
from bot.settings import Settings
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
from growth.platform import Platform
from growth.reading import AccountRef, Profile, Unread, UnreadReason
from storage import accounts
from storage.accounts import StoredAccount
from storage.errors import StorageError

CANARIES: dict[str, str] = {"x": "X", "facebook": "facebook"}
"""The platforms' own accounts: they are always there, so not reading them speaks of us."""

_MEND: dict[type[ConnectorError], str] = {
    AuthFailed: "make a new token, put it in the settings, and start again",
    NotPermitted: "ask the platform for the permission it names; docs/connectors.md says which is needed",
    RateLimited: "wait; the limit renews by itself",
    BudgetSpent: "add credits or raise the cap in the platform's console, or wait for the next period",
    MalformedAnswer: "check base_url and, for Facebook, version; otherwise report the answer as an issue",
    Unavailable: "check base_url and the way out of this machine; if both are fine the platform is down",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing tried.

    Attributes:
        what: The thing.
        is_fine: Whether it works.
        said: What was seen.
        mend: What to do; None when nothing is to be done.

    """

    what: str
    is_fine: bool
    said: str
    mend: str | None = None


async def checked(settings: Settings) -> AsyncIterator[Finding]:
    """Try the settings, the database, each platform and Telegram, in that order; each as soon as it is known."""
    yield Finding("settings", is_fine=True, said=f"read from {settings.source}" if settings.source else "defaults only")
    watched: tuple[StoredAccount, ...] = ()
    try:
        watched = await asyncio.to_thread(_accounts, settings)
        yield Finding("database", is_fine=True, said=f"{len(watched)} accounts")
    except StorageError as error:
        yield Finding("database", is_fine=False, said=str(error), mend="mend storage.url, or what the sentence names")
    for platform in CATALOGUE:
        yield await _platform(settings, platform, [one for one in watched if one.platform == platform])
    yield await _telegram(settings)


def _accounts(settings: Settings) -> tuple[StoredAccount, ...]:
    store = open_store(settings, utcnow())
    try:
        with store.read() as tx:
            return accounts.accounts(tx)
    finally:
        store.close()


async def _platform(settings: Settings, platform: Platform, watched: list[StoredAccount]) -> Finding:
    what = f"platform {platform}"
    chosen = settings.platform(platform)
    if not chosen.enabled:
        return Finding(what, is_fine=True, said="switched off")
    if platform not in readable(settings):
        missing = ", ".join(CATALOGUE[platform].missing(chosen.credentials))
        said, mend = f"off: {missing} missing", f"add platforms.{platform}.{missing.split(', ')[0]} to the settings"
        return Finding(what, is_fine=not watched, said=said, mend=mend if watched else None)
    connector = connect(settings, platform)
    try:
        return await _canary(what, connector, watched)
    finally:
        await connector.close()


async def _canary(what: str, connector: Connector, watched: list[StoredAccount]) -> Finding:
    """Read one account that is surely there, and with it one of ours if there is room."""
    own = [AccountRef(account.handle, account.platform_id) for account in watched[:1]]
    refs = [AccountRef(CANARIES[connector.platform]), *own] if connector.platform in CANARIES else own
    try:
        answer = await connector.read(refs)
    except ConnectorError as error:
        return Finding(what, is_fine=False, said=f"{type(error).__name__}: {error}", mend=_MEND[type(error)])
    read = [reading for reading in answer.readings if isinstance(reading, Profile)]
    if read:
        return Finding(what, is_fine=True, said=f"reads {read[-1].handle}")
    reasons = {reading.reason for reading in answer.readings if isinstance(reading, Unread)}
    said = ", ".join(sorted(reason.value for reason in reasons))
    if reasons == {UnreadReason.NOT_PERMITTED}:
        return Finding(what, is_fine=False, said=said, mend=_MEND[NotPermitted])
    return Finding(what, is_fine=False, said=said, mend="check the handles with `marsad accounts`, then base_url")


async def _telegram(settings: Settings) -> Finding:
    what = "telegram"
    if settings.telegram.token is None:
        return Finding(what, is_fine=True, said="off: no token; alerts wait in the database")
    async with open_bot(settings.telegram) as bot:
        try:
            me = await bot.get_me()
        except InvalidToken:
            return Finding(what, is_fine=False, said="the token is refused", mend="copy it again from @BotFather")
        except TelegramError as error:
            mend = "check telegram.base_url and the way out of this machine"
            return Finding(what, is_fine=False, said=f"{type(error).__name__}", mend=mend)
    if not settings.telegram.admins and settings.telegram.access == "closed":
        mend = "add your Telegram user id to telegram.admins"
        return Finding(what, is_fine=False, said=f"@{me.username}, and nobody is let in", mend=mend)
    return Finding(what, is_fine=True, said=f"@{me.username}")
