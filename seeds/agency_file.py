"""Reads agencies.toml: agencies with their staff and accounts."""

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from growth.baseline import Baseline
from growth.platform import YOUTUBE, Platform
from seeds.agency import Confidence, Kind, NativeName, SeedAccount, SeedAgency, Staff
from seeds.entry import Entry

SPOKEN = ("ar", "fr", "en")
"""The languages Marsad speaks; a name in another one is the agency's native name."""

_ID = re.compile(r"[a-z]{2}_[a-z0-9]+(_[a-z0-9]+)*")

Baselines = Mapping[Platform, tuple[Baseline, ...]]


def read_agencies(entries: Iterable[Entry], baselines: Mapping[str, Baselines]) -> tuple[SeedAgency, ...]:
    """The agencies in the file's order, each with its baselines (by agency id, then platform).

    Raises:
        SeedError: If an entry is wrong, or an agency or an account is listed twice.

    """
    agencies: dict[str, SeedAgency] = {}
    owners: dict[tuple[Platform, str], str] = {}
    for entry in entries:
        agency = _agency(entry, baselines)
        if agency.id in agencies:
            raise entry.error(f"{agency.id} is listed twice; merge the two")
        for account in filter(lambda account: account.is_identified, agency.accounts):
            name = _folded_name(account)
            if (account.platform, name) in owners:
                owner = owners[account.platform, name]
                raise entry.error(f"{account.platform} account {name} is listed under {owner} already; remove one")
            owners[account.platform, name] = agency.id
        agencies[agency.id] = agency
    return tuple(agencies.values())


def _folded_name(account: SeedAccount) -> str:
    """What tells two accounts of a platform apart: ids as they are, handles without regard to case."""
    return account.platform_id or (account.handle or "").casefold()


def _agency(entry: Entry, baselines: Mapping[str, Baselines]) -> SeedAgency:
    entry.allow("id", "names", "native", "country", "kind", "staff", "accounts")
    key, country = entry.text("id"), entry.text("country")
    if _ID.fullmatch(key) is None or not key.startswith(f"{country.casefold()}_"):
        raise entry.error(f"id {key!r} must be the country in small letters, an underscore and a name, such as ma_dgsn")
    if re.fullmatch(r"[A-Z]{2}", country) is None:
        raise entry.error(f"country must be two capital letters, such as MA, not {country!r}")
    return SeedAgency(
        id=key,
        names=_names(entry),
        native=_native(entry),
        country=country,
        kind=entry.choice("kind", Kind),
        staff=tuple(_staff(staff) for staff in entry.tables("staff")),
        accounts=tuple(_account(account) for account in entry.tables("accounts")),
        baselines=MappingProxyType(dict(baselines.get(key, {}))),
    )


def _names(entry: Entry) -> Mapping[str, str]:
    table = entry.table.get("names")
    if not isinstance(table, dict) or "en" not in table:
        raise entry.error('names must be a table with "en" at least, such as { ar = "...", fr = "...", en = "..." }')
    names = Entry(f"{entry.place}, names", table, entry.gathered)
    names.allow(*SPOKEN)
    return MappingProxyType({language: names.text(language) for language in SPOKEN if language in table})


def _native(entry: Entry) -> NativeName | None:
    if "native" not in entry.table:
        return None
    table = entry.table["native"]
    if not isinstance(table, dict):
        raise entry.error('native must be a table, such as { language = "cs", name = "..." }')
    native = Entry(f"{entry.place}, native", table, entry.gathered)
    native.allow("language", "name")
    language = native.language("language")
    if language in SPOKEN:
        raise native.error(f"a name in {language} belongs under names")
    return NativeName(language, native.text("name"))


def _staff(entry: Entry) -> Staff:
    entry.allow("year", "total", "women", "source", "women_source")
    year, total, women = entry.number("year"), entry.number("total"), entry.optional_number("women")
    if year > entry.gathered.year:
        raise entry.error(f"year {year} is after {entry.gathered}, the day the file was gathered; correct one of them")
    if women is not None and women > total:
        raise entry.error(f"women ({women}) cannot be more than total ({total})")
    has_own_source = "women_source" in entry.table
    return Staff(year, total, women, entry.source(), entry.source("women_source") if has_own_source else None)


def _account(entry: Entry) -> SeedAccount:
    entry.allow("platform", "handle", "legacy_username", "platform_id", "launched", "confidence", "source", "note")
    platform = entry.platform("platform")
    handle, legacy = entry.optional_text("handle"), entry.optional_text("legacy_username")
    if legacy is not None and (platform != YOUTUBE or handle is not None):
        raise entry.error(
            "legacy_username stands for youtube.com/user/NAME alone; use handle elsewhere, and never both"
        )
    if handle is not None and handle.startswith("@"):
        raise entry.error(f"write the handle without its first @: {handle[1:]}")
    return SeedAccount(
        platform=platform,
        handle=handle if legacy is None else legacy,
        platform_id=entry.optional_text("platform_id"),
        is_legacy_username=legacy is not None,
        launched=entry.optional_day("launched"),
        source=entry.source(),
        note=entry.text("note"),
        confidence=entry.choice("confidence", Confidence),
    )
