"""Telegram's HTML, read as strictly as Telegram reads it.

Written from https://core.telegram.org/bots/api#html-style and from the errors the Bot API answers. Where Telegram takes
more than it documents (a lone ``&`` or ``>``, an attribute it does not know), it is taken here too, with a warning.
``tg-time`` is refused: the simulated server is older than it.
"""

import re
from dataclasses import dataclass
from typing import Final

from simulator.telegram_entities import Entity, Formatted, in_order, utf16_length
from simulator.telegram_html_cursor import TAGS, CannotParse, Cursor
from simulator.telegram_link import web_address

_SURROGATES: Final = re.compile("[\ud800-\udfff]")
_PERSON: Final = re.compile(r"tg:(?://)?user/?\?id=([1-9][0-9]*)", re.IGNORECASE)
_EMOJI_ID: Final = re.compile(r"-?0*[1-9][0-9]*")


@dataclass(frozen=True, slots=True)
class _Opened:
    """A tag waiting for its end.

    Attributes:
        tag: Its name.
        value: The attribute it listens to; empty without one.
        offset: Where its text starts, in UTF-16 code units.
        piece: Where its text starts among the pieces read.

    """

    tag: str
    value: str
    offset: int
    piece: int


def parse(html: str) -> Formatted:
    """Text and entities of Telegram HTML, before trimming and before any limit.

    Raises:
        CannotParse: When Telegram would refuse it, in Telegram's words.

    """
    return _Reader(html.encode("utf-8", "surrogatepass")).read()


class _Reader:
    """One pass over the bytes."""

    def __init__(self, data: bytes) -> None:
        self._cursor = Cursor(data)
        self._pieces: list[str] = []
        self._offset = 0
        self._opened: list[_Opened] = []
        self._entities: list[Entity] = []
        self._language = ""

    def read(self) -> Formatted:
        while not self._cursor.is_over:
            self._step()
        if self._opened:
            raise CannotParse(f'Can\'t find end tag corresponding to start tag "{self._opened[-1].tag}"')
        text = "".join(self._pieces)
        if _SURROGATES.search(text):
            raise CannotParse(
                "Text contains invalid Unicode characters after decoding HTML entities, "
                "check for unmatched surrogate code units"
            )
        return Formatted(text, in_order(self._entities), tuple(self._cursor.warnings))

    def _step(self) -> None:
        if self._cursor.sees_end_tag():
            self._end_tag()
        elif self._cursor.sees(b"<"):
            tag, value = self._cursor.start_tag()
            self._opened.append(_Opened(tag, value, self._offset, len(self._pieces)))
        else:
            text = self._cursor.reference() if self._cursor.sees(b"&") else self._cursor.plain()
            self._pieces.append(text)
            self._offset += utf16_length(text)

    def _end_tag(self) -> None:
        begin = self._cursor.at
        if not self._opened:
            raise CannotParse(f"Unexpected end tag at byte offset {begin}")
        tag = self._cursor.end_tag()
        opened = self._opened.pop()
        if not tag:
            self._cursor.warnings.append(f"end tag without a name at byte offset {begin}")
        elif tag != opened.tag:
            found = f'expected "</{opened.tag}>", found "</{tag}>"'
            raise CannotParse(f"Unmatched end tag at byte offset {begin}, {found}")
        if self._offset > opened.offset:
            self._close(opened)

    def _close(self, opened: _Opened) -> None:
        match opened.tag:
            case "a":
                self._link(opened)
            case "code" | "pre":
                self._literal(opened)
            case "tg-emoji":
                if not _EMOJI_ID.fullmatch(opened.value):
                    raise CannotParse("Invalid custom emoji identifier specified")
                self._add("custom_emoji", opened, custom_emoji_id=opened.value)
            case "blockquote" if opened.value:
                self._add("expandable_blockquote", opened)
            case _:
                self._add(TAGS[opened.tag], opened)

    def _add(self, name: str, opened: _Opened, **details: object) -> None:
        length = self._offset - opened.offset
        self._entities.append(Entity(type=name, offset=opened.offset, length=length, details=details))

    def _link(self, opened: _Opened) -> None:
        """A link to what ``href`` says, or without it to what its text says."""
        target = opened.value or "".join(self._pieces[opened.piece :])
        person = _PERSON.fullmatch(target)
        address = web_address(target)
        if person:
            self._add("text_mention", opened, user={"id": int(person[1]), "is_bot": False, "first_name": ""})
        elif address:
            self._add("text_link", opened, url=address)
        else:
            self._cursor.warnings.append(f"link to {target!r} is dropped")

    def _literal(self, opened: _Opened) -> None:
        """``code`` with a language and ``pre`` over the same text are one block, whichever of them is outside."""
        other = "code" if opened.tag == "pre" else "pre"
        inner = self._entities[-1] if self._entities else None
        stretch = (other, opened.offset, self._offset)
        is_pair = inner is not None and (inner.type, inner.offset, inner.end) == stretch
        language = self._language if opened.tag == "pre" else opened.value
        if is_pair and language:
            self._entities.pop()
            self._add("pre", opened, language=language)
        else:
            self._add(opened.tag, opened)
        self._language = opened.value
