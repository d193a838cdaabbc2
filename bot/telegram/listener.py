"""Listens to Telegram through python-telegram-bot, inside our own event loop: long polling, or a webhook."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Collection
from datetime import datetime
from typing import Any

import structlog
from telegram import Bot, BotCommand, BotCommandScopeChat, Update
from telegram.error import BadRequest, Conflict, InvalidToken, TelegramError
from telegram.ext import Application, ContextTypes, TypeHandler, Updater

from bot.returning import tell_admins
from bot.setting_types import Listen
from bot.settings import LANGUAGES, Settings
from bot.telegram.commands import COMMANDS
from bot.telegram.in_order import InOrder
from bot.telegram.pacing import Pacing
from bot.telegram.receiving import Receiving
from bot.telegram.sender import open_bot
from bot.telegram.webhook import Webhook, serve
from report.reply_text import command_menu
from report.words import words_for
from storage.chats import Role
from storage.errors import StorageError
from storage.store import Store

_log = structlog.get_logger("marsad.listen")

ALLOWED_UPDATES = (Update.MESSAGE, Update.CHANNEL_POST, Update.MY_CHAT_MEMBER, Update.CALLBACK_QUERY)
"""What we ask Telegram for; everything else stays with it."""

FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 60.0
"""Seconds between tries to reach Telegram at the start, doubling from the first to the longest."""


_Application = Application[Any, Any, Any, Any, Any, Any]


class Listener:
    """Answers commands until told to stop."""

    def __init__(self, bot: Bot, store: Store, settings: Settings, pacing: Pacing, now: Callable[[], datetime]) -> None:
        self._bot = bot
        self._store = store
        self._settings = settings
        self._now = now
        self._telling: set[asyncio.Task[None]] = set()
        self.listens_at: Listen | None = None
        """Where updates are brought to; None while Telegram is asked for them."""
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
        if not await self._reach_telegram(application, stop):
            return
        await application.start()
        try:
            await self._receive(application, updater, stop)
        finally:
            await application.stop()

    async def _receive(self, application: _Application, updater: Updater, stop: asyncio.Event) -> None:
        """Take updates until told to stop: Telegram is asked for them, or brings them where the settings say so."""
        url = self._settings.telegram.webhook_url
        if url is None:
            if await _persistently(lambda: _poll(updater, self._on_polling_error), stop):
                await stop.wait()
                await updater.stop()
            return
        while not stop.is_set():
            try:
                await self._be_brought(Webhook(application.bot, application.update_queue), url, stop)
            except OSError as error:
                _log.error("cannot take telegram.webhook_listen; trying again", reason=error.strerror)
                await _wait(stop, LONGEST_PAUSE_S)

    async def _be_brought(self, webhook: Webhook, url: str, stop: asyncio.Event) -> None:
        async with serve(webhook, self._settings.telegram.webhook_listen) as self.listens_at:
            if await _persistently(lambda: _announce(webhook, url), stop):
                await stop.wait()

    async def _reach_telegram(self, application: _Application, stop: asyncio.Event) -> bool:
        """Greet Telegram and name the commands, trying for as long as it takes; False when told to stop first."""
        reached = await _persistently(application.initialize, stop)
        if reached:
            await self._name_commands()
        return reached

    async def _name_commands(self) -> None:
        """Give Telegram the menu of commands in each language; without it commands are answered all the same."""
        try:
            await self._set_commands()
        except TelegramError as error:
            _log.warning("cannot name the commands; chats have no menu", failure=type(error).__name__)

    async def _set_commands(self) -> None:
        everybodys = [name for name, command in COMMANDS.items() if command.role is not Role.ADMIN]
        for code, language in ((None, self._settings.digest.language), *((one, one) for one in LANGUAGES)):
            await self._bot.set_my_commands(_menu(language, everybodys), language_code=code)
            for admin in self._settings.telegram.admins:
                await self._set_own_menu(admin, language, code)

    async def _set_own_menu(self, admin: int, language: str, code: str | None) -> None:
        """An administrator's own chat shows every command; Telegram refuses where they never wrote to the bot."""
        try:
            scope = BotCommandScopeChat(admin)
            await self._bot.set_my_commands(_menu(language, COMMANDS), scope=scope, language_code=code)
        except BadRequest:
            _log.info("an administrator has not written to the bot yet; their menu is everybody's")

    def _on_polling_error(self, error: TelegramError) -> None:
        """Say what keeps us from listening; of a second listener the administrators are told too, once a day."""
        _log_polling_error(error)
        if isinstance(error, Conflict):
            task = asyncio.create_task(asyncio.to_thread(self._tell_of_another))
            self._telling.add(task)
            task.add_done_callback(self._telling.discard)

    def _tell_of_another(self) -> None:
        now = self._now()
        payload = json.dumps(["notice.conflict", {}])
        try:
            with self._store.begin() as tx:
                tell_admins(tx, payload, f"conflict:{now:%Y-%m-%d}", now, admins=self._settings.telegram.admins)
        except StorageError as error:
            _log.error("the administrators cannot be told of another listener", reason=str(error))

    async def _on_update(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        await self._receiving.receive(update)


def _menu(language: str, names: Collection[str]) -> list[BotCommand]:
    return [BotCommand(name, text) for name, text in command_menu(words_for(language), names)]


async def _persistently(step: Callable[[], Awaitable[None]], stop: asyncio.Event) -> bool:
    """Take a step that needs Telegram, trying for as long as it takes; False when told to stop first."""
    pause_s = FIRST_PAUSE_S
    while not stop.is_set():
        try:
            await step()
        except TelegramError as error:
            _log.warning("cannot reach Telegram; trying again", failure=type(error).__name__, pause_s=pause_s)
            await _wait(stop, pause_s)
            pause_s = min(2 * pause_s, LONGEST_PAUSE_S)
        else:
            return True
    return False


async def _poll(updater: Updater, on_error: Callable[[TelegramError], None]) -> None:
    await updater.start_polling(allowed_updates=ALLOWED_UPDATES, error_callback=on_error)


async def _announce(webhook: Webhook, url: str) -> None:
    await webhook.bot.set_webhook(url, secret_token=webhook.secret, allowed_updates=ALLOWED_UPDATES)


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
