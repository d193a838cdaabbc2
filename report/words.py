"""The words people read, in Arabic, French and English, and the numbers and dates between them.

One TOML file a language holds every sentence; this module looks them up, chooses plurals, writes numbers and dates as
the reader's region does, and makes every inserted value safe: cleaned, escaped and isolated. A key is the path of
tables to an entry, joined by dots (``alert.milestone.title``). An entry is a text, or a table of texts by CLDR plural
category, of which the value ``n`` chooses one. Source: https://cldr.unicode.org/index/cldr-spec/plural-rules.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_DOWN, Decimal
from functools import cache
from importlib import resources
from typing import Final, assert_never
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time
from babel.numbers import format_decimal, format_percent

from growth.count import Count
from growth.figure import Precision
from report.telegram_html import Html, clean_name, escape, isolated

LANGUAGES: Final = ("ar", "fr", "en")
"""The languages there are words for."""

PLURAL_CATEGORIES: Final = ("zero", "one", "two", "few", "many", "other")
"""CLDR's plural categories; a language uses some of them, always ``other``."""

Value = str | int | Count | date | Html
"""What a text may be filled with. A plain ``str`` is taken to be hostile; a ``datetime`` needs ``Words.instant``."""

Entry = str | Mapping[str, str]

_WORLD_ENGLISH: Final = "en_150"
"""Day before month and a clock of 24 hours: English as an office outside the United States writes it."""

_FINE_BELOW: Final = 0.01
_MINUTES_OF_HOUR: Final = 60
_HOURS_OF_TWO_DAYS: Final = 48
_MINUS: Final = "\u2212"


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """Everything said in one language to one region.

    Attributes:
        language: ``ar``, ``fr`` or ``en``.
        locale: Whose numbers, dates and plurals are used.
        entries: The texts by key.

    """

    language: str
    locale: Locale
    entries: Mapping[str, Entry]

    @property
    def is_right_to_left(self) -> bool:
        """Whether the language is written from right to left."""
        return self.locale.text_direction == "rtl"

    def has(self, key: str) -> bool:
        """Whether there is a text for ``key``."""
        return key in self.entries

    def say(self, key: str, **values: Value) -> Html:
        """The text of ``key`` with its placeholders filled, as valid Telegram HTML.

        Every value is isolated from the direction of the text around it; a plain ``str`` is cleaned and escaped. A
        plural entry is chosen by the value named ``n``, an integer or a count.

        Raises:
            KeyError: If there is no such key, or a placeholder has no value.

        """
        entry = self.entries[key]
        template = entry if isinstance(entry, str) else entry[self._category(values["n"])]
        return Html(template.format_map({name: isolated(self._shown(value)) for name, value in values.items()}))

    def name_of(self, kind: str, name: str) -> Html:
        """What people call ``name``, one of the ``kind`` of things the files list; ``name`` itself if they do not."""
        key = f"{kind}.{name}"
        return self.say(key) if self.has(key) else escape(clean_name(name))

    def number(self, number: int) -> Html:
        """A whole number with the region's grouping."""
        return escape(format_decimal(number, locale=self.locale).replace("-", _MINUS))

    def decimal(self, number: float) -> Html:
        """A number that need not be whole, with the region's separators and every digit it has, six at most."""
        return escape(format_decimal(number, format="#,##0.######", locale=self.locale).replace("-", _MINUS))

    def signed(self, number: int) -> Html:
        """A whole number with its sign; zero has none."""
        text = format_decimal(number, format="+#,##0;-#,##0" if number else "0", locale=self.locale)
        return escape(text.replace("-", _MINUS))

    def percent(self, share: float) -> Html:
        """A share (1 is the whole) as a percentage of at most one decimal, two below one per cent.

        What is not yet the whole is never rounded up to it.
        """
        return escape(self._percent(self._told(share)))

    def signed_percent(self, share: float) -> Html:
        """The same with its sign; what rounds to zero has none."""
        told = self._told(share)
        return escape(f"+{self._percent(told)}" if told > 0 else self._percent(told))

    def count(self, count: Count) -> Html:
        """A count as published; one that the platform rounded down is said to be at least that."""
        number = self.number(count.value)
        return number if count.resolution == 1 else self.say("count.rounded", value=number)

    def counted(self, metric: str, count: int | Count) -> Html:
        """A count with the thing counted, such as "3 followers"; ``metric`` names the counter."""
        return self.say(f"counted.{metric}", n=count)

    def day(self, day: date) -> Html:
        """A date with the month's name in full."""
        return self._dated(day, self.locale.date_formats["long"].pattern)

    def day_of_year(self, day: date) -> Html:
        """The same without the year."""
        return self._dated(day, self.locale.datetime_skeletons["MMMMd"].pattern)

    def month(self, day: date) -> Html:
        """The name of a day's month."""
        return escape(format_date(day, "LLLL", locale=self.locale))

    def year(self, day: date) -> Html:
        """A day's year."""
        return escape(format_date(day, "y", locale=self.locale))

    def dated(self, day: date, precision: Precision) -> Html:
        """A date as exactly as it is known: its day, its month or its year."""
        match precision:
            case Precision.DAY:
                return self.day(day)
            case Precision.MONTH:
                return escape(format_skeleton("yMMMM", day, locale=self.locale))
            case Precision.YEAR:
                return self.year(day)

    def days(self, first: date, last: date) -> Html:
        """A range of days, both included, that says month and year no oftener than needed."""
        if (first.year, first.month) == (last.year, last.month):
            return self.say("date.range_in_month", first=self._dated(first, "d"), last=self.day(last))
        start = self.day_of_year(first) if first.year == last.year else self.day(first)
        return self.say("date.range", first=start, last=self.day(last))

    def span(self, span: timedelta) -> Html:
        """A length of time in the largest whole unit that says something: minutes, hours, or days from two days on."""
        minutes = round(abs(span) / timedelta(minutes=1))
        if minutes < _MINUTES_OF_HOUR:
            return self.counted("minutes", minutes)
        hours = round(minutes / _MINUTES_OF_HOUR)
        return self.counted("hours", hours) if hours < _HOURS_OF_TWO_DAYS else self.counted("days", round(hours / 24))

    def weekday(self, weekday: int) -> Html:
        """The name of a weekday; Monday is 0."""
        return escape(self.locale.days["stand-alone"]["wide"][weekday])

    def time(self, instant: datetime, zone: ZoneInfo) -> Html:
        """The time of day in ``zone``."""
        return escape(format_time(instant, "short", tzinfo=zone, locale=self.locale))

    def instant(self, instant: datetime, zone: ZoneInfo) -> Html:
        """Date and time of day in ``zone``."""
        day = self.day(instant.astimezone(zone).date())
        return self.say("date.instant", day=day, time=self.time(instant, zone))

    def _shown(self, value: Value) -> Html:
        match value:
            case Html():
                return value
            case str():
                return escape(clean_name(value))
            case int():
                return self.number(value)
            case Count():
                return self.count(value)
            case datetime():
                raise TypeError("an instant is shown in a zone: give Words.instant's answer instead")
            case date():
                return self.day(value)
        assert_never(value)

    def _category(self, value: Value) -> str:
        number = value.value if isinstance(value, Count) else value
        if not isinstance(number, int):
            raise TypeError(f"a plural is chosen by a whole number, not by {number!r}")
        return self.locale.plural_form(abs(number))

    def _told(self, share: float) -> Decimal:
        """A share as exactly as it is worth telling; never minus zero."""
        step = Decimal("0.001") if abs(share) >= _FINE_BELOW else Decimal("0.0001")
        exact = Decimal(repr(float(share)))
        rounded = exact.quantize(step)
        return (exact.quantize(step, ROUND_DOWN) if share < 1 <= rounded else rounded) + 0

    def _percent(self, share: Decimal) -> str:
        pattern = self.locale.percent_formats[None].pattern.replace("0", "0.##")
        return format_percent(share, format=pattern, locale=self.locale).replace("-", _MINUS)

    def _dated(self, day: date, pattern: str) -> Html:
        """``day`` by a CLDR pattern, with the language's own way to write the first of a month."""
        first = self.entries["date.first_of_month"]
        named = pattern.replace("d", f"'{first}'", 1) if day.day == 1 else pattern
        return escape(format_date(day, named, locale=self.locale))


@cache
def words_for(language: str, region: str = "MA") -> Words:
    """The words of a language, with the numbers and dates of a region.

    Args:
        language: ``ar``, ``fr`` or ``en``.
        region: Two letters of ISO 3166. A pair CLDR does not know, such as English in Morocco, is written as the
            language is elsewhere in the world.

    Raises:
        ValueError: If there are no words in that language.

    """
    if language not in LANGUAGES:
        raise ValueError(f"{language!r} is not a language Marsad speaks: choose one of {', '.join(LANGUAGES)}")
    return Words(language=language, locale=_locale(language, region), entries=entries(language))


@cache
def entries(language: str) -> Mapping[str, Entry]:
    """Every text of a language by key, in the order of its file."""
    file = resources.files("report").joinpath("words", f"{language}.toml")
    return dict(_flat(tomllib.loads(file.read_text("utf-8")), ""))


def _locale(language: str, region: str) -> Locale:
    try:
        return Locale.parse(f"{language}_{region.upper()}")
    except (UnknownLocaleError, ValueError):
        return Locale.parse(_WORLD_ENGLISH if language == "en" else language)


def _flat(table: Mapping[str, object], prefix: str) -> Iterator[tuple[str, Entry]]:
    """The entries below a table, keyed by their path."""
    for name, value in table.items():
        match value:
            case str():
                yield f"{prefix}{name}", value
            case dict() if "other" in value:
                yield f"{prefix}{name}", {category: str(text) for category, text in value.items()}
            case dict():
                yield from _flat(value, f"{prefix}{name}.")
