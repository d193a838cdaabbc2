"""Texts and captions of a call, read as Telegram reads them: markup, limits, what is empty.

Source: https://core.telegram.org/bots/api#sendmessage and https://core.telegram.org/bots/api#sendphoto: 4096 characters
of a text and 1024 of a caption after the markup is read. They are counted in UTF-16 code units, the strictest reading.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from simulator.telegram_call import bad_request
from simulator.telegram_entities import Entity, Formatted, settled, utf16_length
from simulator.telegram_html import parse
from simulator.telegram_html_cursor import CannotParse

LONGEST_TEXT: Final = 4096
LONGEST_CAPTION: Final = 1024
LARGEST_MARKUP: Final = 32_768
"""Bytes of UTF-8 a text may have before its markup is read."""

_FOUND_BY_TELEGRAM: Final = frozenset(
    {"mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bank_card_number"}
)
"""Entities Telegram finds by itself and takes from nobody."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A text as it was given and as it is delivered.

    Attributes:
        raw: What the caller sent, markup included; empty when nothing.
        formatted: What the reader gets.

    """

    raw: str = ""
    formatted: Formatted = field(default_factory=Formatted)


def message_text(raw: str, parse_mode: str, entities: object, *, is_edit: bool = False) -> Wording:
    """The text of a message.

    Args:
        raw: The argument ``text``.
        parse_mode: The argument; empty without markup.
        entities: The argument ``entities`` as JSON; None without.
        is_edit: Whether it replaces a text, which Telegram refuses in other words.

    Raises:
        Refused: When it is empty, too long or cannot be read.

    """
    if not raw:
        raise bad_request("message text is empty")
    formatted = _formatted(raw, parse_mode, entities)
    if not formatted.text:
        raise bad_request("text must be non-empty")
    if utf16_length(formatted.text) > LONGEST_TEXT:
        raise bad_request("MESSAGE_TOO_LONG" if is_edit else "message is too long")
    return Wording(raw, formatted)


def caption_text(raw: str, parse_mode: str, entities: object, *, is_sent_alone: bool = True) -> Wording:
    """The caption of a file; empty when there is none.

    Args:
        raw: The argument ``caption``.
        parse_mode: The argument; empty without markup.
        entities: The argument ``caption_entities`` as JSON; None without.
        is_sent_alone: Whether it goes out with one file; of an album or an edit Telegram speaks in other words.

    Raises:
        Refused: When it is too long or cannot be read.

    """
    formatted = _formatted(raw, parse_mode, entities)
    if utf16_length(formatted.text) > LONGEST_CAPTION:
        raise bad_request("message caption is too long" if is_sent_alone else "MEDIA_CAPTION_TOO_LONG")
    return Wording(raw, formatted)


def _formatted(raw: str, parse_mode: str, entities: object) -> Formatted:
    try:
        size = len(raw.encode())
    except UnicodeEncodeError:
        raise bad_request("strings must be encoded in UTF-8") from None
    if size > LARGEST_MARKUP:
        raise bad_request("text is too long")
    mode = parse_mode.lower()
    if mode in ("", "none"):
        given = entities if isinstance(entities, list) else []
        return settled(Formatted(raw, _read_entities(given)))
    if mode != "html":
        raise bad_request("unsupported parse_mode")
    try:
        return settled(parse(raw))
    except CannotParse as error:
        raise bad_request(f"can't parse entities: {error}") from error


def _read_entities(given: Sequence[object]) -> tuple[Entity, ...]:
    read = []
    for item in given:
        if not isinstance(item, Mapping):
            raise bad_request("can't parse MessageEntity: expected an Object")
        name, offset, length = item.get("type"), item.get("offset"), item.get("length")
        if not isinstance(name, str) or not isinstance(offset, int) or not isinstance(length, int):
            raise bad_request("can't parse MessageEntity: Type is not specified")
        details = {key: value for key, value in item.items() if key not in ("type", "offset", "length")}
        if name not in _FOUND_BY_TELEGRAM:
            read.append(Entity(type=name, offset=offset, length=length, details=details))
    return tuple(read)
