"""Milestone dates: the range said a month ahead, held against the day the published count first got there."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from bench.growth.chance import Ints
from bench.growth.corpus import Case
from bench.growth.forecasting import origins, published
from bench.growth.guess import Dates
from bench.growth.parameters import MEASURE
from growth.series import Series


@dataclass(frozen=True, slots=True)
class Arrival:
    """One range and what came of it.

    Attributes:
        is_covered: Whether the day fell into the range. Where the truth ends before the day came, whether the range
            reaches past that end.
        error_days: How far the middle was off; None where the truth ends before the day came and the middle lies
            beyond that end, so that nobody knows.

    """

    is_covered: bool
    error_days: float | None


def arrivals(case: Case, dates: Callable[[Series, int, int], Dates | None]) -> Iterator[Arrival]:
    """Every milestone of a series that is a month of its recent pace away.

    Args:
        case: The series.
        dates: Asked with what was known, the instant in seconds since 1970 and the milestone; None refuses.

    """
    shown = published(case)
    for at, known in origins(case):
        hour = (at - case.start) // 3_600
        ahead = (int(case.counts[hour]) - int(case.counts[hour - 24 * 28])) / 28.0 * MEASURE.milestone_days
        milestone = int(case.counts[hour] + ahead)
        has_room = len(shown) - hour > 24 * MEASURE.milestone_room_days
        if ahead < MEASURE.milestone_least or not has_room or shown[: hour + 1].max() >= milestone:
            continue
        said = dates(known, at, milestone)
        if said is not None:
            yield _held(said, _days_until(shown[hour:], milestone), (len(shown) - hour) / 24.0)


def coverage(found: Sequence[Arrival]) -> float:
    """Share of ranges that held the day."""
    return float(np.mean([one.is_covered for one in found]))


def median_error_days(found: Sequence[Arrival]) -> float:
    """Median distance between the middle of the range and the day, in days."""
    return float(np.median([one.error_days for one in found if one.error_days is not None]))


def _days_until(counts: Ints, milestone: int) -> float | None:
    reached = np.flatnonzero(counts >= milestone)
    return float(reached[0]) / 24.0 if len(reached) else None


def _held(said: Dates, day: float | None, room: float) -> Arrival:
    early, middle, late = (np.inf if one is None else one for one in said)
    if day is not None:
        error = abs(min(middle, 365.0) - day)
        return Arrival(is_covered=early <= day <= np.ceil(late), error_days=error)
    return Arrival(is_covered=late >= room, error_days=None if middle >= room else room - middle)
