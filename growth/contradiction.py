"""Whether a published figure can be true beside what was measured at its time."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from growth.condition import Subject
from growth.event import Contradicted, Event
from growth.figure import PublishedFigure
from growth.series import Series
from growth.wall import midnight

_DAY_S: Final = 86_400
"""How much of a figure's days may lack readings at either end."""


def contradictions(
    figures: Iterable[PublishedFigure], series: Series, *, now: datetime, zone: ZoneInfo
) -> Iterator[Contradicted]:
    """The figures of one counter that no rounding brings together with what was measured, in the order given.

    A figure is held against every count read within the days it may be of, and against the nearest ones before and
    after them, between which the counter moved. Counts that cover only a part of those days prove nothing: the figure
    may be of the other part.

    Args:
        figures: What others published of the counter.
        series: What was measured of it, glitches removed.
        now: The present (UTC): a figure speaks of nothing later.
        zone: The zone in which its days are counted.

    """
    known = series.until(now)
    for figure in figures:
        measured = _measured(figure, known, now, zone)
        if measured is None:
            continue
        low, high = measured
        lowest, highest = figure.allowed
        if highest < low or lowest > high:
            yield Contradicted(
                metric=figure.metric,
                published=figure.value,
                rounding=figure.rounding,
                day=figure.day,
                precision=figure.precision,
                source=figure.source,
                low=low,
                high=high,
            )


def contradiction_events(
    figures: Iterable[PublishedFigure], series: Series, subject: Subject, *, now: datetime, zone: ZoneInfo
) -> Iterator[Event]:
    """What ``contradictions`` finds as events, each figure's once for ever."""
    for facts in contradictions(figures, series, now=now, zone=zone):
        yield subject.event(facts, f"{facts.metric}:{facts.day}:{facts.precision}:{facts.published}", at=now)


def _measured(figure: PublishedFigure, known: Series, now: datetime, zone: ZoneInfo) -> tuple[int, int] | None:
    """The lowest and highest true count around the figure's days; None when too little was read."""
    first, after = (midnight(day, zone).timestamp() for day in figure.days)
    begin, end = (int(np.searchsorted(known.at, second)) for second in (first, after))
    begins_late = begin == 0 and (not len(known) or known.at[0] - first > _DAY_S)
    ends_early = end == len(known) and (not len(known) or min(after, now.timestamp()) - known.at[-1] > _DAY_S)
    is_beside = begin == end and (begin == 0 or end == len(known))
    if begins_late or ends_early or is_beside:
        return None
    around = slice(max(begin - 1, 0), end + 1)
    values = known.value[around]
    return int(values.min()), int((values + known.resolution[around] - 1).max())
