"""Messages of a simulated bot's chats, and what the bot sent among them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from simulator.telegram_call import Json
from simulator.telegram_chats import Chat, ChatType, Person
from simulator.telegram_entities import Entity
from simulator.telegram_files import Media
from simulator.telegram_markup import inline_keyboard
from simulator.telegram_text import Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message as it stands.

    Attributes:
        chat_id: Its chat.
        id: Counted per supergroup and channel; people and basic groups share one count.
        at: When it was sent (UTC).
        sender: Who wrote it; None is the bot, and in a channel nobody.
        is_from_bot: Whether the bot sent it.
        thread_id: Its topic; None outside forums and in General.
        wording: Its text, or the caption of its file.
        media: Its file; None for a text.
        markup: The inline keyboard under it; None without.
        edited_at: When it was last edited (UTC); None never.
        reply_to: The message it answers; None when it answers none.
        album: The album it belongs to; None when it stands alone.
        service: Fields of a service message, such as ``migrate_to_chat_id``; empty for all others.

    """

    chat_id: int
    id: int
    at: datetime
    sender: Person | None = None
    is_from_bot: bool = False
    thread_id: int | None = None
    wording: Wording = field(default_factory=Wording)
    media: Media | None = None
    markup: Json | None = None
    edited_at: datetime | None = None
    reply_to: int | None = None
    album: str | None = None
    service: Mapping[str, object] | None = None

    def as_json(self, chat: Chat, me: Json) -> dict[str, object]:
        """The Bot API's ``Message``.

        Args:
            chat: Its chat.
            me: The bot as a ``User``.

        """
        body: dict[str, object] = {
            "message_id": self.id,
            "date": int(self.at.timestamp()),
            "chat": chat.as_json(),
            **self._sender_json(chat, me),
            **self._content_json(),
            **(self.service or {}),
        }
        optional = {
            "edit_date": None if self.edited_at is None else int(self.edited_at.timestamp()),
            "reply_markup": inline_keyboard(self.markup),
            "media_group_id": self.album,
            "message_thread_id": self.thread_id,
            "is_topic_message": None if self.thread_id is None else True,
        }
        return body | {name: value for name, value in optional.items() if value is not None}

    def _sender_json(self, chat: Chat, me: Json) -> dict[str, object]:
        if chat.type == ChatType.CHANNEL:
            return {"sender_chat": chat.as_json()}
        if self.sender is not None:
            return {"from": self.sender.as_json()}
        return {"from": me} if self.is_from_bot else {}

    def _content_json(self) -> dict[str, object]:
        text = self.wording.formatted.text
        entities = [entity.as_json() for entity in self.wording.formatted.entities]
        name, entities_name = ("text", "entities") if self.media is None else ("caption", "caption_entities")
        content: dict[str, object] = {} if self.media is None else self.media.as_json()
        if text:
            content[name] = text
        if entities:
            content[entities_name] = entities
        return content


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A message of the bot as it was when a call sent or edited it.

    Attributes:
        chat_id: Where it went.
        message_id: Its id there.
        thread_id: Its topic; None outside forums and in General.
        method: The method called, such as ``sendMessage``.
        html: What the caller gave as text or caption, markup included; empty when nothing.
        text: The text the reader gets; empty for a photo or a document.
        entities: Formatting of ``text`` or ``caption``.
        photo: The picture; None without.
        document: The file; None without.
        filename: The name of either; None without.
        caption: The caption the reader gets; None for a text, empty for a file without one.
        reply_markup: The keyboard sent with it; None without.
        at: When, on the simulator's clock (UTC).
        is_silent: Whether it came without a sound.
        has_preview: Whether the first link of it may be shown with a preview.
        warnings: What Telegram lets pass or drops without a word, and its documentation does not allow.

    """

    chat_id: int
    message_id: int
    thread_id: int | None
    method: str
    html: str
    text: str
    entities: tuple[Entity, ...]
    photo: bytes | None
    document: bytes | None
    filename: str | None
    caption: str | None
    reply_markup: Json | None
    at: datetime
    is_silent: bool = False
    has_preview: bool = True
    warnings: tuple[str, ...] = ()


def as_sent(
    message: Message,
    method: str,
    *,
    markup: Json | None,
    at: datetime,
    is_silent: bool = False,
    has_preview: bool = True,
) -> Sent:
    """What a call did, for the list of what was sent."""
    formatted, media = message.wording.formatted, message.media
    return Sent(
        chat_id=message.chat_id,
        message_id=message.id,
        thread_id=message.thread_id,
        method=method,
        html=message.wording.raw,
        text=formatted.text if media is None else "",
        entities=formatted.entities,
        photo=media.upload.content if media is not None and media.kind == "photo" else None,
        document=media.upload.content if media is not None and media.kind == "document" else None,
        filename=None if media is None else media.upload.filename,
        caption=None if media is None else formatted.text,
        reply_markup=markup,
        at=at,
        is_silent=is_silent,
        has_preview=has_preview,
        warnings=formatted.warnings,
    )


class MessageBook:
    """Messages by chat and id."""

    def __init__(self) -> None:
        self._messages: dict[tuple[int, int], Message] = {}
        self._counts: Counter[int] = Counter()

    def next_id(self, chat: Chat) -> int:
        """The id of the next message there."""
        shared = 0
        count = chat.id if chat.type in (ChatType.SUPERGROUP, ChatType.CHANNEL) else shared
        self._counts[count] += 1
        return self._counts[count]

    def put(self, message: Message) -> None:
        """Keep a message, or replace the one it is an edit of."""
        self._messages[message.chat_id, message.id] = message

    def get(self, chat_id: int, message_id: int) -> Message | None:
        """A message; None when there is none, or it was deleted."""
        return self._messages.get((chat_id, message_id))

    def remove(self, message: Message) -> None:
        """Delete one."""
        self._messages.pop((message.chat_id, message.id), None)

    def latest_with_id(self, message_id: int) -> Message | None:
        """The youngest message with this id in any chat; None when there is none."""
        found = [message for message in self._messages.values() if message.id == message_id]
        return max(found, key=lambda message: message.at, default=None)
