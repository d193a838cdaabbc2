"""The pieces Telegram's HTML is made of: plain runs, character references, start tags and end tags.

Written from https://core.telegram.org/bots/api#html-style and from the errors the Bot API answers. Offsets count bytes
of UTF-8, as Telegram's do.
"""

import re
from typing import Final

TAGS: Final = {
    **dict.fromkeys(("b", "strong"), "bold"),
    **dict.fromkeys(("i", "em"), "italic"),
    **dict.fromkeys(("u", "ins"), "underline"),
    **dict.fromkeys(("s", "strike", "del"), "strikethrough"),
    **dict.fromkeys(("span", "tg-spoiler"), "spoiler"),
    "a": "text_link",
    "tg-emoji": "custom_emoji",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
"""Tags Telegram knows, and the entity each makes."""

_ATTRIBUTES: Final = {
    "a": ("href", ""),
    "code": ("class", "language-"),
    "span": ("class", "tg-"),
    "tg-emoji": ("emoji-id", ""),
    "blockquote": ("expandable", ""),
}
"""The attribute a tag listens to, and what its value starts with."""

_NAMED: Final = {b"lt": "<", b"gt": ">", b"amp": "&", b"quot": '"'}
_LONGEST_REFERENCE: Final = 10
"""Bytes, without the semicolon, from which on a numeric reference is read as plain text."""

_SPACE: Final = re.compile(rb"[ \t\r\n\v]*")
_PLAIN: Final = re.compile(rb"[^<&]*")
_TAG_NAME: Final = re.compile(rb"[^ \t\r\n\v\0>]*")
_ATTRIBUTE_NAME: Final = re.compile(rb"""[^ \t\r\n\v\0=>/"']*""")
_TOKEN: Final = re.compile(rb"[A-Za-z0-9.-]*")
_QUOTED: Final = {b'"': re.compile(rb'[^&\0"]*'), b"'": re.compile(rb"[^&\0']*")}
_REFERENCE: Final = re.compile(rb"&(?:#x(?P<hex>[0-9A-Fa-f]*)|#(?P<dec>[0-9]*)|(?P<name>[A-Za-z]*))(?P<close>;?)")


class CannotParse(ValueError):
    """Telegram refuses the markup; the message is what follows ``can't parse entities:`` in its answer."""


class Cursor:
    """A place in the bytes of Telegram HTML. A NUL after the last byte stands for the end, as it does for Telegram.

    Args:
        data: The HTML, in UTF-8.

    """

    def __init__(self, data: bytes) -> None:
        self._data = data + b"\0"
        self._end = len(data)
        self.at = 0
        self.warnings: list[str] = []

    @property
    def is_over(self) -> bool:
        """Whether every byte was read."""
        return self.at >= self._end

    def sees(self, byte: bytes) -> bool:
        """Whether the next byte is this one."""
        return self._data[self.at : self.at + 1] == byte

    def sees_end_tag(self) -> bool:
        """Whether an end tag starts here."""
        return self._data[self.at : self.at + 2] == b"</"

    def plain(self) -> str:
        """The text up to the next ``<`` or ``&``."""
        begin = self.at
        found = _PLAIN.match(self._data, begin, self._end)
        run = found.group() if found else b""
        if b">" in run:
            self.warnings.append(f"unescaped > at byte offset {begin + run.index(b'>')}")
        self.at += len(run)
        return run.decode("utf-8", "surrogatepass")

    def reference(self) -> str:
        """The character that the ``&`` here stands for; the ``&`` itself when Telegram reads it as plain text."""
        found = _REFERENCE.match(self._data, self.at)
        character = _character(found) if found else None
        if found is None or character is None:
            self.warnings.append(f"unescaped & at byte offset {self.at}")
            self.at += 1
            return "&"
        if not found["close"]:
            self.warnings.append(f"reference without ; at byte offset {self.at}")
        self.at = found.end()
        return character

    def start_tag(self) -> tuple[str, str]:
        """The name of the tag that starts here, and the value of the attribute it listens to.

        Raises:
            CannotParse: When Telegram does not know the tag, or cannot read it.

        """
        begin = self.at
        self.at += 1
        tag = _lower(self._take(_TAG_NAME))
        if self.is_over:
            raise CannotParse(f"Unclosed start tag at byte offset {begin}")
        if tag not in TAGS:
            raise CannotParse(f'Unsupported start tag "{tag}" at byte offset {begin}')
        value = ""
        self._take(_SPACE)
        while not self.sees(b">"):
            value = self._attribute(tag, begin) or value
            self._take(_SPACE)
        self.at += 1
        if tag == "span" and value != "spoiler":
            raise CannotParse(f'Tag "span" must have class "tg-spoiler" at byte offset {begin}')
        return tag, value

    def end_tag(self) -> str:
        """The name of the tag that ends here; empty when it names none, which Telegram takes.

        Raises:
            CannotParse: When it has no ``>``.

        """
        begin = self.at
        self.at += 2
        tag = _lower(self._take(_TAG_NAME))
        self._take(_SPACE)
        if not self.sees(b">"):
            raise CannotParse(f"Unclosed end tag at byte offset {begin}")
        self.at += 1
        return tag

    def _take(self, pattern: re.Pattern[bytes]) -> bytes:
        found = pattern.match(self._data, self.at)
        taken = found.group() if found else b""
        self.at += len(taken)
        return taken

    def _attribute(self, tag: str, begin: int) -> str | None:
        name = self._take(_ATTRIBUTE_NAME).decode("utf-8", "replace")
        if not name:
            raise CannotParse(f'Empty attribute name in the tag "{tag}" at byte offset {begin}')
        self._take(_SPACE)
        value = ""
        if self.sees(b"="):
            self.at += 1
            self._take(_SPACE)
            value = self._value(tag, begin)
        elif self.is_over:
            raise CannotParse(f'Unclosed start tag "{tag}" at byte offset {begin}')
        wanted, prefix = _ATTRIBUTES.get(tag, ("", ""))
        if name != wanted or not value.startswith(prefix):
            self.warnings.append(f"attribute {name} of {tag} is ignored")
            return None
        return "expandable" if tag == "blockquote" else value.removeprefix(prefix)

    def _value(self, tag: str, begin: int) -> str:
        if self.is_over:
            raise CannotParse(f'Unclosed start tag "{tag}" at byte offset {begin}')
        token_begin = self.at
        is_quoted = self.sees(b'"') or self.sees(b"'")
        value = self._quoted() if is_quoted else _lower(self._take(_TOKEN))
        if self.is_over:
            raise CannotParse(f"Unclosed start tag at byte offset {begin}")
        if not is_quoted and not self.sees(b">") and not self._sees_space():
            raise CannotParse(f"Unexpected end of name token at byte offset {token_begin}")
        return value

    def _sees_space(self) -> bool:
        return self._data[self.at] in b" \t\r\n\v"

    def _quoted(self) -> str:
        quote = self._data[self.at : self.at + 1]
        self.at += 1
        value = [self._take(_QUOTED[quote]).decode("utf-8", "surrogatepass")]
        while self.sees(b"&"):
            value.append(self.reference())
            value.append(self._take(_QUOTED[quote]).decode("utf-8", "surrogatepass"))
        self.at += not self.is_over
        return "".join(value)


def _character(found: re.Match[bytes]) -> str | None:
    """What a reference stands for; None when Telegram reads it as plain text."""
    if found["name"] is not None:
        return _NAMED.get(found["name"])
    digits, base = (found["hex"], 16) if found["hex"] is not None else (found["dec"], 10)
    length = found.start("close") - found.start()
    code = int(digits, base) if digits and length < _LONGEST_REFERENCE else 0
    return chr(code) if 0 < code < 0x10FFFF else None  # noqa: PLR2004 - the last code point, which Telegram leaves out


def _lower(name: bytes) -> str:
    """ASCII letters in lower case, the rest as it is."""
    return name.lower().decode("utf-8", "replace")
