"""What people have seen: events that somebody acknowledged, so that nobody is reminded of them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from storage import schema
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Ack:
    """Somebody has seen an event.

    Attributes:
        at: When they said so (UTC).
        by: What they call themselves; hostile until escaped.

    """

    at: datetime
    by: str


def acknowledge(tx: Transaction, event: int, *, by: str, now: datetime, person: int | None = None) -> bool:
    """Keep that somebody has seen an event; whether nobody had before. The first to say so stays its author.

    Args:
        tx: A writing transaction.
        event: The ledger's key of the event.
        by: What they call themselves.
        now: When (UTC).
        person: Telegram's number for them; None where it is not known.

    """
    is_new = not acknowledged(tx, [event])
    tx.keep_first(schema.ack, [{"event": event, "at": now, "by": by, "person": person}], key=["event"])
    return is_new


def acknowledged(tx: Transaction, events: Collection[int]) -> frozenset[int]:
    """Those of the events, by the ledger's keys, that somebody has seen."""
    return frozenset(acks(tx, events))


def acks(tx: Transaction, events: Collection[int]) -> Mapping[int, Ack]:
    """Who has seen which of the events, by the ledger's keys; those that nobody has are left out."""
    found = tx.rows(select(schema.ack).where(schema.ack.c.event.in_(events)))
    return {row.event: Ack(row.at, row.by) for row in found}
