"""Events that are not told for the time being, because something larger says it already."""

from datetime import datetime

from sqlalchemy import delete, select, update

from growth.platform import Platform
from storage import chat_schema, schema
from storage.ledger import StoredEvent, stored_event
from storage.transaction import Transaction


def hold_back(tx: Transaction, event: int, now: datetime) -> None:
    """Keep an event, by the ledger's key, from being told until something is done about it."""
    tx.keep_first(schema.inhibited, [{"event": event, "since": now}], key=["event"])


def held_back(tx: Transaction, platform: Platform) -> tuple[StoredEvent, ...]:
    """The events of a platform and its accounts that may be told yet, oldest first."""
    table = schema.inhibited
    waits = select(schema.event).join(table, table.c.event == schema.event.c.key).where(table.c.over_at.is_(None))
    rows = tx.rows(waits.where(schema.event.c.platform == platform).order_by(schema.event.c.key))
    return tuple(stored_event(row) for row in rows)


def let_go(tx: Transaction, event: int) -> None:
    """Forget that an event was held back: it is told now."""
    tx.change(delete(schema.inhibited).where(schema.inhibited.c.event == event))


def drop(tx: Transaction, event: int, now: datetime) -> None:
    """Never tell an event that was held back, or is to be: it no longer holds."""
    hold_back(tx, event, now)
    tx.change(update(schema.inhibited).where(schema.inhibited.c.event == event).values(over_at=now))


def about_to_be_told(tx: Transaction, platform: Platform) -> tuple[StoredEvent, ...]:
    """The events of a platform and its accounts in letters that nobody began to send."""
    told, letter = chat_schema.telling, chat_schema.outbox
    waits = (
        select(schema.event).join(told, told.c.event == schema.event.c.key).join(letter, letter.c.key == told.c.letter)
    )
    unbegun = (letter.c.sending_at.is_(None), letter.c.closed_at.is_(None))
    rows = tx.rows(waits.where(schema.event.c.platform == platform, told.c.nth == 0, *unbegun).distinct())
    return tuple(sorted((stored_event(row) for row in rows), key=lambda one: one.key))
