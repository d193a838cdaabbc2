"""A chat that comes back: its letters flow again, and one summary stands in for those that waited."""

import json
from datetime import datetime

from storage import outbox
from storage.letters import LetterKind
from storage.transaction import Transaction


def welcome_back(tx: Transaction, chat: int, now: datetime) -> None:
    """Unpark a chat and tell it in one letter how many were held back; nothing when none was."""
    waited = sum(outbox.unpark_chat(tx, chat, now).values())
    if waited:
        payload = json.dumps(["notice.returned", {"n": waited}])
        key = f"returned:{int(now.timestamp())}"
        outbox.enqueue(tx, chat=chat, kind=LetterKind.NOTICE, dedupe_key=key, now=now, payload=payload)
