"""Dated facts about agencies: counts that they or the press published, and what happened when."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from growth import figure
from growth.figure import Precision, Rounding
from growth.platform import Metric, Platform

__all__ = ["ALL", "EventKind", "Precision", "Rounding", "SeedEvent", "SeedFigure"]

ALL: Final = Platform(figure.ALL)
"""Stands for every account of an agency together, where a source gives one number for them all."""


class EventKind(StrEnum):
    """What happened, or what was counted."""

    NO_ACCOUNT_STATEMENT = "no_account_statement"
    """The agency said that it has no account."""
    ACCOUNT_CREATED = "account_created"
    """The account was registered, before it was announced."""
    LAUNCH = "launch"
    """The account was opened to the public."""
    LEFT_PLATFORM = "left_platform"
    """The agency stopped using its account."""
    POSTS_IN_YEAR = "posts_in_year"
    STAFF_TOTAL = "staff_total"
    STAFF_WOMEN = "staff_women"

    @property
    def is_counted(self) -> bool:
        """Whether such an event carries a number."""
        return self in {EventKind.POSTS_IN_YEAR, EventKind.STAFF_TOTAL, EventKind.STAFF_WOMEN}


@dataclass(frozen=True, slots=True)
class SeedFigure:
    """A count as somebody published it; never a measurement.

    Attributes:
        agency: The agency's id.
        platform: Where the count was; ``ALL`` for one number over several accounts.
        handle: Which account, where the agency has several there; None where it has one, or none in the catalogue.
        metric: What was counted.
        day: When, or the first day of the month or year when ``precision`` is coarser.
        precision: How exactly the source dates it.
        value: The count.
        rounding: How exactly the source gives it.
        quote_language: The source's language, ISO 639-1.
        source: An address, or a citation.
        note: What to beware of; empty when there is nothing to add.
        sum_of: The platforms whose figures of the same date and source add up to ``value``; empty when it is no such
            sum, or its parts were not published.

    """

    agency: str
    platform: Platform
    handle: str | None
    metric: Metric
    day: date
    precision: Precision
    value: int
    rounding: Rounding
    quote_language: str
    source: str
    note: str
    sum_of: tuple[Platform, ...]


@dataclass(frozen=True, slots=True)
class SeedEvent:
    """Something that happened to an agency or its accounts, or was counted over a year.

    Attributes:
        agency: The agency's id.
        kind: What happened.
        platform: Where; ``ALL`` for every account together, None when it is about the agency itself.
        day: When, or the first day of the month or year when ``precision`` is coarser.
        precision: How exactly the source dates it.
        value: The number counted; None for a kind that is not ``is_counted``.
        quote_language: The source's language, ISO 639-1.
        source: An address, or a citation.
        note: What to beware of; empty when there is nothing to add.

    """

    agency: str
    kind: EventKind
    platform: Platform | None
    day: date
    precision: Precision
    value: int | None
    quote_language: str
    source: str
    note: str
