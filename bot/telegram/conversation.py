"""What a chat asked, and what it gets back."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.settings import Settings
from report.telegram_html import Html
from report.words import Words, words_for
from storage.chats import Chat
from storage.store import Store


@dataclass(frozen=True, slots=True)
class Ask:
    """One command from a chat that may give it.

    Attributes:
        store: Where the answer is found; nothing else is asked.
        settings: The operator's settings.
        chat: Who asks, with their language and zone.
        arguments: The words after the command.
        now: The instant of asking (UTC).

    """

    store: Store
    settings: Settings
    chat: Chat
    arguments: tuple[str, ...]
    now: datetime

    @property
    def words(self) -> Words:
        """The chat's language."""
        return words_for(self.chat.language, self.chat.region)

    @property
    def zone(self) -> ZoneInfo:
        """The chat's zone."""
        return self.chat.zone


@dataclass(frozen=True, slots=True)
class Text:
    """A message of words; a long one is split where it is sent.

    Attributes:
        html: Telegram HTML.

    """

    html: Html


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture with a few words under it.

    Attributes:
        png: The picture.
        caption: Telegram HTML of at most 1,024 UTF-16 units once parsed.

    """

    png: bytes
    caption: Html


Reply = tuple[Text | Picture, ...]
"""Everything one command answers, in order."""
