"""A counter's days, read back: what is kept of them for good, however long ago they were."""

from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from functools import cache
from typing import Any, Final

import numpy as np
from sqlalchemy import BigInteger, Select, String, bindparam, func, literal_column, select

from growth.daily import Days
from growth.platform import Metric
from storage import day_schema, schema
from storage.columns import seconds
from storage.transaction import Transaction, among

NAMES: Final = ("first_at", "last_at", "open", "close", "low", "high", "resolution", "polls")
"""The columns of a part of a day, in the order of ``growth.daily.Days``."""

_GOING_ON: Final = (
    *("part_first", "last_seen", "part_open", "value"),
    *("part_low", "part_high", "part_resolution", "part_polls"),
)
"""The same of the part that still goes on."""

_EVER: Final = 2**62
"""UTC seconds beyond every instant."""


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
    begin, end = (-_EVER if since is None else seconds(since)), (_EVER if until is None else seconds(until))
    values = {"metric": metric.value, "accounts": [account], "since": begin, "until": end}
    finished = tx.numbers(_finished(is_sqlite=tx.is_sqlite), {**values, "over": _EVER})[:, 1:]
    going_on = tx.numbers(_standing(is_sqlite=tx.is_sqlite), values)
    is_within = (going_on[:, 0] >= begin) & (going_on[:, 0] < end) & (going_on[:, -1] > 0)
    table = np.concatenate([finished, going_on[is_within]])
    return Days.of_table(table[table[:, 0] >= begin])


def parts_before(
    tx: Transaction, metric: Metric, edges: Mapping[int, int], *, since: datetime | None, until: datetime | None
) -> Mapping[int, Days]:
    """The parts of days that stand in for single runs, by account; accounts without any lack.

    Args:
        tx: A transaction.
        metric: The counter.
        edges: By account, the UTC second before which they do; 0 for never.
        since: Begin with the part that stood at this instant; None for the first.
        until: Only parts that were over before this instant; None for no such bound.

    """
    wanted = {account: edge for account, edge in edges.items() if edge > 0}
    if not wanted:
        return {}
    begin, end = (-_EVER if since is None else seconds(since)), (_EVER if until is None else seconds(until))
    values = {
        "metric": metric.value,
        "accounts": list(wanted),
        "since": begin,
        "until": max(wanted.values()),
        "over": end,
    }
    table = tx.numbers(_finished(is_sqlite=tx.is_sqlite), values)
    found: dict[int, Days] = {}
    for part in np.split(table, np.flatnonzero(np.diff(table[:, 0])) + 1):
        before = part[part[:, 1] < wanted[int(part[0, 0])]] if len(part) else part
        if len(before):
            found[int(part[0, 0])] = Days.of_table(before[:, 1:])
    return found


@cache
def _finished(*, is_sqlite: bool) -> Select[Any]:
    """Account and finished part, oldest first, from the one that stood at ``since`` on.

    Only parts that began before ``until`` and were over before ``over``.
    """
    series, part, earlier = schema.series, day_schema.day_part, day_schema.day_part.alias()
    stood = (
        select(func.max(earlier.c.first_at))
        .where(earlier.c.series == series.c.key, earlier.c.first_at <= bindparam("since", type_=BigInteger))
        .correlate(series)
        .scalar_subquery()
    )
    return (
        select(series.c.account, *(part.c[name] for name in NAMES))
        .join_from(series, part, part.c.series == series.c.key)
        .where(
            series.c.metric == bindparam("metric", type_=String),
            among(series.c.account, "accounts", is_sqlite=is_sqlite),
            part.c.first_at >= func.coalesce(stood, literal_column("0")),
            part.c.first_at < bindparam("until", type_=BigInteger),
            part.c.last_at < bindparam("over", type_=BigInteger),
        )
        .order_by(series.c.account, part.c.first_at)
    )


@cache
def _standing(*, is_sqlite: bool) -> Select[Any]:
    """The part that still goes on."""
    series, now = schema.series, schema.latest
    return (
        select(*(now.c[name] for name in _GOING_ON))
        .join_from(series, now, now.c.series == series.c.key)
        .where(
            series.c.metric == bindparam("metric", type_=String),
            among(series.c.account, "accounts", is_sqlite=is_sqlite),
        )
    )
