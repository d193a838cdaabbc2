"""Quiet hours: which alerts are held in them, and letting go of those that were when they are over."""

from datetime import datetime

from growth.event import Event, Severity
from storage import chats, outbox
from storage.chats import Chat
from storage.transaction import Transaction


def is_quiet(chat: Chat, event: Event, now: datetime) -> bool:
    """Whether a chat wants this event held at ``now`` (UTC)."""
    quiet = chat.quiet
    if quiet is None or not quiet.covers(now, chat.zone):
        return False
    return not (quiet.lets_critical and event.severity is Severity.CRITICAL)


def let_go_of_held(tx: Transaction, *, now: datetime) -> int:
    """Let every letter go whose chat's quiet hours are over, or were given up; how many there were."""
    gone = [key for chat, key in outbox.held(tx) if not _still_quiet(chats.chat(tx, chat), now)]
    for key in gone:
        outbox.let_go(tx, key)
    return len(gone)


def _still_quiet(chat: Chat | None, now: datetime) -> bool:
    return chat is not None and chat.quiet is not None and chat.quiet.covers(now, chat.zone)
