"""The outbox: letters wait here, in strict order per chat, until Telegram has them.

A letter is written in the transaction that gave reason for it, marked ``sending`` before the call to Telegram and
``sent`` after it. A crash in between leaves it ``sending``; ``recover`` turns that into ``unknown``, which is sent
again and says that it may be a repeat. So nothing is lost, and nothing is doubled without saying so.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, literal, or_, select, update

from storage import chat_schema
from storage.chats import ChatState
from storage.columns import EPOCH, Instant, clean, or_epoch
from storage.letters import DUE, OPEN, Letter, LetterKind, LetterState, letter, letters
from storage.transaction import Transaction


def enqueue(
    tx: Transaction,
    *,
    chat: int,
    kind: LetterKind,
    dedupe_key: str,
    now: datetime,
    ledger: int | None = None,
    payload: str | None = None,
    due_at: datetime = EPOCH,
) -> int | None:
    """Put a letter behind the chat's others; parked when the chat is.

    Args:
        tx: A writing transaction, the one that gives reason for the letter.
        chat: The chat's key.
        kind: What it carries.
        dedupe_key: What it must not be sent twice for, within its chat.
        now: When it is written (UTC).
        ledger: The ledger's key of the event it tells.
        payload: What else is needed to word it, as JSON.
        due_at: Not to be sent before (UTC); 1970 means at once.

    Returns:
        Its key; None when the chat has, or had, one with this dedupe key.

    Raises:
        LookupError: If there is no such chat.

    """
    place = tx.first(
        select(chat_schema.chat.c.last_seq, chat_schema.chat.c.state).where(chat_schema.chat.c.key == chat)
    )
    if place is None:
        raise LookupError(f"there is no chat {chat}")
    state = LetterState.PENDING if place.state == ChatState.ACTIVE else LetterState.PARKED
    what = {"chat": chat, "kind": kind, "dedupe_key": dedupe_key, "ledger": ledger, "payload": payload}
    where = {"seq": place.last_seq + 1, "state": state, "attempts": 0, "is_repeat": False, "parts_sent": 0}
    row = {**what, **where, "next_at": due_at, "created_at": now}
    key = tx.insert_once(chat_schema.outbox, row, key=["chat", "dedupe_key"])
    if key is not None:
        tx.change(update(chat_schema.chat).where(chat_schema.chat.c.key == chat).values(last_seq=place.last_seq + 1))
    return key


def due(tx: Transaction, now: datetime, *, limit: int, but_not: Collection[int] = ()) -> tuple[Letter, ...]:
    """The letters to send now, at most one a chat: the first of its open ones, oldest first, at most ``limit``.

    A chat that is parked, held, has a letter in flight, or whose first letter waits for a later try, has none; nor has
    one whose Telegram id is in ``but_not``.
    """
    ready = and_(
        chat_schema.outbox.c.state.in_(DUE),
        chat_schema.outbox.c.next_at <= now,
        or_epoch(chat_schema.chat.c.hold_until) <= now,
        chat_schema.chat.c.telegram_id.not_in(but_not),
    )
    rows = tx.rows(letters().where(_is_head(), ready).order_by(chat_schema.outbox.c.key).limit(limit))
    return tuple(letter(row) for row in rows)


def due_times(tx: Transaction) -> tuple[tuple[int, datetime], ...]:
    """For each chat with letters to send its Telegram id and when its first one is due (UTC); 1970 means at once.

    Chats with a letter in flight are passed over: what comes of it decides.
    """
    table, hold = chat_schema.outbox.c, chat_schema.chat.c.hold_until
    waiting = select(chat_schema.chat.c.telegram_id, table.next_at, hold).join(chat_schema.chat)
    rows = tx.rows(waiting.where(_is_head(), table.state.in_(DUE)))
    return tuple((row.telegram_id, max(row.next_at, row.hold_until or EPOCH)) for row in rows)


def depth(tx: Transaction) -> Mapping[LetterState, int]:
    """How many letters wait, by state: pending, in flight, in doubt and parked. States without a letter lack."""
    state = chat_schema.outbox.c.state
    counted = select(state, func.count().label("letters")).group_by(state)
    rows = tx.rows(counted.where(state.in_((*OPEN, LetterState.PARKED))))
    return {LetterState(row.state): row.letters for row in rows}


def oldest_waiting(tx: Transaction, now: datetime) -> datetime | None:
    """When the oldest letter was written that could have gone out by now (UTC), or was tried; None when none waits.

    Letters of chats that Telegram asked us to leave alone for a while are passed over.
    """
    table, hold = chat_schema.outbox.c, chat_schema.chat.c.hold_until
    ready = and_(or_(table.next_at <= now, table.attempts > 0), or_epoch(hold) <= now)
    oldest = select(func.min(table.created_at).label("oldest")).join(chat_schema.chat)
    row = tx.first(oldest.where(_is_head(), table.state.in_(DUE), ready))
    return None if row is None else row.oldest


def mark_sending(tx: Transaction, key: int, *, now: datetime, owner: str, parts: Sequence[str] = ()) -> bool:
    """Claim a letter; commit this before calling Telegram.

    Args:
        tx: A writing transaction.
        key: The letter's key.
        now: When sending begins (UTC).
        owner: Who sends it, for whoever looks into the table.
        parts: Its finished texts; kept with it, and from then on it is sent as they are.

    Returns:
        Whether it may be sent: False when it no longer waits, or another one of its chat comes first or is in flight.

    """
    other = chat_schema.outbox.alias()
    comes_first = and_(other.c.seq < chat_schema.outbox.c.seq, other.c.state.in_(OPEN))
    is_in_flight = other.c.state == LetterState.SENDING
    in_the_way = exists().where(other.c.chat == chat_schema.outbox.c.chat, or_(comes_first, is_in_flight))
    claimed = {"state": LetterState.SENDING, "sending_at": now, "owner": owner}
    if parts:
        claimed["parts"] = [clean(part) for part in parts]
    change = update(chat_schema.outbox).where(
        chat_schema.outbox.c.key == key, chat_schema.outbox.c.state.in_(DUE), ~in_the_way
    )
    return tx.change(change.values(claimed | {"attempts": chat_schema.outbox.c.attempts + 1})) > 0


def mark_sent(tx: Transaction, key: int, *, message_id: int, now: datetime) -> None:
    """Telegram has it: whatever the letter's state was thought to be, it is sent now. Repeating changes nothing."""
    sent = {"state": LetterState.SENT, "message_id": message_id, "closed_at": now}
    _move(tx, key, chat_schema.outbox.c.state != LetterState.SENT, sent)


def part_sent(tx: Transaction, key: int, *, message_id: int, now: datetime) -> None:
    """Telegram has the next part of a letter: it is sent when that was the last one, else it waits again in its turn.

    A letter whose chat was parked meanwhile is sent all the same when that was its last part, and parked otherwise.
    """
    row = tx.first(select(chat_schema.outbox).where(chat_schema.outbox.c.key == key))
    if row is None or row.state not in {LetterState.SENDING, LetterState.PARKED}:
        return
    if row.parts_sent + 1 >= len(row.parts or ()):
        mark_sent(tx, key, message_id=message_id, now=now)
    else:
        waiting = {"state": LetterState.PENDING, "is_repeat": False, "parts_sent": row.parts_sent + 1}
        _move(tx, key, _in_flight(), waiting | {"attempts": 0})


def retry_at(tx: Transaction, key: int, at: datetime) -> None:
    """Telegram certainly has not got it: a letter in flight waits again, until ``at`` (UTC)."""
    _move(tx, key, _in_flight(), {"state": LetterState.PENDING, "next_at": at})


def mark_unknown(tx: Transaction, key: int, at: datetime) -> None:
    """Nobody knows whether Telegram has it: a letter in flight is sent again, not before ``at`` (UTC), as a repeat."""
    _move(tx, key, _in_flight(), {"state": LetterState.UNKNOWN, "is_repeat": True, "next_at": at})


def refuse(tx: Transaction, key: int, reason: str, now: datetime) -> None:
    """Telegram will never take it: the letter is done with, and those behind it move up."""
    refused = {"state": LetterState.REFUSED, "reason": reason, "closed_at": now}
    _move(tx, key, chat_schema.outbox.c.state.in_(OPEN), refused)


def recover(tx: Transaction, now: datetime) -> int:
    """At start, when nobody sends: letters a crash left in flight are sent again as repeats; how many there were.

    Their attempts are counted anew: the crash was ours, and Telegram need not be spared for it.
    """
    repeat = {"state": LetterState.UNKNOWN, "is_repeat": True, "next_at": now, "attempts": 0}
    return tx.change(update(chat_schema.outbox).where(_in_flight()).values(repeat))


def park_chat(tx: Transaction, chat: int, now: datetime, *, state: ChatState = ChatState.PARKED) -> None:
    """The chat cannot be spoken to: its open letters, and those to come, are parked.

    Args:
        tx: A writing transaction.
        chat: The chat's key.
        now: When that was found out (UTC); a chat that is parked already keeps its instant.
        state: ``PARKED``, or ``LEFT`` when it is not expected back.

    """
    since = func.coalesce(chat_schema.chat.c.parked_at, literal(now, Instant))
    tx.change(update(chat_schema.chat).where(chat_schema.chat.c.key == chat).values(state=state, parked_at=since))
    waiting = (chat_schema.outbox.c.chat == chat, chat_schema.outbox.c.state.in_((*OPEN, LetterState.HELD)))
    tx.change(update(chat_schema.outbox).where(*waiting).values(state=LetterState.PARKED))


def held(tx: Transaction) -> tuple[tuple[int, int], ...]:
    """The letters that quiet hours hold: chat and key of each, oldest first."""
    table = chat_schema.outbox.c
    rows = tx.rows(select(table.chat, table.key).where(table.state == LetterState.HELD).order_by(table.key))
    return tuple((row.chat, row.key) for row in rows)


def hold_back(tx: Transaction, key: int) -> None:
    """Let a letter that waits in its turn wait beside the others, for the end of its chat's quiet hours."""
    _move(tx, key, chat_schema.outbox.c.state == LetterState.PENDING, {"state": LetterState.HELD})


def let_go(tx: Transaction, key: int) -> None:
    """Put a held letter behind its chat's others, due at once; one that is not held stays as it is."""
    table, chat = chat_schema.outbox.c, chat_schema.chat
    row = tx.first(
        select(table.chat, chat.c.last_seq).join(chat).where(table.key == key, table.state == LetterState.HELD)
    )
    if row is None:
        return
    last = {"seq": row.last_seq + 1, "state": LetterState.PENDING, "next_at": EPOCH}
    _move(tx, key, table.state == LetterState.HELD, last)
    tx.change(update(chat).where(chat.c.key == row.chat).values(last_seq=row.last_seq + 1))


def unpark_chat(tx: Transaction, chat: int, now: datetime) -> Mapping[LetterKind, int]:
    """The chat is back: letters from now on are sent; those that were parked are closed and counted.

    The caller tells the chat of them in one summary, enqueued in the same transaction, instead of sending them all.

    Returns:
        How many letters of each kind were parked; kinds without any are left out, and the repeated call finds none.

    """
    active = {"state": ChatState.ACTIVE, "parked_at": None, "hold_until": None}
    tx.change(update(chat_schema.chat).where(chat_schema.chat.c.key == chat).values(active))
    parked = (
        chat_schema.outbox.c.chat == chat,
        chat_schema.outbox.c.state == LetterState.PARKED,
        chat_schema.outbox.c.closed_at.is_(None),
    )
    kinds = Counter(LetterKind(row.kind) for row in tx.rows(select(chat_schema.outbox.c.kind).where(*parked)))
    tx.change(update(chat_schema.outbox).where(*parked).values(closed_at=now))
    return kinds


def one(tx: Transaction, key: int) -> Letter | None:
    """One letter in any state; None when there is none of that key."""
    row = tx.first(letters().where(chat_schema.outbox.c.key == key))
    return None if row is None else letter(row)


def history(tx: Transaction, chat: int, limit: int) -> tuple[Letter, ...]:
    """The chat's last ``limit`` letters in any state, newest first."""
    statement = (
        letters().where(chat_schema.outbox.c.chat == chat).order_by(chat_schema.outbox.c.seq.desc()).limit(limit)
    )
    return tuple(letter(row) for row in tx.rows(statement))


@cache
def _is_head() -> ColumnElement[bool]:
    """Whether a letter is the first open one of a chat that can be spoken to."""
    ahead = chat_schema.outbox.alias()
    first = select(func.min(ahead.c.seq)).where(ahead.c.chat == chat_schema.chat.c.key, ahead.c.state.in_(OPEN))
    return and_(
        chat_schema.chat.c.state == ChatState.ACTIVE,
        chat_schema.outbox.c.seq == first.correlate(chat_schema.chat).scalar_subquery(),
    )


def _in_flight() -> ColumnElement[bool]:
    return chat_schema.outbox.c.state == LetterState.SENDING


def _move(tx: Transaction, key: int, condition: ColumnElement[bool], values: Mapping[str, Any]) -> None:
    """Change one letter if it meets the condition."""
    tx.change(update(chat_schema.outbox).where(chat_schema.outbox.c.key == key, condition).values(values))
