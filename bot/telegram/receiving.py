"""Deals with what Telegram tells us: a command, a pressed button, a place in a chat won or lost, a group that moved."""

import asyncio
from collections.abc import Callable
from datetime import datetime

import structlog
from telegram import Bot, CallbackQuery, ChatMemberUpdated, Message, Update

from bot.returning import park, welcome_back
from bot.settings import Settings
from bot.telegram.admission import (
    Admission,
    Admitted,
    admit,
    asker_of,
    invited,
    language_of,
    role_of,
    thread_of,
)
from bot.telegram.answering import Answering, Question
from bot.telegram.deep_links import followed
from bot.telegram.flood import Flood, Turn
from bot.telegram.pacing import Pacing
from bot.telegram.sender import Destination
from report.reply_text import refusal_text
from report.telegram_html import Html
from report.words import Words, words_for
from storage import chats
from storage.chats import ChatState
from storage.store import Store

_log = structlog.get_logger("marsad.receive")

_GONE = frozenset({"left", "kicked"})
"""What the bot is in a chat that threw it out, or whose person blocked it."""


class Receiving:
    """Receives updates, each of them once or again: dealing with one twice does no harm."""

    def __init__(self, bot: Bot, store: Store, settings: Settings, pacing: Pacing, now: Callable[[], datetime]) -> None:
        self._store = store
        self._settings = settings
        self._now = now
        self._answering = Answering(bot, store, settings, pacing, now)
        self._flood = Flood()

    async def receive(self, update: Update) -> None:
        """Deal with one update; what means nothing to us is passed over."""
        message = update.message or update.channel_post
        if update.callback_query is not None:
            await self._on_press(update.callback_query)
        elif update.my_chat_member is not None:
            await asyncio.to_thread(self._on_membership, update.my_chat_member)
        elif message is not None and message.migrate_to_chat_id is not None:
            await asyncio.to_thread(self._on_migration, message.chat_id, message.migrate_to_chat_id)
        elif message is not None and message.text and message.text.startswith("/"):
            await self._on_command(message, message.text)

    async def _on_command(self, message: Message, text: str) -> None:
        name, *arguments = text.split()
        name, _, addressee = name.removeprefix("/").partition("@")
        bot_name = message.get_bot().username
        if addressee and addressee.casefold() != bot_name.casefold():
            return
        user, to = message.from_user, Destination(message.chat_id, thread_of(message))
        turn = self._flood.ask(message.chat_id if user is None else user.id, self._now())
        if turn is Turn.IGNORE:
            return
        admitted = await asyncio.to_thread(self._admit, message, name, tuple(arguments))
        match admitted:
            case Admitted(Admission.REFUSE):
                words = words_for(language_of(user, self._settings))
                await self._answering.say(Html(refusal_text(message.chat_id, words)), to)
            case Admitted(Admission.ANSWER, chat, _) if chat is not None and turn is Turn.SLOW:
                await self._answering.say(words_for(chat.language, chat.region).say("reply.slow"), to)
            case Admitted(Admission.ANSWER, chat, role) if chat is not None:
                command, words_after = followed(name.casefold(), tuple(arguments))
                asker = asker_of(user, chat, role)
                await self._answering.answer(Question(command, words_after, chat, asker, to, bot_name))
            case _:
                pass

    async def _on_press(self, query: CallbackQuery) -> None:
        """Somebody pressed a button: what it carries is believed only where its seal holds for the chat it is in."""
        turn = self._flood.ask(query.from_user.id, self._now())
        question, words = await asyncio.to_thread(self._question_of, query)
        if question is not None and turn is Turn.ANSWER:
            await self._answering.answer(question)
        else:
            why = "reply.old_button" if turn is Turn.ANSWER else "reply.slow"
            await self._answering.dismiss(query.id, words.say(why))

    def _question_of(self, query: CallbackQuery) -> tuple[Question | None, Words]:
        """What a pressed button asks, None when it is none of ours or is pressed in no chat of ours; and the words."""
        words, message = words_for(language_of(query.from_user, self._settings)), query.message
        if message is None or query.data is None:
            return None, words
        with self._store.read() as tx:
            for chat in (chat for chat in chats.chats_at(tx, message.chat.id) if chat.state is ChatState.ACTIVE):
                words = words_for(chat.language, chat.region)
                opened = self._answering.opened(chat, query.data, query.id, message.message_id)
                if opened is not None:
                    pressed, command, arguments = opened
                    asker = asker_of(query.from_user, chat, role_of(tx, query.from_user, chat, self._settings))
                    to, bot_name = Destination(message.chat.id, chat.thread_id), query.get_bot().username
                    return Question(command, arguments, chat, asker, to, bot_name, pressed), words
        _log.info("a button was pressed that does nothing here")
        return None, words

    def _admit(self, message: Message, command: str, arguments: tuple[str, ...]) -> Admitted:
        with self._store.begin() as tx:
            return admit(tx, message, command, arguments, self._settings, now=self._now())

    def _on_membership(self, change: ChatMemberUpdated) -> None:
        """The bot was blocked, thrown out, let in again, or brought somewhere new."""
        now, is_gone = self._now(), change.new_chat_member.status in _GONE
        with self._store.begin() as tx:
            known = chats.chats_at(tx, change.chat.id)
            for chat in known:
                if is_gone:
                    park(tx, chat.key, now, admins=self._settings.telegram.admins)
                elif chat.state is ChatState.PARKED:
                    welcome_back(tx, chat.key, now)
            if not known and not is_gone:
                invited(tx, change, self._settings, now=now)

    def _on_migration(self, old_id: int, new_id: int) -> None:
        with self._store.begin() as tx:
            chats.migrate(tx, old_id, new_id)
