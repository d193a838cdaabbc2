"""Who could be taken for an agency: which handles to watch, which of them exist, and what its own site says."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import structlog

from bot.app import App
from bot.looking import look_up
from connectors import site
from connectors.site import Site, is_link_to, is_own_site
from growth.lookalike import lookalikes
from growth.platform import BLUESKY, NEWSROOM, TELEGRAM, YOUTUBE, Metric, Platform, X
from growth.reading import AccountRef, Profile, Reading, Unread, UnreadReason
from storage import accounts, profiles
from storage.accounts import StoredAccount
from storage.agencies import Agency, agencies
from storage.lookalikes import (
    Presence,
    Sighted,
    StoredLookalike,
    last_checks,
    record_lookalike,
    save_lookalikes,
    stored_lookalikes,
)
from storage.transaction import Transaction

_log = structlog.get_logger("marsad.impersonators")

CHEAP = (X, YOUTUBE, TELEGRAM, BLUESKY)
"""Where a lookup is free (Telegram, Bluesky), paid only when somebody is found (X), or a unit of many (YouTube)."""

_SAYS_FREE = (UnreadReason.NOT_FOUND,)
_SAYS_TAKEN = (UnreadReason.SUSPENDED, UnreadReason.DEACTIVATED, UnreadReason.PROTECTED)


@dataclass(frozen=True, slots=True)
class Linked:
    """Whether an official account and the agency's own site know each other.

    Attributes:
        account: The account.
        site: The site that the account's profile names; None when it names none.
        links_back: Whether a page of the site links to the account; None when no page could be read.

    """

    account: StoredAccount
    site: str | None
    links_back: bool | None


def keep_lookalikes(tx: Transaction, agency: Agency, on: Sequence[Platform]) -> None:
    """Keep the handles to watch of an agency: where it has an account, and where a lookup is cheap."""
    official = [one for one in accounts.accounts(tx) if one.agency == agency.id]
    arabic = [agency.names["ar"]] if "ar" in agency.names else []
    handles = [one for one in official if one.platform != NEWSROOM]
    for platform in dict.fromkeys((*(one.platform for one in handles), *(name for name in CHEAP if name in on))):
        own = [one.handle for one in handles if one.platform == platform]
        elsewhere = [one.handle for one in handles if one.platform != platform]
        made = lookalikes(platform, own=own, elsewhere=elsewhere, arabic=arabic, country=agency.country)
        save_lookalikes(tx, agency.id, platform, made)


async def look(app: App, agency: str, *, pays: bool = True) -> None:
    """Look up the lookalikes of an agency wherever that is cheap, as far as pauses and budgets allow.

    Args:
        app: The program.
        agency: The agency's id.
        pays: Whether platforms that cost something are asked although no budget was set for them.

    Raises:
        StorageError: If what was found cannot be kept.

    """
    known = await asyncio.to_thread(_known, app, agency)
    for platform in (one for one in CHEAP if one in app.pollers):
        budget = app.pollers[platform].budget
        if not pays and budget is not None and budget.cap is None:
            continue
        wanted = {AccountRef(one.handle): one for one in known if one.platform == platform}
        found = await look_up(app.pollers[platform], list(wanted))
        await asyncio.to_thread(_keep, app, [(wanted[ref], reading) for ref, reading in found.items()])
        _log.info("lookalikes looked up", agency=agency, platform=platform, handles=len(found))


async def look_in_turn(app: App) -> str | None:
    """Look up the lookalikes of the agency whose turn it is; its id, None when it is nobody's.

    Nothing is paid for that no budget was set for.

    Raises:
        StorageError: If what was found cannot be kept.

    """
    agency = await asyncio.to_thread(_next_agency, app)
    if agency is not None:
        await look(app, agency, pays=False)
    return agency


def _next_agency(app: App) -> str | None:
    """The agency whose lookalikes were not looked up for longest, if that is long enough; its handles are kept."""
    every, now = app.settings.impersonators.every, app.now()
    if every is None:
        return None
    with app.store.begin() as tx:
        watched = {one.agency for one in accounts.accounts(tx) if one.enabled}
        last = last_checks(tx)
        due = [one for one in agencies(tx) if one.id in watched and now - last.get(one.id, now - every) >= every]
        if not due:
            return None
        chosen = min(due, key=lambda one: (one.id in last, last.get(one.id, now)))
        keep_lookalikes(tx, chosen, list(app.pollers))
    return chosen.id


async def linked(app: App, agency: str) -> tuple[Linked, ...]:
    """Each official account of an agency, and whether the site it names links back to it."""
    chosen = app.settings.platform(NEWSROOM)
    reader = site.connect(base_url=chosen.base_url, **chosen.switches)
    try:
        official, urls = await asyncio.to_thread(_official, app, agency)
        sites = {address for address in urls.values() if is_own_site(address)}
        pages = dict(zip(sites, await asyncio.gather(*(_links(reader, one) for one in sites)), strict=True))
    finally:
        await reader.close()
    return tuple(_linked(account, urls.get(account.key), pages) for account in official)


def _linked(account: StoredAccount, url: str | None, pages: Mapping[str, Sequence[str] | None]) -> Linked:
    read = [links for links in pages.values() if links is not None]
    names = [account.handle, *([account.platform_id] if account.platform_id else [])]
    links_back = any(is_link_to(link, account.platform, names) for links in read for link in links)
    return Linked(account, url if url in pages else None, links_back if read else None)


async def _links(reader: Site, address: str) -> Sequence[str] | None:
    return await reader.links(address)


def _official(app: App, agency: str) -> tuple[list[StoredAccount], Mapping[int, str]]:
    with app.store.read() as tx:
        found = [one for one in accounts.accounts(tx) if one.agency == agency and one.platform != NEWSROOM]
        known = profiles.known_profiles(tx, [one.key for one in found])
    return found, {key: profile.url for key, profile in known.items() if profile.url is not None}


def _known(app: App, agency: str) -> tuple[StoredLookalike, ...]:
    with app.store.read() as tx:
        return stored_lookalikes(tx, agency)


def _keep(app: App, found: Sequence[tuple[StoredLookalike, Reading]]) -> None:
    with app.store.begin() as tx:
        ours = {(one.platform, one.platform_id) for one in accounts.accounts(tx) if one.platform_id is not None}
        for lookalike, reading in found:
            sighted = _sighted(reading)
            if sighted is not None and (lookalike.platform, sighted.platform_id) in ours:
                sighted = Sighted(Presence.OURS, sighted.platform_id, sighted.display_name)
            if sighted is not None:
                record_lookalike(tx, lookalike.key, sighted, app.now())


def _sighted(reading: Reading) -> Sighted | None:
    """What a reading says of a lookalike; None when it says nothing."""
    match reading:
        case Profile():
            followers = reading.counters.get(Metric.FOLLOWERS)
            count = followers.value if followers is not None else None
            return Sighted(Presence.TAKEN, reading.platform_id, reading.display_name, count)
        case Unread(reason) if reason in _SAYS_FREE:
            return Sighted(Presence.FREE)
        case Unread(reason) if reason in _SAYS_TAKEN:
            return Sighted(Presence.TAKEN)
        case _:
            return None
