"""Turns buttons into what Telegram takes, and cuts long lists into pages with buttons between them."""

from collections.abc import Sequence
from typing import TypeVar

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.telegram.conversation import Ask, Button, Keyboard, Link
from bot.telegram.sealing import Seal, Sealed
from report.telegram_html import visible

PAGE = "page="
"""Begins the word that says which page is wanted: ``page=2``."""

T = TypeVar("T")


def markup(keyboard: Keyboard, seal: Seal, chat: int) -> InlineKeyboardMarkup | None:
    """The keyboard as Telegram takes it, sealed for a chat by the store's key; None without a button."""
    rows = [[_button(button, seal, chat) for button in row] for row in keyboard if row]
    return InlineKeyboardMarkup(rows) if rows else None


def page_of(items: Sequence[T], ask: Ask, size: int) -> Sequence[T]:
    """The items of the page that is wanted; of the last one where there are fewer pages."""
    first = (_page(items, ask, size) - 1) * size
    return items[first : first + size]


def pager(items: Sequence[object], ask: Ask, size: int) -> Keyboard:
    """A row that leads to the page before and after, none where everything fits on one."""
    page, last = _page(items, ask, size), _last(items, size)
    turns = [("previous", page - 1)] if page > 1 else []
    turns += [("next", page + 1)] if page < last else []
    row = tuple(_turn(ask, name, to, last) for name, to in turns)
    return (row,) if row else ()


def _turn(ask: Ask, name: str, to: int, last: int) -> Button:
    label = ask.words.say(f"button.{name}", page=to, pages=last)
    return Button(label, ask.command, (*ask.arguments, f"{PAGE}{to}"))


def _page(items: Sequence[object], ask: Ask, size: int) -> int:
    return max(1, min(ask.page, _last(items, size)))


def _last(items: Sequence[object], size: int) -> int:
    return max(1, -(-len(items) // size))


def _button(button: Button | Link, seal: Seal, chat: int) -> InlineKeyboardButton:
    label = visible(button.label)
    if isinstance(button, Link):
        return InlineKeyboardButton(label, url=button.url)
    sealed = Sealed(button.command, button.arguments, in_place=button.in_place)
    return InlineKeyboardButton(label, callback_data=seal.close(chat, sealed))
