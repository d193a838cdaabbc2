"""Turns events into ledger rows and letters, inside the transaction that holds the state they come from."""

from collections.abc import Iterable
from datetime import datetime

from bot.wanted import listeners
from growth.event import Event
from storage import ledger, tellings
from storage.tellings import DEFAULT_GROUPING, Grouping
from storage.transaction import Transaction


def announce(tx: Transaction, events: Iterable[Event], *, now: datetime, grouping: Grouping = DEFAULT_GROUPING) -> int:
    """Write each event down once and tell each chat that wants it; returns the number of new events.

    An event whose key is in the ledger already is passed over, so a step run again tells nothing twice. A muted chat
    gets no letter; its digest still lists what happened. What comes together goes out together: see ``Grouping``.
    """
    return sum(_announce_one(tx, event, now, grouping) for event in events)


def _announce_one(tx: Transaction, event: Event, now: datetime, grouping: Grouping) -> bool:
    key = ledger.append(tx, event)
    if key is None:
        return False
    for chat in listeners(tx, event, now):
        tellings.tell(tx, chat=chat.key, event=key, now=now, grouping=grouping)
    return True
