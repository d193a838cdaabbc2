"""Counts by the hundred thousand, as columns: which are new, which are known, and which contradict what is known."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import BigInteger, Column, ColumnElement, Select, Table, bindparam, select, type_coerce, union_all

from growth.count import Count
from growth.platform import Metric
from storage import day_schema, import_schema, schema
from storage.transaction import Transaction, Values

Numbers = NDArray[np.int64]

_MOST_NAMED: Final = 500
"""Series named in one statement; where there are more, all between the smallest and the largest are looked through."""

_BITS: Final = 40
"""Bits of a place that hold its instant: 2^40 seconds are 34,000 years, half of them before 1970."""

_SERIES: Final = select(schema.series.c.key).where(
    schema.series.c.account == bindparam("account"), schema.series.c.metric == bindparam("metric")
)
_SOURCE: Final = select(import_schema.source.c.key).where(import_schema.source.c.text == bindparam("text"))
"""Made once: an import asks them for every account."""


@dataclass(frozen=True, slots=True, eq=False)
class Offers:
    """Counts to import, one entry a count, in any order; all of shape ``(n,)``.

    Attributes:
        series: The counters' keys (``series_key``).
        at: When it was counted, in UTC seconds since 1970.
        value: The counts.
        resolution: The step of each count's rounding, 1 for exact.
        source: The keys of where they come from (``source_key``).

    """

    series: Numbers
    at: Numbers
    value: Numbers
    resolution: Numbers
    source: Numbers


@dataclass(frozen=True, slots=True)
class Contradiction:
    """An offer that differs from what is known.

    Attributes:
        index: Its place among the offers, from 0.
        known: What is known for that instant, and stands.
        is_measured: Whether the known one was measured; otherwise it was imported before.

    """

    index: int
    known: Count
    is_measured: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of offers.

    Attributes:
        added: Counts that are new.
        unchanged: Counts that were known, measured or imported, with the same value.
        conflicts: Those that contradict known ones, in the order given.

    """

    added: int
    unchanged: int
    conflicts: tuple[Contradiction, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Known:
    """Stretches over which a count is known, sorted by their start; all of shape ``(k,)``.

    Attributes:
        first: The first place of each.
        last: Its last place; equal to ``first`` for a single instant.
        value: The count.
        resolution: Its step.

    """

    first: Numbers
    last: Numbers
    value: Numbers
    resolution: Numbers

    def find(self, place: Numbers) -> Numbers:
        """The stretch that each place lies in; -1 where none does."""
        found = np.searchsorted(self.first, place, side="right") - 1
        hit = (found >= 0) & (place <= np.append(self.last, 0)[found])
        return np.where(hit, found, -1)


def series_key(tx: Transaction, account: int, metric: Metric) -> int:
    """The key of an account's counter, which is made when nothing was ever known of it."""
    name = {"account": account, "metric": metric}
    tx.keep_first(schema.series, [name], key=["account", "metric"])
    return _key(tx, _SERIES, name)


def source_key(tx: Transaction, source: str) -> int:
    """The key of a source's text, which is kept when it is new."""
    name = {"text": source}
    tx.keep_first(import_schema.source, [name], key=["text"])
    return _key(tx, _SOURCE, name)


def _key(tx: Transaction, statement: Select[Any], name: Values) -> int:
    row = tx.first(statement, name)
    if row is None:
        raise LookupError("a row was kept a moment ago and is gone")
    return int(row[0])


def keep_offers(tx: Transaction, offers: Offers) -> Kept:
    """Keep counts where nothing is known yet; say which are new, known and contradicted. Repeating adds nothing.

    Inside a stretch of polls that all read one value, that value is known; between stretches nothing is. Of a day whose
    single readings are gone it is known that every count lay between its lowest and its highest. Of several offers for
    one instant the first stands.
    """
    if not len(offers.series):
        return Kept(0, 0, ())
    names, rank = np.unique(offers.series, return_inverse=True)
    place = _place(rank, offers.at)
    order = np.argsort(place, kind="stable")
    begins = np.diff(place[order], prepend=place[order[0]] - 1) != 0
    first = np.empty_like(order)
    first[order] = order[begins][np.cumsum(begins) - 1]
    value, resolution = offers.value[first], offers.resolution[first]
    is_new = first == np.arange(len(first))
    is_measured = np.zeros(len(first), np.bool_)
    for known, measured in ((_imported(tx, names, offers.at), False), (_measured(tx, names, offers.at), True)):
        found = known.find(place)
        hit = found >= 0
        value[hit], resolution[hit] = known.value[found[hit]], known.resolution[found[hit]]
        is_new[hit], is_measured[hit] = False, measured
    within, close, step, is_likely = _by_days(tx, names, offers, place)
    gone = within & is_new
    value[gone], resolution[gone] = np.where(is_likely, offers.value, close)[gone], step[gone]
    is_new[gone], is_measured[gone] = False, True
    fresh = order[is_new[order]]
    _insert(tx, offers, fresh)
    wrong = np.flatnonzero(value != offers.value)
    conflicts = tuple(
        Contradiction(index, Count(int(value[index]), int(resolution[index])), is_measured=bool(is_measured[index]))
        for index in wrong.tolist()
    )
    return Kept(len(fresh), len(first) - len(fresh) - len(wrong), conflicts)


def _place(rank: NDArray[np.integer[Any]], at: Numbers) -> Numbers:
    """Series and instant as one number, in the order of series and then of instants."""
    return (rank.astype(np.int64) << _BITS) + at + (1 << (_BITS - 1))


def _insert(tx: Transaction, offers: Offers, chosen: Numbers) -> None:
    """Write offers in the order of the table, so that each of its pages is written once."""
    columns = (offers.series, offers.at, offers.value, offers.resolution, offers.source)
    tx.insert_rows(import_schema.imported, np.column_stack([column[chosen] for column in columns]))


def _imported(tx: Transaction, names: Numbers, at: Numbers) -> _Known:
    """What was imported before of some series, over the time that the offers span."""
    table = import_schema.imported
    second = type_coerce(table.c.at, BigInteger)
    statement = select(table.c.series, second, second.label("last"), table.c.value, table.c.resolution)
    bounds = (_among(table.c.series, names), second >= int(at.min()), second <= int(at.max()))
    return _known(names, tx.rows(statement.where(*bounds).order_by(table.c.series, table.c.at)))


def _measured(tx: Transaction, names: Numbers, at: Numbers) -> _Known:
    """What was measured of them, likewise."""
    parts = [_stretches(table, names, at) for table in (schema.run, schema.latest)]
    return _known(names, tx.rows(union_all(*parts).order_by("series", "first_seen")))


def _by_days(tx: Transaction, names: Numbers, offers: Offers, place: Numbers) -> tuple[Any, Numbers, Numbers, Any]:
    """Of each offer: whether it lies in a day whose single readings are gone, its close and step, and if it fits."""
    part, series = day_schema.day_part, schema.series
    first, last = (type_coerce(part.c[name], BigInteger) for name in ("first_at", "last_at"))
    counts = (part.c.close, part.c.resolution, part.c.low, part.c.high)
    statement = select(part.c.series, first, last, *counts).join_from(part, series, series.c.key == part.c.series)
    bounds = (_among(part.c.series, names), first <= int(offers.at.max()), last >= int(offers.at.min()))
    rows = tx.rows(statement.where(*bounds, part.c.first_at < series.c.coarse_until).order_by(part.c.series, first))
    table = np.array([tuple(row) for row in rows], dtype=np.int64).reshape(-1, 7)
    known = _known(names, table[:, :5])
    found = known.find(place)
    _, _, _, close, step, low, high = np.vstack([table[np.isin(table[:, 0], names)], np.zeros((1, 7), np.int64)])[
        found
    ].T
    return found >= 0, close, step, (low <= offers.value) & (offers.value < high + step)


def _stretches(table: Table, names: Numbers, at: Numbers) -> Select[Any]:
    first, last = (type_coerce(table.c[name], BigInteger).label(name) for name in ("first_seen", "last_seen"))
    statement = select(table.c.series, first, last, table.c.value, table.c.resolution)
    return statement.where(_among(table.c.series, names), first <= int(at.max()), last >= int(at.min()))


def _among(column: Column[Any], names: Numbers) -> ColumnElement[bool]:
    if len(names) <= _MOST_NAMED:
        return column.in_(names.tolist())
    return column.between(int(names[0]), int(names[-1]))


def _known(names: Numbers, rows: Any) -> _Known:  # noqa: ANN401 - rows of any statement of five numbers
    table = np.array([tuple(row) for row in rows], dtype=np.int64).reshape(-1, 5)
    table = table[np.isin(table[:, 0], names)]
    rank = np.searchsorted(names, table[:, 0])
    return _Known(_place(rank, table[:, 1]), _place(rank, table[:, 2]), table[:, 3], table[:, 4])
