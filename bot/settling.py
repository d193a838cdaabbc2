"""Writes down what became of a letter after one attempt to send it."""

from collections.abc import Collection
from datetime import datetime, timedelta

import structlog

from bot.returning import park
from bot.telegram.outcome import BadMarkup, Delivered, Migrated, NotSent, Outcome, Refused, Unknown, Unreachable
from storage import chats, outbox
from storage.letters import Letter
from storage.transaction import Transaction

_log = structlog.get_logger("marsad.deliver")

LONGEST_BACKOFF = timedelta(minutes=5)
"""The longest pause between two tries of one letter."""


def settle(tx: Transaction, letter: Letter, outcome: Outcome, *, admins: Collection[int], now: datetime) -> None:
    """Move a letter in flight, and where the outcome speaks of its chat the chat too, to where it belongs.

    Args:
        tx: A writing transaction.
        letter: The letter, as it was when the attempt began.
        outcome: What became of the attempt.
        admins: Telegram ids of the people to tell when a chat is closed to us.
        now: When that is written down (UTC).

    """
    match outcome:
        case Delivered(message_id):
            outbox.part_sent(tx, letter.key, message_id=message_id, now=now)
        case NotSent(reason, after):
            _again(tx, letter, reason, after, now)
        case Unknown(reason):
            outbox.mark_unknown(tx, letter.key, now + _backoff(letter.attempts))
            _log.warning("may have been sent; sending again", letter=letter.key, reason=reason)
        case Migrated(telegram_id):
            chats.migrate(tx, letter.telegram_id, telegram_id)
            outbox.retry_at(tx, letter.key, now)
        case Unreachable(reason):
            park(tx, letter.chat, now, admins=admins)
            _log.warning("chat closed to the bot; its letters wait", chat=letter.chat, reason=reason)
        case Refused(reason) | BadMarkup(reason):
            outbox.refuse(tx, letter.key, reason, now)
            _log.error("Telegram will not take this letter", letter=letter.key, reason=reason)


def _again(tx: Transaction, letter: Letter, reason: str, after: timedelta | None, now: datetime) -> None:
    """Try later; a pause that Telegram asks for holds every topic of the chat, and outlives a restart."""
    pause = _backoff(letter.attempts) if after is None else after
    outbox.retry_at(tx, letter.key, now + pause)
    if after is not None:
        for chat in chats.chats_at(tx, letter.telegram_id):
            chats.hold(tx, chat.key, now + after)
    _log.info("not sent; trying again", letter=letter.key, reason=reason, pause=str(pause))


def _backoff(attempts: int) -> timedelta:
    return min(LONGEST_BACKOFF, timedelta(seconds=2 ** min(attempts, 10)))
