"""Chats that were turned away, so that each is told why once and then left in peace."""

from datetime import datetime, timedelta

from sqlalchemy import select

from storage import chat_schema
from storage.transaction import Transaction


def may_refuse(tx: Transaction, telegram_id: int, *, now: datetime, again_after: timedelta) -> bool:
    """Whether a chat that is not let in is to be told so at ``now`` (UTC); when it is, that is remembered."""
    table = chat_schema.stranger
    known = tx.first(select(table.c.refused_at).where(table.c.telegram_id == telegram_id))
    if known is not None and known.refused_at > now - again_after:
        return False
    tx.upsert(table, [{"telegram_id": telegram_id, "refused_at": now}], key=["telegram_id"])
    return True
