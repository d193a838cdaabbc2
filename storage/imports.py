"""Counts that somebody else measured and we were given: kept apart from what was read, never in its place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from sqlalchemy import func, select

from growth.count import Count
from growth.platform import Metric
from storage import import_schema, schema
from storage.columns import seconds
from storage.offers import Offers, keep_offers, series_key, source_key
from storage.transaction import Transaction


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


def keep(tx: Transaction, counts: Sequence[ImportedCount], source: str) -> Imported:
    """Keep counts of one source where nothing is known yet; ``offers.keep_offers`` says how.

    Args:
        tx: A writing transaction.
        counts: The counts, in any order.
        source: Where they come from, for print.

    """
    keys = {name: series_key(tx, *name) for name in sorted({(one.account, one.metric) for one in counts})}
    origin = source_key(tx, source)
    rows = [
        (keys[one.account, one.metric], seconds(one.at), one.count.value, one.count.resolution, origin)
        for one in counts
    ]
    kept = keep_offers(tx, Offers(*np.array(rows, dtype=np.int64).reshape(-1, 5).T))
    conflicts = tuple(
        Conflict(one.index, counts[one.index], one.known, is_measured=one.is_measured) for one in kept.conflicts
    )
    return Imported(kept.added, kept.unchanged, conflicts)


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
