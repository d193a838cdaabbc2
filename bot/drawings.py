"""Makes baselines of what is kept of them: targets as they are, and recipes drawn from stored counts.

A first year may be of an account that is not watched: then the catalogue's published figures are what is known of it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.seeding import published_figures
from growth.baseline import Baseline, BaselineKind, Recipe, Undrawable
from growth.drawing import drawn
from growth.figure import Precision, PublishedFigure
from growth.platform import Metric, Platform
from growth.series import Series
from growth.settled import settled
from growth.trail import NOTHING, Source, Trail, with_published
from growth.wall import local_day, midnight
from growth.watch import MEMORY
from seeds import load
from storage import accounts, baselines, figures, history, imports, profiles
from storage.accounts import StoredAccount
from storage.transaction import Transaction

_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Drawings:
    """One account's baselines.

    Attributes:
        baselines: Those there are, in the order they were entered.
        missing: Recipes that make none for now.

    """

    baselines: tuple[Baseline, ...] = ()
    missing: tuple[Undrawable, ...] = ()


@dataclass(slots=True)
class Memo:
    """What was drawn today, for those who ask at every poll: a path moves by a day in a day.

    Attributes:
        day: The day it was drawn on, in the reader's zone; None before the first.
        made: What each account's recipes came to.

    """

    day: date | None = None
    made: dict[tuple[int, Recipe], Baseline | Undrawable] = field(default_factory=dict)

    def turn_to(self, day: date) -> None:
        """Forget what was drawn on another day."""
        if day != self.day:
            self.day, self.made = day, {}


def drawings(
    tx: Transaction, watched: Sequence[StoredAccount], *, now: datetime, zone: ZoneInfo, memo: Memo | None = None
) -> Mapping[int, Drawings]:
    """The baselines of accounts as they are now, by account; accounts without any are left out.

    Args:
        tx: A transaction.
        watched: The accounts.
        now: The present (UTC).
        zone: The zone in which days are counted.
        memo: What was drawn today already, which is added to; None draws everything anew.

    """
    kept = baselines.baselines(tx)
    memo = memo or Memo()
    memo.turn_to(local_day(now, zone))
    desk = _Desk(tx, now, zone, memo)
    return {account.key: _drawings(desk, account, kept[account.key]) for account in watched if kept.get(account.key)}


def _drawings(desk: "_Desk", account: StoredAccount, kept: Iterable[baselines.Kept]) -> Drawings:
    made = [one if isinstance(one, Baseline) else desk.draw(account, one) for one in kept]
    return Drawings(
        tuple(one for one in made if isinstance(one, Baseline)),
        tuple(one for one in made if isinstance(one, Undrawable)),
    )


class _Desk:
    """Where recipes are drawn: what was looked up for one is at hand for the next."""

    def __init__(self, tx: Transaction, now: datetime, zone: ZoneInfo, memo: Memo) -> None:
        self._tx = tx
        self._now = now
        self._zone = zone
        self._made = memo.made
        self._every: tuple[StoredAccount, ...] | None = None
        self._trails: dict[int, Trail] = {}

    def draw(self, account: StoredAccount, recipe: Recipe) -> Baseline | Undrawable:
        """What a recipe makes for an account."""
        name = account.key, recipe
        if name not in self._made:
            own, others = self._trails_of([account])[0], self._others(account, recipe)
            self._made[name] = drawn(recipe, own, others, now=self._now, zone=self._zone)
        return self._made[name]

    def _others(self, account: StoredAccount, recipe: Recipe) -> Sequence[Trail]:
        match recipe.kind:
            case BaselineKind.FIRST_YEAR:
                return self._named(recipe.of or "")
            case BaselineKind.COHORT:
                peers = [one for one in self._accounts() if one.platform == account.platform and one != account]
                return self._trails_of(peers)
            case _:
                return ()

    def _accounts(self) -> tuple[StoredAccount, ...]:
        if self._every is None:
            self._every = accounts.accounts(self._tx)
        return self._every

    def _trails_of(self, chosen: Sequence[StoredAccount]) -> Sequence[Trail]:
        new = [account for account in chosen if account.key not in self._trails]
        self._trails |= dict(self._looked_up(new))
        return [self._trails[account.key] for account in chosen]

    def _looked_up(self, chosen: Sequence[StoredAccount]) -> Iterator[tuple[int, Trail]]:
        keys = [account.key for account in chosen]
        found = whole_histories(self._tx, keys, now=self._now)
        known = profiles.known_profiles(self._tx, keys)
        for account in chosen:
            profile = known.get(account.key)
            opened = local_day(profile.created_at, self._zone) if profile and profile.created_at else None
            counts = settled(found[account.key])
            given = imports.sources(self._tx, account.key, Metric.FOLLOWERS)
            sources = tuple(Source(text, int(first.timestamp()), int(last.timestamp())) for text, first, last in given)
            yield account.key, Trail(_name(account), account.launched or opened, counts, sources)

    def _named(self, name: str) -> Sequence[Trail]:
        """The accounts of a name, with what was published of them; the catalogue's where none is watched."""
        platform, _, handle = name.partition("/")
        found = accounts.find(self._tx, f"{platform}:{handle}") or accounts.accounts(
            self._tx, platform=Platform(platform), agency=handle.casefold()
        )
        if not found:
            return _of_catalogue(Platform(platform), handle, self._now, self._zone)
        published = figures.figures_of(self._tx, [one.key for one in found], Metric.FOLLOWERS)
        return [
            _joined(trail, published.get(one.key, ()), self._now, self._zone)
            for one, trail in zip(found, self._trails_of(found), strict=True)
        ]


def whole_histories(tx: Transaction, keys: Collection[int], *, now: datetime) -> Mapping[int, Series]:
    """All that is known of followers up to now, by account; by days where it is older than the rules look back."""
    if not keys:
        return {}
    until, fine_since = now + _SECOND, now - MEMORY
    return history.histories(tx, Metric.FOLLOWERS, keys, until=until, fine_since=fine_since, with_imported=True)


def _name(account: StoredAccount) -> str:
    return f"{account.platform}/{account.handle}"


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
