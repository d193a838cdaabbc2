"""A counter's days, read back: what is kept of them for good, however long ago they were."""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Row,
    Select,
    case,
    func,
    literal,
    select,
    type_coerce,
    union_all,
)

from growth.daily import Days
from growth.platform import Metric
from storage import day_schema, schema
from storage.columns import EPOCH, Instant, seconds
from storage.transaction import Transaction

NAMES: Final = ("first_at", "last_at", "open", "close", "low", "high", "resolution", "polls")
"""The columns of a part of a day, in the order of ``growth.daily.Days``."""

_GOING_ON: Final = (
    "part_first",
    "last_seen",
    "part_open",
    "value",
    "part_low",
    "part_high",
    "part_resolution",
    "part_polls",
)
"""The same of the part that still goes on."""


def days(
    tx: Transaction,
    account: int,
    metric: Metric,
    *,
    zone: tzinfo = UTC,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Days:
    """One counter's days, oldest first, the one going on included; days without a reading are missing.

    Args:
        tx: A transaction.
        account: The account's key.
        metric: The counter.
        zone: Whose days: UTC's, or those of the zone in which the counter was recorded.
        since: Only what was read at or after this instant (UTC), the first of a day; None for all.
        until: Only what was read before this instant (UTC), the first of a day; None for all.

    """
    return parts(tx, account, metric, since=since, until=until).whole(zone)


def parts(
    tx: Transaction, account: int, metric: Metric, *, since: datetime | None = None, until: datetime | None = None
) -> Days:
    """The parts of days that ``days`` puts together, bounds as there."""
    part, now, series = day_schema.day_part, schema.latest, schema.series
    going_on = (
        select(series.c.account, *(type_coerce(now.c[name], BigInteger) for name in _GOING_ON))
        .join(now, now.c.series == series.c.key)
        .where(series.c.account == account, series.c.metric == metric, now.c.part_polls > 0)
    )
    statement = union_all(
        _of(metric, [account]).where(*_within(part.c.first_at, since, until)),
        going_on.where(*_within(now.c.part_first, since, until)),
    )
    return Days.of_table(_table(tx.rows(statement.order_by("first_at")))[:, 1:])


def parts_before(
    tx: Transaction,
    metric: Metric,
    accounts: Collection[int] | None,
    *,
    border: datetime,
    since: datetime | None,
    until: datetime | None,
) -> Mapping[int, Days]:
    """The parts of days that stand in for single runs, by account; accounts without any lack.

    Args:
        tx: A transaction.
        metric: The counter.
        accounts: Whose; None for everyone's.
        border: Before this midnight of UTC, and before single runs are kept.
        since: Begin with the part that stood at this instant; None for the first.
        until: Only parts that were over before this instant; None for no such bound.

    """
    part, series = day_schema.day_part, schema.series
    statement = _of(metric, accounts).where(
        part.c.first_at < fine_from(border),
        *([] if since is None else [part.c.first_at >= _standing_at(since)]),
        *([] if until is None else [part.c.last_at < until]),
    )
    table = _table(tx.rows(statement.order_by(series.c.account, part.c.first_at)))
    first_rows = np.flatnonzero(np.diff(table[:, 0], prepend=-1))
    return {int(one[0, 0]): Days.of_table(one[:, 1:]) for one in np.split(table, first_rows[1:]) if len(one)}


def _of(metric: Metric, accounts: Collection[int] | None) -> Select[Any]:
    """Account and finished part."""
    part, series = day_schema.day_part, schema.series
    return (
        select(series.c.account, *(type_coerce(part.c[name], BigInteger).label(name) for name in NAMES))
        .join_from(series, schema.latest, schema.latest.c.series == series.c.key)
        .join(part, part.c.series == series.c.key)
        .where(series.c.metric == metric, *([] if accounts is None else [series.c.account.in_(accounts)]))
    )


def fine_from(border: datetime) -> ColumnElement[int]:
    """The UTC second from which single runs of a series are looked at, in a statement that joins its ``latest`` row.

    That is ``border``, or where they are kept from if that is later; but never in the middle of the day that is still
    going on, which may be long ago.
    """
    coarse_until, begun = (
        type_coerce(column, BigInteger) for column in (schema.series.c.coarse_until, schema.latest.c.part_first)
    )
    edge = case((begun < seconds(border), begun), else_=seconds(border))
    return case((coarse_until >= edge, coarse_until), else_=edge)


def _standing_at(since: datetime) -> ColumnElement[Any]:
    """When the part that stood at an instant began; 1970 for the first."""
    earlier = day_schema.day_part.alias()
    begun = (
        select(func.max(earlier.c.first_at))
        .where(earlier.c.series == schema.series.c.key, earlier.c.first_at <= since)
        .correlate(schema.series)
        .scalar_subquery()
    )
    return func.coalesce(begun, literal(EPOCH, Instant))


def _within(column: Column[Any], since: datetime | None, until: datetime | None) -> list[ColumnElement[bool]]:
    return [*([] if since is None else [column >= since]), *([] if until is None else [column < until])]


def _table(rows: Sequence[Row[Any]]) -> NDArray[np.int64]:
    return np.array([tuple(row) for row in rows], dtype=np.int64).reshape(-1, 1 + len(NAMES))
