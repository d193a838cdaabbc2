"""People who may more than read along, and invitations that let somebody in once."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, select, update

from storage import people_schema
from storage.chats import Role
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who was let in.

    Attributes:
        telegram_id: Telegram's number for them; nothing else says who they are.
        name: What they call themselves; hostile until escaped. None when they were never met.
        role: What they may do, wherever they ask.
        since: When they were let in (UTC).
        let_in_by: The number of whoever let them in; None when that is not known.

    """

    telegram_id: int
    name: str | None
    role: Role
    since: datetime
    let_in_by: int | None


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link that lets one person in.

    Attributes:
        role: What they will be.
        made_by: The number of whoever made it.

    """

    role: Role
    made_by: int


def let_in(
    tx: Transaction, telegram_id: int, role: Role, *, by: int | None, now: datetime, name: str | None = None
) -> None:
    """Give somebody a role; one they had is replaced."""
    row = {"telegram_id": telegram_id, "role": role, "since": now, "let_in_by": by}
    named = {} if name is None else {"name": name}
    tx.upsert(people_schema.person, [row | named], key=["telegram_id"])


def put_out(tx: Transaction, telegram_id: int) -> bool:
    """Take somebody's role away; whether they had one."""
    table = people_schema.person
    return tx.change(delete(table).where(table.c.telegram_id == telegram_id)) > 0


def person(tx: Transaction, telegram_id: int) -> Person | None:
    """Somebody who was let in; None when they were not."""
    table = people_schema.person
    row = tx.first(select(table).where(table.c.telegram_id == telegram_id))
    return None if row is None else _person(row)


def people(tx: Transaction) -> tuple[Person, ...]:
    """Everybody who was let in, oldest first."""
    table = people_schema.person
    return tuple(_person(row) for row in tx.rows(select(table).order_by(table.c.since, table.c.telegram_id)))


def invite(tx: Transaction, role: Role, *, by: int, now: datetime, until: datetime) -> str:
    """Make an invitation that one person may use before ``until`` (UTC).

    Returns:
        The secret its link carries, fit for an address. Only its fingerprint is kept, so it cannot be shown again.

    """
    secret = secrets.token_urlsafe(24)
    row = {"fingerprint": _fingerprint(secret), "role": role, "made_by": by, "made_at": now, "expires_at": until}
    tx.insert(people_schema.invitation, row)
    return secret


def accept(tx: Transaction, secret: str, *, by: int, now: datetime) -> Invitation | None:
    """Use an invitation up; None when there is none of that secret, it is over, or somebody else has used it."""
    table = people_schema.invitation
    row = tx.first(select(table).where(table.c.fingerprint == _fingerprint(secret)))
    if row is None or row.expires_at <= now or row.used_by not in {None, by}:
        return None
    tx.change(update(table).where(table.c.key == row.key).values(used_by=by, used_at=now))
    return Invitation(Role(row.role), row.made_by)


def _fingerprint(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _person(row: Row[Any]) -> Person:
    return Person(row.telegram_id, row.name, Role(row.role), row.since, row.let_in_by)
