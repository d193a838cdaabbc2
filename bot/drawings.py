"""Makes baselines of what is kept of them: targets as they are, and recipes drawn from stored counts.

A first year may be of an account that is not watched: then the catalogue's published figures are what is known of it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.trails import Trails
from growth.baseline import Baseline, BaselineKind, Recipe, Undrawable
from growth.drawing import drawn
from growth.trail import Trail
from growth.wall import local_day
from storage import accounts, baselines
from storage.accounts import StoredAccount
from storage.transaction import Transaction


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
        self._trails = Trails(tx, now, zone)

    def draw(self, account: StoredAccount, recipe: Recipe) -> Baseline | Undrawable:
        """What a recipe makes for an account."""
        name = account.key, recipe
        if name not in self._made:
            own, others = self._trails.of([account])[0], self._others(account, recipe)
            self._made[name] = drawn(recipe, own, others, now=self._now, zone=self._zone)
        return self._made[name]

    def _others(self, account: StoredAccount, recipe: Recipe) -> Sequence[Trail]:
        match recipe.kind:
            case BaselineKind.FIRST_YEAR:
                return self._trails.named(recipe.of or "")
            case BaselineKind.COHORT:
                there = accounts.accounts(self._tx, platform=account.platform)
                return self._trails.of([one for one in there if one.key != account.key])
            case _:
                return ()
