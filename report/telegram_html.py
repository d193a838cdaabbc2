"""The one place that knows Telegram's HTML: escaping, cleaning, measuring, splitting, and plain text again.

Telegram counts a message's length in UTF-16 code units after its entities are parsed, takes at most 4,096 of them, and
silently ignores entities past the hundredth. Source: https://core.telegram.org/bots/api#html-style and #sendmessage.
"""

import html
import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import quote

MESSAGE_LIMIT = 4096
"""UTF-16 code units of visible text in one message."""

ENTITY_LIMIT = 100
"""Entities in one message; Telegram drops the formatting of further ones."""

LONGEST_NAME = 64
"""Characters as a reader sees them (grapheme clusters) kept of a name."""

FSI, PDI = "\u2068", "\u2069"
"""First strong isolate and its end: what stands between them cannot reorder the sentence around it (UAX 9)."""

_LONGEST_CLUSTER = 12
_JOINERS = "\u200c\u200d"
_BLANK = "\u115f\u1160\u2800\u3164\uffa0\ufffc"
_DROPPED_BY_TELEGRAM = "\u030a\u0333\u033f"
"""Combining marks the server removes from every text (tdlib, ``clean_input_string`` in td/telegram/misc.cpp)."""

_REMOVED_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co"})
_TOKEN = re.compile(r"</?[a-z][^<>]*>|&[#\w]+;|.", re.DOTALL)
_TAG = re.compile(r"<(/?)([a-z][a-z0-9-]*)[^<>]*>")


class Html(str):
    """Valid Telegram HTML, inserted as it stands; any other ``str`` is cleaned and escaped first."""

    __slots__ = ()


def escape(text: str) -> Html:
    """``text`` with the four characters that HTML gives a meaning written as entities Telegram knows."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    return Html(escaped)


def isolated(value: Html) -> Html:
    """``value`` between marks that keep its direction to itself."""
    return Html(f"{FSI}{value}{PDI}")


def code(text: str) -> Html:
    """``text`` in fixed width, which Telegram neither links nor turns into a mention or a command."""
    return Html(f"<code>{escape(text)}</code>")


def link(text: str, url: str) -> Html:
    """``text`` as a link to ``url``, whose unsafe characters are percent-encoded."""
    return Html(f'<a href="{escape(quote(url, safe=":/?&=@%+,~#"))}">{escape(text)}</a>')


def clean_name(text: str, *, longest: int = LONGEST_NAME) -> str:
    """A name from a platform without what could disturb the text around it.

    Controls, private characters, zero-width characters and bidirectional marks go (the joiners that Persian and emoji
    need stay); white space of any kind becomes single spaces; piled-up marks are cut. At most ``longest`` characters
    as a reader sees them, the last one an ellipsis when some were cut. May be empty.
    """
    spaced = "".join(" " if char.isspace() or char in _BLANK else char for char in unicodedata.normalize("NFC", text))
    kept = unicodedata.normalize("NFC", "".join(char for char in spaced if _is_kept(char)))
    single_spaced = " ".join(kept.split()).strip(_JOINERS + " ")
    clusters = [cluster[:_LONGEST_CLUSTER] for cluster in _clusters(single_spaced)]
    if len(clusters) > longest:
        clusters = [*clusters[: longest - 1], "…"]
    return "".join(clusters)


def _is_kept(char: str) -> bool:
    if char in _DROPPED_BY_TELEGRAM:
        return False
    return char in _JOINERS or unicodedata.category(char) not in _REMOVED_CATEGORIES


def _clusters(text: str) -> Iterator[str]:
    """Characters as a reader sees them: a base with its marks, joined and tinted emoji kept whole."""
    cluster = ""
    for char in text:
        if cluster and not _continues(char, cluster):
            yield cluster
            cluster = ""
        cluster += char
    if cluster:
        yield cluster


def _continues(char: str, cluster: str) -> bool:
    is_mark = unicodedata.category(char).startswith("M") or char in _JOINERS
    is_tint = "\U0001f3fb" <= char <= "\U0001f3ff"
    is_joined = cluster[-1] == "\u200d"
    return is_mark or is_tint or is_joined


def visible(text: str) -> str:
    """What is left of valid Telegram HTML when its tags are taken away and its entities read; marks stay."""
    return html.unescape(_TAG.sub("", text))


def visible_length(text: str) -> int:
    """The length Telegram counts: UTF-16 code units of the visible text."""
    return utf16_length(visible(text))


def utf16_length(text: str) -> int:
    """The UTF-16 code units of plain text."""
    return len(text.encode("utf-16-le")) // 2


def entities(text: str) -> int:
    """How many formatting entities valid Telegram HTML asks for: one a pair of tags."""
    return sum(1 for match in _TAG.finditer(text) if not match[1])


def plain(text: str) -> str:
    """Telegram HTML as lines for a terminal.

    Isolating marks stay only in lines that hold right-to-left letters, where a terminal that can order text needs
    them; elsewhere many terminals would draw them as blanks.
    """
    return "\n".join(line if _is_right_to_left(line) else _unmarked(line) for line in visible(text).split("\n"))


def _is_right_to_left(line: str) -> bool:
    return any(unicodedata.bidirectional(char) in {"R", "AL"} and char != "\u200f" for char in line)


def _unmarked(line: str) -> str:
    return line.translate(dict.fromkeys(map(ord, f"{FSI}{PDI}\u200e\u200f")))


def split(text: str, *, limit: int = MESSAGE_LIMIT, max_entities: int = ENTITY_LIMIT) -> tuple[Html, ...]:
    """Parts of Telegram HTML that each fit one message.

    A part ends at a line's end where one fits, else inside the line (never inside an entity or a tag), and closes
    every tag it opened; the next part opens them again. Together the parts show everything the text shows, but for the
    line breaks at the seams. Blank parts, which Telegram refuses, are left out, so blank text has no part.

    Args:
        text: Valid Telegram HTML with properly nested tags.
        limit: UTF-16 code units a part may show; at least 2, the length of the longest character.
        max_entities: Entities a part may hold; at least the depth of the deepest nesting.

    Raises:
        ValueError: If a limit is so small that no part can be made.

    """
    parts: list[Html] = []
    rest = text
    while rest:
        part, remainder = _first_part(rest, limit, max_entities)
        if len(remainder) >= len(rest):
            raise ValueError(f"nothing fits {limit} code units and {max_entities} entities")
        if visible(part).strip():
            parts.append(part)
        rest = remainder
    return tuple(parts)


def _first_part(text: str, limit: int, max_entities: int) -> tuple[Html, str]:
    """The longest part that fits, ending at a line's end if it can, and the text still to be said."""
    length = count = 0
    opened: list[str] = []
    line_end: tuple[int, tuple[str, ...]] | None = None
    for match in _TOKEN.finditer(text):
        piece = match[0]
        tag = _TAG.fullmatch(piece)
        grown = length if tag else length + utf16_length(html.unescape(piece))
        count += 1 if tag and not tag[1] else 0
        if grown > limit or count > max_entities:
            end, tags = line_end or (match.start(), tuple(opened))
            return _sealed(text, end, tags)
        if piece == "\n":
            line_end = match.start(), tuple(opened)
        length = grown
        _follow(tag, opened)
    return Html(text), ""


def _follow(tag: re.Match[str] | None, opened: list[str]) -> None:
    """Keep ``opened`` the tags that stand open after ``tag``; what is no tag changes nothing."""
    if tag is None:
        return
    if tag[1]:
        opened.pop()
    else:
        opened.append(tag[0])


def _sealed(text: str, end: int, tags: tuple[str, ...]) -> tuple[Html, str]:
    closing = "".join(f"</{tag[2]}>" for tag in map(_TAG.fullmatch, reversed(tags)) if tag)
    return Html(text[:end] + closing), "".join(tags) + text[end:].removeprefix("\n")
