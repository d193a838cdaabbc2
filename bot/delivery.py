"""Delivers letters: strictly in order within a chat, chats beside each other, within Telegram's limits.

At least once: `sending` is committed before the call and `sent` after it. What certainly did not reach Telegram is
tried again; what may have is sent again, marked as a possible repeat; a chat that is closed to us is parked.
"""

import asyncio
import os
import socket
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from telegram import Bot

from bot.letters import Writer
from bot.telegram.outcome import BadMarkup, Delivered, Migrated, NotSent, Outcome, Refused, Unknown, Unreachable
from bot.telegram.pacing import Pacing
from bot.telegram.sender import Destination, send_text
from report.telegram_html import Html, plain
from storage import chats, outbox
from storage.letters import Letter
from storage.store import Store
from storage.transaction import Transaction

_log = structlog.get_logger("marsad.deliver")

MOST_AT_ONCE = 30
"""Letters in flight: what Telegram allows in a second."""

OWNER = f"{socket.gethostname()}:{os.getpid()}"
"""Who sends, for whoever looks into the table."""

LONGEST_BACKOFF = timedelta(minutes=5)
"""The longest pause between two tries of one letter."""


@dataclass(frozen=True, slots=True)
class _Sending:
    """A letter about to go out.

    Attributes:
        letter: The letter.
        html: The text to send now: its next part.

    """

    letter: Letter
    html: Html


class Delivery:
    """The outbox on its way to Telegram. One per process, and one process per database."""

    def __init__(self, store: Store, bot: Bot, writer: Writer, pacing: Pacing, now: Callable[[], datetime]) -> None:
        self._store = store
        self._bot = bot
        self._writer = writer
        self._pacing = pacing
        self._now = now

    async def recover(self) -> int:
        """After a start: letters that a killed process was sending are due again as possible repeats; their number."""
        return await asyncio.to_thread(self._recover)

    async def flush(self) -> datetime | None:
        """Send everything that may go out now; when to come back (UTC), None when nothing is waiting for its time."""
        while wave := await asyncio.to_thread(self._claim):
            await asyncio.gather(*(self._send(sending) for sending in wave))
        return await asyncio.to_thread(self._next_due)

    def _recover(self) -> int:
        with self._store.begin() as tx:
            return outbox.recover(tx, self._now())

    def _claim(self) -> list[_Sending]:
        now = self._now()
        with self._store.begin() as tx:
            return [
                self._take(tx, letter, now)
                for letter in outbox.due(tx, now, limit=MOST_AT_ONCE)
                if self._pacing.free_at(letter.telegram_id, now) <= now
            ]

    def _take(self, tx: Transaction, letter: Letter, now: datetime) -> _Sending:
        parts = letter.parts or self._writer.write(tx, letter)
        outbox.mark_sending(tx, letter.key, now=now, owner=OWNER, parts=parts)
        self._pacing.note(letter.telegram_id, now)
        return _Sending(letter, self._writer.marked(tx, letter, Html(parts[letter.parts_sent])))

    def _next_due(self) -> datetime | None:
        now = self._now()
        with self._store.read() as tx:
            waiting = outbox.due(tx, now, limit=MOST_AT_ONCE)
            paced = [self._pacing.free_at(letter.telegram_id, now) for letter in waiting]
            later = outbox.next_due(tx)
        return min([*paced, *([later] if later is not None and not waiting else [])], default=None)

    async def _send(self, sending: _Sending) -> None:
        letter = sending.letter
        to = Destination(letter.telegram_id, letter.thread_id)
        outcome = await send_text(self._bot, to, sending.html)
        if isinstance(outcome, BadMarkup):
            _log.error("Telegram refused the markup; sent as plain text", letter=letter.key, reason=outcome.reason)
            outcome = await send_text(self._bot, to, plain(sending.html), as_plain=True)
        await asyncio.to_thread(self._settle, letter, outcome)

    def _settle(self, letter: Letter, outcome: Outcome) -> None:
        now = self._now()
        with self._store.begin() as tx:
            match outcome:
                case Delivered(message_id):
                    outbox.part_sent(tx, letter.key, message_id=message_id, now=now)
                case NotSent(reason, after):
                    pause = after or _backoff(letter.attempts)
                    outbox.retry_at(tx, letter.key, now + pause)
                    if after is not None:
                        chats.hold(tx, letter.chat, now + after)
                    _log.info("not sent; trying again", letter=letter.key, reason=reason, pause=str(pause))
                case Unknown(reason):
                    outbox.mark_unknown(tx, letter.key, now + _backoff(letter.attempts))
                    _log.warning("may have been sent; sending again", letter=letter.key, reason=reason)
                case Migrated(telegram_id):
                    chats.migrate(tx, letter.telegram_id, telegram_id)
                    outbox.retry_at(tx, letter.key, now)
                case Unreachable(reason):
                    outbox.park_chat(tx, letter.chat, now)
                    _log.warning("chat closed to the bot; its letters wait", chat=letter.chat, reason=reason)
                case Refused(reason) | BadMarkup(reason):
                    outbox.refuse(tx, letter.key, reason, now)
                    _log.error("Telegram will not take this letter", letter=letter.key, reason=reason)


def _backoff(attempts: int) -> timedelta:
    return min(LONGEST_BACKOFF, timedelta(seconds=2 ** min(attempts, 10)))
