"""Finds the figure to quote for a day: measured before imported before published."""

from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from growth.figure import Figure, Method
from growth.platform import Metric
from growth.wall import local_day, midnight
from storage import figures, history, imports
from storage.accounts import StoredAccount
from storage.transaction import Transaction

_SECOND: Final = timedelta(seconds=1)


def figure_on(
    tx: Transaction, account: StoredAccount, metric: Metric, day: date, *, at: datetime | None = None, zone: ZoneInfo
) -> Figure | None:
    """The figure to quote for a day; None when there is none.

    The last one that Marsad read on the day; else the last one imported for it; else the most exactly dated one that
    others published for a time which includes it.

    Args:
        tx: A transaction.
        account: Whose.
        metric: The counter.
        day: The day, in ``zone``.
        at: Nothing read later than this instant (UTC); None for the day's end.
        zone: The zone of the day.

    """
    start, end = midnight(day, zone), midnight(day + timedelta(days=1), zone) - _SECOND
    end = end if at is None else min(at, end)
    return (
        _measured(tx, account, metric, start, end, zone)
        or _imported(tx, account, metric, start, end, zone)
        or (_published(tx, account, metric, day))
    )


def nearest(
    tx: Transaction, account: StoredAccount, metric: Metric, day: date, *, zone: ZoneInfo
) -> tuple[Figure | None, Figure | None]:
    """The last figure of any kind before a day and the first one after it; None where there is none."""
    every = sorted(_every(tx, account, metric, zone), key=lambda figure: figure.day)
    before = next((figure for figure in reversed(every) if figure.day < day), None)
    return before, next((figure for figure in every if figure.day > day), None)


def _measured(
    tx: Transaction, account: StoredAccount, metric: Metric, start: datetime, end: datetime, zone: ZoneInfo
) -> Figure | None:
    series = history.histories(tx, metric, [account.key])[account.key].until(end)
    if not len(series) or series.time_of(-1) < start:
        return None
    at = series.time_of(-1)
    return Figure(metric, series[-1], Method.MEASURED, local_day(at, zone), at=at)


def _imported(
    tx: Transaction, account: StoredAccount, metric: Metric, start: datetime, end: datetime, zone: ZoneInfo
) -> Figure | None:
    found = [figure for figure in _every_imported(tx, account, metric, zone) if figure.at and start <= figure.at <= end]
    return found[-1] if found else None


def _published(tx: Transaction, account: StoredAccount, metric: Metric, day: date) -> Figure | None:
    known = figures.figures_of(tx, [account.key], metric).get(account.key, ())
    fitting = [figure for figure in known if figure.days[0] <= day < figure.days[1]]
    return min(fitting, key=lambda figure: figure.days[1] - figure.days[0]).quotable if fitting else None


def _every_imported(tx: Transaction, account: StoredAccount, metric: Metric, zone: ZoneInfo) -> list[Figure]:
    return [
        Figure(metric, one.count, Method.IMPORTED, local_day(one.at, zone), at=one.at, source=source)
        for one, source in imports.imported(tx, account.key, metric)
    ]


def _every(tx: Transaction, account: StoredAccount, metric: Metric, zone: ZoneInfo) -> list[Figure]:
    series = history.histories(tx, metric, [account.key])[account.key]
    instants = [series.time_of(index) for index in range(len(series))]
    measured = [
        Figure(metric, series[index], Method.MEASURED, local_day(at, zone), at=at) for index, at in enumerate(instants)
    ]
    published = [figure.quotable for figure in figures.figures_of(tx, [account.key], metric).get(account.key, ())]
    return [*measured, *_every_imported(tx, account, metric, zone), *published]
