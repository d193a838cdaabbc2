"""Every event there ever was, each once: what was told, what a digest tells again, and why."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, get_args

from pydantic import TypeAdapter
from sqlalchemy import Row, and_, or_, select

from growth.event import Event, Facts, Phase, Rule, Severity
from growth.platform import Platform
from storage import schema
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """An event and the store's key for it.

    Attributes:
        key: The store's key, which letters refer to.
        event: The event.

    """

    key: int
    event: Event


def append(tx: Transaction, event: Event) -> int | None:
    """Keep an event and give its key; None when one with the same ``event.key`` is kept already, whatever it says."""
    row = {
        "name": event.key,
        "at": event.at,
        "platform": event.platform,
        "account": event.account,
        "rule": event.rule,
        "phase": event.phase,
        "severity": event.severity,
        "facts": _adapter(event.rule).dump_json(event.facts).decode(),
    }
    return tx.insert_once(schema.event, row, key=["name"])


def stored_event(row: Row[Any]) -> StoredEvent:
    """A row of the ledger."""
    return StoredEvent(row.key, _event(row))


def named(tx: Transaction, name: str) -> StoredEvent | None:
    """The event with a key of its own; None when there is none."""
    row = tx.first(select(schema.event).where(schema.event.c.name == name))
    return None if row is None else stored_event(row)


def event(tx: Transaction, key: int) -> Event | None:
    """One event by the store's key; None when there is none."""
    row = tx.first(select(schema.event).where(schema.event.c.key == key))
    return None if row is None else _event(row)


def all_named(tx: Transaction, names: Collection[str]) -> tuple[StoredEvent, ...]:
    """The events of these names that are kept, oldest first."""
    table = schema.event
    rows = tx.rows(select(table).where(table.c.name.in_(names)).order_by(table.c.at, table.c.key))
    return tuple(stored_event(row) for row in rows)


def events(
    tx: Transaction,
    *,
    start: datetime,
    end: datetime,
    accounts: Collection[int] | None = None,
    with_inhibited: bool = True,
) -> tuple[StoredEvent, ...]:
    """What was noticed in ``[start, end)``, oldest first.

    Args:
        tx: A transaction.
        start: The first instant (UTC).
        end: The instant after the last (UTC).
        accounts: Only events of these accounts, and of the whole platforms they are on; None for every event.
        with_inhibited: Whether what something larger says already is among them.

    """
    table = schema.event
    statement = select(table).where(table.c.at >= start, table.c.at < end).order_by(table.c.at, table.c.key)
    if not with_inhibited:
        statement = statement.where(table.c.key.not_in(select(schema.inhibited.c.event)))
    if accounts is not None:
        platforms = select(schema.account.c.platform).where(schema.account.c.key.in_(accounts))
        of_a_platform = and_(table.c.account.is_(None), table.c.platform.in_(platforms))
        statement = statement.where(or_(table.c.account.in_(accounts), of_a_platform))
    return tuple(stored_event(row) for row in tx.rows(statement))


@cache
def _adapter(rule: Rule) -> TypeAdapter[Facts]:
    """Writes and reads one rule's facts as JSON."""
    return TypeAdapter(next(facts for facts in get_args(Facts) if facts.rule is rule))


def _event(row: Row[Any]) -> Event:
    return Event(
        phase=Phase(row.phase),
        severity=Severity(row.severity),
        at=row.at,
        platform=Platform(row.platform),
        account=row.account,
        facts=_adapter(Rule(row.rule)).validate_json(row.facts),
        key=row.name,
    )
