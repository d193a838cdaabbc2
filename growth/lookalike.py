"""Handles that could be taken for an agency's: what an impersonator would register."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest
from typing import Final

from growth.platform import (
    BLUESKY,
    FACEBOOK,
    INSTAGRAM,
    MASTODON,
    TELEGRAM,
    THREADS,
    TIKTOK,
    YOUTUBE,
    Platform,
    X,
)


class Trick(StrEnum):
    """How a handle comes to resemble another one."""

    SAME = "same"
    """The agency's own handle, on a platform where it has another one or none."""
    SEPARATORS = "separators"
    AFFIX = "affix"
    """A word that promises to be official."""
    LETTERS = "letters"
    """Letters that look alike."""
    TRANSLITERATION = "transliteration"
    """Another way to write the Arabic in Latin letters."""


@dataclass(frozen=True, slots=True)
class Lookalike:
    """A handle to watch.

    Attributes:
        handle: The handle, as the platform allows it.
        resembles: The agency's handle or name that it resembles.
        trick: How.

    """

    handle: str
    resembles: str
    trick: Trick


MOST: Final = 120
"""Lookalikes listed a platform: the likeliest; every one may be a request."""

_FORMS: Final[Mapping[Platform, re.Pattern[str]]] = {
    X: re.compile(r"[a-z0-9_]{4,15}"),
    FACEBOOK: re.compile(r"[a-z0-9.]{5,50}"),
    INSTAGRAM: re.compile(r"[a-z0-9._]{1,30}"),
    THREADS: re.compile(r"[a-z0-9._]{1,30}"),
    TELEGRAM: re.compile(r"[a-z][a-z0-9_]{3,30}[a-z0-9]"),
    TIKTOK: re.compile(r"[a-z0-9_.]{2,23}[a-z0-9_]"),
    YOUTUBE: re.compile(r"[\w.-]{3,30}"),
    BLUESKY: re.compile(r"[a-z0-9](?:[a-z0-9-]{1,16}[a-z0-9])"),
    MASTODON: re.compile(r"[a-z0-9_]{1,30}"),
}
"""What the platforms let people register, in lower case: none of them tells handles apart by case."""

_WORDS: Final = ("official", "officiel", "rasmi", "real", "the", "page", "news", "info", "tv", "support", "contact")
"""What impersonators put before or behind a name; ``rasmi`` is the Arabic for official."""

_ALIKE: Final = (
    *(("o", "0"), ("l", "1"), ("i", "l"), ("i", "1"), ("l", "i"), ("m", "rn"), ("rn", "m")),
    *(("w", "vv"), ("d", "cl"), ("s", "5"), ("g", "9"), ("b", "8"), ("e", "3"), ("a", "4"), ("z", "2")),
)
"""What looks alike among the letters that every platform allows: 0 and O, 1, I and l, m and rn are confusable by the
table of UTS 39 (https://www.unicode.org/Public/security/latest/confusables.txt), the others by people's habit."""

_CYRILLIC: Final[Mapping[str, str]] = {
    letter: chr(code)
    for letter, code in {
        "a": 0x430,
        "c": 0x441,
        "e": 0x435,
        "i": 0x456,
        "j": 0x458,
        "o": 0x43E,
        "p": 0x440,
        "s": 0x455,
        "x": 0x445,
        "y": 0x443,
        "h": 0x4BB,
        "d": 0x501,
    }.items()
}
"""The Cyrillic letters that the same table holds for the same as Latin ones; YouTube lets them into handles."""

_ROMANISED: Final = (
    *(("ch", "sh"), ("sh", "ch"), ("ou", "u"), ("u", "ou"), ("oo", "u"), ("w", "ou"), ("dj", "j"), ("j", "dj")),
    *(("kh", "5"), ("h", "7"), ("q", "k"), ("k", "q"), ("q", "9"), ("a", "3"), ("gh", "8"), ("iy", "i"), ("aa", "a")),
    *(("i", "e"), ("al", "el"), ("el", "al"), ("y", "i"), ("ee", "i")),
)
"""The same Arabic sound in the French, the English and the chat's way of writing it."""

_ARABIC: Final = {
    **dict(
        zip(
            "ابتجحخدذرزسشصضطظعغفقكلمنهوي",
            [
                *(
                    "a",
                    "b",
                    "t",
                    "j",
                    "h",
                    "kh",
                    "d",
                    "dh",
                    "r",
                    "z",
                    "s",
                    "ch",
                    "s",
                    "d",
                    "t",
                    "z",
                    "a",
                    "gh",
                    "f",
                    "q",
                ),
                *("k", "l", "m", "n", "h", "ou", "i"),
            ],
            strict=True,
        )
    ),
    **dict.fromkeys("أإآى", "a"),
    "ث": "th",
    "ة": "a",
    "ؤ": "ou",
    "ئ": "i",
    "ء": "",
}
"""Arabic letters without their marks, as ALA-LC romanises them, with the French digraphs of the Maghreb."""

_SHORTEST_STEM: Final = 3
"""Letters of a first word that still says whose handle it is."""

_SEPARATORS: Final = ("", "_", ".", "-")


def lookalikes(
    platform: Platform,
    *,
    own: Sequence[str],
    elsewhere: Sequence[str] = (),
    arabic: Sequence[str] = (),
    country: str | None = None,
) -> tuple[Lookalike, ...]:
    """The handles to watch on a platform, every trick in turn, each once; at most ``MOST``.

    Args:
        platform: Where.
        own: The agency's handles there.
        elsewhere: Its handles on other platforms.
        arabic: Its names in Arabic.
        country: Its ISO 3166-1 alpha-2 code; None when it has none.

    """
    form = _FORMS.get(platform)
    if form is None:
        return ()
    mine = {_name(handle) for handle in own}
    bases = list(dict.fromkeys(_name(handle) for handle in (*own, *elsewhere)))
    tricks = (
        (Lookalike(base, base, Trick.SAME) for base in bases),
        _of(bases, Trick.SEPARATORS, _separated),
        _of(bases, Trick.AFFIX, lambda base: _affixed(base, country)),
        _of(bases, Trick.LETTERS, lambda base: _swapped(base, _ALIKE)),
        _of(bases, Trick.LETTERS, _in_cyrillic),
        _of(bases, Trick.TRANSLITERATION, lambda base: _swapped(base, _ROMANISED)),
        _of(arabic, Trick.TRANSLITERATION, _romanised),
    )
    made = (one for in_turn in zip_longest(*tricks) for one in in_turn if one is not None)
    found: dict[str, Lookalike] = {}
    for one in made:
        if one.handle not in mine and form.fullmatch(one.handle):
            found.setdefault(one.handle, one)
    domain = _domain(platform, own)
    return tuple(Lookalike(one.handle + domain, one.resembles, one.trick) for one in list(found.values())[:MOST])


def _name(handle: str) -> str:
    """The part of a handle that says who: without the domain of Mastodon or Bluesky."""
    name = handle.casefold().removeprefix("@").partition("@")[0]
    return name.partition(".")[0] if name.count(".") and re.search(r"\.[a-z]{2,}$", name) else name


def _domain(platform: Platform, own: Sequence[str]) -> str:
    if platform == BLUESKY:
        return ".bsky.social"
    if platform == MASTODON:
        return "@" + next((handle.partition("@")[2] for handle in own if "@" in handle), "mastodon.social")
    return ""


def _of(bases: Sequence[str], trick: Trick, make: Callable[[str], Iterator[str]]) -> Iterator[Lookalike]:
    return (Lookalike(handle, base, trick) for base in bases for handle in make(base))


def _separated(base: str) -> Iterator[str]:
    """The words of a handle joined in every other way, and one more separator at its ends."""
    words = re.findall(r"[^\W_]+", base)
    for separator in _SEPARATORS:
        yield separator.join(words)
    yield from (f"{base}_", f"_{base}", f"__{base}", base.replace("_", "__"))


def _affixed(base: str, country: str | None) -> Iterator[str]:
    """An official-sounding word at either end: of the handle, of its letters alone, of its first word, an acronym."""
    parts = re.findall(r"[^\W_]+", base)
    stems = dict.fromkeys((base, "".join(parts), *(part for part in parts[:1] if len(part) >= _SHORTEST_STEM)))
    for word in (*_WORDS[:3], *([country.casefold()] if country else []), *_WORDS[3:]):
        for stem in stems:
            yield from (f"{stem}{separator}{word}" for separator in ("_", "", ".", "-"))
            yield from (f"{word}{separator}{stem}" for separator in ("_", ""))


def _swapped(base: str, pairs: Sequence[tuple[str, str]]) -> Iterator[str]:
    """One sound or letter at a time, everywhere; then each place alone."""
    for letter, other in pairs:
        if letter in base:
            yield base.replace(letter, other)
    for letter, other in pairs:
        for match in list(re.finditer(re.escape(letter), base))[:4]:
            yield base[: match.start()] + other + base[match.end() :]


def _in_cyrillic(base: str) -> Iterator[str]:
    for letter, other in _CYRILLIC.items():
        if letter in base:
            yield base.replace(letter, other)
    yield "".join(_CYRILLIC.get(letter, letter) for letter in base)


def _romanised(name: str) -> Iterator[str]:
    """An Arabic name in Latin letters, its words joined in the ways of handles, with and without the article."""
    words = ["".join(_ARABIC.get(letter, "") for letter in re.sub(r"^(?:لل|ال)", "", word)) for word in name.split()]
    whole = [word for word in words if word]
    for joint in ("", "_", "."):
        yield joint.join(whole)
        yield joint.join(f"al{word}" for word in whole)
