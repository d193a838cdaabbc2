"""Answers one command: runs it in a thread, sends what it says, and says so when it fails."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from telegram import Bot, InlineKeyboardMarkup

from bot.settings import Settings
from bot.telegram.commands import COMMANDS, Command
from bot.telegram.conversation import Ask, Asker, File, Keyboard, Note, Part, Picture, Reply, Text
from bot.telegram.keyboards import PAGE, markup
from bot.telegram.outcome import BadMarkup, Delivered, NotSent, Outcome, Refused, Unknown
from bot.telegram.pacing import Pacing
from bot.telegram.sealing import Seal
from bot.telegram.sender import Destination, edit_text, end_press, send_file, send_picture, send_text
from report.telegram_html import Html, plain, split, visible
from report.words import words_for
from storage.chats import Chat
from storage.store import Store

_log = structlog.get_logger("marsad.answer")

TRIES = 3
"""Times one answer is tried: whoever asked is waiting, and can ask again."""

LONGEST_PAUSE = timedelta(seconds=30)
"""The longest pause before another try; a reader who is asked to wait longer asks again."""

_LONGEST_NOTE = 200
"""Characters Telegram shows whoever pressed a button. https://core.telegram.org/bots/api#answercallbackquery."""


_LONGEST_PAGE = 6
"""Digits no page's number has."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """The button behind which a question stood.

    Attributes:
        query_id: Telegram's number of the press, which waits for an end.
        message_id: The message the button is under.
        in_place: Whether the answer takes the message's place.

    """

    query_id: str
    message_id: int
    in_place: bool


@dataclass(frozen=True, slots=True)
class Question:
    """A command on its way to its answer.

    Attributes:
        name: The command.
        arguments: The words after it.
        chat: Where it was asked.
        asker: Who asked.
        to: Where the answer goes.
        bot_name: The bot's public name without ``@``.
        pressed: The button it stood behind; None when it was typed.

    """

    name: str
    arguments: tuple[str, ...]
    chat: Chat
    asker: Asker
    to: Destination
    bot_name: str
    pressed: Pressed | None = None


class Answering:
    """Answers commands in the chats that may give them."""

    def __init__(self, bot: Bot, store: Store, settings: Settings, pacing: Pacing, now: Callable[[], datetime]) -> None:
        self._bot = bot
        self._store = store
        self._settings = settings
        self._pacing = pacing
        self._now = now
        self._seal = Seal.of(settings)

    async def answer(self, question: Question) -> None:
        """Answer one command in the chat it came from."""
        reply = await self._reply(question)
        pressed = question.pressed
        if pressed is not None:
            notes = " ".join(visible(part.html) for part in reply if isinstance(part, Note))
            await end_press(self._bot, pressed.query_id, notes[:_LONGEST_NOTE])
        for part in [part for part in reply if not isinstance(part, Note)]:
            if pressed is not None and pressed.in_place and isinstance(part, Text):
                await self._replace(part, question, pressed.message_id)
                pressed = None
            else:
                await self._send(part, question.to, question.chat.key)

    async def say(self, html: Html, to: Destination) -> None:
        """Say something that is no answer to a command, within Telegram's limits."""
        await self._send(Text(html), to, chat=0)

    async def dismiss(self, query_id: str, html: Html) -> None:
        """End the wait of whoever pressed a button that does nothing for them."""
        await end_press(self._bot, query_id, visible(html)[:_LONGEST_NOTE])

    def opened(
        self, chat: Chat, data: str, query_id: str, message_id: int
    ) -> tuple[Pressed, str, tuple[str, ...]] | None:
        """What a button of a chat asks, with its command and the words after it; None when it is none of ours."""
        sealed = self._seal.open(chat.key, data)
        if sealed is None:
            return None
        return Pressed(query_id, message_id, in_place=sealed.in_place), sealed.command, sealed.arguments

    async def _reply(self, question: Question) -> Reply:
        words = words_for(question.chat.language, question.chat.region)
        command = COMMANDS.get(question.name)
        if command is None:
            # In a group the command may be meant for another bot; only a private chat is told.
            return (Text(words.say("reply.unknown_command")),) if question.chat.kind == "private" else ()
        if not command.allows(question.asker.role, question.chat, self._settings):
            _log.info("a command was refused", command=question.name, chat=question.chat.key)
            refusal = words.say("reply.not_allowed")
            return (Text(refusal),) if question.pressed is None else (Note(refusal),)
        return await self._run(question, command)

    async def _run(self, question: Question, command: Command) -> Reply:
        asked = [word.removeprefix(PAGE) for word in question.arguments if word.startswith(PAGE)]
        pages = [int(page) for page in asked if page.isascii() and page.isdecimal() and len(page) < _LONGEST_PAGE]
        ask = Ask(
            self._store,
            self._settings,
            question.chat,
            question.asker,
            question.name,
            tuple(word for word in question.arguments if not word.startswith(PAGE)),
            self._now(),
            page=pages[-1] if pages else 1,
            bot_name=question.bot_name,
        )
        try:
            return await asyncio.to_thread(command.answer, ask)
        except Exception:  # noqa: BLE001 - the guard of one command: whoever asked is told, and the rest goes on
            _log.exception("a command could not be answered", command=question.name, chat=ask.chat.key)
            return (Text(ask.words.say("reply.failed")),)

    async def _send(self, part: Part, to: Destination, chat: int) -> None:
        match part:
            case Picture(png, caption):
                await self._try(lambda: send_picture(self._bot, to, png, caption), to)
            case File(name, content, caption):
                await self._try(lambda: send_file(self._bot, to, name, content, caption), to)
            case Text(html, keyboard):
                await self._send_pieces(split(html), keyboard, to, chat)
            case Note():
                pass

    async def _send_pieces(self, pieces: tuple[Html, ...], keyboard: Keyboard, to: Destination, chat: int) -> None:
        """Send a text piece by piece; the buttons stand under the last."""
        *before, last = pieces or (Html(""),)
        for piece in before:
            await self._send_piece(piece, None, to)
        if last:
            await self._send_piece(last, markup(keyboard, self._seal, chat), to)

    async def _send_piece(self, piece: Html, under: InlineKeyboardMarkup | None, to: Destination) -> None:
        outcome = await self._try(lambda: send_text(self._bot, to, piece, under), to)
        if isinstance(outcome, BadMarkup):
            _log.error("Telegram refused the markup; sent as plain text", reason=outcome.reason)
            await send_text(self._bot, to, plain(piece), under, as_plain=True)

    async def _replace(self, part: Text, question: Question, message_id: int) -> None:
        """Put a text in the place of the message whose button was pressed; anew where that one is gone."""
        first, *rest = split(part.html)
        to, chat = question.to, question.chat.key
        under = None if rest else markup(part.keyboard, self._seal, chat)
        outcome = await self._try(lambda: edit_text(self._bot, to, message_id, first, under), to)
        if isinstance(outcome, Refused):
            await self._send(part, to, chat)
        else:
            await self._send_pieces(tuple(rest), part.keyboard, to, chat)

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
