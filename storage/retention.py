"""Lets go of single runs that are older than wanted; the days they make up are kept for good.

Idempotent and in steps: ended early, it goes on at the next call.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Select, and_, delete, func, select, update

from growth.platform import Platform
from storage import schema
from storage.partitions import drop_empty
from storage.store import Store
from storage.transaction import Transaction

_STEP: Final = 50
"""Counters of one transaction: writers wait no longer than it takes."""


@dataclass(frozen=True, slots=True)
class Pruned:
    """What was let go of, or would be.

    Attributes:
        runs: Single runs; each is at least one poll.
        series: Counters they are of.

    """

    runs: int = 0
    series: int = 0

    def __add__(self, other: "Pruned") -> "Pruned":
        """Both together."""
        return Pruned(self.runs + other.runs, self.series + other.series)


def prunable(store: Store, platform: Platform, before: datetime) -> Pruned:
    """What ``prune`` would let go of; changes nothing."""
    with store.read() as tx:
        found = [int(tx.rows(_count(series, cut))[0][0]) for series, cut in _cuts(tx, platform, before)]
    return Pruned(sum(found), sum(map(bool, found)))


def prune(store: Store, platform: Platform, before: datetime) -> Pruned:
    """Let go of a platform's runs that were over before the midnight (UTC) at or before ``before``.

    A counter's latest run, and a day that is not over yet, stay whole, however long ago they were.
    """
    with store.read() as tx:
        cuts = tuple(_cuts(tx, platform, before))
    total = Pruned()
    for start in range(0, len(cuts), _STEP):
        with store.begin() as tx:
            for series, cut in cuts[start : start + _STEP]:
                runs = tx.change(delete(schema.run).where(_over(series, cut)))
                tx.change(update(schema.series).where(schema.series.c.key == series).values(coarse_until=cut))
                total += Pruned(runs, int(runs > 0))
    if cuts:
        with store.begin() as tx:
            drop_empty(tx, before)
    return total


def _cuts(tx: Transaction, platform: Platform, before: datetime) -> Iterator[tuple[int, datetime]]:
    """Each counter that has anything to let go of, and the midnight before which it is."""
    series, latest, account = schema.series, schema.latest, schema.account
    statement = (
        select(series.c.key, series.c.coarse_until, latest.c.part_first)
        .join(latest, latest.c.series == series.c.key)
        .join(account, account.c.key == series.c.account)
        .where(account.c.platform == platform)
        .order_by(series.c.key)
    )
    for row in tx.rows(statement):
        cut = _midnight(min(before, row.part_first))
        if cut > row.coarse_until and _has_any(tx, row, cut):
            yield row.key, cut


def _has_any(tx: Transaction, row: Row[Any], cut: datetime) -> bool:
    return tx.first(select(schema.run.c.series).where(_over(row.key, cut)).limit(1)) is not None


def _count(series: int, cut: datetime) -> Select[Any]:
    return select(func.count()).select_from(schema.run).where(_over(series, cut))


def _over(series: int, cut: datetime) -> ColumnElement[bool]:
    return and_(schema.run.c.series == series, schema.run.c.first_seen < cut, schema.run.c.last_seen < cut)


def _midnight(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
