"""A chat to try the bot in without Telegram: a page that writes to it and shows what it answers."""

from functools import cache
from html import escape
from importlib import resources
from string import Template
from typing import Final
from zoneinfo import ZoneInfo

from report.chat_page import chat_style
from report.words import LANGUAGES, Words

HINTS: Final = ("/status", "/growth", "/chart", "/baseline", "/digest", "/compare", "/help")
"""Commands to press instead of writing them."""

_NAMES: Final = {"ar": "العربية", "fr": "Français", "en": "English"}


def live_chat(words: Words, *, zone: ZoneInfo, nonce: str) -> str:
    """The page, from right to left where the language is.

    Args:
        words: The reader's language.
        zone: The reader's time zone.
        nonce: What its policy names as the mark of its own scripts and styles.

    """
    return _template().substitute(
        language=words.language,
        locale=str(words.locale).replace("_", "-"),
        direction="rtl" if words.is_right_to_left else "ltr",
        zone=str(zone),
        nonce=nonce,
        title=words.say("name"),
        style=chat_style(),
        languages="".join(_option(language, is_chosen=language == words.language) for language in LANGUAGES),
        hints="".join(f'<button type="button">{escape(hint)}</button>' for hint in HINTS),
    )


def _option(language: str, *, is_chosen: bool) -> str:
    return f'<option value="{language}"{" selected" if is_chosen else ""}>{_NAMES[language]}</option>'


@cache
def _template() -> Template:
    return Template((resources.files("report") / "pages" / "live_chat.html").read_text(encoding="utf-8"))
