"""Gathers what a picture of stored growth shows, and draws it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.annotating import notes_on
from bot.drawings import Drawings, drawings
from bot.facts import followers_of
from growth.event import Milestone
from growth.platform import Metric
from growth.settled import settled
from growth.wall import local_day
from report.chart import GrowthChart, MarkedDay, PassedMilestone, PublishedPoint, growth_chart
from report.words import Words
from storage import figures, ledger
from storage.accounts import StoredAccount
from storage.transaction import Transaction

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def draw(
    tx: Transaction, account: StoredAccount, words: Words, *, now: datetime, zone: ZoneInfo, dark: bool = False
) -> bytes | None:
    """A PNG of one account's growth: counts, first baseline, published figures, milestones; None without history."""
    series = settled(followers_of(tx, account, now=now))
    if len(series) < 2:  # noqa: PLR2004 - a line needs two ends
        return None
    drawn = drawings(tx, [account], now=now, zone=zone).get(account.key, Drawings())
    chart = GrowthChart(
        name=account.name,
        series=series,
        baseline=next(iter(drawn.baselines), None),
        published=tuple(_published(tx, account, now, zone)),
        milestones=tuple(_passed(tx, account, now)),
        notes=tuple(MarkedDay(note.day, note.text) for note in notes_on(tx, account)),
        launched=account.launched,
    )
    return growth_chart(chart, words, zone=zone, now=now, dark=dark)


def _published(tx: Transaction, account: StoredAccount, now: datetime, zone: ZoneInfo) -> Iterator[PublishedPoint]:
    """Figures about this account's followers up to today; sums over several platforms are another thing."""
    for figure in figures.figures_of(tx, [account.key], Metric.FOLLOWERS).get(account.key, ()):
        if figure.day <= local_day(now, zone):
            yield PublishedPoint(figure.day, figure.value, figure.precision)


def _passed(tx: Transaction, account: StoredAccount, now: datetime) -> Iterator[PassedMilestone]:
    for stored in ledger.events(tx, start=_LONG_AGO, end=now, accounts=[account.key]):
        facts = stored.event.facts
        if isinstance(facts, Milestone) and facts.metric is Metric.FOLLOWERS:
            yield PassedMilestone(facts.threshold, stored.event.at)
