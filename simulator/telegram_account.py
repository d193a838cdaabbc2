"""A simulated bot's account: everything its methods read and change."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from simulator.clock import Clock
from simulator.telegram_call import Call, Json, bad_request
from simulator.telegram_chats import BotStatus, Chat, ChatBook, ChatType, Person
from simulator.telegram_files import FileBook
from simulator.telegram_limits import Pace
from simulator.telegram_messages import Message, MessageBook, Sent
from simulator.telegram_updates import UpdateQueue

_RIGHTS: Final = (
    *(
        "can_manage_chat",
        "can_delete_messages",
        "can_manage_video_chats",
        "can_restrict_members",
        "can_promote_members",
    ),
    *("can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories", "can_delete_stories"),
    *("can_post_messages", "can_edit_messages", "can_pin_messages", "can_manage_topics"),
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the bot answered to a pressed button.

    Attributes:
        query_id: The press.
        text: What was shown; empty when nothing.
        is_alert: Whether it had to be closed by hand.

    """

    query_id: str
    text: str = ""
    is_alert: bool = False


@dataclass(slots=True)
class Account:
    """The bot and all it knows.

    Attributes:
        me: The bot as the Bot API's ``User``.
        clock: The simulator's.
        chats: The chats it knows.
        messages: Their messages.
        files: Files it sent.
        pace: How fast it may send.
        updates: What it has not read yet.
        sent: Messages it sent, oldest first.
        edits: Its edits, oldest first.
        commands: Command lists by scope (as JSON text) and language code.
        presses: Presses of buttons and whether they were answered, by query id.
        answers: Its answers to pressed buttons, oldest first.
        profile: Texts it gave of itself, by the parameter's name and language code.

    """

    me: Json
    clock: Clock
    pace: Pace
    updates: UpdateQueue
    chats: ChatBook = field(default_factory=ChatBook)
    messages: MessageBook = field(default_factory=MessageBook)
    files: FileBook = field(default_factory=FileBook)
    sent: list[Sent] = field(default_factory=list)
    edits: list[Sent] = field(default_factory=list)
    commands: dict[tuple[str, str], tuple[Mapping[str, str], ...]] = field(default_factory=dict)
    presses: dict[str, bool] = field(default_factory=dict)
    answers: list[Answer] = field(default_factory=list)
    profile: dict[tuple[str, str], str] = field(default_factory=dict)

    @property
    def bot_id(self) -> int:
        """The bot's own user id."""
        return int(str(self.me["id"]))

    def message_json(self, message: Message) -> dict[str, object]:
        """A message with the one it answers."""
        chat = self.chats[message.chat_id]
        body = message.as_json(chat, self.me)
        answered = None if message.reply_to is None else self.messages.get(message.chat_id, message.reply_to)
        return body if answered is None else {**body, "reply_to_message": answered.as_json(chat, self.me)}

    def thread_of(self, chat: Chat, call: Call) -> int | None:
        """The topic a call writes to; None is General, or a chat without topics.

        Raises:
            Refused: When there is no such topic, or it is closed. General's own id, 1, is refused too.

        """
        thread_id = call.integer("message_thread_id")
        if thread_id <= 0:
            return None
        if thread_id not in chat.topics:
            raise bad_request("message thread not found")
        if thread_id in chat.closed_topics and chat.bot != BotStatus.ADMINISTRATOR:
            raise bad_request("TOPIC_CLOSED")
        return thread_id

    def member_json(self, chat: Chat, user_id: int) -> dict[str, object]:
        """The Bot API's ``ChatMember`` of the bot or of a person.

        Raises:
            Refused: When nobody with this id was ever seen.

        """
        if user_id == self.bot_id:
            return bot_member(self.me, chat.bot)
        person = self.chats.people.get(user_id)
        if person is None:
            raise bad_request("PARTICIPANT_ID_INVALID")
        default = "member" if chat.id == user_id else "left"
        return _member(person.as_json(), chat.members.get(user_id, default))

    def change_status(self, chat: Chat, status: BotStatus, by: Person) -> int:
        """Let the bot become something else in a chat, and tell it.

        Returns:
            The id of the ``my_chat_member`` update.

        """
        before = BotStatus(chat.bot)
        chat.bot = status
        body = {
            "chat": chat.as_json(),
            "from": by.as_json(),
            "date": int(self.clock.now().timestamp()),
            "old_chat_member": bot_member(self.me, before),
            "new_chat_member": bot_member(self.me, status),
        }
        return self.updates.add("my_chat_member", body)

    def announce(self, message: Message) -> int:
        """Keep a message somebody else wrote, and tell the bot of it.

        Returns:
            The update's id.

        """
        self.messages.put(message)
        is_post = self.chats[message.chat_id].type == ChatType.CHANNEL
        return self.updates.add("channel_post" if is_post else "message", self.message_json(message))


def bot_member(me: Json, status: BotStatus | str) -> dict[str, object]:
    """The bot as a ``ChatMember``."""
    return _member(me, str(status))


def _member(user: Json, status: str) -> dict[str, object]:
    """A ``ChatMember``, with the fields its status asks for."""
    extra: dict[str, object] = {}
    if status == "administrator":
        extra = {"can_be_edited": False, "is_anonymous": False, **dict.fromkeys(_RIGHTS, True)}
    elif status == "creator":
        extra = {"is_anonymous": False}
    elif status == "kicked":
        extra = {"until_date": 0}
    return {"user": user, "status": status, **extra}
