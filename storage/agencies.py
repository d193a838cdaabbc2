"""The agencies whose accounts are watched."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Row, select

from storage import schema
from storage.transaction import Transaction, named


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency and what is known of its size.

    Attributes:
        id: Its name in settings and output, such as ``ma_dgsn``.
        names: Its name by language (ar, fr, en, or its own); one language at least.
        country: ISO 3166-1 alpha-2; None when not said, likewise every field below.
        kind: Such as police, gendarmerie or civil_protection.
        staff: Persons employed.
        staff_women: Women among them.
        staff_year: The year both were counted.
        population: Persons it serves.
        population_year: The year they were counted.
        source: Who published the figures.

    """

    id: str
    names: Mapping[str, str]
    country: str | None = None
    kind: str | None = None
    staff: int | None = None
    staff_women: int | None = None
    staff_year: int | None = None
    population: int | None = None
    population_year: int | None = None
    source: str | None = None


def save_agency(tx: Transaction, agency: Agency) -> None:
    """Keep an agency, merged by id: what ``agency`` does not say stays as it was known. Repeating changes nothing."""
    known = tx.first(select(schema.agency).where(schema.agency.c.id == agency.id))
    said = {name: value for name, value in asdict(agency).items() if value is not None}
    before = {} if known is None else named(known)
    names = {**before.get("names", {}), **agency.names}
    empty = dict.fromkeys(column.name for column in schema.agency.c)
    tx.upsert(schema.agency, [{**empty, **before, **said, "names": names}], key=["id"])


def agencies(tx: Transaction) -> tuple[Agency, ...]:
    """Every agency, by id."""
    return tuple(_agency(row) for row in tx.rows(select(schema.agency).order_by(schema.agency.c.id)))


def _agency(row: Row[Any]) -> Agency:
    return Agency(**named(row))
