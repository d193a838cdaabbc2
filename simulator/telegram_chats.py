"""The chats a simulated bot knows, and whether it may use them.

Source of the refusals: the access check of the public Bot API server (tdlib/telegram-bot-api, Client.cpp).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from simulator.telegram_call import Refused, bad_request, forbidden

_FIRST_SUPERGROUP: Final = 1_000_000_000_000
"""Ids of supergroups and channels lie below its negative, those of basic groups above."""


class ChatType(StrEnum):
    """The Bot API's kinds of chats."""

    PRIVATE = "private"
    GROUP = "group"
    SUPERGROUP = "supergroup"
    CHANNEL = "channel"


class BotStatus(StrEnum):
    """What the bot is in a chat. In a private chat ``kicked`` means that the person blocked it."""

    MEMBER = "member"
    ADMINISTRATOR = "administrator"
    LEFT = "left"
    KICKED = "kicked"


class Access(StrEnum):
    """What a method wants of a chat."""

    READ = "read"
    READ_MEMBERS = "read_members"
    EDIT = "edit"
    WRITE = "write"


@dataclass(slots=True)
class Person:
    """A Telegram user.

    Attributes:
        id: Positive.
        first_name: The name shown.
        username: Without ``@``; None without one.
        language_code: IETF tag of the person's Telegram; None when it does not say.

    """

    id: int
    first_name: str = "Reader"
    username: str | None = None
    language_code: str | None = None

    def as_json(self) -> dict[str, object]:
        """The Bot API's ``User``."""
        optional = {"username": self.username, "language_code": self.language_code}
        known = {name: value for name, value in optional.items() if value is not None}
        return {"id": self.id, "is_bot": False, "first_name": self.first_name, **known}


@dataclass(slots=True, kw_only=True)
class Chat:
    """A chat as it stands; tests change it in place.

    Attributes:
        id: Positive for a person, negative for the rest, below -10**12 for supergroups and channels.
        type: Its kind.
        title: Its title; None in a private chat.
        username: Public name without ``@``; None when private.
        first_name: The person's name; None outside private chats.
        description: What it says of itself; None when nothing.
        bot: What the bot is in it.
        can_send: Whether members may write.
        is_deactivated: Whether the person's Telegram account is deleted.
        is_deleted: Whether the group was deleted.
        migrated_to: The supergroup it became; None when it did not.
        is_forum: Whether it has topics.
        topics: Names of its topics by thread id, without General, which has none.
        closed_topics: Thread ids nobody may write to.
        members: Status of each known person in it: creator, administrator, member, left or kicked.
        member_count: How many it has; None counts ``members`` and the bot.

    """

    id: int
    type: ChatType | str = ChatType.PRIVATE
    title: str | None = None
    username: str | None = None
    first_name: str | None = None
    description: str | None = None
    bot: BotStatus | str = BotStatus.MEMBER
    can_send: bool = True
    is_deactivated: bool = False
    is_deleted: bool = False
    migrated_to: int | None = None
    is_forum: bool = False
    topics: dict[int, str] = field(default_factory=dict)
    closed_topics: set[int] = field(default_factory=set)
    members: dict[int, str] = field(default_factory=dict)
    member_count: int | None = None

    def __post_init__(self) -> None:
        """Refuse an id that its kind cannot have.

        Raises:
            ValueError: When the id and the kind do not fit.

        """
        self.type = ChatType(self.type)
        self.bot = BotStatus(self.bot)
        if self.type is not _kind_of(self.id, is_channel=self.type == ChatType.CHANNEL):
            raise ValueError(f"{self.id} cannot be the id of a {self.type} chat")

    def as_json(self) -> dict[str, object]:
        """The Bot API's ``Chat``."""
        optional = {"title": self.title, "username": self.username, "first_name": self.first_name}
        known: dict[str, object] = {name: value for name, value in optional.items() if value is not None}
        return {"id": self.id, "type": str(self.type), **known, **({"is_forum": True} if self.is_forum else {})}

    @property
    def head_count(self) -> int:
        """How many members it has, the bot included."""
        return len(self.members) + 1 if self.member_count is None else self.member_count


def _kind_of(chat_id: int, *, is_channel: bool) -> ChatType:
    if chat_id > 0:
        return ChatType.PRIVATE
    if chat_id > -_FIRST_SUPERGROUP:
        return ChatType.GROUP
    return ChatType.CHANNEL if is_channel else ChatType.SUPERGROUP


class ChatBook(Mapping[int, Chat]):
    """Chats by id, and the people seen in them.

    Args:
        public: What anyone may read beside these: found by name, and by id once it was found by name.

    """

    def __init__(self, public: Callable[[], Iterable[Chat]] = tuple) -> None:
        self._chats: dict[int, Chat] = {}
        self._public = public
        self._met: set[int] = set()
        self.people: dict[int, Person] = {}

    def put(self, chat: Chat) -> None:
        """Let the bot know a chat, or replace what it knows of it."""
        self._chats[chat.id] = chat

    def __getitem__(self, chat_id: int) -> Chat:
        """The chat with this id."""
        return self._chats[chat_id]

    def __iter__(self) -> Iterator[int]:
        """Ids, in the order the chats became known."""
        return iter(self._chats)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._chats)

    def free_supergroup_id(self) -> int:
        """An id no chat has yet."""
        taken = [-chat_id for chat_id in self._chats if chat_id < -_FIRST_SUPERGROUP]
        return -(max(taken, default=_FIRST_SUPERGROUP + 9_000_000) + 1)

    def find(self, address: str, access: Access) -> Chat:
        """The chat an argument ``chat_id`` means.

        Args:
            address: A number, or ``@name`` of a public group or channel.
            access: What is wanted of it.

        Raises:
            Refused: When there is none, or the bot may not use it so.

        """
        if not address:
            raise bad_request("chat_id is empty")
        chat = self._named(address[1:]) if address.startswith("@") else self._numbered(address)
        _check(chat, access)
        return chat

    def _named(self, name: str) -> Chat:
        """A public group or channel; the name of a person is no address for a bot."""
        for chat in (*self._chats.values(), *self._public()):
            if chat.type != ChatType.PRIVATE and (chat.username or "").lower() == name.lower() != "":
                self._met.add(chat.id)
                return chat
        raise bad_request("chat not found")

    def _numbered(self, address: str) -> Chat:
        try:
            chat_id = int(address)
        except ValueError:
            raise bad_request("chat not found") from None
        if chat_id in self._chats:
            return self._chats[chat_id]
        for chat in self._public():
            if chat.id == chat_id in self._met:
                return chat
        if chat_id in self.people:
            raise forbidden("bot can't initiate conversation with a user")
        raise bad_request("chat not found")


def _check(chat: Chat, access: Access) -> None:
    """Refuse what the bot may not do there."""
    if chat.type == ChatType.PRIVATE:
        _check_private(chat, access)
    elif chat.type == ChatType.GROUP:
        _check_group(chat, access)
    else:
        _check_supergroup(chat, access)
    if access != Access.WRITE:
        return
    if chat.type == ChatType.CHANNEL and chat.bot != BotStatus.ADMINISTRATOR:
        raise bad_request("need administrator rights in the channel chat")
    if not chat.can_send and chat.bot != BotStatus.ADMINISTRATOR:
        raise bad_request("not enough rights to send text messages to the chat")


def _check_private(chat: Chat, access: Access) -> None:
    if chat.is_deactivated and access in (Access.EDIT, Access.WRITE):
        raise forbidden("user is deactivated")
    if chat.bot == BotStatus.KICKED and access == Access.WRITE:
        raise forbidden("bot was blocked by the user")


def _check_group(chat: Chat, access: Access) -> None:
    wants_write = access in (Access.WRITE, Access.READ_MEMBERS)
    if chat.migrated_to is not None and wants_write:
        description = "Bad Request: group chat was upgraded to a supergroup chat"
        raise Refused(400, description, {"migrate_to_chat_id": chat.migrated_to})
    if chat.is_deleted and wants_write:
        raise forbidden("the group chat was deleted")
    if access == Access.READ or chat.migrated_to is not None or chat.is_deleted:
        return
    if chat.bot == BotStatus.KICKED:
        raise forbidden("bot was kicked from the group chat")
    if chat.bot == BotStatus.LEFT:
        raise forbidden("bot is not a member of the group chat")


def _check_supergroup(chat: Chat, access: Access) -> None:
    if chat.bot == BotStatus.KICKED:
        raise forbidden(f"bot was kicked from the {chat.type} chat")
    is_reading = access in (Access.READ, Access.READ_MEMBERS)
    if chat.bot == BotStatus.LEFT and not (chat.username and is_reading):
        raise forbidden(f"bot is not a member of the {chat.type} chat")
