"""The accounts that are watched, and every name they were ever known by."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, String, and_, bindparam, cast, exists, literal, or_, select, update

from growth.agency import AccountName
from growth.platform import Platform
from growth.state import AccountState
from storage import chat_schema, schema
from storage.agencies import agencies
from storage.transaction import Transaction

EVERYTHING = "all"
"""The scope of a subscription to every account; others are ``agency:<id>`` and ``account:<key>``."""

_BY_ID = (
    select(schema.account.c.key)
    .where(schema.account.c.platform == bindparam("platform"), schema.account.c.platform_id == bindparam("id"))
    .order_by(schema.account.c.key)
)
_BY_HANDLE = (
    select(schema.account.c.key, schema.account.c.platform_id)
    .join(schema.account_handle)
    .where(
        schema.account_handle.c.platform == bindparam("platform"), schema.account_handle.c.folded == bindparam("folded")
    )
)
"""Made once: an import asks them for every account."""


@dataclass(frozen=True, slots=True)
class StoredAccount:
    """An account as the store knows it.

    Attributes:
        key: The store's own key; it outlives handles.
        agency: The agency's id.
        names: The agency's name by language.
        platform: Where the account is.
        handle: The handle last observed, or as it was entered; without ``@``.
        platform_id: The platform's immutable id; None until it was entered or read.
        launched: The day the account opened, in its agency's zone; None when nobody said.
        state: The state last observed.
        state_since: When that state was first observed (UTC); for an unconfirmed account, when it was entered.
        enabled: Whether it is polled.
        confirmed_at: When it was first read (UTC); None when it never was.
        origin: Who entered it first: ``settings``, ``seeds``, ``import`` or ``command``.

    """

    key: int
    agency: str
    names: Mapping[str, str]
    platform: Platform
    handle: str
    platform_id: str | None
    launched: date | None
    state: AccountState
    state_since: datetime
    enabled: bool
    confirmed_at: datetime | None
    origin: str

    @property
    def name(self) -> AccountName:
        """How a reader calls it."""
        return AccountName(self.agency, self.names, self.platform, self.handle)


def bare(handle: str) -> str:
    """A handle without the ``@`` and the blanks people write around it."""
    return handle.strip().removeprefix("@")


def fold(handle: str) -> str:
    """What two spellings of a handle have in common: no platform tells them apart by case."""
    return bare(handle).casefold()


def save_account(
    tx: Transaction,
    *,
    agency: str,
    platform: Platform,
    handle: str,
    origin: str,
    now: datetime,
    platform_id: str | None = None,
    launched: date | None = None,
) -> int:
    """Keep an account and give its key; one that is known is merged, never doubled and never deleted.

    It is known by its platform id, else by any handle it ever had, so that a file which still names the old handle of a
    renamed account adds nothing. A handle that has passed to another id is another account. What is not said stays; a
    switched-off account stays switched off. Repeating changes nothing.
    """
    key = known_key(tx, platform, handle, platform_id)
    said = {"agency": agency, "platform_id": platform_id, "launched": launched}
    if key is None:
        new = {"platform": platform, "handle": bare(handle), "origin": origin, "enabled": True}
        fresh = {"state": AccountState.UNCONFIRMED, "state_since": now}
        key = tx.insert(schema.account, {**said, **new, **fresh})
    else:
        change = {name: value for name, value in said.items() if value is not None}
        tx.change(update(schema.account).where(schema.account.c.key == key).values(change))
    remember_handles(tx, {key: (platform, handle)})
    return key


def remember_handles(tx: Transaction, handles: Mapping[int, tuple[Platform, str]]) -> None:
    """Keep names by which accounts are known from now on; a name that is another account's stays that one's."""
    rows = [
        {"platform": platform, "folded": fold(handle), "account": key} for key, (platform, handle) in handles.items()
    ]
    tx.keep_first(schema.account_handle, rows, key=["platform", "folded"])


def accounts(
    tx: Transaction, *, platform: Platform | None = None, agency: str | None = None
) -> tuple[StoredAccount, ...]:
    """Every account, switched off or not, oldest entry first; of one platform or one agency where they are given."""
    return _accounts(
        tx,
        *([] if platform is None else [schema.account.c.platform == platform]),
        *([] if agency is None else [schema.account.c.agency == agency]),
    )


def account(tx: Transaction, key: int) -> StoredAccount | None:
    """One account; None when there is none of that key."""
    return next(iter(_accounts(tx, schema.account.c.key == key)), None)


def followed_by(tx: Transaction, chat: int) -> tuple[StoredAccount, ...]:
    """The enabled accounts a chat is subscribed to, oldest entry first."""
    scope = chat_schema.subscription.c.scope
    covers = or_(
        scope == EVERYTHING,
        scope == literal("agency:") + schema.account.c.agency,
        scope == literal("account:") + cast(schema.account.c.key, String),
    )
    return _accounts(tx, schema.account.c.enabled, exists().where(chat_schema.subscription.c.chat == chat, covers))


def find(tx: Transaction, text: str) -> tuple[StoredAccount, ...]:
    """The accounts that ``text`` may mean, oldest entry first; empty when it means none.

    It is read, in this order, as a handle (with or without ``@``, also one the account no longer has, also as
    ``platform:handle``), as an agency's id, and as a part of an agency's name; the first reading that fits wins.
    """
    platform, _, handle = text.strip().partition(":")
    alias = schema.account_handle
    is_named = and_(alias.c.platform == platform.casefold(), alias.c.folded == fold(handle))
    matches = exists().where(
        alias.c.account == schema.account.c.key,
        or_(alias.c.folded == fold(text), is_named),  # a newsroom's has a colon
    )
    return (
        _accounts(tx, matches)
        or _accounts(tx, schema.account.c.agency == fold(text))
        or _of_agencies_named(tx, text.strip().casefold())
    )


def set_enabled(tx: Transaction, key: int, *, enabled: bool) -> bool:
    """Switch polling on or off; whether there is such an account."""
    return tx.change(update(schema.account).where(schema.account.c.key == key).values(enabled=enabled)) > 0


def known_key(tx: Transaction, platform: Platform, handle: str, platform_id: str | None) -> int | None:
    """The key of the account that is meant; None when it is a new one."""
    if platform_id is not None:
        by_id = tx.first(_BY_ID, {"platform": platform, "id": platform_id})
        if by_id is not None:
            return int(by_id[0])
    by_handle = tx.first(_BY_HANDLE, {"platform": platform, "folded": fold(handle)})
    if by_handle is None or (platform_id is not None and by_handle.platform_id not in {None, platform_id}):
        return None
    return int(by_handle.key)


def _of_agencies_named(tx: Transaction, part: str) -> tuple[StoredAccount, ...]:
    """The accounts of agencies with ``part``, casefolded, in one of their names."""
    named = [agency.id for agency in agencies(tx) if any(part in name.casefold() for name in agency.names.values())]
    return _accounts(tx, schema.account.c.agency.in_(named)) if part else ()


def _accounts(tx: Transaction, *conditions: ColumnElement[bool]) -> tuple[StoredAccount, ...]:
    """The accounts that meet every condition, oldest entry first."""
    statement = select(schema.account, schema.agency.c.names).join(schema.agency)
    return tuple(_account(row) for row in tx.rows(statement.where(*conditions).order_by(schema.account.c.key)))


def _account(row: Row[Any]) -> StoredAccount:
    return StoredAccount(
        key=row.key,
        agency=row.agency,
        names=row.names,
        platform=Platform(row.platform),
        handle=row.handle,
        platform_id=row.platform_id,
        launched=row.launched,
        state=AccountState(row.state),
        state_since=row.state_since,
        enabled=row.enabled,
        confirmed_at=row.confirmed_at,
        origin=row.origin,
    )
