"""Notes: what happened to an account or an agency on a day, and how growth went before and after beside its peers'."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from growth.series import Series
from growth.wall import midnight

SPAN: Final = timedelta(days=28)
"""How long before and after are looked at: four whole weeks, so that weekdays cancel."""

LEVEL: Final = 0.8
"""Chance that the interval holds, if what follows a day varies as it did over the year before."""

_SHORTEST: Final = timedelta(days=7)
_STEP: Final = timedelta(days=7)
_LOOKS: Final = 52
_FEWEST_LOOKS: Final = 8
"""Earlier days without a note that must be known before an interval can be told."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something that happened.

    Attributes:
        agency: The agency's id.
        account: The account's key; None when the whole agency is meant.
        day: The day, in the reader's zone.
        text: What happened; hostile until escaped.
        source: Where it is told; None when nobody said.

    """

    agency: str
    account: int | None
    day: date
    text: str
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """Growth after a day against growth before it and against peers; shares of the count (0.01 is one per cent).

    It shows what coincided with the day, and not what caused it.

    Attributes:
        days: Whole days looked at on either side.
        before: Growth over the days before.
        after: Growth over the days after.
        peers: By how much the median peer's growth changed; None without peers.
        beyond: By how much more than the median peer's (or than not at all, without peers) the growth changed.
        interval: ``[low, high]`` of ``beyond`` at ``LEVEL``, from how much the same difference varied over the year
            before; None when too little of that year is known.

    """

    days: int
    before: float
    after: float
    peers: float | None
    beyond: float
    interval: tuple[float, float] | None


def effect(series: Series, peers: Sequence[Series], *, day: date, now: datetime, zone: ZoneInfo) -> Effect | None:
    """How growth changed with a day; None when less than a week is known on either side.

    The change is compared with the median peer's over the same days (a difference in differences), and its interval
    comes from the same comparison at earlier weeks, whose days after end before this day begins (placebo in time).

    Args:
        series: The account's followers.
        peers: Those of accounts like it.
        day: The day, which counts as after.
        now: The present (UTC).
        zone: The zone of the day.

    """
    at = midnight(day, zone)
    days = min(SPAN, now - at) // timedelta(days=1)
    span = timedelta(days=days)
    if span < _SHORTEST:
        return None
    own = _growths(series, at, span)
    if own is None:
        return None
    before, after = own
    others = _peers(peers, at, span)
    earlier = (at - span - number * _STEP for number in range(_LOOKS))
    noise = [found for found in (_beyond(series, peers, when, span) for when in earlier) if found is not None]
    beyond = after - before - (others or 0.0)
    interval = None
    if len(noise) >= _FEWEST_LOOKS:
        low, high = np.quantile(noise, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
        interval = (beyond - float(high), beyond - float(low))
    return Effect(days, before, after, others, beyond, interval)


def _growths(series: Series, at: datetime, span: timedelta) -> tuple[float, float] | None:
    """Growth over the time before and the time after; None where the history does not reach."""
    if not len(series) or series.time_of(-1) < at + span - timedelta(days=1):
        return None
    counts = [series.count_at(when) for when in (at - span, at, at + span)]
    if any(count is None or count.value == 0 for count in counts):
        return None
    first, middle, last = (float(count.value) for count in counts if count is not None)
    return middle / first - 1.0, last / middle - 1.0


def _peers(peers: Sequence[Series], at: datetime, span: timedelta) -> float | None:
    """By how much the median peer's growth changed; None when none of them is known at that time."""
    found = [growths for growths in (_growths(peer, at, span) for peer in peers) if growths is not None]
    return float(np.median([after - before for before, after in found])) if found else None


def _beyond(series: Series, peers: Sequence[Series], at: datetime, span: timedelta) -> float | None:
    own = _growths(series, at, span)
    return None if own is None else own[1] - own[0] - (_peers(peers, at, span) or 0.0)
