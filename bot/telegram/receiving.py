"""Deals with what Telegram tells us: a command, a place in a chat won or lost, a group that moved."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from telegram import Bot, ChatMemberUpdated, Message, Update

from bot.returning import park, welcome_back
from bot.settings import Settings
from bot.telegram.admission import Admission, Admitted, admit, invited, language_of, thread_of
from bot.telegram.answering import Answering
from bot.telegram.pacing import Pacing
from bot.telegram.sender import Destination
from report.reply_text import refusal_text
from report.telegram_html import Html
from report.words import words_for
from storage import chats
from storage.chats import ChatState
from storage.store import Store

_GONE = frozenset({"left", "kicked"})
"""What the bot is in a chat that threw it out, or whose person blocked it."""


class Receiving:
    """Receives updates, each of them once or again: dealing with one twice does no harm."""

    def __init__(self, bot: Bot, store: Store, settings: Settings, pacing: Pacing, now: Callable[[], datetime]) -> None:
        self._store = store
        self._settings = settings
        self._now = now
        self._answering = Answering(bot, store, settings, pacing, now)

    async def receive(self, update: Update) -> None:
        """Deal with one update; what means nothing to us is passed over."""
        message = update.message or update.channel_post
        if update.my_chat_member is not None:
            await asyncio.to_thread(self._on_membership, update.my_chat_member)
        elif message is not None and message.migrate_to_chat_id is not None:
            await asyncio.to_thread(self._on_migration, message.chat_id, message.migrate_to_chat_id)
        elif message is not None and message.text and message.text.startswith("/"):
            await self._on_command(message, message.text)

    async def _on_command(self, message: Message, text: str) -> None:
        name, *arguments = text.split()
        name, _, addressee = name.removeprefix("/").partition("@")
        if addressee and addressee.casefold() != message.get_bot().username.casefold():
            return
        admitted = await asyncio.to_thread(self._admit, message, name)
        to = Destination(message.chat_id, thread_of(message))
        match admitted:
            case Admitted(Admission.REFUSE):
                words = words_for(language_of(message.from_user, self._settings))
                await self._answering.say(Html(refusal_text(message.chat_id, words)), to)
            case Admitted(Admission.ANSWER, chat, role) if chat is not None:
                await self._answering.answer(name.casefold(), tuple(arguments), chat, role, to)
            case _:
                pass

    def _admit(self, message: Message, command: str) -> Admitted:
        with self._store.begin() as tx:
            return admit(tx, message, command, self._settings, now=self._now())

    def _on_membership(self, change: ChatMemberUpdated) -> None:
        """The bot was blocked, thrown out, let in again, or brought somewhere new."""
        now, is_gone = self._now(), change.new_chat_member.status in _GONE
        with self._store.begin() as tx:
            known = chats.chats_at(tx, change.chat.id)
            for chat in known:
                if is_gone:
                    park(tx, chat.key, now, admins=self._settings.telegram.admins)
                elif chat.state is not ChatState.ACTIVE:
                    welcome_back(tx, chat.key, now)
            if not known and not is_gone:
                invited(tx, change, self._settings, now=now)

    def _on_migration(self, old_id: int, new_id: int) -> None:
        with self._store.begin() as tx:
            chats.migrate(tx, old_id, new_id)
