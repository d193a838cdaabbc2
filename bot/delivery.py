"""Delivers letters: strictly in order within a chat, chats beside each other, within Telegram's limits.

At least once: `sending` is committed before the call and `sent` after it. What certainly did not reach Telegram is
tried again; what may have is sent again, marked as a possible repeat; a chat that is closed to us is parked.
"""

import asyncio
import os
import socket
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from telegram import Bot, InlineKeyboardMarkup

from bot.letters import Unwritable, Writer
from bot.settling import settle
from bot.telegram.keyboards import markup
from bot.telegram.outcome import BadMarkup, NotSent, Outcome, Unknown
from bot.telegram.pacing import Pacing
from bot.telegram.sealing import Seal
from bot.telegram.sender import Destination, send_text
from report.telegram_html import Html, plain
from storage import outbox
from storage.errors import StorageError
from storage.letters import Letter
from storage.store import Store
from storage.transaction import Transaction

_log = structlog.get_logger("marsad.deliver")

MOST_AT_ONCE = 30
"""Letters in flight: what Telegram allows in a second."""

OWNER = f"{socket.gethostname()}:{os.getpid()}"
"""Who sends, for whoever looks into the table."""

LONGEST_SLEEP = timedelta(seconds=5)
"""How long a letter that nobody told of waits at most before the outbox is looked at again."""

SHORTEST_SLEEP = timedelta(milliseconds=10)
"""The pause when a letter is due already: time for others to do their work."""


@dataclass(frozen=True, slots=True)
class _Sending:
    """A letter about to go out.

    Attributes:
        letter: The letter.
        html: The text to send now: its next part.
        under: The buttons under it; None for none.

    """

    letter: Letter
    html: Html
    under: InlineKeyboardMarkup | None


class Delivery:
    """The outbox on its way to Telegram. One per process, and one process per database.

    Attributes:
        outcomes: What became of the attempts to send since the start, by the outcome's name, such as ``Delivered``.

    """

    def __init__(self, store: Store, bot: Bot, writer: Writer, pacing: Pacing, now: Callable[[], datetime]) -> None:
        self._store = store
        self._bot = bot
        self._writer = writer
        self._pacing = pacing
        self._now = now
        self.outcomes: Counter[str] = Counter()
        self._flying: set[asyncio.Task[None]] = set()
        self._news = asyncio.Event()
        self._seal = Seal.of(writer.settings)
        self._unsettled: list[tuple[Letter, Outcome]] = []

    async def run(self, stop: asyncio.Event) -> None:
        """Deliver until ``stop`` is set, then finish what is in flight. A database that refuses is tried again."""
        recovered = False
        while not stop.is_set():
            self._news.clear()
            due: datetime | None = None
            try:
                recovered = recovered or await self.recover() >= 0
                due = await self.launch()
            except StorageError as error:
                _log.error("the outbox cannot be read; trying again", reason=str(error))
            except Exception:  # noqa: BLE001 - the daemon's guard: one broken letter must not end the watch
                _log.exception("delivering failed unexpectedly; trying again")
            await self._rest(stop, due)
        await asyncio.gather(*self._flying, return_exceptions=True)

    def wake(self) -> None:
        """There may be new letters: look at the outbox now, not at the next turn."""
        self._news.set()

    async def recover(self) -> int:
        """After a start: letters that a killed process was sending are due again as possible repeats; their number."""
        repeats = await asyncio.to_thread(self._recover)
        if repeats:
            _log.warning(
                "letters were in flight when the last run ended; sending them as possible repeats", count=repeats
            )
        return repeats

    async def flush(self) -> datetime | None:
        """Send everything that may go out now; when to come back (UTC), None when nothing is waiting for its time."""
        while True:
            self._news.clear()
            due = await self.launch()
            if self._flying:
                await asyncio.wait(self._flying, return_when=asyncio.FIRST_COMPLETED)
            elif not self._news.is_set():  # nothing landed while the outbox was read
                return due

    async def launch(self) -> datetime | None:
        """Begin to send what may go out now, without waiting for what becomes of it.

        A chat whose call takes long holds up no other chat that way.

        Returns:
            When to come back (UTC); None when nothing waits for its time. Chats with a letter in flight are passed
            over: what comes of it decides.

        Raises:
            StorageError: If the database refuses.

        """
        while self._unsettled:
            await asyncio.to_thread(self._settle, *self._unsettled[0])
            del self._unsettled[0]
        for sending in await asyncio.to_thread(self._claim, MOST_AT_ONCE - len(self._flying)):
            task = asyncio.create_task(self._send(sending))
            self._flying.add(task)
            task.add_done_callback(self._on_landing)
        return await asyncio.to_thread(self._next_due)

    def _recover(self) -> int:
        with self._store.begin() as tx:
            return outbox.recover(tx, self._now())

    def _claim(self, most: int) -> list[_Sending]:
        now = self._now()
        limit = min(most, self._pacing.room())
        if limit <= 0:
            return []
        with self._store.begin() as tx:
            letters = outbox.due(tx, now, limit=limit, but_not=self._pacing.busy())
            taken = [self._take(tx, letter, now) for letter in letters]
        return [sending for sending in taken if sending is not None]

    def _take(self, tx: Transaction, letter: Letter, now: datetime) -> _Sending | None:
        """Claim a letter and word it; None when it cannot be worded, or its chat has no turn now."""
        try:
            parts = letter.parts or self._writer.write(tx, letter)
            html = self._writer.marked(tx, letter, Html(parts[letter.parts_sent]))
            under = markup(self._writer.buttons(tx, letter, parts), self._seal, letter.chat)
        except Unwritable as error:
            outbox.refuse(tx, letter.key, str(error), now)
            _log.exception("a letter cannot be worded; those behind it go on", letter=letter.key)
            return None
        if not self._pacing.begin(letter.telegram_id):
            return None
        outbox.mark_sending(tx, letter.key, now=now, owner=OWNER, parts=parts)
        return _Sending(letter, html, under)

    def _next_due(self) -> datetime | None:
        with self._store.read() as tx:
            times = outbox.due_times(tx)
        return min((max(at, self._pacing.free_at(chat)) for chat, at in times), default=None)

    async def _send(self, sending: _Sending) -> None:
        outcome: Outcome = Unknown("the attempt was cut short")
        try:
            outcome = await self._attempt(sending)
        finally:
            self.outcomes[type(outcome).__name__] += 1
            self._pacing.end(sending.letter.telegram_id, counts=not isinstance(outcome, NotSent))
            await self._keep(sending.letter, outcome)

    async def _attempt(self, sending: _Sending) -> Outcome:
        to = Destination(sending.letter.telegram_id, sending.letter.thread_id)
        outcome = await send_text(self._bot, to, sending.html, sending.under)
        if isinstance(outcome, BadMarkup):
            _log.error("Telegram refused the markup; sent as plain text", letter=sending.letter.key)
            outcome = await send_text(self._bot, to, plain(sending.html), sending.under, as_plain=True)
        return outcome

    async def _keep(self, letter: Letter, outcome: Outcome) -> None:
        """Write down what became of a letter; when the database refuses, the next launch does."""
        try:
            await asyncio.to_thread(self._settle, letter, outcome)
        except StorageError as error:
            self._unsettled.append((letter, outcome))
            _log.error("what became of a letter is not kept yet", letter=letter.key, reason=str(error))

    def _settle(self, letter: Letter, outcome: Outcome) -> None:
        with self._store.begin() as tx:
            settle(tx, letter, outcome, admins=self._writer.settings.telegram.admins, now=self._now())

    def _on_landing(self, task: asyncio.Task[None]) -> None:
        self._flying.discard(task)
        self._news.set()
        if not task.cancelled() and task.exception() is not None:
            _log.error("sending a letter failed unexpectedly; it is sent again", exc_info=task.exception())

    async def _rest(self, stop: asyncio.Event, due: datetime | None) -> None:
        """Sleep until the next letter is due, there is news of others, or it is time to stop."""
        pause = LONGEST_SLEEP if due is None else min(LONGEST_SLEEP, max(due - self._pacing.now(), SHORTEST_SLEEP))
        wakers = [asyncio.create_task(event.wait()) for event in (stop, self._news)]
        await asyncio.wait(wakers, timeout=pause.total_seconds(), return_when=asyncio.FIRST_COMPLETED)
        for waker in wakers:
            waker.cancel()
