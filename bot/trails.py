"""What is known of accounts' growth, to draw baselines from and to compare: counts, launches, sources."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.seeding import published_figures
from growth.figure import Precision, PublishedFigure
from growth.platform import Metric, Platform
from growth.series import Series
from growth.settled import settled
from growth.trail import NOTHING, Source, Trail, with_published
from growth.wall import local_day, midnight
from growth.watch import MEMORY
from seeds import load
from storage import accounts, figures, history, imports, profiles
from storage.accounts import StoredAccount
from storage.transaction import Transaction

_SECOND = timedelta(seconds=1)


class Trails:
    """Looks trails up, each once.

    Args:
        tx: A transaction.
        now: The present (UTC); later counts play no part.
        zone: The zone in which launches are dated.

    """

    def __init__(self, tx: Transaction, now: datetime, zone: ZoneInfo) -> None:
        self._tx = tx
        self._now = now
        self._zone = zone
        self._found: dict[int, Trail] = {}

    def of(self, chosen: Sequence[StoredAccount]) -> Sequence[Trail]:
        """What was read of accounts or imported, in their order."""
        new = [account for account in chosen if account.key not in self._found]
        self._found |= dict(self._looked_up(new))
        return [self._found[account.key] for account in chosen]

    def with_published(self, chosen: Sequence[StoredAccount]) -> Sequence[Trail]:
        """The same with the figures others published where nothing was read."""
        published = figures.figures_of(self._tx, [one.key for one in chosen], Metric.FOLLOWERS)
        return [
            _joined(trail, published.get(one.key, ()), self._now, self._zone)
            for one, trail in zip(chosen, self.of(chosen), strict=True)
        ]

    def named(self, name: str) -> Sequence[Trail]:
        """The accounts of a name, ``platform/handle`` or ``platform/agency``; the catalogue's where none is watched."""
        platform, _, handle = name.partition("/")
        found = accounts.find(self._tx, f"{platform}:{handle}") or accounts.accounts(
            self._tx, platform=Platform(platform), agency=handle.casefold()
        )
        return self.with_published(found) or _of_catalogue(Platform(platform), handle, self._now, self._zone)

    def _looked_up(self, chosen: Sequence[StoredAccount]) -> Iterator[tuple[int, Trail]]:
        keys = [account.key for account in chosen]
        found = whole_histories(self._tx, keys, now=self._now)
        known = profiles.known_profiles(self._tx, keys)
        for account in chosen:
            profile = known.get(account.key)
            opened = local_day(profile.created_at, self._zone) if profile and profile.created_at else None
            given = imports.sources(self._tx, account.key, Metric.FOLLOWERS)
            sources = tuple(Source(text, int(first.timestamp()), int(last.timestamp())) for text, first, last in given)
            name = f"{account.platform}/{account.handle}"
            yield account.key, Trail(name, account.launched or opened, settled(found[account.key]), sources)


def whole_histories(tx: Transaction, keys: Collection[int], *, now: datetime) -> Mapping[int, Series]:
    """All that is known of followers up to now, by account; by days where it is older than the rules look back."""
    if not keys:
        return {}
    until, fine_since = now + _SECOND, now - MEMORY
    return history.histories(tx, Metric.FOLLOWERS, keys, until=until, fine_since=fine_since, with_imported=True)


def _of_catalogue(platform: Platform, name: str, now: datetime, zone: ZoneInfo) -> Sequence[Trail]:
    """The catalogue's accounts of that handle or agency, each known by what was published of it."""
    catalogue = load()
    found = []
    for agency in catalogue.agencies:
        there = [account for account in agency.accounts if account.platform == platform]
        for account in there:
            handle = account.handle or ""
            if name.casefold() not in {handle.casefold(), agency.id}:
                continue
            own = [one for one in catalogue.figures(agency.id) if one.platform == platform]
            certain = [one for one in own if one.handle == account.handle or (one.handle is None and len(there) == 1)]
            trail = Trail(f"{platform}/{handle or agency.id}", account.launched, NOTHING)
            found.append(_joined(trail, published_figures(certain), now, zone))
    return found


def _joined(trail: Trail, published: Iterable[PublishedFigure], now: datetime, zone: ZoneInfo) -> Trail:
    """The trail with what was published of its followers by now, and who published it.

    A figure stands in the middle of the day or month it is of; one that is dated by its year alone is left out.
    """
    points = sorted(
        (middle, figure.value, figure.source)
        for figure in published
        if figure.metric is Metric.FOLLOWERS
        and figure.precision is not Precision.YEAR
        and (middle := _middle(figure, zone)) <= now
    )
    counts = with_published(trail.counts, [(instant, value) for instant, value, _ in points])
    dated = [(int(instant.timestamp()), source) for instant, _, source in points]
    used = (Source(source, second, second) for second, source in dated if second in counts.at)
    return replace(trail, counts=counts, sources=(*trail.sources, *used))


def _middle(figure: PublishedFigure, zone: ZoneInfo) -> datetime:
    """The middle of the days a figure may be of (UTC)."""
    begin, end = (midnight(day, zone) for day in figure.days)
    return begin + (end - begin) / 2
