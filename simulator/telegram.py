"""Telegram's Bot API over loopback HTTP, and the people who write to the bot.

Source: https://core.telegram.org/bots/api. Left out: MarkdownV2, inline mode, payments, downloads, privacy mode (every
message of a group reaches the bot), delivery to webhooks.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from aiohttp import web

from simulator.clock import Clock
from simulator.faults import Api, Faults
from simulator.gate import Gate
from simulator.request_log import RequestLog
from simulator.telegram_account import Account, Answer
from simulator.telegram_chats import BotStatus, Chat, ChatBook, ChatType, Person
from simulator.telegram_entities import Entity, Formatted, utf16_length
from simulator.telegram_faults import KINDS, refuse
from simulator.telegram_limits import Limits, Pace, Violation
from simulator.telegram_messages import Message, Sent
from simulator.telegram_server import server
from simulator.telegram_text import Wording
from simulator.telegram_updates import UpdateQueue, Webhook

_COMMAND: Final = re.compile(r"(?<!\S)/\w{1,64}(?:@\w{3,32})?", re.ASCII)
_FALLBACK_ID: Final = 110_201_543


class TelegramApi:
    """The Bot API for one bot.

    Args:
        token: The bot's; its number before the colon is the bot's user id.
        clock: Dates messages and counts limits.
        faults: What is to go wrong.
        requests: Where calls are written, without the token.
        public: Channels and groups that anyone may read.

    """

    def __init__(
        self,
        token: str,
        clock: Clock,
        faults: Faults,
        requests: RequestLog,
        public: Callable[[], Iterable[Chat]] = tuple,
    ) -> None:
        self._token = token
        number = token.partition(":")[0]
        me: dict[str, object] = {
            "id": int(number) if number.isdecimal() else _FALLBACK_ID,
            "is_bot": True,
            "first_name": "Marsad",
            "username": "marsad_simulated_bot",
        }
        self._account = Account(me, clock, Pace(clock), UpdateQueue(clock), ChatBook(public))
        self._gate = Gate(Api.TELEGRAM, clock=clock, faults=faults, requests=requests, refuse=refuse)
        faults.know(Api.TELEGRAM, KINDS)

    @property
    def sent(self) -> Sequence[Sent]:
        """Messages the bot sent, as they were when sent, oldest first."""
        return tuple(self._account.sent)

    @property
    def edits(self) -> Sequence[Sent]:
        """The bot's edits of its messages, as they were after each, oldest first."""
        return tuple(self._account.edits)

    @property
    def answers(self) -> Sequence[Answer]:
        """The bot's answers to pressed buttons, oldest first."""
        return tuple(self._account.answers)

    @property
    def violations(self) -> Sequence[Violation]:
        """Messages refused because they came too fast, oldest first."""
        return tuple(self._account.pace.violations)

    @property
    def chats(self) -> Mapping[int, Chat]:
        """The chats the bot knows, by id; each can be changed in place."""
        return self._account.chats

    @property
    def commands(self) -> Mapping[tuple[str, str], tuple[Mapping[str, str], ...]]:
        """Command lists by scope (its JSON, keys sorted) and language code (empty: any)."""
        return self._account.commands

    @property
    def webhook(self) -> Webhook:
        """The webhook set last."""
        return self._account.updates.webhook

    @property
    def pending_updates(self) -> int:
        """Updates the bot has not confirmed yet."""
        return self._account.updates.pending

    @property
    def limits(self) -> Limits | None:
        """How fast the bot may send; None is as fast as it likes."""
        return self._account.pace.limits

    @limits.setter
    def limits(self, limits: Limits | None) -> None:
        self._account.pace.limits = limits

    def put(self, chat: Chat) -> None:
        """Let the bot know a chat, or replace what it knows of it. A private chat put so was started by its person."""
        self._account.chats.put(chat)

    def message(self, chat_id: int, message_id: int) -> Message | None:
        """A message as it stands now; None when there is none, or it was deleted."""
        return self._account.messages.get(chat_id, message_id)

    def say(
        self,
        text: str,
        *,
        chat_id: int,
        user_id: int | None = None,
        chat_type: ChatType | str = ChatType.PRIVATE,
        title: str | None = None,
        username: str | None = None,
        language_code: str | None = "ar",
        thread_id: int | None = None,
    ) -> int:
        """Let a person write to the bot. A chat not known yet is made; a person who had blocked the bot unblocks it.

        Args:
            text: What is written, without markup.
            chat_id: Where.
            user_id: Who; None is the person of a private chat. Posts of a channel have no author.
            chat_type: The kind of a chat not known yet.
            title: The title of a chat not known yet; None in a private chat.
            username: The person's, without ``@``; None keeps what is known.
            language_code: The language of the person's Telegram; None when it does not say.
            thread_id: The topic; None outside forums and in General.

        Returns:
            The update's id.

        """
        person = self._person(user_id or abs(chat_id), username=username, language_code=language_code)
        chat = self._chat(chat_id, chat_type, title, person)
        if chat.type == ChatType.PRIVATE and chat.bot == BotStatus.KICKED:
            self.unblock(chat_id)
        message = Message(
            chat_id=chat_id,
            id=self._account.messages.next_id(chat),
            at=self._account.clock.now(),
            sender=None if chat.type == ChatType.CHANNEL else person,
            thread_id=thread_id,
            wording=Wording(text, Formatted(text, _commands_in(text))),
        )
        return self._account.announce(message)

    def press(self, message_id: int, data: str, *, user_id: int, chat_id: int | None = None) -> int:
        """Let a person press a button under a message of the bot.

        Args:
            message_id: The message.
            data: What the button carries. It need not be there any more, or ever have been: clients may send anything.
            user_id: Who presses.
            chat_id: Where; None is the chat with the youngest message of this id.

        Returns:
            The update's id.

        Raises:
            LookupError: When there is no such message.

        """
        messages = self._account.messages
        message = messages.latest_with_id(message_id) if chat_id is None else messages.get(chat_id, message_id)
        if message is None:
            raise LookupError(f"there is no message {message_id} to press a button of")
        query_id = str(4_000_000_000_000_000_000 + len(self._account.presses))
        self._account.presses[query_id] = False
        body = {
            "id": query_id,
            "from": self._person(user_id).as_json(),
            "message": self._account.message_json(message),
            "chat_instance": str(message.chat_id),
            "data": data,
        }
        return self._account.updates.add("callback_query", body)

    def block(self, chat_id: int) -> int:
        """Let the person of a private chat block the bot. Returns the update's id."""
        return self._account.change_status(self.chats[chat_id], BotStatus.KICKED, by=self._person(chat_id))

    def unblock(self, chat_id: int) -> int:
        """Let the person of a private chat take the bot back. Returns the update's id."""
        return self._account.change_status(self.chats[chat_id], BotStatus.MEMBER, by=self._person(chat_id))

    def change_status(self, chat_id: int, status: BotStatus | str, *, user_id: int) -> int:
        """Let somebody make the bot a member, an administrator, or throw it out of a group or channel.

        Returns:
            The id of the ``my_chat_member`` update.

        """
        return self._account.change_status(self.chats[chat_id], BotStatus(status), by=self._person(user_id))

    def migrate(self, chat_id: int) -> int:
        """Let a basic group become a supergroup: two service messages tell, and the old id answers with the new one.

        Returns:
            The supergroup's id.

        Raises:
            ValueError: When the chat is no basic group, or moved already.

        """
        old = self.chats[chat_id]
        if old.type != ChatType.GROUP or old.migrated_to is not None:
            raise ValueError(f"{chat_id} is no basic group that can become a supergroup")
        new = replace(old, id=self._account.chats.free_supergroup_id(), type=ChatType.SUPERGROUP)
        self.put(new)
        old.migrated_to = new.id
        self._serve(old, {"migrate_to_chat_id": new.id})
        self._serve(new, {"migrate_from_chat_id": old.id})
        return new.id

    def app(self) -> web.Application:
        """A new application that serves it; applications share the account."""
        return server(self._account, self._token, self._gate)

    def _person(self, user_id: int, *, username: str | None = None, language_code: str | None = None) -> Person:
        known = self._account.chats.people.setdefault(user_id, Person(user_id))
        known.username = username or known.username
        known.language_code = language_code or known.language_code
        return known

    def _chat(self, chat_id: int, chat_type: ChatType | str, title: str | None, person: Person) -> Chat:
        chat = self.chats.get(chat_id)
        if chat is None:
            chat = _new_chat(chat_id, ChatType(chat_type), title or "Group", person)
            self.put(chat)
        if chat.type != ChatType.CHANNEL:
            chat.members.setdefault(person.id, "member")
        return chat

    def _serve(self, chat: Chat, service: Mapping[str, object]) -> None:
        """Let a service message appear."""
        number, now = self._account.messages.next_id(chat), self._account.clock.now()
        self._account.announce(Message(chat_id=chat.id, id=number, at=now, service=service))


def _new_chat(chat_id: int, chat_type: ChatType, title: str, person: Person) -> Chat:
    if chat_type == ChatType.PRIVATE:
        return Chat(id=chat_id, username=person.username, first_name=person.first_name)
    bot = BotStatus.ADMINISTRATOR if chat_type == ChatType.CHANNEL else BotStatus.MEMBER
    return Chat(id=chat_id, type=chat_type, title=title, bot=bot)


def _commands_in(text: str) -> tuple[Entity, ...]:
    """The commands Telegram marks in what a person writes."""
    return tuple(
        Entity(type="bot_command", offset=utf16_length(text[: found.start()]), length=len(found.group()))
        for found in _COMMAND.finditer(text)
    )
