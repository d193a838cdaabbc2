"""Who did what: every change somebody asked for, in the order in which it was made."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from storage import people_schema
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Deed:
    """One change.

    Attributes:
        at: When (UTC).
        person: Telegram's number of whoever made it; None where nobody is known, or somebody asked to be forgotten.
        name: What they call themselves; hostile until escaped. None like ``person``.
        chat: Telegram's number of the chat it was asked for in; None outside Telegram.
        action: What was done: the command's name.
        detail: With what: the words after the command; hostile until escaped. Empty when there were none.

    """

    at: datetime
    person: int | None
    name: str | None
    chat: int | None
    action: str
    detail: str = ""


def write_down(tx: Transaction, deed: Deed) -> None:
    """Keep a change, in the transaction that makes it or after it."""
    row = {"at": deed.at, "person": deed.person, "name": deed.name, "chat": deed.chat}
    tx.insert(people_schema.audit, row | {"action": deed.action, "detail": deed.detail})


def deeds(tx: Transaction, *, limit: int, skip: int = 0) -> tuple[Deed, ...]:
    """The latest changes, newest first: ``limit`` of them after ``skip``."""
    table = people_schema.audit
    rows = tx.rows(select(table).order_by(table.c.key.desc()).limit(limit).offset(skip))
    return tuple(Deed(row.at, row.person, row.name, row.chat, row.action, row.detail) for row in rows)
