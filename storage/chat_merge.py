"""Makes one chat of two that turned out to be the same."""

from typing import Any

from sqlalchemy import Row, Select, delete, select, update

from storage import chat_schema
from storage.letters import LetterState
from storage.transaction import Transaction


def absorb(tx: Transaction, *, keeper: int, twin: int) -> None:
    """Give one chat everything another has, and forget the other.

    The twin's letters go behind the keeper's. Of two letters for the same thing one stays, and it is sent if either
    was. Of two digests for the same week the keeper's stays.

    Args:
        tx: A writing transaction.
        keeper: The key of the chat that stays.
        twin: The key of the chat that goes.

    """
    _move_tellings(tx, keeper, twin)
    _move_letters(tx, keeper, twin)
    owned = ((chat_schema.digest, "period"), (chat_schema.subscription, "scope"), (chat_schema.silence, "scope"))
    for table, column in owned:
        has = select(table.c[column]).where(table.c.chat == keeper).scalar_subquery()
        tx.change(delete(table).where(table.c.chat == twin, table.c[column].in_(has)))
        tx.change(update(table).where(table.c.chat == twin).values(chat=keeper))
    tx.change(delete(chat_schema.chat).where(chat_schema.chat.c.key == twin))


def _move_tellings(tx: Transaction, keeper: int, twin: int) -> None:
    """What only the twin was told becomes the keeper's; of what both were, the telling that was sent stays."""
    told, letters = chat_schema.telling, chat_schema.outbox
    both: dict[tuple[int, int], dict[int, Row[Any]]] = {}
    mine = select(told, letters.c.state).join(letters, told.c.letter == letters.c.key)
    for row in tx.rows(mine.where(told.c.chat.in_([keeper, twin]))):
        both.setdefault((row.event, row.nth), {})[row.chat] = row
    doubles = [of_chat for of_chat in both.values() if len(of_chat) > 1]
    for of_chat in doubles:
        is_twins = of_chat[twin].state == LetterState.SENT and of_chat[keeper].state != LetterState.SENT
        goes = of_chat[keeper if is_twins else twin]
        tx.change(
            delete(told).where(told.c.chat == goes.chat, told.c.event == goes.event, told.c.nth == goes.nth),
        )
    tx.change(update(told).where(told.c.chat == twin).values(chat=keeper))
    emptied = {row.letter for of_chat in doubles for row in of_chat.values() if row.state != LetterState.SENT}
    tx.change(delete(letters).where(letters.c.key.in_(emptied), letters.c.key.not_in(select(told.c.letter))))


def _move_letters(tx: Transaction, keeper: int, twin: int) -> None:
    """Put the twin's letters behind the keeper's, in their order."""
    table = chat_schema.outbox
    own = {row.dedupe_key: row for row in tx.rows(select(table).where(table.c.chat == keeper))}
    telling = {row.letter for row in tx.rows(_telling_of(keeper))}
    place = tx.first(select(chat_schema.chat.c.last_seq).where(chat_schema.chat.c.key == keeper))
    seq = 0 if place is None else int(place.last_seq)
    for letter in tx.rows(select(table).where(table.c.chat == twin).order_by(table.c.seq)):
        is_double = letter.dedupe_key in own
        if is_double and letter.key not in telling:
            _unite(tx, own[letter.dedupe_key], letter)
        else:
            seq += 1
            name = f"{letter.dedupe_key} of {twin}" if is_double else letter.dedupe_key
            tx.change(update(table).where(table.c.key == letter.key).values(chat=keeper, seq=seq, dedupe_key=name))
    tx.change(update(chat_schema.chat).where(chat_schema.chat.c.key == keeper).values(last_seq=seq))


def _telling_of(chat: int) -> Select[Any]:
    return select(chat_schema.telling.c.letter).where(chat_schema.telling.c.chat == chat)


def _unite(tx: Transaction, own: Row[Any], other: Row[Any]) -> None:
    """Of two letters for the same thing keep the first, sent if either was."""
    table = chat_schema.outbox
    if other.state == LetterState.SENT and own.state != LetterState.SENT:
        sent = {"state": other.state, "message_id": other.message_id, "closed_at": other.closed_at}
        tx.change(update(table).where(table.c.key == own.key).values(sent))
    tx.change(update(chat_schema.digest).where(chat_schema.digest.c.letter == other.key).values(letter=own.key))
    tx.change(delete(table).where(table.c.key == other.key))
