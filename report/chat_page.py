"""A chat as one self-contained HTML page: what a reader of the bot sees, without Telegram."""

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

from report.telegram_html import Html
from report.words import Words

_PAGE = """<!doctype html>
<html lang="{language}" dir="{direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
<header>{title}</header>
<main>
{messages}
</main>
</body>
</html>
"""
_ARTICLE = """<article{own}>{picture}<p>{text}</p><time datetime="{iso}">{shown}</time></article>"""
_PICTURE = """<img alt="" src="data:image/png;base64,{data}">"""


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """One message.

    Attributes:
        html: Its text as Telegram HTML.
        at: When it was sent (UTC).
        picture: A PNG above the text; None when there is none.
        is_own: Whether the reader wrote it.

    """

    html: Html
    at: datetime
    picture: bytes | None = None
    is_own: bool = False


@cache
def chat_style() -> str:
    """How chats look, as CSS: light and dark, from right to left where the language is."""
    return (resources.files("report") / "pages" / "chat.css").read_text(encoding="utf-8")


def chat_page(messages: Iterable[ChatMessage], words: Words, *, zone: ZoneInfo) -> str:
    """The page, oldest message first, right to left where the language is."""
    return _PAGE.format(
        language=words.language,
        direction="rtl" if words.is_right_to_left else "ltr",
        title=words.say("name"),
        style=chat_style(),
        messages="\n".join(_article(message, words, zone) for message in messages),
    )


def _article(message: ChatMessage, words: Words, zone: ZoneInfo) -> str:
    data = base64.b64encode(message.picture).decode() if message.picture else ""
    return _ARTICLE.format(
        own=' class="own"' if message.is_own else "",
        picture=_PICTURE.format(data=data) if data else "",
        text=message.html,
        iso=message.at.isoformat(),
        shown=words.instant(message.at, zone),
    )
