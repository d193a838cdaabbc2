"""The ledger of digest periods: one row per chat and week, so that a restart neither skips nor doubles one."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from storage import chat_schema
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class DigestPeriod:
    """A period that was dealt with.

    Attributes:
        period: ISO week in the chat's zone, such as ``2026-W47``.
        due_at: When its digest was due (UTC).
        letter: The letter that carries it; None when another period's digest covers it, or there was nothing to say.
        covered_by: The later period whose digest stands in for it after a downtime; None when it has its own.

    """

    period: str
    due_at: datetime
    letter: int | None
    covered_by: str | None


def open_period(
    tx: Transaction,
    *,
    chat: int,
    period: str,
    due_at: datetime,
    letter: int | None = None,
    covered_by: str | None = None,
) -> bool:
    """Enter a period of a chat, in the transaction that enqueues its letter; False when it was entered before."""
    known = select(chat_schema.digest.c.period).where(
        chat_schema.digest.c.chat == chat, chat_schema.digest.c.period == period
    )
    if tx.first(known) is not None:
        return False
    row = {"chat": chat, "period": period, "due_at": due_at, "letter": letter, "covered_by": covered_by}
    tx.change(chat_schema.digest.insert().values(row))
    return True


def last_period(tx: Transaction, chat: int) -> str | None:
    """The latest period entered for a chat; None when there is none. ISO weeks sort as text."""
    row = tx.first(select(func.max(chat_schema.digest.c.period)).where(chat_schema.digest.c.chat == chat))
    return None if row is None else row[0]


def periods(tx: Transaction, chat: int) -> tuple[DigestPeriod, ...]:
    """Every period entered for a chat, oldest first."""
    table = chat_schema.digest
    rows = tx.rows(select(table).where(table.c.chat == chat).order_by(table.c.period))
    return tuple(DigestPeriod(row.period, row.due_at, row.letter, row.covered_by) for row in rows)
