"""Turns events into ledger rows and letters, inside the transaction that holds the state they come from."""

from collections.abc import Iterable
from datetime import datetime

from bot.wanted import listeners
from growth.event import Event
from storage import ledger, outbox
from storage.letters import LetterKind
from storage.transaction import Transaction


def announce(tx: Transaction, events: Iterable[Event], *, now: datetime) -> int:
    """Write each event down once and one letter per chat that wants it; returns the number of new events.

    An event whose key is in the ledger already is passed over, so a step run again tells nothing twice. A muted chat
    gets no letter; its digest still lists what happened.
    """
    return sum(_announce_one(tx, event, now) for event in events)


def _announce_one(tx: Transaction, event: Event, now: datetime) -> bool:
    key = ledger.append(tx, event)
    if key is None:
        return False
    for chat in listeners(tx, event, now):
        outbox.enqueue(tx, chat=chat.key, kind=LetterKind.ALERT, dedupe_key=f"event:{event.key}", now=now, ledger=key)
    return True
