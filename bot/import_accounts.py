"""Whose a row of a file is: accounts that are known, or that the file brings in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple
from urllib.parse import unquote, urlsplit

from pydantic import ValidationError

from bot.seeding import bring_in_agency
from bot.settings import AccountSettings
from bot.settings_problems import problems
from growth.figure import Method
from growth.platform import FACEBOOK, INSTAGRAM, TELEGRAM, THREADS, TIKTOK, YOUTUBE, Metric, Platform, X
from seeds import UnknownAgency, load
from storage import accounts, agencies
from storage.accounts import StoredAccount
from storage.transaction import Transaction

ORIGIN: Final = "import"

_SITES: Final[Mapping[str, Platform]] = {
    "twitter.com": X,
    "x.com": X,
    "facebook.com": FACEBOOK,
    "instagram.com": INSTAGRAM,
    "threads.net": THREADS,
    "threads.com": THREADS,
    "youtube.com": YOUTUBE,
    "tiktok.com": TIKTOK,
    "t.me": TELEGRAM,
}
"""Where an archived page's address begins with a handle."""


class Who(NamedTuple):
    """What a row says of its account and counter, as text; empty where it says nothing."""

    agency: str
    platform: str
    handle: str
    platform_id: str
    metric: str
    original: str
    method: str


@dataclass(frozen=True, slots=True)
class Counter:
    """A counter that a row means.

    Attributes:
        account: The account's key.
        name: The account for print, such as ``x/DGSN_MAROC``.
        platform: Where it is.
        metric: The counter.
        is_new: Whether the account was brought in just now.

    """

    account: int
    name: str
    platform: Platform
    metric: Metric
    is_new: bool = False


def counter_of(tx: Transaction, who: Who, *, account: StoredAccount | None, metric: Metric, now: datetime) -> Counter:
    """The counter a row means; an account that is not known is added when the row names its agency.

    Args:
        tx: A writing transaction.
        who: What the row says.
        account: The account of every row, whatever they say; None where they say it.
        metric: The counter of rows that name none.
        now: The present (UTC).

    Raises:
        ValueError: If it means none; the message says what to write.

    """
    if who.metric and who.metric not in list(Metric):
        raise ValueError(f"there is no counter {who.metric[:40]!r}; write one of {', '.join(Metric)}")
    if who.method == Method.PUBLISHED:
        raise ValueError("it is a published figure, no count that was measured; `marsad figures add` keeps those")
    counted = Metric(who.metric) if who.metric else metric
    if account is not None:
        return Counter(account.key, f"{account.platform}/{account.handle}", account.platform, counted)
    platform, handle = _named(who)
    if not platform or not (handle or who.platform_id):
        raise ValueError("it names no account; give platform and handle, or import the file with --account")
    name = f"{platform}/{handle or who.platform_id}"
    key = accounts.known_key(tx, platform, handle, who.platform_id or None)
    if key is not None:
        return Counter(key, name, platform, counted)
    return Counter(_added(tx, who, platform, handle, now), name, platform, counted, is_new=True)


def _named(who: Who) -> tuple[Platform, str]:
    """Platform and handle; read from the address of an archived page where a row names neither."""
    if who.platform or who.handle or not who.original:
        return Platform(who.platform.casefold()), accounts.bare(who.handle)
    try:
        parts = urlsplit(who.original if "//" in who.original else f"https://{who.original}")
    except ValueError:
        return Platform(""), ""
    host = (parts.hostname or "").removeprefix("www.").removeprefix("mobile.").removeprefix("m.")
    return _SITES.get(host, Platform("")), accounts.bare(unquote(parts.path.strip("/").split("/")[0]))


def _added(tx: Transaction, who: Who, platform: Platform, handle: str, now: datetime) -> int:
    """A new account of an agency that is known here or in the catalogue."""
    try:
        checked = AccountSettings(platform=platform, handle=handle, platform_id=who.platform_id or None)
    except ValidationError as error:
        raise ValueError("; ".join(str(problem) for problem in problems(error))) from None
    if not who.agency:
        raise ValueError(f"{platform}/{handle} is not known here; name its agency, or add the account first")
    if who.agency not in {known.id for known in agencies.agencies(tx)}:
        try:
            bring_in_agency(tx, load(), who.agency)
        except UnknownAgency as error:
            raise ValueError(f"{error}; or add it to the settings") from None
    return accounts.save_account(
        tx,
        agency=who.agency,
        platform=platform,
        handle=checked.handle,
        platform_id=checked.platform_id,
        origin=ORIGIN,
        now=now,
    )
