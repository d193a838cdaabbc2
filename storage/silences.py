"""What a chat wants to hear nothing of for a while: a rule, an account, or one rule about one account."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, or_, select

from growth.event import Event, Rule
from storage import chat_schema
from storage.transaction import Transaction


def of_rule(rule: Rule) -> str:
    """The scope of everything a rule notices."""
    return f"rule:{rule}"


def of_event(event: Event) -> str:
    """The scope of what an event's rule notices about its account, or about its platform where no account is meant."""
    about = event.platform if event.account is None else event.account
    return f"alert:{event.rule}:{about}"


def silence(tx: Transaction, chat: int, scope: str, until: datetime | None) -> None:
    """Let a chat hear nothing of a scope until an instant (UTC); None until it is taken back."""
    tx.upsert(chat_schema.silence, [{"scope": scope, "chat": chat, "until": until}], key=["scope", "chat"])


def unsilence(tx: Transaction, chat: int, scope: str) -> bool:
    """Let a chat hear of a scope again; whether it did not."""
    table = chat_schema.silence
    return tx.change(delete(table).where(table.c.chat == chat, table.c.scope == scope)) > 0


def silenced(tx: Transaction, scopes: Collection[str], now: datetime) -> frozenset[int]:
    """The keys of the chats that want to hear nothing, at ``now`` (UTC), of one of the scopes."""
    table = chat_schema.silence
    lasts = or_(table.c.until.is_(None), table.c.until > now)
    return frozenset(row.chat for row in tx.rows(select(table.c.chat).where(table.c.scope.in_(scopes), lasts)))


def silences_of(tx: Transaction, chat: int, now: datetime) -> dict[str, datetime | None]:
    """What a chat wants to hear nothing of at ``now``, and until when (UTC); None until it is taken back."""
    table = chat_schema.silence
    lasts = or_(table.c.until.is_(None), table.c.until > now)
    rows = tx.rows(select(table).where(table.c.chat == chat, lasts).order_by(table.c.scope))
    return {row.scope: row.until for row in rows}


def kept(tx: Transaction, chat: int) -> frozenset[str]:
    """What a chat wants to hear nothing of until it takes that back."""
    table = chat_schema.silence
    return frozenset(row.scope for row in tx.rows(select(table).where(table.c.chat == chat, table.c.until.is_(None))))
