"""Every figure as a row to hand on, measured, imported or published, saying how it came to be known."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.import_file import KNOWN
from growth.count import Count
from growth.figure import ALL, Figure, Method, PublishedFigure
from growth.platform import Metric
from growth.wall import local_day, midnight
from storage import figures, history, imports
from storage.accounts import StoredAccount
from storage.transaction import Transaction

COLUMNS: Final = (*KNOWN, "method", "rounding", "precision")
"""The columns of an export: those an import reads, and what a figure must say of itself."""

MEASURED_BY: Final = "Marsad"
"""The source of what nobody else counted."""

Row = dict[str, str | int]
"""One figure by column."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to export.

    Attributes:
        metrics: The counters.
        methods: How the figures came to be known.
        since: The first day, in the reader's zone; None for no bound.
        until: The last day; None for no bound.

    """

    metrics: Sequence[Metric] = field(default=tuple(Metric))
    methods: Sequence[Method] = field(default=tuple(Method))
    since: date | None = None
    until: date | None = None

    def bounds(self, zone: ZoneInfo) -> tuple[datetime | None, datetime | None]:
        """The period ``[start, end)`` in UTC; None for no bound."""
        start = None if self.since is None else midnight(self.since, zone)
        return start, None if self.until is None else midnight(self.until + timedelta(days=1), zone)

    def covers(self, figure: PublishedFigure) -> bool:
        """Whether a published figure may be of one of the days."""
        first, after = figure.days
        return (self.since is None or after > self.since) and (self.until is None or first <= self.until)


def rows_of(tx: Transaction, accounts: Sequence[StoredAccount], wanted: Wanted, *, zone: ZoneInfo) -> Iterator[Row]:
    """The figures of accounts, series by series, each oldest first; then the sums over their agencies' accounts.

    A count that was read again and again is two rows, the first and the last reading of it.
    """
    for account in accounts:
        for metric in wanted.metrics:
            yield from (_row(account, figure) for figure in _of_account(tx, account, metric, wanted, zone))
    for agency in dict.fromkeys(account.agency for account in accounts):
        if Method.PUBLISHED in wanted.methods:
            sums = figures.figures(tx, agency=agency, platform=ALL)
            yield from (_sum(one) for one in sums if one.metric in wanted.metrics and wanted.covers(one))


def _of_account(
    tx: Transaction, account: StoredAccount, metric: Metric, wanted: Wanted, zone: ZoneInfo
) -> Iterator[Figure]:
    start, end = wanted.bounds(zone)
    if Method.MEASURED in wanted.methods:
        series = history.histories(tx, metric, [account.key], since=start, until=end)[account.key]
        columns = (series.at.tolist(), series.value.tolist(), series.resolution.tolist())
        for second, value, resolution in zip(*columns, strict=True):
            at = datetime.fromtimestamp(second, UTC)
            if (start is None or at >= start) and (end is None or at < end):
                count = Count(value, resolution)
                yield Figure(metric, count, Method.MEASURED, local_day(at, zone), at=at, source=MEASURED_BY)
    if Method.IMPORTED in wanted.methods:
        for one, source in imports.imported(tx, account.key, metric):
            if (start is None or one.at >= start) and (end is None or one.at < end):
                yield Figure(metric, one.count, Method.IMPORTED, local_day(one.at, zone), at=one.at, source=source)
    if Method.PUBLISHED in wanted.methods:
        known = figures.figures_of(tx, [account.key], metric).get(account.key, ())
        yield from (one.quotable for one in known if wanted.covers(one))


def _row(account: StoredAccount, figure: Figure) -> Row:
    told: Row = {
        "agency": account.agency,
        "platform": account.platform,
        "handle": account.handle,
        "platform_id": account.platform_id or "",
    }
    return told | _said(figure)


def _sum(figure: PublishedFigure) -> Row:
    told: Row = {"agency": figure.agency, "platform": figure.platform, "handle": "", "platform_id": ""}
    return told | _said(figure.quotable)


def _said(figure: Figure) -> Row:
    instant = f"{figure.at:%Y-%m-%dT%H:%M:%SZ}" if figure.at is not None else figure.written_day
    return {
        "metric": figure.metric.value,
        "value": figure.count.value,
        "resolution": figure.count.resolution,
        "observed_at": instant,
        "source": figure.source or "",
        "method": figure.method.value,
        "rounding": figure.rounding.value,
        "precision": "instant" if figure.at is not None else figure.precision.value,
    }
