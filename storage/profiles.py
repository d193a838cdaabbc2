"""What profiles look like, and every change of that."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, TypeVar

from sqlalchemy import Row, Select, bindparam, select, update

from growth.event import ProfileChange, Renamed, TakenOver
from growth.reading import Profile
from storage import schema
from storage.accounts import bare, fold, remember_handles
from storage.columns import clean, whole
from storage.transaction import Transaction, named

T = TypeVar("T")

_TOLD: Final = ("display_name", "description", "url", "verified", "picture")
"""The fields whose changes are kept and told, in the order they are told."""
_KEPT: Final = (*_TOLD, "protected", "created_at", "last_post_at")
_STICKY: Final = ("verified", "picture", "protected", "created_at", "last_post_at")
"""Fields of which a platform's silence says nothing: the last word stands."""


@dataclass(frozen=True, slots=True)
class ProfileDiff:
    """What one reading of a profile changed.

    Attributes:
        renamed: The known immutable id answers to another handle; None when it does not.
        taken_over: The handle answers with another immutable id than the known one; nothing of such a reading was kept,
            and its counters are another account's. None when the id is the known one, or none is known.
        changes: Fields that differ from the reading before; empty on a first reading.
        is_first: Whether the account was never read before.

    """

    renamed: Renamed | None = None
    taken_over: TakenOver | None = None
    changes: tuple[ProfileChange, ...] = ()
    is_first: bool = False


@dataclass(frozen=True, slots=True)
class KnownProfile:
    """A profile as it stands.

    Attributes:
        since: When it began to look like this (UTC).
        display_name: None when not published; likewise below.
        verified: As the platform last said it.
        protected: As the platform last said it.
        url: The profile's or the owner's link.
        description: The owner's words about the account.
        picture: The mark of its picture, as the platform last gave it.
        created_at: When the account was opened (UTC).
        last_post_at: When it last posted, as far as we saw (UTC).

    """

    since: datetime
    display_name: str | None
    verified: bool | None
    protected: bool | None
    url: str | None
    description: str | None
    picture: str | None
    created_at: datetime | None
    last_post_at: datetime | None


def observe(tx: Transaction, account: int, profile: Profile, at: datetime) -> ProfileDiff:
    """Keep what one account's profile looks like at ``at``; see ``observe_many``."""
    return observe_many(tx, {account: profile}, at)[account]


def observe_many(tx: Transaction, profiles: Mapping[int, Profile], at: datetime) -> Mapping[int, ProfileDiff]:
    """Keep what the profiles of many accounts look like, and say what that changed, by account.

    The first reading confirms the account and gives it its platform id; later ones never change the id. A reading of
    another id is kept nowhere. A reading that is older than the last change of the profile changes nothing, and neither
    does a repeated one.

    Raises:
        KeyError: If an account is not stored.

    """
    at = whole(at)
    profiles = {account: _fit(profile) for account, profile in profiles.items()}
    known = {row.key: row for row in tx.rows(_with_profile(profiles))}
    diffs = {account: _diff(known[account], profile, at) for account, profile in profiles.items()}
    kept = [
        (known[account], profile)
        for account, profile in profiles.items()
        if diffs[account].taken_over is None and not _is_late(known[account], at)
    ]
    _keep_identities(tx, kept, at)
    _keep_looks(tx, kept, at)
    tx.keep_first(schema.profile_change, _change_rows(diffs, at), key=["account", "at", "field"])
    return diffs


def known_profiles(tx: Transaction, accounts: Collection[int] | None = None) -> Mapping[int, KnownProfile]:
    """The profiles as they stand, by account; of every account ever read when ``accounts`` is None."""
    statement = select(schema.profile)
    if accounts is not None:
        statement = statement.where(schema.profile.c.account.in_(accounts))
    return {row.account: _known_profile(row) for row in tx.rows(statement)}


def changes(tx: Transaction, account: int) -> tuple[tuple[datetime, ProfileChange], ...]:
    """Every change of an account's profile and handle with when it was first seen (UTC), oldest first."""
    table = schema.profile_change
    rows = tx.rows(select(table).where(table.c.account == account).order_by(table.c.at, table.c.field))
    return tuple((row.at, ProfileChange(row.field, row.before, row.after)) for row in rows)


def _with_profile(accounts: Collection[int]) -> Select[Any]:
    """The accounts as they are known, each with its profile; nulls where it was never read."""
    table, profile = schema.account, schema.profile
    return (
        select(
            *(table.c[name] for name in ("key", "platform", "handle", "platform_id", "confirmed_at")),
            *(profile.c[name] for name in ("since", *_KEPT)),
        )
        .join_from(table, profile, profile.c.account == table.c.key, isouter=True)
        .where(table.c.key.in_(accounts))
    )


def _fit(profile: Profile) -> Profile:
    """A reading as the tables can hold it, so that what is read next compares equal to what was kept."""
    return replace(
        profile,
        platform_id=_if_said(clean, profile.platform_id),
        handle=clean(profile.handle),
        display_name=_if_said(clean, profile.display_name),
        url=_if_said(clean, profile.url),
        description=_if_said(clean, profile.description),
        picture=_if_said(clean, profile.picture),
        created_at=_if_said(whole, profile.created_at),
        last_post_at=_if_said(whole, profile.last_post_at),
    )


def _if_said(change: Callable[[T], T], value: T | None) -> T | None:
    return None if value is None else change(value)


def _is_late(known: Row[Any], at: datetime) -> bool:
    """Whether a reading is older than what is known."""
    return known.since is not None and at < known.since


def _diff(known: Row[Any], profile: Profile, at: datetime) -> ProfileDiff:
    """What a reading changes in what is known."""
    if None not in {known.platform_id, profile.platform_id} and known.platform_id != profile.platform_id:
        return ProfileDiff(taken_over=TakenOver(known.handle, known.platform_id, str(profile.platform_id)))
    if _is_late(known, at):
        return ProfileDiff()
    is_same_id = known.platform_id is not None and known.platform_id == profile.platform_id
    handle = bare(profile.handle)
    is_renamed = is_same_id and handle and fold(handle) != fold(known.handle)
    return ProfileDiff(
        renamed=Renamed(known.handle, handle) if is_renamed else None,
        changes=() if known.since is None else tuple(_field_changes(known, _look(known, profile))),
        is_first=known.since is None,
    )


def _look(known: Row[Any], profile: Profile) -> dict[str, object]:
    """The fields kept of a reading, the last word filled in where the platform was silent."""
    said = {name: getattr(profile, name) for name in _KEPT}
    silent = {name: getattr(known, name) for name in _STICKY if said[name] is None}
    return {**said, **silent}


def _field_changes(known: Row[Any], look: Mapping[str, object]) -> Iterator[ProfileChange]:
    """The told fields that differ; a first word about a sticky one is no change."""
    for name in _TOLD:
        before, after = getattr(known, name), look[name]
        if before != after and not (name in _STICKY and before is None):
            yield ProfileChange(name, _text(before), _text(after))


def _text(value: object) -> str | None:
    """A field's value as a change tells it; flags are ``true`` and ``false``."""
    return None if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _keep_identities(tx: Transaction, kept: Collection[tuple[Row[Any], Profile]], at: datetime) -> None:
    """Confirm accounts and follow their handles; an id, once known, stays."""
    rows: list[dict[str, object]] = []
    handles = {}
    for known, profile in kept:
        handle = _handle(known, profile)
        row = {"handle": handle, "platform_id": known.platform_id or profile.platform_id}
        if known.confirmed_at is None or any(getattr(known, name) != value for name, value in row.items()):
            rows.append({**row, "account_key": known.key, "confirmed_at": known.confirmed_at or at})
        if fold(handle) != fold(known.handle):
            handles[known.key] = (known.platform, handle)
    columns = ("handle", "platform_id", "confirmed_at")
    change = update(schema.account).where(schema.account.c.key == bindparam("account_key"))
    tx.change(change.values({name: bindparam(name) for name in columns}), rows)
    remember_handles(tx, handles)


def _handle(known: Row[Any], profile: Profile) -> str:
    """The handle to know an account by from now on: the one read, where it is certain that it is this account's."""
    handle = bare(profile.handle)
    is_ours = known.platform_id in {None, profile.platform_id} or fold(handle) == fold(known.handle)
    return handle if handle and is_ours else known.handle


def _keep_looks(tx: Transaction, kept: Collection[tuple[Row[Any], Profile]], at: datetime) -> None:
    """Write the profiles that look different from what is known, and no other."""
    looks = [(known, _look(known, profile)) for known, profile in kept]
    rows = [
        {"account": known.key, "since": at, **look}
        for known, look in looks
        if known.since is None or any(getattr(known, name) != value for name, value in look.items())
    ]
    tx.upsert(schema.profile, rows, key=["account"])


def _change_rows(diffs: Mapping[int, ProfileDiff], at: datetime) -> list[dict[str, object]]:
    """The changes to keep; a new handle is one of them."""
    told = [
        (account, change)
        for account, diff in diffs.items()
        for change in (
            *diff.changes,
            *([] if diff.renamed is None else [ProfileChange("handle", diff.renamed.before, diff.renamed.after)]),
        )
    ]
    return [
        {"account": account, "at": at, "field": change.field, "before": change.before, "after": change.after}
        for account, change in told
    ]


def _known_profile(row: Row[Any]) -> KnownProfile:
    return KnownProfile(**{name: value for name, value in named(row).items() if name != "account"})
