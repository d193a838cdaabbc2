"""Published figures: keeping them, finding whose they are, and telling what the measurements contradict."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from zoneinfo import ZoneInfo

from bot.announce import announce
from growth.condition import Subject
from growth.contradiction import contradiction_events
from growth.count import Count
from growth.event import Event
from growth.figure import Precision, PublishedFigure
from growth.platform import MANUAL, Metric
from growth.settled import settled
from growth.wall import local_day, midnight
from storage import figures, history, imports
from storage.accounts import StoredAccount
from storage.imports import ImportedCount
from storage.transaction import Transaction

_NOON = timedelta(hours=12)


def keep_figure(
    tx: Transaction, account: StoredAccount, figure: PublishedFigure, *, now: datetime, zone: ZoneInfo
) -> tuple[Event, ...]:
    """Keep a figure of one account and tell its chats when measurements contradict it; what they contradict.

    An account of the ``manual`` platform is read by nobody: there a figure of a single day is a count of its history
    as well.
    """
    figures.save_figures(tx, [figure])
    if account.platform == MANUAL and figure.precision is Precision.DAY:
        imports.keep(tx, [_counted(account, figure, now=now, zone=zone)], figure.source)
    return tell_contradictions(tx, [account], [figure], now=now, zone=zone)


def tell_contradictions(
    tx: Transaction,
    accounts: Iterable[StoredAccount],
    only: Sequence[PublishedFigure] | None = None,
    *,
    now: datetime,
    zone: ZoneInfo,
) -> tuple[Event, ...]:
    """Hold the figures of accounts against all that was ever measured of them; tell each contradiction once for ever.

    Args:
        tx: A writing transaction.
        accounts: The accounts.
        only: The figures to look at; None for every figure of the accounts.
        now: The present (UTC).
        zone: The zone in which days are counted.

    Returns:
        What is contradicted, told before or not.

    """
    found: list[Event] = []
    for account in accounts:
        known = figures.figures_of(tx, [account.key]).get(account.key, ()) if only is None else only
        by_metric = sorted(known, key=attrgetter("metric"))
        for metric, some in groupby(by_metric, key=attrgetter("metric")):
            series = settled(history.histories(tx, Metric(metric), [account.key])[account.key])
            subject = Subject(account.platform, account.key)
            found += contradiction_events(some, series, subject, now=now, zone=zone)
    announce(tx, found, now=now)
    return tuple(found)


def _counted(account: StoredAccount, figure: PublishedFigure, *, now: datetime, zone: ZoneInfo) -> ImportedCount:
    """A figure as a count of its day's noon, or of now on the present day."""
    at = now if figure.day == local_day(now, zone) else midnight(figure.day, zone) + _NOON
    return ImportedCount(account.key, figure.metric, at, Count(figure.value))
