"""Counts that others published, and what each may have meant: the days it may be of and the true counts it allows."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from growth.count import Count
from growth.platform import Metric
from growth.span import Span

ALL: Final = "all"
"""In place of a platform: one number for every account of an agency together."""

_DATE = re.compile(r"\d{4}(-\d{2}){0,2}", re.ASCII)
_APPROX_SHARE: Final = 0.1
"""How far from the truth "more than", "almost" or "about" may lie, as a share; our own reading of such words."""

_FEWEST_FIGURES: Final = 2
"""A round number is taken to mean two figures at least: "1,000,000" is no statement about millions alone."""


class Method(StrEnum):
    """How a figure came to be known."""

    MEASURED = "measured"
    """Read from the platform by Marsad."""
    PUBLISHED = "published"
    """Printed by the agency or the press."""
    IMPORTED = "imported"
    """Measured by somebody else and handed over in a file."""


class Precision(StrEnum):
    """How exactly a fact is dated."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"

    def written(self, day: date) -> str:
        """A day as far as it is known (ISO 8601): ``2019-02-15``, ``2019-02`` or ``2019``."""
        return day.isoformat()[: {Precision.DAY: 10, Precision.MONTH: 7, Precision.YEAR: 4}[self]]

    def days(self, day: date) -> tuple[date, date]:
        """The days a date of this precision may mean, as ``[first, after the last)``; ``day`` is any of them."""
        match self:
            case Precision.DAY:
                return day, day + timedelta(days=1)
            case Precision.MONTH:
                first = day.replace(day=1)
                return first, Span(months=1).after(first)
            case Precision.YEAR:
                return date(day.year, 1, 1), date(day.year + 1, 1, 1)


class Rounding(StrEnum):
    """How exactly a source gives a number."""

    EXACT = "exact"
    ROUNDED = "rounded"
    """A round number, which the source does not soften."""
    APPROX = "approx"
    """The source says "more than", "almost" or the like."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A count that can be quoted: how it came to be known, how exact it is, from where and when.

    Attributes:
        metric: The counter.
        count: The count, with the platform's rounding where it was read.
        method: How it came to be known.
        day: The day it is of, or the first of its month or year.
        precision: How exactly it is dated.
        at: When it was read (UTC); None for a published one.
        rounding: How exactly its source gives it; exact unless it was published.
        source: Where it was published or who measured it; None for what Marsad measured itself.

    """

    metric: Metric
    count: Count
    method: Method
    day: date
    precision: Precision = Precision.DAY
    at: datetime | None = None
    rounding: Rounding = Rounding.EXACT
    source: str | None = None

    @property
    def written_day(self) -> str:
        """The day as far as it is known, as ``dated`` reads it."""
        return self.precision.written(self.day)


@dataclass(frozen=True, slots=True)
class PublishedFigure:
    """A count as somebody published it; never a measurement.

    Attributes:
        agency: The agency's id.
        platform: The platform, or ``ALL`` for a sum over several.
        metric: The counter.
        day: The day it speaks of; the first of the month or year where ``precision`` says no more.
        precision: How exactly it is dated.
        value: The count.
        rounding: How exact the value is.
        source: Where it was published: an address or a title.
        quote_language: ISO 639-1 code of the publication's language; None when not said.
        note: Anything a reader must know beside it; None when there is nothing.
        handle: Which of the agency's accounts there, without ``@``; empty where it has one only.

    """

    agency: str
    platform: str
    metric: Metric
    day: date
    precision: Precision
    value: int
    rounding: Rounding
    source: str
    quote_language: str | None = None
    note: str | None = None
    handle: str = ""

    @property
    def days(self) -> tuple[date, date]:
        """The days it may be of, as ``[first, after the last)``."""
        return self.precision.days(self.day)

    @property
    def quotable(self) -> Figure:
        """The same as every figure is quoted."""
        count = Count(self.value)
        return Figure(
            self.metric, count, Method.PUBLISHED, self.day, self.precision, rounding=self.rounding, source=self.source
        )

    @property
    def allowed(self) -> tuple[int, int]:
        """The smallest and the largest true count it can stand for, both included.

        An exact figure stands for itself. A round number may have been rounded either way by the step its zeros show;
        one said to be about, above or almost so much may lie off by another tenth.
        """
        if self.rounding is Rounding.EXACT:
            return self.value, self.value
        slack = _step(self.value)
        if self.rounding is Rounding.APPROX:
            slack += round(self.value * _APPROX_SHARE)
        return max(self.value - slack, 0), self.value + slack


def dated(text: str) -> tuple[date, Precision]:
    """A date with a day, a month or a year at the end (ISO 8601), as its first day, and which of them it is.

    Raises:
        ValueError: If it is none.

    """
    if _DATE.fullmatch(text) is None:
        raise ValueError(f"{text[:40]!r} is no date; write it as 2019-02-15, 2019-02 or 2019")
    try:
        day = date.fromisoformat((text + "-01-01")[:10])
    except ValueError as error:
        raise ValueError(f"{text!r} is no date; {error}") from error
    return day, (Precision.YEAR, Precision.MONTH, Precision.DAY)[text.count("-")]


def _step(value: int) -> int:
    """The step a round number shows by its zeros; at least two figures count as meant."""
    digits = str(value)
    zeros = len(digits) - len(digits.rstrip("0"))
    return int(10 ** max(min(zeros, len(digits) - _FEWEST_FIGURES), 0))
