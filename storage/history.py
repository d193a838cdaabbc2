"""A counter's past, read back: as runs, or for many accounts at once as series to compute with."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import BigInteger, ColumnElement, Select, String, Table, bindparam, func, literal_column, select

from growth.count import Count
from growth.daily import Days
from growth.platform import Metric
from growth.series import Run, Series
from storage import days, import_schema, schema
from storage.columns import EPOCH, instant, seconds
from storage.transaction import Transaction, among

_ENDS: Final = ("first_seen", "last_seen", "value", "resolution")
_EVER: Final = 2**62
"""UTC seconds beyond every instant."""

_Table = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Asked:
    """Which part of which counters.

    Attributes:
        metric: The counter.
        accounts: Whose; None for everyone's.
        since: From the run that stood at this UTC second.
        until: Without runs that began at this UTC second or later.

    """

    metric: Metric
    accounts: Collection[int] | None
    since: int
    until: int

    @classmethod
    def of(
        cls, metric: Metric, accounts: Collection[int] | None, since: datetime | None, until: datetime | None
    ) -> "_Asked":
        """From instants that may be None for no bound."""
        begin, end = (-_EVER if since is None else seconds(since)), (_EVER if until is None else seconds(until))
        return cls(metric, accounts, begin, end)

    def values(self, **more: int) -> dict[str, int | str | Collection[int]]:
        """Of the parameters of the statements below."""
        return {
            "metric": self.metric.value,
            "accounts": self.accounts or (),
            "since": self.since,
            "until": self.until,
            **more,
        }


def runs(
    tx: Transaction, account: int, metric: Metric, *, since: datetime | None = None, until: datetime | None = None
) -> tuple[Run, ...]:
    """One counter's runs that are kept, oldest first; empty when it was never read.

    Args:
        tx: A transaction.
        account: The account's key.
        metric: The counter.
        since: Start with the run that stood at this instant (UTC), even if its last poll was before, so that the count
            at ``since`` is known; None starts with the first.
        until: Leave out runs that began at this instant or later; None leaves out none.

    """
    table, _ = _runs(tx, _Asked.of(metric, [account], since, until), EPOCH, with_polls=True)
    return tuple(
        Run(instant(first_seen), instant(last_seen), polls, Count(value, resolution))
        for _, first_seen, last_seen, value, resolution, polls in table.tolist()
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
    """One counter of many accounts in a few statements, by account: the series of what ``runs`` gives, bounds as there.

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
    asked = _Asked.of(metric, accounts, since, until)
    border = EPOCH if fine_since is None else fine_since.astimezone(UTC).replace(hour=0, minute=0, second=0)
    table, edges = _runs(tx, asked, border)
    if with_imported:
        statement = _imported(is_sqlite=tx.is_sqlite, is_all=accounts is None)
        table = _in_order(np.concatenate([table, tx.numbers(statement, asked.values())]))
    coarse = days.parts_before(tx, metric, edges, since=since, until=until)
    fine = _by_account(table)
    return {
        account: _joined(coarse.get(account), _series(fine.get(account, table[:0])))
        for account in dict.fromkeys([*(accounts or ()), *coarse, *fine])
    }


def _runs(
    tx: Transaction, asked: _Asked, border: datetime, *, with_polls: bool = False
) -> tuple[_Table, Mapping[int, int]]:
    """Account and run, finished ones and those that still go on, by account and oldest first.

    Runs that were over where single runs begin to be looked at are left out; one that was not begins there.

    Returns:
        Account, the four of ``_ENDS`` and polls where wanted, shape ``(n, 5)`` or ``(n, 6)``; and the UTC second at
        which that is for each account.

    """
    kind = {"is_sqlite": tx.is_sqlite, "is_all": asked.accounts is None, "with_polls": with_polls}
    standing = tx.numbers(_standing(**kind), asked.values())
    standing = standing[np.argsort(standing[:, 0])]
    account, coarse_until, part_begun, *_ = standing.T
    # Never in the middle of the day that still goes on, which may be long ago: its part lies in ``latest``.
    edge = np.maximum(coarse_until, np.minimum(seconds(border), part_begun))
    since = max(asked.since, int(edge.min(initial=_EVER))) if len(edge) else asked.since
    if len(standing) == 1:  # as when a picture or a forecast is made: without a join, in half the time
        found = tx.numbers(
            _finished_of_one(with_polls=with_polls), asked.values(since=since, series=int(standing[0, 3]))
        )
        finished = np.column_stack([np.full(len(found), account[0]), found])
    else:
        finished = tx.numbers(_finished(**kind), asked.values(since=since))
    is_over = standing[:, 4] <= asked.since
    if is_over.any():
        finished = finished[~is_over[np.searchsorted(account, finished[:, 0])]]
    going_on = standing[standing[:, 4] < asked.until][:, [0, *range(4, standing.shape[1])]]
    table = _in_order(np.concatenate([finished, going_on]))
    if edge.any():
        begun = edge[np.searchsorted(account, table[:, 0])]
        table[:, 1] = np.maximum(table[:, 1], begun)
        table = table[table[:, 2] >= begun]
    return table, dict(zip(account.tolist(), edge.tolist(), strict=True))


def _in_order(table: _Table) -> _Table:
    return table[np.lexsort((table[:, 1], table[:, 0]))]


def _by_account(table: _Table) -> Mapping[int, _Table]:
    """Rows that begin with an account and come in its order, by account."""
    if len(table) and table[0, 0] == table[-1, 0]:  # as when a picture or a forecast is made
        return {int(table[0, 0]): table}
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


def _series(table: _Table) -> Series:
    """The two ends of every run of one account; a run of one poll is one observation."""
    _, first_seen, last_seen, value, resolution = table.T
    is_end = np.column_stack([np.ones(len(table), dtype=bool), last_seen > first_seen]).ravel()
    return Series(
        at=np.column_stack([first_seen, last_seen]).ravel()[is_end],
        value=np.repeat(value, 2)[is_end],
        resolution=np.repeat(resolution, 2)[is_end],
    )


@cache
def _standing(*, is_sqlite: bool, is_all: bool, with_polls: bool) -> Select[Any]:
    """Account, where single runs are kept from, when the day that goes on began, series, and the run that goes on."""
    series, now = schema.series, schema.latest
    columns = (series.c.account, series.c.coarse_until, now.c.part_first, series.c.key)
    statement = select(*columns, *_columns(now, with_polls=with_polls)).join_from(
        series, now, now.c.series == series.c.key
    )
    return statement.where(*_chosen(is_sqlite=is_sqlite, is_all=is_all))


@cache
def _finished(*, is_sqlite: bool, is_all: bool, with_polls: bool) -> Select[Any]:
    """Account and finished run, from the one that stood at ``since`` to the last that began before ``until``."""
    series, run, earlier = schema.series, schema.run, schema.run.alias()
    stood = (
        select(func.max(earlier.c.first_seen))
        .where(earlier.c.series == series.c.key, earlier.c.first_seen <= bindparam("since", type_=BigInteger))
        .correlate(series)
        .scalar_subquery()
    )
    columns = _columns(run, with_polls=with_polls)
    statement = select(series.c.account, *columns).join_from(series, run, run.c.series == series.c.key)
    return statement.where(
        *_chosen(is_sqlite=is_sqlite, is_all=is_all),
        run.c.first_seen >= func.coalesce(stood, literal_column("0")),
        run.c.first_seen < bindparam("until", type_=BigInteger),
    )


@cache
def _finished_of_one(*, with_polls: bool) -> Select[Any]:
    """The same of one ``series``, without the account."""
    run, earlier = schema.run, schema.run.alias()
    series, since, until = (bindparam(name, type_=BigInteger) for name in ("series", "since", "until"))
    stood = select(func.max(earlier.c.first_seen)).where(earlier.c.series == series, earlier.c.first_seen <= since)
    begun = func.coalesce(stood.scalar_subquery(), literal_column("0"))
    statement = select(run.c.first_seen, *_columns(run, with_polls=with_polls)[1:])
    return statement.where(run.c.series == series, run.c.first_seen >= begun, run.c.first_seen < until)


@cache
def _imported(*, is_sqlite: bool, is_all: bool) -> Select[Any]:
    """Account and imported count, as a run of one poll; none lies inside a measured run."""
    series, table = schema.series, import_schema.imported
    columns = (series.c.account, table.c.at, table.c.at.label("again"), table.c.value, table.c.resolution)
    statement = select(*columns).join_from(series, table, table.c.series == series.c.key)
    return statement.where(
        *_chosen(is_sqlite=is_sqlite, is_all=is_all),
        table.c.at >= bindparam("since", type_=BigInteger),
        table.c.at < bindparam("until", type_=BigInteger),
    )


def _columns(table: Table, *, with_polls: bool) -> list[ColumnElement[int]]:
    return [table.c[name] for name in (*_ENDS, *(("polls",) if with_polls else ()))]


def _chosen(*, is_sqlite: bool, is_all: bool) -> list[ColumnElement[bool]]:
    """The series of one metric, of ``accounts`` or of everyone."""
    series = schema.series
    of_whom = [] if is_all else [among(series.c.account, "accounts", is_sqlite=is_sqlite)]
    return [series.c.metric == bindparam("metric", type_=String), *of_whom]
