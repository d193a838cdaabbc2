"""Listens to Telegram: long polling through python-telegram-bot, inside our own event loop."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Any

import structlog
from telegram import Bot, BotCommand, Message, Update
from telegram.error import Conflict, InvalidToken, TelegramError
from telegram.ext import Application, ContextTypes, TypeHandler

from bot.returning import welcome_back
from bot.settings import LANGUAGES, Settings
from bot.telegram.admission import Admission, Admitted, admit, language_of
from bot.telegram.answering import Answering
from bot.telegram.commands import COMMANDS
from bot.telegram.pacing import Pacing
from bot.telegram.sender import Destination, open_bot, send_text
from report.reply_text import command_menu, refusal_text
from report.words import words_for
from storage import chats, outbox
from storage.store import Store

_log = structlog.get_logger("marsad.listen")

ALLOWED_UPDATES = (Update.MESSAGE, Update.CHANNEL_POST, Update.MY_CHAT_MEMBER)
"""What we ask Telegram for; everything else stays with it."""

AT_ONCE = 8
"""Commands answered beside each other: a picture must not hold up a line of text."""

FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 60.0
"""Seconds between tries to reach Telegram at the start, doubling from the first to the longest."""


class Listener:
    """Answers commands until told to stop."""

    def __init__(self, bot: Bot, store: Store, settings: Settings, pacing: Pacing, now: Callable[[], datetime]) -> None:
        self._bot = bot
        self._store = store
        self._settings = settings
        self._now = now
        self._username = ""
        self._answering = Answering(bot, store, settings, pacing, now)

    async def listen(self, stop: asyncio.Event) -> None:
        """Answer until ``stop`` is set; commands being answered are finished first. Telegram may be away at first.

        Listening has connections of its own: a long poll that is cut off may keep one for good, and must not keep it
        from what is sent.
        """
        async with open_bot(self._settings.telegram) as bot:
            await self._listen(bot, stop)

    async def _listen(self, bot: Bot, stop: asyncio.Event) -> None:
        application = Application.builder().bot(bot).job_queue(None).concurrent_updates(AT_ONCE).build()
        application.add_handler(TypeHandler(Update, self._on_update))
        application.add_error_handler(_log_error)
        if not await self._reach_telegram(application, stop):
            return
        updater = application.updater
        if updater is None:
            raise TypeError("the application was built without an updater")
        await application.start()
        await updater.start_polling(
            bootstrap_retries=-1, allowed_updates=list(ALLOWED_UPDATES), error_callback=_log_polling_error
        )
        try:
            await stop.wait()
        finally:
            await updater.stop()
            await application.stop()

    async def _reach_telegram(
        self, application: Application[Any, Any, Any, Any, Any, Any], stop: asyncio.Event
    ) -> bool:
        """Greet Telegram, trying for as long as it takes; False when told to stop first."""
        pause_s = FIRST_PAUSE_S
        while not stop.is_set():
            try:
                await application.initialize()
            except TelegramError as error:
                _log.warning("cannot reach Telegram; trying again", failure=type(error).__name__, pause_s=pause_s)
                await _wait(stop, pause_s)
                pause_s = min(2 * pause_s, LONGEST_PAUSE_S)
            else:
                self._username = application.bot.username
                await self._name_commands()
                return True
        return False

    async def _name_commands(self) -> None:
        """Give Telegram the menu of commands in each language; without it commands are answered all the same."""
        try:
            await self._set_commands()
        except TelegramError as error:
            _log.warning("cannot name the commands; chats have no menu", failure=type(error).__name__)

    async def _set_commands(self) -> None:
        for language in LANGUAGES:
            menu = [BotCommand(name, text) for name, text in command_menu(words_for(language)) if name in COMMANDS]
            await self._bot.set_my_commands(menu, language_code=language)
        default = command_menu(words_for(self._settings.digest.language))
        await self._bot.set_my_commands([BotCommand(name, text) for name, text in default if name in COMMANDS])

    async def _on_update(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        if update.my_chat_member is not None:
            change = update.my_chat_member
            await asyncio.to_thread(self._membership, change.chat.id, status=change.new_chat_member.status)
            return
        message = update.message or update.channel_post
        if message is None:
            return
        if message.migrate_to_chat_id is not None:
            await asyncio.to_thread(self._migrate, message.chat_id, message.migrate_to_chat_id)
        elif message.text and message.text.startswith("/"):
            await self._on_command(message, message.text)

    async def _on_command(self, message: Message, text: str) -> None:
        name, *arguments = text.split()
        name, _, addressee = name.removeprefix("/").partition("@")
        if addressee and addressee.casefold() != self._username.casefold():
            return
        admitted = await asyncio.to_thread(self._admit, message)
        match admitted:
            case Admitted(Admission.REFUSE):
                await self._refuse(message)
            case Admitted(Admission.ANSWER, chat, role) if chat is not None:
                thread = message.message_thread_id if message.is_topic_message else None
                to = Destination(message.chat_id, thread)
                await self._answering.answer(name.casefold(), tuple(arguments), chat, role, to)
            case _:
                pass

    def _admit(self, message: Message) -> Admitted:
        with self._store.begin() as tx:
            return admit(tx, message, self._settings, now=self._now())

    async def _refuse(self, message: Message) -> None:
        words = words_for(language_of(message.from_user, self._settings))
        await send_text(self._bot, Destination(message.chat_id), refusal_text(message.chat_id, words))

    def _membership(self, telegram_id: int, *, status: str) -> None:
        """The bot was blocked, thrown out, or let in again."""
        with self._store.begin() as tx:
            for chat in chats.chats_at(tx, telegram_id):
                if status in {"left", "kicked"}:
                    outbox.park_chat(tx, chat.key, self._now())
                else:
                    welcome_back(tx, chat.key, self._now())

    def _migrate(self, old_id: int, new_id: int) -> None:
        with self._store.begin() as tx:
            chats.migrate(tx, old_id, new_id)


async def _wait(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return


def _log_polling_error(error: TelegramError) -> None:
    match error:
        case Conflict():
            _log.error("another process listens with the same token; only one may")
        case InvalidToken():
            _log.error("Telegram refuses the token; check telegram.token")
        case _:
            _log.warning("listening was interrupted", failure=type(error).__name__)


async def _log_error(_: object, context: ContextTypes.DEFAULT_TYPE) -> None:
    _log.error("a command failed", exc_info=context.error)
