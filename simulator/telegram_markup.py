"""Keyboards under a message, checked as Telegram checks them.

Source: https://core.telegram.org/bots/api#inlinekeyboardmarkup and the public Bot API server's errors.
"""

from collections.abc import Mapping
from typing import Final

from simulator.telegram_call import Call, Json, bad_request
from simulator.telegram_link import web_address

LONGEST_CALLBACK: Final = 64
"""Bytes of UTF-8 in ``callback_data``."""

MOST_BUTTONS: Final = 100
"""Inline buttons of a message."""

_ACTIONS: Final = (
    *("url", "callback_data", "callback_game", "pay", "switch_inline_query", "switch_inline_query_chosen_chat"),
    *("switch_inline_query_current_chat", "login_url", "web_app", "copy_text"),
)


def read_markup(call: Call) -> Json | None:
    """The argument ``reply_markup``; None without one, and for an empty keyboard.

    Raises:
        Refused: When Telegram would not take it.

    """
    markup = call.document("reply_markup", "can't parse reply keyboard markup JSON object")
    if markup is None:
        return None
    if not isinstance(markup, Mapping):
        raise bad_request("object expected as reply markup")
    rows = _rows(markup, "inline_keyboard", 'field "inline_keyboard" of the InlineKeyboardMarkup')
    _rows(markup, "keyboard", 'field "keyboard"')
    for row in rows:
        for button in row:
            _check_button(button)
    if sum(map(len, rows)) > MOST_BUTTONS:
        raise bad_request("reply markup is too long")
    return markup if any(rows) or "inline_keyboard" not in markup else None


def inline_keyboard(markup: Json | None) -> Json | None:
    """The part of a keyboard that stays with the message; None for the kinds that belong to the chat."""
    return markup if markup is not None and "inline_keyboard" in markup else None


def _rows(markup: Json, name: str, called: str) -> list[list[object]]:
    rows = markup.get(name, [])
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request(f"{called} must be an Array of Arrays")
    return rows


def _check_button(button: object) -> None:
    complaint = "can't parse inline keyboard button:"
    if not isinstance(button, Mapping):
        raise bad_request(f"{complaint} InlineKeyboardButton must be an Object")
    if not isinstance(button.get("text"), str):
        raise bad_request(f'{complaint} Can\'t find field "text"')
    if not any(button.get(action) not in (None, "") for action in _ACTIONS):
        raise bad_request(f"{complaint} Text buttons are unallowed in the inline keyboard")
    if len(str(button.get("callback_data", "")).encode()) > LONGEST_CALLBACK:
        raise bad_request("BUTTON_DATA_INVALID")
    url = button.get("url")
    if url and web_address(str(url)) is None:
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
