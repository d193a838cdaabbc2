"""Drawing: baselines whose path is counted and not assumed.

Every one is a day-by-day path between two instants; between two counts it is a straight line, and it says how many
counts it rests on. Where the counts end before the time wished for, the baseline ends with them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import floor
from typing import Final, assert_never
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from growth.baseline import Baseline, BaselineKind, Recipe, Undrawable, Undrawn
from growth.cohort import Cohort, cohort_of
from growth.increments import DAY_S
from growth.route import Origin, Route
from growth.series import Series
from growth.span import Span
from growth.trail import Trail, is_known_at, values_at
from growth.wall import local_day, midnight

Floats = NDArray[np.float64]

SHORTEST_DAYS: Final = 28
"""Days below which a path is too short to hold anything against."""

FROM_ZERO_DAYS: Final = 31
"""Days after a launch within which the first count must lie; from the second day on, the path rises to it from zero."""

SLACK_DAYS: Final = 5
"""Days by which counts may begin later or end earlier than the path; the nearest one stands for those days."""

_FEWEST: Final = 2
_YEAR_BACK: Final = Span(months=-12)


@dataclass(frozen=True, slots=True, eq=False)
class _Path:
    """A path before it has a name: counts day by day and what they were drawn from; the rest as in ``Route``."""

    within: Span
    count: Floats
    origin: Origin
    low: Floats | None = None
    high: Floats | None = None


def drawn(
    recipe: Recipe, own: Trail, others: Sequence[Trail], *, now: datetime, zone: ZoneInfo
) -> Baseline | Undrawable:
    """The baseline that a recipe makes of what is known, or why it makes none.

    Args:
        recipe: The recipe.
        own: The account that is held against it.
        others: For a first year the one account it is of, or none when there is none of that name; for a cohort every
            other account of the platform; otherwise empty.
        now: The present (UTC).
        zone: The zone in which days are counted.

    """
    match recipe.kind:
        case BaselineKind.FIRST_YEAR:
            found = _first_year(recipe, others, zone)
        case BaselineKind.LAST_YEAR:
            found = _last_year(recipe, own, now, zone)
        case BaselineKind.COHORT:
            found = _cohort(recipe, own, others, now, zone)
        case BaselineKind.TARGET:
            raise ValueError("a target is not drawn from counts")
        case _:
            assert_never(recipe.kind)
    return found if isinstance(found, Undrawable) else _named(recipe, found)


def length_days(recipe: Recipe, within: Span, zone: ZoneInfo) -> float:
    """Days of real time from the first midnight to the end of the deadline's day."""
    end = midnight(within.after(recipe.start) + timedelta(days=1), zone)
    return (end - midnight(recipe.start, zone)).total_seconds() / DAY_S


def _first_year(recipe: Recipe, others: Sequence[Trail], zone: ZoneInfo) -> _Path | Undrawable:
    if len(others) != 1:
        return Undrawable(recipe, Undrawn.UNKNOWN_ACCOUNT)
    trail = others[0]
    if trail.launched is None:
        return Undrawable(recipe, Undrawn.NO_LAUNCH)
    launch = midnight(trail.launched, zone)
    counts = trail.from_zero(launch, within_days=FROM_ZERO_DAYS)
    return _followed(recipe, counts, launch, trail, zone)


def _last_year(recipe: Recipe, own: Trail, now: datetime, zone: ZoneInfo) -> _Path | Undrawable:
    start = midnight(recipe.start, zone)
    if start > now:
        return Undrawable(recipe, Undrawn.NOT_BEGUN)
    if not is_known_at(own.counts, start, slack_days=SLACK_DAYS):
        return Undrawable(recipe, Undrawn.TOO_SHORT)
    path = _followed(recipe, own.counts, midnight(_YEAR_BACK.after(recipe.start), zone), own, zone)
    if isinstance(path, Undrawable):
        return path
    begins_with = float(values_at(own.counts, np.array([start.timestamp()]))[0])
    return _Path(path.within, begins_with + path.count - path.count[0], path.origin)


def _followed(recipe: Recipe, counts: Series, begin: datetime, trail: Trail, zone: ZoneInfo) -> _Path | Undrawable:
    """The counts from ``begin`` on, for as long as the recipe wishes or they reach."""
    if not is_known_at(counts, begin, slack_days=SLACK_DAYS):
        return Undrawable(recipe, Undrawn.TOO_SHORT)
    known_days = (counts.time_of(-1) - begin).total_seconds() / DAY_S
    within = recipe.within
    if known_days + SLACK_DAYS < length_days(recipe, within, zone):
        within = Span(days=max(floor(known_days) - 1, 1))
    days = length_days(recipe, within, zone)
    if within != recipe.within and days < SHORTEST_DAYS:
        return Undrawable(recipe, Undrawn.TOO_SHORT)
    at = begin.timestamp() + _grid(days) * days * DAY_S
    counts = _ended(counts, float(at[-1]))
    used = trail.counts.where((trail.counts.at >= at[0] - SLACK_DAYS * DAY_S) & (trail.counts.at <= at[-1]))
    if len(used) < _FEWEST:
        return Undrawable(recipe, Undrawn.TOO_SHORT)
    return _Path(within, values_at(counts, at), _origin((trail,), used, zone))


def _ended(counts: Series, end: float) -> Series:
    """The counts without those past ``end``, where one shortly before can stand for it: no line leads beyond."""
    known = counts.where(counts.at <= end)
    return known if len(known) and known.at[-1] >= end - SLACK_DAYS * DAY_S else counts


def _cohort(recipe: Recipe, own: Trail, others: Sequence[Trail], now: datetime, zone: ZoneInfo) -> _Path | Undrawable:
    start = midnight(recipe.start, zone)
    if own.launched is None:
        return Undrawable(recipe, Undrawn.NO_LAUNCH)
    if start > now:
        return Undrawable(recipe, Undrawn.NOT_BEGUN)
    if not is_known_at(own.counts, start, slack_days=SLACK_DAYS):
        return Undrawable(recipe, Undrawn.TOO_SHORT)
    count = float(values_at(own.counts, np.array([start.timestamp()]))[0])
    age = max((start - midnight(own.launched, zone)).total_seconds() / DAY_S, 0.0)
    within = recipe.within
    while True:
        days = length_days(recipe, within, zone)
        found = cohort_of(count, age, others, days=days, zone=zone)
        if isinstance(found, Cohort):
            return _median(found, within, days, zone)
        within = Span(days=int(days / 2) - 1)
        if days / 2 < SHORTEST_DAYS:
            return Undrawable(recipe, Undrawn.FEW_PEERS, peers=found)


def _median(cohort: Cohort, within: Span, days: float, zone: ZoneInfo) -> _Path:
    low, middle, high = cohort.quartiles(_grid(days) * days)
    used = cohort.used(days)
    return _Path(within, middle, _origin(cohort.peers, used, zone), low, high)


def _grid(days: float) -> Floats:
    """Fractions about a day apart, both ends included."""
    return np.linspace(0.0, 1.0, max(round(days), 1) + 1)


def _origin(trails: Sequence[Trail], used: Series, zone: ZoneInfo) -> Origin:
    first, last = int(used.at[0]), int(used.at[-1])
    every = (source for trail in trails for source in trail.sources)
    sources = dict.fromkeys(source.text for source in every if source.first <= last and source.last >= first)
    return Origin(
        accounts=tuple(trail.name for trail in trails),
        first=local_day(used.time_of(0), zone),
        last=local_day(used.time_of(-1), zone),
        counts=len(used),
        sources=tuple(sources),
    )


def _named(recipe: Recipe, path: _Path) -> Baseline | Undrawable:
    start, target = round(float(path.count[0])), round(float(path.count[-1]))
    if target <= start:
        return Undrawable(recipe, Undrawn.NO_GROWTH)
    count = np.append(path.count[:-1], float(target))
    fraction = np.linspace(0.0, 1.0, len(count))
    said = f"{recipe.source}; " if recipe.source else ""
    return Baseline(
        name=recipe.name,
        start=recipe.start,
        target=target,
        within=path.within,
        start_value=max(start, 0),
        source=f"{said}{path.origin}",
        metric=recipe.metric,
        kind=recipe.kind,
        route=Route(fraction, count, path.origin, path.low, path.high),
        is_cut=path.within != recipe.within,
    )
