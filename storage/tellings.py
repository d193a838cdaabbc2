"""Tellings: which chat was told of which event, how often, and in which letter.

An event waits a little for company, so that a chat reads one message about many things instead of many messages:
https://prometheus.io/docs/alerting/latest/configuration/#route (``group_wait``, ``group_interval``).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import and_, delete, func, select, update

from storage import chat_schema
from storage.letters import Letter, LetterKind, LetterState
from storage.outbox import enqueue, hold_back
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Grouping:
    """How long events wait for each other.

    Attributes:
        wait: What the first event of a letter waits for others.
        interval: Time from one letter with events to the next of the same chat, at least.

    """

    wait: timedelta = timedelta(seconds=30)
    interval: timedelta = timedelta(minutes=5)


DEFAULT_GROUPING: Final = Grouping()


@dataclass(frozen=True, slots=True)
class Telling:
    """One event in a letter.

    Attributes:
        event: The ledger's key.
        nth: 0 when it is told for the first time, then the number of the reminder.

    """

    event: int
    nth: int


HELD: Final = '"held"'
"""The payload of a letter that was held, by which it says so when it is sent."""


def tell(
    tx: Transaction,
    *,
    chat: int,
    event: int,
    now: datetime,
    grouping: Grouping,
    nth: int = 0,
    is_held: bool = False,
) -> int | None:
    """Let a chat know of an event: in the letter that waits for company, else in a new one.

    Args:
        tx: A writing transaction, the one that gives reason for it.
        chat: The chat's key.
        event: The ledger's key of the event.
        now: When (UTC).
        grouping: How long events wait for each other.
        nth: 0 for the first time, then the number of the reminder.
        is_held: Whether the chat has quiet hours for it: it then waits, with all others that do, for their end.

    Returns:
        The letter's key; None when the chat was told as often already.

    """
    table = chat_schema.telling
    same = and_(table.c.chat == chat, table.c.event == event, table.c.nth == nth)
    if tx.first(select(table.c.letter).where(same)) is not None:
        return None
    key = _waiting(tx, chat, LetterState.HELD if is_held else LetterState.PENDING)
    if key is None:
        due = _due(tx, chat, now, grouping)
        name, payload = _name(event, nth), HELD if is_held else None
        key = enqueue(
            tx,
            chat=chat,
            kind=LetterKind.ALERT,
            dedupe_key=name,
            now=now,
            ledger=event,
            payload=payload,
            due_at=due,
        )
        if key is not None and is_held:
            hold_back(tx, key)
    if key is not None:
        tx.keep_first(table, [{"chat": chat, "event": event, "nth": nth, "letter": key}], key=["chat", "event", "nth"])
    return key


def was_told(tx: Transaction, chat: int, event: int) -> bool:
    """Whether a chat was told of an event, or is about to be."""
    table = chat_schema.telling
    return tx.first(select(table.c.letter).where(table.c.chat == chat, table.c.event == event)) is not None


def told_in(tx: Transaction, letter: Letter) -> tuple[Telling, ...]:
    """What a letter tells, in the order in which it became known; empty when it tells no event."""
    table = chat_schema.telling
    rows = tx.rows(select(table.c.event, table.c.nth).where(table.c.letter == letter.key).order_by(table.c.event))
    found = tuple(Telling(row.event, row.nth) for row in rows)
    return found if found or letter.ledger is None else (Telling(letter.ledger, 0),)


def take_back(tx: Transaction, event: int) -> None:
    """Leave an event untold where no letter about it was begun; a letter that has nothing else to tell is no more."""
    told, table = chat_schema.telling, chat_schema.outbox
    unbegun = and_(table.c.sending_at.is_(None), table.c.closed_at.is_(None))
    mine = select(told.c.letter).join(table, told.c.letter == table.c.key).where(told.c.event == event, unbegun)
    letters = [row.letter for row in tx.rows(mine)]
    tx.change(delete(told).where(told.c.event == event, told.c.letter.in_(letters)))
    rest = {row.letter: row for row in tx.rows(select(told).where(told.c.letter.in_(letters)))}
    for key in letters:
        if key in rest:
            opener = {"ledger": rest[key].event, "dedupe_key": _name(rest[key].event, rest[key].nth)}
            tx.change(update(table).where(table.c.key == key).values(opener))
        else:
            tx.change(delete(table).where(table.c.key == key))


def _name(event: int, nth: int) -> str:
    return f"telling:{event}:{nth}"


def _waiting(tx: Transaction, chat: int, state: LetterState) -> int | None:
    """The letter of a chat that events may still join: none of its copies was begun."""
    table = chat_schema.outbox.c
    is_unbegun = and_(table.state == state, table.sending_at.is_(None))
    mine = (table.chat == chat, table.kind == LetterKind.ALERT, is_unbegun)
    row = tx.first(select(table.key).where(*mine).order_by(table.seq.desc()).limit(1))
    return None if row is None else int(row.key)


def _due(tx: Transaction, chat: int, now: datetime, grouping: Grouping) -> datetime:
    """When a new letter with events goes out: after a wait for others, and not soon after the one before."""
    table = chat_schema.outbox.c
    begun = select(func.max(table.sending_at).label("at")).where(table.chat == chat, table.kind == LetterKind.ALERT)
    last = tx.first(begun)
    alone = now + grouping.wait
    return alone if last is None or last.at is None else max(alone, last.at + grouping.interval)
