"""Formatted text as Telegram keeps it: plain text and entities over UTF-16 offsets.

Source: https://core.telegram.org/bots/api#messageentity and the nesting rules of
https://core.telegram.org/bots/api#formatting-options.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

MOST_ENTITIES: Final = 100
"""Entities of a message that are shown; Telegram drops the others without a word."""

STYLES: Final = frozenset({"bold", "italic", "underline", "strikethrough", "spoiler"})
"""May contain and be part of any other entity, except ``pre`` and ``code``."""

QUOTES: Final = frozenset({"blockquote", "expandable_blockquote"})
"""May contain any other entity, but not each other."""

LITERALS: Final = frozenset({"pre", "code"})
"""Contain nothing and are part of nothing but a quote."""

_ORDER: Final = (
    *("blockquote", "expandable_blockquote", "pre", "code", "text_mention", "text_link"),
    *("bold", "italic", "underline", "strikethrough", "spoiler", "custom_emoji"),
)
_REMOVED: Final = frozenset("\r\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u0333\u033f\u030a")
"""Characters Telegram takes out of every text: embedding bidi controls among them, isolates not."""


def utf16_length(text: str) -> int:
    """The length of ``text`` in UTF-16 code units, in which Telegram counts offsets and limits."""
    return len(text) + sum(character > "\uffff" for character in text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A stretch of formatted text.

    Attributes:
        type: The Bot API's name for it, such as ``bold``.
        offset: Where it starts, in UTF-16 code units.
        length: How long it is, in UTF-16 code units.
        details: The type's own fields as the Bot API names them (``url``, ``language``); empty for most.

    """

    type: str
    offset: int
    length: int
    details: Mapping[str, object] = field(default_factory=dict)

    @property
    def end(self) -> int:
        """Where it ends, exclusive, in UTF-16 code units."""
        return self.offset + self.length

    def as_json(self) -> dict[str, object]:
        """The Bot API's ``MessageEntity``."""
        return {"type": self.type, "offset": self.offset, "length": self.length, **self.details}


@dataclass(frozen=True, slots=True)
class Formatted:
    """A text and its entities.

    Attributes:
        text: The text without markup.
        entities: In Telegram's order: by offset, the longest first.
        warnings: What Telegram lets pass or drops without a word, and its documentation does not allow.

    """

    text: str = ""
    entities: tuple[Entity, ...] = ()
    warnings: tuple[str, ...] = ()


def settled(formatted: Formatted) -> Formatted:
    """The text as Telegram delivers it: control characters replaced, ends trimmed, entities made to nest, 100 kept."""
    clean = _trimmed(_without_controls(formatted))
    entities, warnings = _nested(clean.entities)
    if len(entities) > MOST_ENTITIES:
        warnings = (*warnings, f"{len(entities) - MOST_ENTITIES} entities past the first {MOST_ENTITIES} are dropped")
    return Formatted(clean.text, entities[:MOST_ENTITIES], formatted.warnings + warnings)


def in_order(entities: Iterable[Entity]) -> tuple[Entity, ...]:
    """Entities in Telegram's order: by offset, the longest first, containers before what they contain."""
    return tuple(sorted(entities, key=lambda entity: (entity.offset, -entity.length, _rank(entity.type))))


def _rank(name: str) -> int:
    return _ORDER.index(name) if name in _ORDER else len(_ORDER)


def _without_controls(formatted: Formatted) -> Formatted:
    if not any(character in _REMOVED or character < " " for character in formatted.text):
        return formatted
    kept: list[str] = []
    place, lost = 0, []
    for character in formatted.text:
        if character in _REMOVED:
            lost.append(place)
        else:
            kept.append(" " if character < " " and character != "\n" else character)
        place += utf16_length(character)
    return replace(formatted, text="".join(kept), entities=_shifted(formatted.entities, lost))


def _shifted(entities: Sequence[Entity], lost: Sequence[int]) -> tuple[Entity, ...]:
    """Entities after the code units at the offsets ``lost`` are gone."""
    moved = []
    for entity in entities:
        before = sum(place < entity.offset for place in lost)
        inside = sum(entity.offset <= place < entity.end for place in lost)
        moved.append(replace(entity, offset=entity.offset - before, length=entity.length - inside))
    return tuple(moved)


def _trimmed(formatted: Formatted) -> Formatted:
    """Without white space at the ends, and without entities that cover nothing but white space."""
    right = formatted.text.rstrip(" \n")
    text = right.lstrip(" \n")
    cut = len(right) - len(text)
    units = formatted.text.encode("utf-16-le")
    kept = []
    for entity in formatted.entities:
        start, end = max(entity.offset - cut, 0), min(entity.end - cut, utf16_length(text))
        covered = units[2 * entity.offset : 2 * entity.end].decode("utf-16-le", "replace")
        if start < end and covered.strip(" \n"):
            kept.append(replace(entity, offset=start, length=end - start))
    return replace(formatted, text=text, entities=tuple(kept))


def _nested(entities: Sequence[Entity]) -> tuple[tuple[Entity, ...], tuple[str, ...]]:
    """Entities that keep the documented nesting rules, and a word on each that did not."""
    ordered = in_order(entities)
    quotes, nested = _apart(entity for entity in ordered if entity.type in QUOTES)
    others, shared = _apart(entity for entity in ordered if entity.type not in QUOTES | STYLES)
    styles = [entity for entity in ordered if entity.type in STYLES]
    cut = [piece for style in styles for piece in _around(style, others)]
    warnings = [f"{entity.type} inside another entity is dropped" for entity in (*nested, *shared)]
    if cut != styles:
        warnings.append("a style over code or pre is cut")
    return in_order([*quotes, *others, *_joined(cut)]), tuple(warnings)


def _apart(ordered: Iterable[Entity]) -> tuple[list[Entity], list[Entity]]:
    """Entities that share no text with one before them, and those that do."""
    kept: list[Entity] = []
    dropped: list[Entity] = []
    for entity in ordered:
        (dropped if kept and entity.offset < kept[-1].end else kept).append(entity)
    return kept, dropped


def _around(style: Entity, others: Sequence[Entity]) -> tuple[Entity, ...]:
    """What is left of a style outside ``code`` and ``pre``."""
    pieces, start = [], style.offset
    for literal in others:
        if literal.type not in LITERALS or literal.end <= start or literal.offset >= style.end:
            continue
        pieces.append(replace(style, offset=start, length=literal.offset - start))
        start = literal.end
    pieces.append(replace(style, offset=start, length=style.end - start))
    return tuple(piece for piece in pieces if piece.length > 0)


def _joined(styles: Sequence[Entity]) -> tuple[Entity, ...]:
    """Styles with those of one type that touch or overlap made one."""
    joined: dict[str, list[Entity]] = {}
    for style in in_order(styles):
        same = joined.setdefault(style.type, [])
        if same and style.offset <= same[-1].end:
            same[-1] = replace(same[-1], length=max(same[-1].end, style.end) - same[-1].offset)
        else:
            same.append(style)
    return tuple(style for same in joined.values() for style in same)
