"""Answers one command: runs it in a thread, sends what it says, and says so when it fails."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import structlog
from telegram import Bot

from bot.settings import Settings
from bot.telegram.commands import COMMANDS, Command
from bot.telegram.conversation import Ask, Picture, Reply, Text
from bot.telegram.outcome import BadMarkup, Delivered, NotSent, Outcome, Unknown
from bot.telegram.pacing import Pacing
from bot.telegram.sender import Destination, send_picture, send_text
from report.telegram_html import Html, plain, split
from report.words import words_for
from storage.chats import Chat, Role
from storage.store import Store

_log = structlog.get_logger("marsad.answer")

TRIES = 3
"""Times one answer is tried: whoever asked is waiting, and can ask again."""

LONGEST_PAUSE = timedelta(seconds=30)
"""The longest pause before another try; a reader who is asked to wait longer asks again."""

_RANKS = (Role.VIEWER, Role.EDITOR, Role.ADMIN)


class Answering:
    """Answers commands in the chats that may give them."""

    def __init__(self, bot: Bot, store: Store, settings: Settings, pacing: Pacing, now: Callable[[], datetime]) -> None:
        self._bot = bot
        self._store = store
        self._settings = settings
        self._pacing = pacing
        self._now = now

    async def answer(self, name: str, arguments: tuple[str, ...], chat: Chat, role: Role, to: Destination) -> None:
        """Answer one command in the chat it came from."""
        ask = Ask(self._store, self._settings, chat, arguments, self._now())
        for part in await self._reply(name, ask, role):
            await self._send(part, to)

    async def say(self, html: Html, to: Destination) -> None:
        """Say something that is no answer to a command, within Telegram's limits."""
        await self._send(Text(html), to)

    async def _reply(self, name: str, ask: Ask, role: Role) -> Reply:
        command = COMMANDS.get(name)
        if command is None:
            # In a group the command may be meant for another bot; only a private chat is told.
            return (Text(ask.words.say("reply.unknown_command")),) if ask.chat.kind == "private" else ()
        if _RANKS.index(role) < _RANKS.index(command.role):
            return (Text(ask.words.say("reply.not_allowed")),)
        return await self._run(name, command, ask)

    async def _run(self, name: str, command: Command, ask: Ask) -> Reply:
        try:
            return await asyncio.to_thread(command.answer, ask)
        except Exception:  # noqa: BLE001 - the guard of one command: whoever asked is told, and the rest goes on
            _log.exception("a command could not be answered", command=name, chat=ask.chat.key)
            return (Text(words_for(ask.chat.language, ask.chat.region).say("reply.failed")),)

    async def _send(self, part: Text | Picture, to: Destination) -> None:
        match part:
            case Picture(png, caption):
                await self._try(lambda: send_picture(self._bot, to, png, caption), to)
            case Text(html):
                for piece in split(html):
                    await self._send_piece(piece, to)

    async def _send_piece(self, piece: Html, to: Destination) -> None:
        outcome = await self._try(lambda: send_text(self._bot, to, piece), to)
        if isinstance(outcome, BadMarkup):
            _log.error("Telegram refused the markup; sent as plain text", reason=outcome.reason)
            await send_text(self._bot, to, plain(piece), as_plain=True)

    async def _try(self, send: Callable[[], Awaitable[Outcome]], to: Destination) -> Outcome | None:
        outcome: Outcome | None = None
        for _ in range(TRIES):
            outcome = await self._in_turn(send, to)
            if not isinstance(outcome, NotSent) or (outcome.after or timedelta(0)) > LONGEST_PAUSE:
                break
            await asyncio.sleep((outcome.after or timedelta(seconds=1)).total_seconds())
        if not isinstance(outcome, Delivered | BadMarkup):
            _log.warning("an answer could not be sent", outcome=repr(outcome))
        return outcome

    async def _in_turn(self, send: Callable[[], Awaitable[Outcome]], to: Destination) -> Outcome | None:
        """Send as soon as the chat may be written to, before the letters that wait for it; None when it never was."""
        with self._pacing.preferred(to.telegram_id):
            for _ in range(TRIES):
                if self._pacing.begin(to.telegram_id):
                    return await self._begun(send, to)
                pause = self._pacing.free_at(to.telegram_id) - self._pacing.now()
                await asyncio.sleep(pause.total_seconds())
        return None

    async def _begun(self, send: Callable[[], Awaitable[Outcome]], to: Destination) -> Outcome:
        outcome: Outcome = Unknown("the attempt was cut short")
        try:
            outcome = await send()
        finally:
            self._pacing.end(to.telegram_id, counts=not isinstance(outcome, NotSent))
        return outcome
