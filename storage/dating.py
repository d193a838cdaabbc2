"""Computes the days of counters that an older version recorded, a few counters at a time, so that it can be killed.

Each step is one transaction that also takes its counters off the list: what is left on it is done at the next start.
On PostgreSQL the same step moves their runs into the table that is parted by month.
"""

from collections.abc import Callable
from datetime import UTC, tzinfo
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import BigInteger, FromClause, Select, bindparam, column, delete, func, select, table, text, update

from growth.daily import Days, parts_of
from storage import day_schema, schema
from storage.partitions import make_room
from storage.transaction import Transaction, among

if TYPE_CHECKING:
    from storage.store import Store

Progress = Callable[[int, int], None]
"""Told how many of how many counters are done."""

MOST_RUNS: Final = 50_000
"""Runs of one step, about; one counter may have more. A step holds the writer's turn for about a second."""

_ENDS: Final = ("first_seen", "last_seen", "polls", "value", "resolution")
_BEFORE: Final = table("run_before", column("series"), *(column(name) for name in _ENDS))
"""The runs before they were parted by month."""


def date_all(
    store: "Store",
    *,
    zone: tzinfo = UTC,
    on_progress: Progress = lambda _, __: None,
    most_runs: int = MOST_RUNS,
) -> None:
    """Do what is left on the list; at once when nothing is.

    Args:
        store: The database, its tables at this version.
        zone: Whose midnights cut days, beside those of UTC.
        on_progress: Told before the first step and after each.
        most_runs: Runs after which a step ends.

    """
    with store.read() as tx:
        total = tx.rows(select(func.count()).select_from(day_schema.undated))[0][0]
        is_moving = _is_moving(tx)
    left = total
    while left:
        on_progress(total - left, total)
        with store.begin() as tx:
            left = _step(tx, zone, most_runs, is_moving=is_moving)
    if total:
        on_progress(total, total)
    if is_moving:
        with store.begin() as tx:
            tx.run(text("DROP TABLE IF EXISTS run_before"))


def _step(tx: Transaction, zone: tzinfo, most_runs: int, *, is_moving: bool) -> int:
    """Date the next few counters; how many are left then."""
    undated = day_schema.undated
    runs = _BEFORE if is_moving and _is_moving(tx) else schema.run
    done: list[int] = []
    seen = 0
    for row in tx.rows(select(undated.c.series).order_by(undated.c.series).limit(1000)):
        found = tx.numbers(_runs_of(runs), {"series": row.series})
        if runs is _BEFORE:
            _move(tx, row.series, found)
        _date(tx, row.series, found, zone)
        done.append(row.series)
        seen += len(found)
        if seen >= most_runs:
            break
    tx.change(delete(undated).where(among(undated.c.series, "done", is_sqlite=tx.is_sqlite)), [{"done": done}])
    return int(tx.rows(select(func.count()).select_from(undated))[0][0])


def _date(tx: Transaction, series: int, finished: NDArray[np.int64], zone: tzinfo) -> None:
    latest = schema.latest
    going_on = tx.numbers(_runs_of(latest), {"series": series})
    parts = parts_of(np.concatenate([finished, going_on]), zone)
    if not len(parts):
        return
    keep_parts(tx, series, parts, len(parts) - 1)
    last = parts[-1]
    tx.change(
        update(latest)
        .where(latest.c.series == series)
        .values(
            part_first=last.first_at,
            part_open=last.open,
            part_low=last.low,
            part_high=last.high,
            part_resolution=last.resolution,
            part_polls=last.polls,
        )
    )


def keep_parts(tx: Transaction, series: int, parts: Days, number: int) -> None:
    """Keep the first ``number`` of a counter's parts of days; those that are there stay as they are."""
    names = ("first_at", "last_at", "open", "close", "low", "high", "resolution", "polls")
    rows = zip(*(values[:number].tolist() for values in parts.columns()), strict=True)
    kept = [{"series": series, **dict(zip(names, row, strict=True))} for row in rows]
    tx.keep_first(day_schema.day_part, kept, key=["series", "first_at"])


def _move(tx: Transaction, series: int, found: NDArray[np.int64]) -> None:
    make_room(tx, found[:, 0].tolist())
    columns = ["series", *_ENDS]
    moved = select(*(_BEFORE.c[name] for name in columns)).where(_BEFORE.c.series == series)
    tx.change(schema.run.insert().from_select(columns, moved))
    tx.change(delete(_BEFORE).where(_BEFORE.c.series == series))


def _is_moving(tx: Transaction) -> bool:
    """Whether runs still lie in the table that was not parted by month."""
    return not tx.is_sqlite and tx.rows(text("SELECT to_regclass('run_before')"))[0][0] is not None


@cache
def _runs_of(runs: FromClause) -> Select[Any]:
    """A counter's runs, oldest first."""
    columns = (runs.c[name] for name in _ENDS)
    return select(*columns).where(runs.c.series == bindparam("series", type_=BigInteger)).order_by(runs.c.first_seen)
