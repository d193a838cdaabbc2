"""One table of a fact file, read key by key; every refusal names the file, the entry and the fix."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from growth.figure import Precision
from growth.figure import dated as date_of
from growth.platform import BUILT_IN, Platform

Choice = TypeVar("Choice", bound=StrEnum)

_ADDRESS = re.compile(r"https?://[^\s/]+\.[^\s/]+(/\S*)?")
_LANGUAGE = re.compile(r"[a-z]{2}")


class SeedError(Exception):
    """A fact file holds something that cannot be meant."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One table of a file.

    Attributes:
        place: Where it stands, for messages: the file, the table and its number or id.
        table: The table as TOML gives it.
        gathered: The day the file was gathered; no fact in it can be younger.

    """

    place: str
    table: Mapping[str, object]
    gathered: date

    def error(self, problem: str) -> SeedError:
        """The refusal to raise: ``problem`` says what is wrong and how to mend it."""
        return SeedError(f"{self.place}: {problem}")

    def allow(self, *keys: str) -> None:
        """Refuse any other key."""
        unknown = sorted(set(self.table) - set(keys))
        if unknown:
            raise self.error(f"unknown key {unknown[0]}; the keys here are {', '.join(keys)}")

    def text(self, key: str) -> str:
        """The text under ``key``, which must be there and not blank."""
        value = self.table.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.error(f"{key} must be a text that is not blank, not {value!r}")
        return value

    def optional_text(self, key: str) -> str | None:
        """The text under ``key``; None when the key is absent. A blank text is refused."""
        return self.text(key) if key in self.table else None

    def number(self, key: str) -> int:
        """The whole number under ``key``, at least 0."""
        value = self.table.get(key)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise self.error(f"{key} must be a whole number, 0 or more, not {value!r}")
        return value

    def optional_number(self, key: str) -> int | None:
        """The whole number under ``key``, at least 0; None when the key is absent."""
        return self.number(key) if key in self.table else None

    def day(self, key: str) -> date:
        """The day under ``key``, written as a TOML date and not after ``gathered``."""
        value = self.table.get(key)
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.error(f"{key} must be a day without quotes, such as 2019-02-15, not {value!r}")
        return self._past(key, value)

    def optional_day(self, key: str) -> date | None:
        """The day under ``key``; None when the key is absent."""
        return self.day(key) if key in self.table else None

    def dated(self, key: str) -> tuple[date, Precision]:
        """The date under ``key`` as ISO 8601 with a day, a month or a year at the end, and which of them it is.

        A month or a year is given as its first day.
        """
        text = self.text(key)
        try:
            day, precision = date_of(text)
        except ValueError as error:
            raise self.error(f'{key} must be a date such as "2019-02-15", "2019-02" or "2019", not {text!r}') from error
        return self._past(key, day), precision

    def _past(self, key: str, day: date) -> date:
        if day > self.gathered:
            raise self.error(
                f"{key} {day} is after {self.gathered}, the day the file was gathered; correct one of them"
            )
        return day

    def choice(self, key: str, kind: type[Choice]) -> Choice:
        """The member of ``kind`` that ``key`` names."""
        text = self.text(key)
        if text not in list(kind):
            raise self.error(f"{key} {text!r} is not known; write one of {', '.join(kind)}")
        return kind(text)

    def platform(self, key: str, *, also: Iterable[str] = ()) -> Platform:
        """The platform that ``key`` names; ``also`` are further words allowed there."""
        text = self.text(key)
        known = (*BUILT_IN, *also)
        if text not in known:
            raise self.error(f"{key} {text!r} is not known; write one of {', '.join(known)}")
        return Platform(text)

    def platforms(self, key: str) -> tuple[Platform, ...]:
        """The platforms listed under ``key``; empty when the key is absent."""
        value = self.table.get(key, [])
        if not isinstance(value, list) or any(value.count(name) > 1 or name not in BUILT_IN for name in value):
            raise self.error(f"{key} must list platforms, each once, out of {', '.join(BUILT_IN)}, not {value!r}")
        return tuple(Platform(name) for name in value)

    def language(self, key: str) -> str:
        """The ISO 639-1 code under ``key``."""
        text = self.text(key)
        if _LANGUAGE.fullmatch(text) is None:
            raise self.error(f"{key} must be a language's two small letters, such as ar, not {text!r}")
        return text

    def source(self, key: str = "source") -> str:
        """An http(s) address, or a citation in words; every fact has one."""
        text = self.text(key)
        is_address = _ADDRESS.fullmatch(text) is not None
        is_citation = " " in text.strip() and "://" not in text
        if not is_address and not is_citation:
            raise self.error(f"{key} {text!r} is neither a web address without spaces nor a citation in words")
        return text

    def tables(self, key: str) -> tuple["Entry", ...]:
        """The tables under ``[[... .key]]``, numbered from 1; empty when there are none."""
        value = self.table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(table, dict) for table in value):
            raise self.error(f"{key} must be tables; write each under a [[...{key}]] header")
        return tuple(Entry(f"{self.place}, {key} {n}", table, self.gathered) for n, table in enumerate(value, start=1))
