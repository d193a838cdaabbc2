"""A chat as one self-contained HTML page: what a reader of the bot sees, without Telegram."""

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
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
:root {{ --wall: #dbe6e1; --card: #fff; --own: #e3f6d5; --ink: #17212b; --faint: #6b7a85; --link: #1a73b8; }}
@media (prefers-color-scheme: dark) {{
  :root {{ --wall: #0e1621; --card: #182533; --own: #2b5278; --ink: #f1f4f6; --faint: #8a9aa8; --link: #6ab3f3; }}
}}
* {{ box-sizing: border-box; }}
body {{ margin: 0; background: var(--wall); color: var(--ink);
  font: 15px/1.5 system-ui, "Segoe UI", "Noto Sans", "Noto Sans Arabic", "DejaVu Sans", sans-serif; }}
:lang(ar) {{ line-height: 1.7; }}
header {{ background: var(--card); padding: 12px 16px; font-weight: 600; text-align: center; position: sticky; top: 0;
  box-shadow: 0 1px 2px rgb(0 0 0 / 10%); }}
main {{ max-width: 640px; margin: 0 auto; padding: 16px; }}
article {{ background: var(--card); border-radius: 14px; border-end-start-radius: 4px; padding: 9px 13px;
  margin: 0 0 10px; width: fit-content; max-width: 92%; box-shadow: 0 1px 2px rgb(0 0 0 / 12%); }}
article.own {{ background: var(--own); margin-inline-start: auto; border-radius: 14px; border-end-end-radius: 4px; }}
p {{ margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: plaintext; }}
a {{ color: var(--link); text-decoration: none; }}
img {{ max-width: 100%; border-radius: 8px; display: block; margin: 2px 0 6px; }}
time {{ display: block; color: var(--faint); font-size: 12px; text-align: end; }}
</style>
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


def chat_page(messages: Iterable[ChatMessage], words: Words, *, zone: ZoneInfo) -> str:
    """The page, oldest message first, right to left where the language is."""
    return _PAGE.format(
        language=words.language,
        direction="rtl" if words.is_right_to_left else "ltr",
        title=words.say("name"),
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
