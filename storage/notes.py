"""Notes on what happened to accounts and agencies."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import and_, delete, or_, select

from growth.note import Note
from storage import schema
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class StoredNote:
    """A note and the store's key for it.

    Attributes:
        key: The store's key.
        note: The note.

    """

    key: int
    note: Note


def save_note(tx: Transaction, note: Note, origin: str) -> int:
    """Keep a note of a known agency and give its key; one that says the same of the same day is kept once."""
    table = schema.note
    same = and_(table.c.agency == note.agency, table.c.day == note.day, table.c.text == note.text)
    whose = table.c.account.is_(None) if note.account is None else table.c.account == note.account
    known = tx.first(select(table.c.key).where(same, whose))
    return int(known.key) if known is not None else tx.insert(table, {**asdict(note), "origin": origin})


def remove_note(tx: Transaction, key: int) -> bool:
    """Forget a note; whether there was one of that key."""
    return tx.change(delete(schema.note).where(schema.note.c.key == key)) > 0


def notes(
    tx: Transaction,
    *,
    accounts: Collection[int] | None = None,
    agencies: Collection[str] | None = None,
    since: date | None = None,
    until: date | None = None,
) -> tuple[StoredNote, ...]:
    """Notes, oldest first.

    Args:
        tx: A transaction.
        accounts: Only notes on these accounts, and on whole agencies of ``agencies``; None for every note.
        agencies: The agencies whose own notes come along; None for none beside ``accounts``.
        since: The first day; None for no bound.
        until: The last day; None for no bound.

    """
    table = schema.note
    statement = select(table).order_by(table.c.day, table.c.key)
    if accounts is not None:
        of_agency = and_(table.c.account.is_(None), table.c.agency.in_(agencies or ()))
        statement = statement.where(or_(table.c.account.in_(accounts), of_agency))
    statement = statement if since is None else statement.where(table.c.day >= since)
    statement = statement if until is None else statement.where(table.c.day <= until)
    return tuple(
        StoredNote(row.key, Note(row.agency, row.account, row.day, row.text, row.source)) for row in tx.rows(statement)
    )
