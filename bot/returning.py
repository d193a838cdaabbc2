"""Chats that go away and come back: their letters wait, and one summary stands in for them at the return."""

import json
from collections.abc import Collection
from datetime import datetime

from storage import chats, outbox
from storage.chats import ChatState
from storage.letters import LetterKind
from storage.transaction import Transaction


def park(tx: Transaction, chat: int, now: datetime, *, admins: Collection[int]) -> None:
    """Let a chat's letters wait, and tell the administrators once that it takes none.

    Args:
        tx: A writing transaction.
        chat: The chat's key.
        now: When it was found out (UTC).
        admins: Telegram ids of the people to tell, in their private chats where those are kept.

    """
    gone = chats.chat(tx, chat)
    if gone is None or gone.state is not ChatState.ACTIVE:
        return
    outbox.park_chat(tx, chat, now)
    payload = json.dumps(["notice.parked", {"chat": gone.title or str(gone.telegram_id)}])
    tell_admins(tx, payload, f"parked:{chat}:{int(now.timestamp())}", now, admins=admins)


def tell_admins(tx: Transaction, payload: str, key: str, now: datetime, *, admins: Collection[int]) -> None:
    """Put a notice into the private chats of the administrators, where those are kept, once for each ``key``.

    Args:
        tx: A writing transaction.
        payload: The key of its text and the values in it, as JSON.
        key: What it must not be told twice for.
        now: When it is written (UTC).
        admins: Telegram ids of the people to tell.

    """
    for admin in admins:
        told = chats.chat_by_telegram_id(tx, admin)
        if told is not None and told.state is ChatState.ACTIVE:
            outbox.enqueue(tx, chat=told.key, kind=LetterKind.NOTICE, dedupe_key=key, now=now, payload=payload)


def welcome_back(tx: Transaction, chat: int, now: datetime) -> None:
    """Unpark a chat and tell it in one letter how many were held back; nothing when none was."""
    waited = sum(outbox.unpark_chat(tx, chat, now).values())
    if waited:
        payload = json.dumps(["notice.returned", {"n": waited}])
        key = f"returned:{int(now.timestamp())}"
        outbox.enqueue(tx, chat=chat, kind=LetterKind.NOTICE, dedupe_key=key, now=now, payload=payload)
