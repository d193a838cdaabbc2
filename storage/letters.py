"""A letter: one message to one chat, and the states it passes through."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Row, Select, select

from storage import chat_schema


class LetterKind(StrEnum):
    """What a letter carries."""

    ALERT = "alert"
    DIGEST = "digest"
    NOTICE = "notice"


class LetterState(StrEnum):
    """Where a letter is: it goes from pending over sending to sent, and may leave that way on either side."""

    PENDING = "pending"
    SENDING = "sending"
    """The call to Telegram is under way, or a crash ended it."""
    SENT = "sent"
    UNKNOWN = "unknown"
    """Perhaps delivered: sent again, labelled as a possible repeat."""
    HELD = "held"
    """The chat has quiet hours: it waits for their end, and events join it; nothing else waits for it."""
    PARKED = "parked"
    """The chat cannot be spoken to; told in a summary when it returns."""
    REFUSED = "refused"
    """Telegram will never take it."""


DUE: Final = (LetterState.PENDING, LetterState.UNKNOWN)
"""The states in which a letter waits to be sent."""
OPEN: Final = (*DUE, LetterState.SENDING)
"""The states in which a letter stands before those behind it."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter.

    Attributes:
        key: The store's key.
        chat: The chat's key.
        telegram_id: Telegram's id for the chat at this moment.
        thread_id: The forum topic to write in; None for the chat itself.
        seq: Its place among the chat's letters; they go out in this order.
        kind: What it carries.
        ledger: The ledger's key of the event it tells; None when it tells none.
        payload: What else is needed to word it, as JSON; None when nothing is.
        parts: Its finished texts, kept at the first attempt so that every later one says the same; empty before.
        parts_sent: How many of them Telegram has.
        state: Where it is on its way.
        attempts: How often sending its next part was begun, since the last crash if one came between.
        next_at: Not to be sent before this instant (UTC); 1970 means at once.
        is_repeat: Whether it may have been delivered before, so that it must say so.
        message_id: Telegram's id of the delivered message; None until it is sent.
        reason: Why it was refused; None when it was not.
        created_at: When it was put in the outbox (UTC).
        closed_at: When it was done with: sent, refused, or told in a summary after a return (UTC); None until then.
        dedupe_key: What it must not be sent twice for, within its chat.

    """

    key: int
    chat: int
    telegram_id: int
    thread_id: int | None
    seq: int
    kind: LetterKind
    ledger: int | None
    payload: str | None
    parts: tuple[str, ...]
    parts_sent: int
    state: LetterState
    attempts: int
    next_at: datetime
    is_repeat: bool
    message_id: int | None
    reason: str | None
    created_at: datetime
    closed_at: datetime | None
    dedupe_key: str


def letters() -> Select[Any]:
    """Every letter with where its chat is now."""
    return select(chat_schema.outbox, chat_schema.chat.c.telegram_id, chat_schema.chat.c.thread_id).join(
        chat_schema.chat
    )


def letter(row: Row[Any]) -> Letter:
    """A row of ``letters``."""
    return Letter(
        key=row.key,
        chat=row.chat,
        telegram_id=row.telegram_id,
        thread_id=row.thread_id or None,
        seq=row.seq,
        kind=LetterKind(row.kind),
        ledger=row.ledger,
        payload=row.payload,
        parts=tuple(row.parts or ()),
        parts_sent=row.parts_sent,
        state=LetterState(row.state),
        attempts=row.attempts,
        next_at=row.next_at,
        is_repeat=row.is_repeat,
        message_id=row.message_id,
        reason=row.reason,
        created_at=row.created_at,
        closed_at=row.closed_at,
        dedupe_key=row.dedupe_key,
    )
