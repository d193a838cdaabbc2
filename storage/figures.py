"""Counts that agencies or the press published, kept beside the measured ones and never mixed with them."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, select

from growth.platform import Metric
from storage import schema
from storage.transaction import Transaction


class DayPrecision(StrEnum):
    """How exactly a publication is dated."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class Rounding(StrEnum):
    """How exact a published value is."""

    EXACT = "exact"
    ROUNDED = "rounded"
    APPROX = "approx"
    """Words such as "more than": the value is a lower bound or a guess."""


@dataclass(frozen=True, slots=True)
class PublishedFigure:
    """A count somebody published.

    Attributes:
        agency: The agency's id.
        platform: The platform, or ``all`` for a sum over several.
        metric: The counter.
        day: The day it speaks of; the first of the month or year where ``precision`` says no more.
        precision: How exactly it is dated.
        value: The count.
        rounding: How exact the value is.
        source: Where it was published: an address or a title.
        quote_language: ISO 639-1 code of the publication's language; None when not said.
        note: Anything a reader must know beside it; None when there is nothing.

    """

    agency: str
    platform: str
    metric: Metric
    day: date
    precision: DayPrecision
    value: int
    rounding: Rounding
    source: str
    quote_language: str | None = None
    note: str | None = None


def save_figures(tx: Transaction, figures: Iterable[PublishedFigure]) -> None:
    """Keep figures of known agencies; one of the same source, counter and day is replaced. Repeating is harmless."""
    key = ["agency", "platform", "metric", "day", "precision", "source"]
    tx.upsert(schema.figure, [asdict(figure) for figure in figures], key=key)


def figures(tx: Transaction, *, agency: str | None = None, platform: str | None = None) -> tuple[PublishedFigure, ...]:
    """Published figures, oldest first; only those of an agency or of a platform where one is given."""
    table = schema.figure
    statement = select(table).order_by(table.c.day, table.c.key)
    statement = statement if agency is None else statement.where(table.c.agency == agency)
    statement = statement if platform is None else statement.where(table.c.platform == platform)
    return tuple(_figure(row) for row in tx.rows(statement))


def _figure(row: Row[Any]) -> PublishedFigure:
    return PublishedFigure(
        agency=row.agency,
        platform=row.platform,
        metric=Metric(row.metric),
        day=row.day,
        precision=DayPrecision(row.precision),
        value=row.value,
        rounding=Rounding(row.rounding),
        source=row.source,
        quote_language=row.quote_language,
        note=row.note,
    )
