"""Which chats want to hear of an event: those that follow its account, less what each of them does not care for."""

from datetime import datetime

from growth.event import Event, Purge
from storage import accounts, chats, silences
from storage.chats import Chat
from storage.transaction import Transaction


def listeners(tx: Transaction, event: Event, now: datetime) -> tuple[Chat, ...]:
    """The chats to tell of an event at ``now`` (UTC), oldest first; the digest of the others still lists it.

    Those follow the account, or everything when a whole platform is meant, or an account that a purge names; they are
    not muted, have not silenced the rule or the alert, and find it grave and large enough.
    """
    followers = sorted({key for account in _about(event) for key in _followers(tx, account)})
    deaf = chats.muted(tx, now) | silences.silenced(tx, scopes_of(event), now)
    found = (chats.chat(tx, key) for key in followers if key not in deaf)
    return tuple(chat for chat in found if chat is not None and chat.wish.wants(event))


def _about(event: Event) -> tuple[int | None, ...]:
    """The accounts an event is about; None for a whole platform."""
    if isinstance(event.facts, Purge):
        return (None, *(fall.account for fall in event.facts.falls))
    return (event.account,)


def _followers(tx: Transaction, key: int | None) -> tuple[int, ...]:
    account = accounts.account(tx, key) if key is not None else None
    return chats.subscribers(tx, key, account.agency if account else None)


def scopes_of(event: Event) -> tuple[str, ...]:
    """The silences that would cover an event."""
    return silences.of_rule(event.rule), silences.of_event(event)
