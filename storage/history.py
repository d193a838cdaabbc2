"""A counter's past, read back: as runs, or for many accounts at once as series to compute with."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CompoundSelect,
    Row,
    Table,
    case,
    func,
    literal,
    select,
    type_coerce,
    union_all,
)

from growth.count import Count
from growth.daily import Days
from growth.platform import Metric
from growth.series import Run, Series
from storage import days, import_schema, schema
from storage.columns import EPOCH, Instant, instant
from storage.transaction import Transaction

_ENDS = ("first_seen", "last_seen", "polls", "value", "resolution")


def runs(
    tx: Transaction, account: int, metric: Metric, *, since: datetime | None = None, until: datetime | None = None
) -> tuple[Run, ...]:
    """One counter's runs, oldest first; empty when it was never read.

    Args:
        tx: A transaction.
        account: The account's key.
        metric: The counter.
        since: Start with the run that stood at this instant (UTC), even if its last poll was before, so that the count
            at ``since`` is known; None starts with the first.
        until: Leave out runs that began at this instant or later; None leaves out none.

    """
    rows = tx.rows(_runs(metric, [account], since=since, until=until).order_by("account", "first_seen"))
    return tuple(
        Run(instant(row.first_seen), instant(row.last_seen), row.polls, Count(row.value, row.resolution))
        for row in rows
    )


def histories(
    tx: Transaction,
    metric: Metric,
    accounts: Collection[int] | None = None,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    fine_since: datetime | None = None,
    with_imported: bool = False,
) -> Mapping[int, Series]:
    """One counter of many accounts in two statements, by account: the series of what ``runs`` gives, bounds as there.

    Accounts that were asked for and never read have an empty series; None asks for all that were read. Where single
    runs are no longer kept, days stand in for them (``growth.daily.Days.path``). Imported counts are left out unless
    asked for: they are history to look at, and no reason for an alert. Of those, only the ones at or after ``since``
    come.

    Args:
        tx: A transaction.
        metric: The counter.
        accounts: Whose; None for everyone's.
        since: As in ``runs``.
        until: Likewise.
        fine_since: Let days stand in for single runs before the UTC midnight at or before this instant (UTC): a
            fraction of the rows for what is far off. None does so only where nothing finer is kept.
        with_imported: Whether imported counts come along.

    """
    border = EPOCH if fine_since is None else fine_since.replace(hour=0, minute=0, second=0, microsecond=0)
    measured = _runs(metric, accounts, since=since, until=until, border=border)
    statement = _with_imported(measured, metric, accounts, since=since, until=until) if with_imported else measured
    fine = _by_account(tx.rows(statement.order_by("account", "first_seen")), 1 + len(_ENDS))
    coarse = days.parts_before(tx, metric, accounts, border=border, since=since, until=until)
    nothing = np.zeros((0, 1 + len(_ENDS)), dtype=np.int64)
    return {
        account: _joined(coarse.get(account), _series(fine.get(account, nothing)))
        for account in dict.fromkeys([*(accounts or ()), *coarse, *fine])
    }


def _by_account(rows: Sequence[Row[Any]], width: int) -> Mapping[int, NDArray[np.int64]]:
    """Rows that begin with an account and come in its order, by account."""
    table = np.array([tuple(row) for row in rows], dtype=np.int64).reshape(-1, width)
    first_rows = np.flatnonzero(np.diff(table[:, 0], prepend=-1))
    return {int(part[0, 0]): part for part in np.split(table, first_rows[1:]) if len(part)}


def _joined(coarse: Days | None, fine: Series) -> Series:
    """Days and what follows them as one series; imported counts may lie among either."""
    if coarse is None:
        return fine
    path = coarse.path()
    at, first = np.unique(np.concatenate([path.at, fine.at]), return_index=True)
    both = ((path.value, fine.value), (path.resolution, fine.resolution))
    return Series(at, *(np.concatenate(columns)[first] for columns in both))


def _series(table: NDArray[np.int64]) -> Series:
    """The two ends of every run of one account; a run of one poll is one observation."""
    _, first_seen, last_seen, _, value, resolution = table.T
    is_end = np.column_stack([np.ones(len(table), dtype=bool), last_seen > first_seen]).ravel()
    return Series(
        at=np.column_stack([first_seen, last_seen]).ravel()[is_end],
        value=np.repeat(value, 2)[is_end],
        resolution=np.repeat(resolution, 2)[is_end],
    )


def _runs(
    metric: Metric,
    accounts: Collection[int] | None,
    *,
    since: datetime | None,
    until: datetime | None,
    border: datetime = EPOCH,
) -> CompoundSelect[Any]:
    """Account and run, finished ones and those that still go on, in whole seconds, by account and oldest first.

    Runs that were over before ``border`` or before single runs are kept are left out; one that crosses it begins there.
    """
    finished, going_on, series = schema.run, schema.latest, schema.series
    lasted = [finished.c.last_seen >= days.fine_from(border), *_standing_at(since)]
    chosen = [series.c.metric == metric, *([] if accounts is None else [series.c.account.in_(accounts)])]
    parts = (
        select(series.c.account, _begun(table, border), *_whole_seconds(table)[1:])
        .join_from(series, going_on, going_on.c.series == series.c.key)
        .where(table.c.series == series.c.key)
        .where(*chosen, *([] if until is None else [table.c.first_seen < until]), *extra)
        for table, extra in ((finished, lasted), (going_on, []))
    )
    return union_all(*parts)


def _begun(table: Table, border: datetime) -> ColumnElement[Any]:
    """When a run began, or where single runs begin to be looked at if that is later."""
    first_seen, fine = type_coerce(table.c.first_seen, BigInteger), days.fine_from(border)
    return case((first_seen >= fine, first_seen), else_=fine).label("first_seen")


def _with_imported(
    measured: CompoundSelect[Any],
    metric: Metric,
    accounts: Collection[int] | None,
    *,
    since: datetime | None,
    until: datetime | None,
) -> CompoundSelect[Any]:
    """The same with imported counts among them, each a run of one poll; none lies inside a measured run."""
    table, series = import_schema.imported, schema.series
    second = type_coerce(table.c.at, BigInteger)
    ends = (second.label("first_seen"), second.label("last_seen"), literal(1).label("polls"))
    counts = select(series.c.account, *ends, table.c.value, table.c.resolution).join(
        table, table.c.series == series.c.key
    )
    bounds = [
        series.c.metric == metric,
        *([] if accounts is None else [series.c.account.in_(accounts)]),
        *([] if since is None else [table.c.at >= since]),
        *([] if until is None else [table.c.at < until]),
    ]
    return union_all(*measured.selects, counts.where(*bounds))


def _whole_seconds(table: Table) -> list[ColumnElement[Any]]:
    """A run's columns without the cost of an object for every instant."""
    return [type_coerce(table.c[name], BigInteger).label(name) for name in _ENDS]


def _standing_at(since: datetime | None) -> list[ColumnElement[bool]]:
    """The condition that drops finished runs which were over before the one that stood at ``since`` began."""
    if since is None:
        return []
    earlier = schema.run.alias()
    last_earlier = (
        select(func.max(earlier.c.first_seen))
        .where(earlier.c.series == schema.series.c.key, earlier.c.first_seen <= since)
        .correlate(schema.series)
        .scalar_subquery()
    )
    goes_on_since = (
        select(schema.latest.c.first_seen)
        .where(schema.latest.c.series == schema.series.c.key)
        .correlate(schema.series)
        .scalar_subquery()
    )
    return [schema.run.c.first_seen >= func.coalesce(last_earlier, literal(EPOCH, Instant)), goes_on_since > since]
