"""Comparisons: accounts and agencies held against each other, by measures that are fair to unequal ones.

Every number is an interval (``growth.between``): a rounded count stands for a range, an instant between two readings
for what lies between them. Ranks leave open what the intervals leave open.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import reduce
from operator import add
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from growth.between import Between, Place, places
from growth.platform import Platform
from growth.series import Series
from growth.trail import Trail
from growth.wall import midnight

GROWTH_DAYS: Final = 28
"""Days over which growth is compared: four whole weeks, so that weekdays cancel out."""

_THOUSAND: Final = 1_000
_NEAR: Final = timedelta(days=2)
"""How old a reading may be to stand for an instant without a later one."""

_DIGITS: Final = 3
_FINE_DIGITS: Final = 4
_FINE_BELOW: Final = 0.01
"""Shares are printed in tenths of a per cent, and in hundredths below one per cent."""


class Measure(StrEnum):
    """What is compared."""

    FOLLOWERS = "followers"
    """The latest counts."""
    AT_AGE = "at_age"
    """The counts at the age of the youngest."""
    GROWTH = "growth"
    """Net growth over four weeks, as a share of the count before."""
    SHARE = "share"
    """The share of all followers of the group."""
    PER_RESIDENTS = "per_residents"
    """Followers per 1,000 residents served."""
    PER_STAFF = "per_staff"
    """Followers per 1,000 staff."""


@dataclass(frozen=True, slots=True, eq=False)
class Contender:
    """An account, or an agency with all its accounts, to be compared with others.

    Attributes:
        agency: The agency's id.
        names: Its name by language.
        platforms: Where its accounts are, one entry an account.
        handle: The account's handle; None for an agency with several.
        trails: What was read of each account, its counts settled.
        past: The counts of a single account with those that others published; None for several.
        staff: Persons employed; None when not known, likewise every field below.
        staff_year: The year they were counted.
        residents: Persons served.
        residents_year: The year they were counted.
        source: Who published both.

    """

    agency: str
    names: Mapping[str, str]
    platforms: tuple[Platform, ...]
    handle: str | None
    trails: tuple[Trail, ...]
    past: Series | None = None
    staff: int | None = None
    staff_year: int | None = None
    residents: int | None = None
    residents_year: int | None = None
    source: str | None = None

    @property
    def launched(self) -> date | None:
        """The first day of a single account; None for several, and when not known."""
        return self.trails[0].launched if len(self.trails) == 1 else None


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """Contenders held against each other.

    Attributes:
        contenders: The contenders, most followed first, those never read last.
        measures: The place of each contender, in their order, by measure; a measure that is known of nobody is absent.
        age_days: The age at which counts are compared, that of the youngest at its last count; None when ages are not
            known of two at least.

    """

    contenders: tuple[Contender, ...]
    measures: Mapping[Measure, tuple[Place | None, ...]]
    age_days: int | None


def compared(contenders: Sequence[Contender], *, now: datetime, zone: ZoneInfo) -> Comparison:
    """Hold contenders against each other.

    Args:
        contenders: Whom; each once.
        now: The present (UTC).
        zone: The zone in which launches are dated.

    """
    ordered = sorted(contenders, key=lambda one: -(_followers(one) or Between(-1, -1)).low)
    followers = [_followers(one) for one in ordered]
    age_days = _common_age(ordered, zone)
    found: Mapping[Measure, Sequence[Between | None]] = {
        Measure.FOLLOWERS: followers,
        Measure.SHARE: _shares(followers),
        Measure.GROWTH: [_told_share(_growth(one, now)) for one in ordered],
        Measure.AT_AGE: [_at_age(one, age_days, zone) for one in ordered],
        Measure.PER_RESIDENTS: _each(ordered, followers, lambda one: one.residents),
        Measure.PER_STAFF: _each(ordered, followers, lambda one: one.staff),
    }
    known = {measure: places(values) for measure, values in found.items() if any(values)}
    return Comparison(tuple(ordered), known, age_days)


def between_at(counts: Series, instant: datetime) -> Between | None:
    """What a counter may have shown at an instant; None before the first reading, and long after the last.

    The reading at or before it where that is at most two days old; otherwise all that lies between it and the next.
    """
    index = int(np.searchsorted(counts.at, int(instant.timestamp()), side="right")) - 1
    if index < 0:
        return None
    before = Between.of(counts[index])
    if instant - counts.time_of(index) <= _NEAR:
        return before
    if index + 1 == len(counts):
        return None
    after = Between.of(counts[index + 1])
    return Between(min(before.low, after.low), max(before.high, after.high))


def _followers(contender: Contender) -> Between | None:
    """The sum of the latest counts of accounts that were ever read; None when none was."""
    latest = [Between.of(trail.counts[-1]) for trail in contender.trails if len(trail.counts)]
    return reduce(add, latest) if latest else None


def _growth(contender: Contender, now: datetime) -> Between | None:
    """Net growth over four weeks as a share of what was there; None where it is not known of an account ever read."""
    since = now - timedelta(days=GROWTH_DAYS)
    read = [trail.counts for trail in contender.trails if len(trail.counts)]
    ends = [(between_at(counts, since), Between.of(counts[-1]), counts.time_of(-1)) for counts in read]
    known = [(before, after) for before, after, at in ends if before is not None and at > since]
    if not known or len(known) < len(read):
        return None
    before, after = (reduce(add, part) for part in zip(*known, strict=True))
    if before.low <= 0:
        return None
    return Between(after.low / before.high - 1, after.high / before.low - 1)


def _common_age(contenders: Sequence[Contender], zone: ZoneInfo) -> int | None:
    """Whole days from launch to last count, of whomever they are fewest; None when that is known of fewer than two."""
    ages = [
        (one.past.time_of(-1) - midnight(one.launched, zone)).days
        for one in contenders
        if one.launched is not None and one.past is not None and len(one.past)
    ]
    return max(min(ages), 0) if len(ages) > 1 else None


def _at_age(contender: Contender, age_days: int | None, zone: ZoneInfo) -> Between | None:
    if age_days is None or contender.launched is None or contender.past is None:
        return None
    return between_at(contender.past, midnight(contender.launched, zone) + timedelta(days=age_days))


def _shares(followers: Sequence[Between | None]) -> list[Between | None]:
    """Each one's share of all: least when it has the fewest it may have and the others the most, and the reverse."""
    known = [one for one in followers if one is not None]
    low, high = sum(one.low for one in known), sum(one.high for one in known)
    return [
        None
        if one is None or one.high == 0
        else _told_share(Between(one.low / max(one.low + high - one.high, 1), one.high / (one.high + low - one.low)))
        for one in followers
    ]


def _told_share(share: Between | None) -> Between | None:
    """A share as it is printed, so that no rank rests on digits nobody sees."""
    if share is None:
        return None
    is_fine = max(abs(share.low), abs(share.high)) < _FINE_BELOW
    return share.told(_FINE_DIGITS if is_fine else _DIGITS)


def _each(
    contenders: Sequence[Contender], followers: Sequence[Between | None], size: Callable[[Contender], int | None]
) -> list[Between | None]:
    """Followers per 1,000 of something, as it is printed; None where its size or the count is not known."""
    found: list[Between | None] = []
    for contender, count in zip(contenders, followers, strict=True):
        number = size(contender)
        found.append(None if count is None or not number else count.per(number / _THOUSAND).told_in_figures())
    return found
