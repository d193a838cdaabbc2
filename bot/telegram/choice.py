"""A choice of a chat: its values, the one it has, and how another is kept."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import time

from bot.settings import Settings
from report.telegram_html import Html
from report.words import Words
from storage.chats import Chat
from storage.transaction import Transaction

ON, OFF = "on", "off"

_TIME = re.compile(r"(?P<hours>[0-9]{1,2})(:(?P<minutes>[0-9]{2}))?")

Values = Sequence[tuple[str, Html]]
"""Each value as a word fit for a button and a command, and as people read it."""


@dataclass(frozen=True, slots=True)
class Choosing:
    """A chat that chooses, in a transaction.

    Attributes:
        tx: The transaction.
        chat: The chat.
        words: Its language.
        settings: The operator's, which stand where a chat chose nothing.

    """

    tx: Transaction
    chat: Chat
    words: Words
    settings: Settings


@dataclass(frozen=True, slots=True)
class Choice:
    """Something a chat may choose.

    Attributes:
        values: What buttons offer.
        current: The values it has: one, or any number where each is switched on its own.
        shown: What it has now, as people read it.
        keep: Keeps a value, typed or from a button; raises ``ValueError`` for one that there is not.

    """

    values: Callable[[Choosing], Values]
    current: Callable[[Choosing], frozenset[str]]
    shown: Callable[[Choosing], Html]
    keep: Callable[[Choosing, str], None]


def one_of(value: str, values: Sequence[str]) -> str:
    """The value itself.

    Raises:
        ValueError: If it is none of the values.

    """
    if value not in values:
        raise ValueError(f"{value!r} is none of {', '.join(values)}")
    return value


def time_of(text: str) -> time:
    """A time of day as people write it: ``7``, ``22:30``; ``24`` is midnight.

    Raises:
        ValueError: If it is none.

    """
    found = _TIME.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"no time of day: {text!r}")
    return time(int(found["hours"]) % 24 if found["hours"] == "24" else int(found["hours"]), int(found["minutes"] or 0))


def switch(has: Callable[[Chat], bool], keep: Callable[[Choosing, bool], None]) -> Choice:
    """A choice of yes and no."""

    def state(chat: Chat) -> str:
        return ON if has(chat) else OFF

    return Choice(
        values=lambda choosing: [(value, choosing.words.say(f"settings.{value}")) for value in (ON, OFF)],
        current=lambda choosing: frozenset({state(choosing.chat)}),
        shown=lambda choosing: choosing.words.say(f"settings.{state(choosing.chat)}"),
        keep=lambda choosing, value: keep(choosing, one_of(value, (ON, OFF)) == ON),
    )
