"""What the counters read, kept as runs: a counter that has not changed is one row with two ends."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, Select, select, update

from growth.count import Count
from growth.platform import Metric
from storage import schema
from storage.columns import whole
from storage.transaction import Transaction

_ENDS: Final = ("first_seen", "last_seen", "polls", "value", "resolution")
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


def record(tx: Transaction, account: int, counters: Mapping[Metric, Count], at: datetime) -> int:
    """Keep what one account's counters read at ``at``; see ``record_many``."""
    return record_many(tx, {account: counters}, at)


def record_many(tx: Transaction, readings: Mapping[int, Mapping[Metric, Count]], at: datetime) -> int:
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

    Returns:
        How many observations were kept.

    """
    at = whole(at)
    readings = {account: _storable(counters) for account, counters in readings.items()}
    known = _known(tx, readings)
    fresh: list[dict[str, object]] = []
    ended: list[dict[str, object]] = []
    for account, counters in readings.items():
        for metric, count in counters.items():
            last = known[account, metric]
            if last.first_seen is None or at > last.last_seen:
                goes_on = _goes_on(last, count)
                ended += [_run(last)] if last.first_seen is not None and not goes_on else []
                fresh.append(_latest(last, count, at, goes_on=goes_on))
    tx.keep_first(schema.run, ended, key=["series", "first_seen"])
    tx.upsert(schema.latest, fresh, key=["series"])
    _break_missing(tx, known, readings, at)
    return len(fresh)


def latest(tx: Transaction, accounts: Collection[int] | None = None) -> Mapping[tuple[int, Metric], Observation]:
    """The last observation of every counter ever read; of every account when ``accounts`` is None."""
    statement = select(schema.series.c.account, schema.series.c.metric, schema.latest).join(schema.latest)
    if accounts is not None:
        statement = statement.where(schema.series.c.account.in_(accounts))
    return {
        (row.account, Metric(row.metric)): Observation(Count(row.value, row.resolution), row.last_seen)
        for row in tx.rows(statement)
    }


def _storable(counters: Mapping[Metric, Count]) -> Mapping[Metric, Count]:
    return {metric: count for metric, count in counters.items() if count.highest < _TOO_LARGE}


def _known(tx: Transaction, readings: Mapping[int, Mapping[Metric, Count]]) -> Mapping[tuple[int, Metric], Row[Any]]:
    """The series of the accounts with the run each is in, after those that are missing were added."""
    statement = _series_of(readings)
    known = {(row.account, Metric(row.metric)): row for row in tx.rows(statement)}
    wanted = {(account, metric) for account, counters in readings.items() for metric in counters}
    missing = [{"account": account, "metric": metric} for account, metric in sorted(wanted - known.keys())]
    if not missing:
        return known
    tx.keep_first(schema.series, missing, key=["account", "metric"])
    return {(row.account, Metric(row.metric)): row for row in tx.rows(statement)}


def _series_of(accounts: Collection[int]) -> Select[Any]:
    """Every series of the accounts, with its current run and the start of the account's current stretch of polls."""
    series, now, poll = schema.series, schema.latest, schema.last_poll
    return (
        select(
            series.c.key,
            series.c.account,
            series.c.metric,
            *(now.c[name] for name in (*_ENDS, "broken")),
            poll.c.first_at.label("polled_since"),
        )
        .join_from(series, now, now.c.series == series.c.key, isouter=True)
        .join(poll, poll.c.account == series.c.account, isouter=True)
        .where(series.c.account.in_(accounts))
    )


def _goes_on(last: Row[Any], count: Count) -> bool:
    """Whether ``count`` continues the run a series is in, ``last``."""
    is_same = (last.value, last.resolution) == (count.value, count.resolution)
    return is_same and not last.broken and (last.polled_since is None or last.polled_since <= last.last_seen)


def _break_missing(
    tx: Transaction,
    known: Mapping[tuple[int, Metric], Row[Any]],
    readings: Mapping[int, Mapping[Metric, Count]],
    at: datetime,
) -> None:
    """End, before their time, the runs of counters that a reading lacked: "not shown" is not "unchanged"."""
    lacked = [
        row.key
        for (account, metric), row in known.items()
        if metric not in readings[account] and row.first_seen is not None and not row.broken and at > row.last_seen
    ]
    if lacked:
        tx.change(update(schema.latest).where(schema.latest.c.series.in_(lacked)).values(broken=True))


def _latest(last: Row[Any], count: Count, at: datetime, *, goes_on: bool) -> dict[str, object]:
    """The run a series is in once ``count`` was read."""
    return {
        "series": last.key,
        "first_seen": last.first_seen if goes_on else at,
        "last_seen": at,
        "polls": last.polls + 1 if goes_on else 1,
        "value": count.value,
        "resolution": count.resolution,
        "broken": False,
    }


def _run(last: Row[Any]) -> dict[str, object]:
    """The finished run a series was in."""
    return {"series": last.key, **{name: getattr(last, name) for name in _ENDS}}
