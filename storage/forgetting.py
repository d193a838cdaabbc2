"""Forgets a person, or a chat with everything that was written to it. What was measured of accounts stays."""

from sqlalchemy import delete, or_, update

from storage import chat_schema, people_schema, schema
from storage.columns import metadata
from storage.transaction import Transaction

NOBODY = "?"
"""What stands in the place of a forgotten person's name."""

_NO_ID = 0


def forget_person(tx: Transaction, telegram_id: int) -> None:
    """Keep nothing of a person: no role, no name, no number; what they did stays without saying who did it."""
    person, invitation, audit = people_schema.person, people_schema.invitation, people_schema.audit
    stranger, ack = chat_schema.stranger, schema.ack
    tx.change(delete(person).where(person.c.telegram_id == telegram_id))
    tx.change(update(person).where(person.c.let_in_by == telegram_id).values(let_in_by=None))
    tx.change(delete(stranger).where(stranger.c.telegram_id == telegram_id))
    tx.change(update(invitation).where(invitation.c.made_by == telegram_id).values(made_by=_NO_ID))
    tx.change(update(invitation).where(invitation.c.used_by == telegram_id).values(used_by=_NO_ID))
    tx.change(update(ack).where(ack.c.person == telegram_id).values(person=None, by=NOBODY))
    about = or_(audit.c.person == telegram_id, audit.c.chat == telegram_id)
    tx.change(update(audit).where(about).values(person=None, name=None, chat=None))


def forget_chat(tx: Transaction, chat: int) -> None:
    """Keep nothing of a chat, by the store's key: no choice, no letter, no digest."""
    for table in reversed(metadata.sorted_tables):  # what refers to another table goes before it
        for column in table.c:
            if column.references(chat_schema.chat.c.key):
                tx.change(delete(table).where(column == chat))
    tx.change(delete(chat_schema.chat).where(chat_schema.chat.c.key == chat))
