"""The months of the table of runs on PostgreSQL; SQLite has no such thing and needs none.

Source: https://www.postgresql.org/docs/current/ddl-partitioning.html
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import text

from storage.columns import instant, seconds
from storage.transaction import Transaction

_MONTHS: Final = text(
    "SELECT child.relname AS name FROM pg_inherits JOIN pg_class AS child ON child.oid = inhrelid "
    "WHERE inhparent = 'run'::regclass ORDER BY 1"
)


def make_room(tx: Transaction, begun: Iterable[int]) -> None:
    """Have a month for every run that began at one of these UTC seconds. Nothing to do on SQLite."""
    if tx.is_sqlite:
        return
    wanted = {instant(second).replace(day=1, hour=0, minute=0, second=0) for second in begun}
    if not wanted:
        return
    known = set(months(tx))
    for start in sorted(wanted):
        if _name(start) not in known:
            bounds = f"FROM ({seconds(start)}) TO ({seconds(_next(start))})"
            tx.run(text(f"CREATE TABLE {_name(start)} PARTITION OF run FOR VALUES {bounds}"))


def months(tx: Transaction) -> tuple[str, ...]:
    """The names of the months there are, oldest first; none on SQLite."""
    return () if tx.is_sqlite else tuple(row.name for row in tx.rows(_MONTHS))


def drop_empty(tx: Transaction, before: datetime) -> int:
    """Drop the months that ended at or before ``before`` and hold no run any more; how many."""
    dropped = 0
    for name in months(tx):
        if _next(_start(name)) <= before and tx.first(text(f"SELECT 1 FROM {name} LIMIT 1")) is None:  # noqa: S608 - a name of ours
            tx.run(text(f"DROP TABLE {name}"))
            dropped += 1
    return dropped


def _next(month: datetime) -> datetime:
    return month.replace(year=month.year + month.month // 12, month=month.month % 12 + 1)


def _name(month: datetime) -> str:
    return f"run_{month:%Y_%m}"


def _start(name: str) -> datetime:
    return datetime.strptime(name, "run_%Y_%m").replace(tzinfo=UTC)
