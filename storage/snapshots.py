"""What the counters read, kept as runs: a counter that has not changed is one row with two ends.

Beside its run every counter has the part of the day it is in, kept in the same step; see ``day_schema``.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from functools import cache
from typing import Any, Final, NamedTuple

from sqlalchemy import BigInteger, Row, Select, Update, bindparam, select, type_coerce, update

from growth.count import Count
from growth.daily import part_begun
from growth.platform import Metric
from storage import day_schema, schema
from storage.columns import instant, seconds
from storage.partitions import make_room
from storage.transaction import Transaction, among

_TOO_LARGE: Final = 2**63
"""The first number that does not fit into eight bytes with a sign."""


@dataclass(frozen=True, slots=True)
class Observation:
    """A count and when it was last read.

    Attributes:
        count: The count.
        observed_at: The last poll that read it (UTC).

    """

    count: Count
    observed_at: datetime


_METRICS: Final = {metric.value: metric for metric in Metric}
"""Looked up ten times as quickly as ``Metric`` finds them."""

_Readings = Mapping[int, Mapping[Metric, Count]]


class _Last(NamedTuple):
    """A series that was read before: its run, its part of the day, and since when its account's polls have no gap.

    Instants are UTC seconds. Of a series that was never read the database gives None from ``first_seen`` on.
    ``polled_since`` is None when no poll was kept.
    """

    key: int
    account: int
    metric: str
    first_seen: int
    last_seen: int
    polls: int
    value: int
    resolution: int
    broken: bool
    part_first: int
    part_open: int
    part_low: int
    part_high: int
    part_resolution: int
    part_polls: int
    polled_since: int | None


_OF_LATEST: Final = _Last._fields[3:-1]


@dataclass(slots=True)
class _Changes:
    """What one step writes: runs and parts that ended, series that begin something, and series that just go on."""

    ended: list[dict[str, int]] = field(default_factory=list)
    parts: list[dict[str, int]] = field(default_factory=list)
    fresh: list[dict[str, int]] = field(default_factory=list)
    going_on: list[int] = field(default_factory=list)
    lacked: list[int] = field(default_factory=list)

    def add(self, last: _Last, count: Count, second: int, *, goes_on: bool, same_part: bool) -> None:
        """An observation of a series whose run or part of the day it ends, or changes."""
        row = _begun(last.key, count, second)
        if goes_on:
            row |= {"first_seen": last.first_seen, "polls": last.polls + 1}
        else:
            self.ended.append(_run(last))
        if same_part:
            row |= _part_gone_on(last, count)
        elif last.part_polls:
            self.parts.append(_part(last))
        self.fresh.append(row)


def record(tx: Transaction, account: int, counters: Mapping[Metric, Count], at: datetime, *, zone: tzinfo = UTC) -> int:
    """Keep what one account's counters read at ``at``; see ``record_many``."""
    return record_many(tx, {account: counters}, at, zone=zone)


def record_many(tx: Transaction, readings: _Readings, at: datetime, *, zone: tzinfo = UTC) -> int:
    """Keep what the counters of many accounts read at ``at``, in a handful of statements.

    A counter's run goes on when it reads the same value at the same resolution and nothing came between: no failed
    poll and no gap (``polls.record_polls``, called before), and no reading that lacked this counter. Otherwise a new
    run begins. An observation that is not later than the counter's last one changes nothing: it is a repeated step, or
    the clock went back, and history is not rewritten. A count of 2^63 or more, which no platform can mean and no table
    can hold, is left out as if the reading lacked it.

    Args:
        tx: A writing transaction.
        readings: The counters read, by account; only accounts that were read, an empty mapping for one that published
            none.
        at: When they were read (UTC).
        zone: Whose midnights cut the counters' days, beside those of UTC.

    Returns:
        How many observations were kept.

    """
    second, begun = seconds(at), seconds(part_begun(at, zone))
    changes = _Changes()
    for row in _known(tx, readings):
        _, account, metric, first_seen, last_seen, _, value, resolution, broken, part_first, *_, polled_since = row
        count = readings[account].get(metric)
        if first_seen is not None and second <= last_seen:
            continue
        if count is None or count.highest >= _TOO_LARGE:
            if first_seen is not None and not broken:
                changes.lacked.append(row[0])
        elif first_seen is None:
            changes.fresh.append(_begun(row[0], count, second))
        else:
            is_same = value == count.value and resolution == count.resolution and not broken
            goes_on = is_same and (polled_since is None or polled_since <= last_seen)
            if goes_on and part_first >= begun:
                changes.going_on.append(row[0])
            else:
                changes.add(_Last._make(row), count, second, goes_on=goes_on, same_part=part_first >= begun)
    _write(tx, changes, second)
    return len(changes.fresh) + len(changes.going_on)


def has_begun(tx: Transaction, accounts: Collection[int], at: datetime) -> bool:
    """Whether a counter of the accounts began a run at ``at``: whether that reading said anything new."""
    series, now = schema.series, schema.latest
    statement = select(series.c.key).join_from(series, now, now.c.series == series.c.key)
    return tx.first(statement.where(series.c.account.in_(accounts), now.c.first_seen == at).limit(1)) is not None


def latest(tx: Transaction, accounts: Collection[int] | None = None) -> Mapping[tuple[int, Metric], Observation]:
    """The last observation of every counter ever read; of every account when ``accounts`` is None."""
    series, now = schema.series, schema.latest
    statement = select(
        series.c.account, series.c.metric, type_coerce(now.c.last_seen, BigInteger), now.c.value, now.c.resolution
    ).join_from(series, now, now.c.series == series.c.key)
    if accounts is not None:
        statement = statement.where(series.c.account.in_(accounts))
    return {
        (account, _METRICS[metric]): Observation(Count(value, resolution), instant(last_seen))
        for account, metric, last_seen, value, resolution in map(tuple, tx.rows(statement))
    }


def _known(tx: Transaction, readings: _Readings) -> Sequence[Row[*tuple[Any, ...]]]:
    """The series of the accounts as ``_Last`` says, after those that are missing were added."""
    statement, accounts = _series_of(is_sqlite=tx.is_sqlite), {"accounts": readings}
    known = tx.rows(statement, accounts)
    there = sum(row.metric in readings[row.account] for row in known)
    if there == sum(map(len, readings.values())):
        return known
    wanted = sorted((account, metric) for account, counters in readings.items() for metric in counters)
    tx.keep_first(
        schema.series, [{"account": account, "metric": metric} for account, metric in wanted], key=["account", "metric"]
    )
    return tx.rows(statement, accounts)


@cache
def _series_of(*, is_sqlite: bool) -> Select[Any]:
    """The series of ``accounts``, each as ``_Last``."""
    series, now, poll = schema.series, schema.latest, schema.last_poll
    plain = [type_coerce(now.c[name], now.c[name].type if name == "broken" else BigInteger) for name in _OF_LATEST]
    return (
        select(series.c.key, series.c.account, series.c.metric, *plain, type_coerce(poll.c.first_at, BigInteger))
        .join_from(series, now, now.c.series == series.c.key, isouter=True)
        .join(poll, poll.c.account == series.c.account, isouter=True)
        .where(among(series.c.account, "accounts", is_sqlite=is_sqlite))
    )


def _write(tx: Transaction, changes: _Changes, second: int) -> None:
    """Carry out a step. Counters that a reading lacked end their run: "not shown" is not "unchanged"."""
    make_room(tx, [run["first_seen"] for run in changes.ended])
    tx.keep_first(schema.run, changes.ended, key=["series", "first_seen"])
    tx.keep_first(day_schema.day_part, changes.parts, key=["series", "first_at"])
    tx.upsert(schema.latest, changes.fresh, key=["series"])
    if changes.going_on:
        tx.change(_go_on(is_sqlite=tx.is_sqlite), [{"keys": changes.going_on, "second": second}])
    if changes.lacked:
        tx.change(_break(is_sqlite=tx.is_sqlite), [{"keys": changes.lacked}])


@cache
def _go_on(*, is_sqlite: bool) -> Update:
    """One more poll that read what the poll before did, of all of ``keys``."""
    table = schema.latest
    more = {"polls": table.c.polls + 1, "part_polls": table.c.part_polls + 1}
    return (
        update(table)
        .where(among(table.c.series, "keys", is_sqlite=is_sqlite))
        .values(last_seen=bindparam("second", type_=BigInteger), **more)
    )


@cache
def _break(*, is_sqlite: bool) -> Update:
    """The end of the runs of ``keys`` before their time."""
    table = schema.latest
    return update(table).where(among(table.c.series, "keys", is_sqlite=is_sqlite)).values(broken=True)


def _begun(series: int, count: Count, second: int) -> dict[str, int]:
    """The row of a series that was never read before."""
    value, step = count.value, count.resolution
    run = {"first_seen": second, "last_seen": second, "polls": 1, "value": value, "resolution": step, "broken": False}
    return {"series": series, **run, **_part_begun(count, second)}


def _part_begun(count: Count, second: int) -> dict[str, int]:
    value = count.value
    return {
        "part_first": second,
        "part_open": value,
        "part_low": value,
        "part_high": value,
        "part_resolution": count.resolution,
        "part_polls": 1,
    }


def _part_gone_on(last: _Last, count: Count) -> dict[str, int]:
    return {
        "part_first": last.part_first,
        "part_open": last.part_open,
        "part_low": min(last.part_low, count.value),
        "part_high": max(last.part_high, count.value),
        "part_resolution": max(last.part_resolution, count.resolution),
        "part_polls": last.part_polls + 1,
    }


def _run(last: _Last) -> dict[str, int]:
    """The finished run a series was in."""
    return {
        "series": last.key,
        "first_seen": last.first_seen,
        "last_seen": last.last_seen,
        "polls": last.polls,
        "value": last.value,
        "resolution": last.resolution,
    }


def _part(last: _Last) -> dict[str, int]:
    """The finished part of a day a series was in; the last poll of the part is its run's last."""
    return {
        "series": last.key,
        "first_at": last.part_first,
        "last_at": last.last_seen,
        "open": last.part_open,
        "close": last.value,
        "low": last.part_low,
        "high": last.part_high,
        "resolution": last.part_resolution,
        "polls": last.part_polls,
    }
