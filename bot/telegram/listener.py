"""Listens to Telegram: long polling through python-telegram-bot, inside our own event loop."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Any

import structlog
from telegram import Bot, BotCommand, Update
from telegram.error import Conflict, InvalidToken, TelegramError
from telegram.ext import Application, ContextTypes, TypeHandler, Updater

from bot.settings import LANGUAGES, Settings
from bot.telegram.commands import COMMANDS
from bot.telegram.in_order import InOrder
from bot.telegram.pacing import Pacing
from bot.telegram.receiving import Receiving
from bot.telegram.sender import open_bot
from report.reply_text import command_menu
from report.words import words_for
from storage.store import Store

_log = structlog.get_logger("marsad.listen")

ALLOWED_UPDATES = (Update.MESSAGE, Update.CHANNEL_POST, Update.MY_CHAT_MEMBER, Update.CALLBACK_QUERY)
"""What we ask Telegram for; everything else stays with it."""

FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 60.0
"""Seconds between tries to reach Telegram at the start, doubling from the first to the longest."""


class Listener:
    """Answers commands until told to stop."""

    def __init__(self, bot: Bot, store: Store, settings: Settings, pacing: Pacing, now: Callable[[], datetime]) -> None:
        self._bot = bot
        self._settings = settings
        self._receiving = Receiving(bot, store, settings, pacing, now)

    async def listen(self, stop: asyncio.Event) -> None:
        """Answer until ``stop`` is set; commands being answered are finished first. Telegram may be away at first.

        Listening has connections of its own: a long poll that is cut off may keep one for good, and must not keep it
        from what is sent.
        """
        async with open_bot(self._settings.telegram) as bot:
            await self._listen(bot, stop)

    async def _listen(self, bot: Bot, stop: asyncio.Event) -> None:
        updater = Updater(bot, update_queue=asyncio.Queue())
        application = Application.builder().updater(updater).job_queue(None).concurrent_updates(InOrder()).build()
        application.add_handler(TypeHandler(Update, self._on_update))
        application.add_error_handler(_log_error)
        if not await self._reach_telegram(application, updater, stop):
            return
        await application.start()
        try:
            await stop.wait()
        finally:
            await updater.stop()
            await application.stop()

    async def _reach_telegram(
        self, application: Application[Any, Any, Any, Any, Any, Any], updater: Updater, stop: asyncio.Event
    ) -> bool:
        """Greet Telegram and begin to poll, trying for as long as it takes; False when told to stop first."""
        pause_s = FIRST_PAUSE_S
        while not stop.is_set():
            try:
                await application.initialize()
                await updater.start_polling(allowed_updates=ALLOWED_UPDATES, error_callback=_log_polling_error)
            except TelegramError as error:
                _log.warning("cannot reach Telegram; trying again", failure=type(error).__name__, pause_s=pause_s)
                await _wait(stop, pause_s)
                pause_s = min(2 * pause_s, LONGEST_PAUSE_S)
            else:
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
        await self._receiving.receive(update)


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
    _log.error("an update could not be dealt with", exc_info=context.error)
