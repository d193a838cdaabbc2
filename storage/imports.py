"""Counts that somebody else measured and we were given: kept apart from what was read, never in its place."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import BigInteger, func, select, type_coerce

from growth.count import Count
from growth.platform import Metric
from storage import import_schema, schema
from storage.columns import seconds
from storage.history import runs
from storage.transaction import Transaction

SeriesName = tuple[int, Metric]
"""A counter of an account, by the account's key."""

_CHUNK: Final = 500
"""Accounts asked for at once: SQLite takes 32,766 values in a statement."""


@dataclass(frozen=True, slots=True)
class ImportedCount:
    """A count to import.

    Attributes:
        account: The account's key.
        metric: The counter.
        at: When it was counted (UTC).
        count: The count.

    """

    account: int
    metric: Metric
    at: datetime
    count: Count


@dataclass(frozen=True, slots=True)
class Conflict:
    """A count that contradicts one that is known already; the known one stands.

    Attributes:
        index: Its place among the counts given, from 0.
        offered: What was to be imported.
        known: What is known for that instant.
        is_measured: Whether the known one was measured; otherwise it was imported before.

    """

    index: int
    offered: ImportedCount
    known: Count
    is_measured: bool


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import came to.

    Attributes:
        added: Counts that are new.
        unchanged: Counts that were known, measured or imported, with the same value.
        conflicts: Counts that contradict known ones, in the order given.

    """

    added: int
    unchanged: int
    conflicts: tuple[Conflict, ...]


@dataclass(slots=True)
class _Known:
    """What is known of one series, for quick comparison; arrays are sorted by time."""

    key: int
    imported: dict[int, tuple[int, int]]
    first_seen: NDArray[np.int64]
    last_seen: NDArray[np.int64]
    measured: Sequence[Count]

    def at(self, second: int) -> tuple[Count, bool] | None:
        """The count known for an instant and whether it was measured; None when nothing is."""
        place = int(np.searchsorted(self.first_seen, second, side="right")) - 1
        if place >= 0 and second <= self.last_seen[place]:
            return self.measured[place], True
        known = self.imported.get(second)
        return None if known is None else (Count(*known), False)


def keep(tx: Transaction, counts: Sequence[ImportedCount], source: str) -> Imported:
    """Keep counts where nothing is known yet; say which are new, known and contradicted. Repeating adds nothing.

    Inside a stretch of polls that all read one value, that value is known; between stretches nothing is.

    Args:
        tx: A writing transaction.
        counts: The counts, in any order; of two for the same instant the first counts.
        source: Where they come from, for print.

    """
    known = _known(tx, counts)
    source_key = _source(tx, source)
    fresh: list[dict[str, object]] = []
    conflicts: list[Conflict] = []
    for index, offered in enumerate(counts):
        series = known[offered.account, offered.metric]
        second = seconds(offered.at)
        found = series.at(second)
        if found is None:
            series.imported[second] = (offered.count.value, offered.count.resolution)
            values = {"value": offered.count.value, "resolution": offered.count.resolution}
            fresh.append({"series": series.key, "at": offered.at, **values, "source": source_key})
        elif found[0].value != offered.count.value:
            conflicts.append(Conflict(index, offered, found[0], is_measured=found[1]))
    tx.change(import_schema.imported.insert(), fresh)
    return Imported(len(fresh), len(counts) - len(fresh) - len(conflicts), tuple(conflicts))


def imported(tx: Transaction, account: int, metric: Metric) -> tuple[tuple[ImportedCount, str], ...]:
    """What was imported of one counter, oldest first, each with its source."""
    table, origin = import_schema.imported, import_schema.source
    statement = (
        select(table.c.at, table.c.value, table.c.resolution, origin.c.text)
        .join(schema.series, schema.series.c.key == table.c.series)
        .join(origin, origin.c.key == table.c.source)
        .where(schema.series.c.account == account, schema.series.c.metric == metric)
        .order_by(table.c.at)
    )
    return tuple(
        (ImportedCount(account, metric, row.at, Count(row.value, row.resolution)), row.text)
        for row in tx.rows(statement)
    )


def sources(tx: Transaction, account: int, metric: Metric) -> tuple[tuple[str, datetime, datetime], ...]:
    """Where what was imported of one counter comes from, each with the first and last instant (UTC) it is about."""
    table, origin = import_schema.imported, import_schema.source
    statement = (
        select(origin.c.text, func.min(table.c.at).label("first"), func.max(table.c.at).label("last"))
        .join_from(table, origin, origin.c.key == table.c.source)
        .join(schema.series, schema.series.c.key == table.c.series)
        .where(schema.series.c.account == account, schema.series.c.metric == metric)
        .group_by(origin.c.key, origin.c.text)
        .order_by("first")
    )
    return tuple((row.text, row.first, row.last) for row in tx.rows(statement))


def _known(tx: Transaction, counts: Iterable[ImportedCount]) -> Mapping[SeriesName, _Known]:
    wanted = {(one.account, one.metric) for one in counts}
    keys = _series_keys(tx, wanted)
    return {name: _known_of(tx, name, key) for name, key in keys.items()}


def _known_of(tx: Transaction, name: SeriesName, key: int) -> _Known:
    measured = runs(tx, *name)
    first_seen = np.array([seconds(run.first_seen) for run in measured], dtype=np.int64)
    last_seen = np.array([seconds(run.last_seen) for run in measured], dtype=np.int64)
    table = import_schema.imported
    second = type_coerce(table.c.at, BigInteger)
    rows = tx.rows(select(second, table.c.value, table.c.resolution).where(table.c.series == key))
    there = {at: (value, resolution) for at, value, resolution in map(tuple, rows)}
    return _Known(key, there, first_seen, last_seen, [run.count for run in measured])


def _series_keys(tx: Transaction, wanted: Collection[SeriesName]) -> Mapping[SeriesName, int]:
    tx.keep_first(
        schema.series,
        [{"account": account, "metric": metric} for account, metric in sorted(wanted)],
        key=["account", "metric"],
    )
    found: dict[SeriesName, int] = {}
    accounts = sorted({account for account, _ in wanted})
    for start in range(0, len(accounts), _CHUNK):
        chosen = schema.series.c.account.in_(accounts[start : start + _CHUNK])
        for row in tx.rows(select(schema.series).where(chosen)):
            found[row.account, Metric(row.metric)] = row.key
    return {name: found[name] for name in wanted}


def _source(tx: Transaction, source: str) -> int:
    table = import_schema.source
    tx.keep_first(table, [{"text": source}], key=["text"])
    row = tx.first(select(table.c.key).where(table.c.text == source))
    if row is None:
        raise LookupError("a source was kept a moment ago and is gone")
    return int(row.key)
