"""What a chat asked, and what it gets back."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.settings import Settings
from report.telegram_html import Html
from report.words import Words, words_for
from storage import audit
from storage.audit import Deed
from storage.chats import Chat, Role
from storage.store import Store
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Asker:
    """Whoever asks.

    Attributes:
        telegram_id: Telegram's number for them; None for a post in a channel, which does not say who wrote it.
        name: What they call themselves, or the chat they wrote for; hostile until escaped.
        role: What they may do in the chat they ask in.

    """

    telegram_id: int | None
    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class Ask:
    """One command from somebody who may give it, typed or behind a button.

    Attributes:
        store: Where the answer is found; nothing else is asked.
        settings: The operator's settings.
        chat: Where it is asked, with language and zone.
        asker: Who asks.
        command: The command's name.
        arguments: The words after the command, the page left out.
        now: The instant of asking (UTC).
        page: Which page of a long answer is wanted, from 1 on.
        bot_name: The bot's public name without ``@``.

    """

    store: Store
    settings: Settings
    chat: Chat
    asker: Asker
    command: str
    arguments: tuple[str, ...]
    now: datetime
    page: int = 1
    bot_name: str = ""

    @property
    def words(self) -> Words:
        """The chat's language."""
        return words_for(self.chat.language, self.chat.region)

    @property
    def zone(self) -> ZoneInfo:
        """The chat's zone."""
        return self.chat.zone

    def write_down(self, tx: Transaction, detail: str | None = None) -> None:
        """Keep in the audit that this was done, in the transaction that does it; every command that changes does.

        Args:
            tx: That transaction.
            detail: With what; None for the words after the command. Never a secret.

        """
        told = " ".join(self.arguments) if detail is None else detail
        who = (self.asker.telegram_id, self.asker.name, self.chat.telegram_id)
        audit.write_down(tx, Deed(self.now, *who, self.command, told))


@dataclass(frozen=True, slots=True)
class Button:
    """A button that asks a command when it is pressed, with the rights of whoever presses it.

    Attributes:
        label: What stands on it.
        command: The command.
        arguments: The words after it, without spaces in them; together with the command at most 52 bytes.
        in_place: Whether the answer takes the place of the message; else it is a message of its own.

    """

    label: Html
    command: str
    arguments: tuple[str, ...] = ()
    in_place: bool = True


@dataclass(frozen=True, slots=True)
class Link:
    """A button that opens an address.

    Attributes:
        label: What stands on it.
        url: The address.

    """

    label: Html
    url: str


Keyboard = tuple[tuple[Button | Link, ...], ...]
"""Rows of buttons under a message; empty for none."""


@dataclass(frozen=True, slots=True)
class Text:
    """A message of words; a long one is split where it is sent, and the last part has the buttons.

    Attributes:
        html: Telegram HTML.
        keyboard: The buttons under it.

    """

    html: Html
    keyboard: Keyboard = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture with a few words under it.

    Attributes:
        png: The picture.
        caption: Telegram HTML of at most 1,024 UTF-16 units once parsed.

    """

    png: bytes
    caption: Html


@dataclass(frozen=True, slots=True)
class File:
    """A file with a few words under it.

    Attributes:
        name: What it is called, such as ``growth.csv``.
        content: Its bytes.
        caption: Telegram HTML of at most 1,024 UTF-16 units once parsed.

    """

    name: str
    content: bytes
    caption: Html


@dataclass(frozen=True, slots=True)
class Note:
    """A few words that whoever pressed a button sees for a moment; nobody does who typed the command.

    Attributes:
        html: Telegram HTML, shown as at most 200 characters of plain text.

    """

    html: Html


Part = Text | Picture | File | Note
Reply = tuple[Part, ...]
"""Everything one command answers, in order."""
