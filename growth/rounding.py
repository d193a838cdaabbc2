"""Rounded counters: which step a platform rounds down to, and what the true count was between two steps."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from growth.series import Series

Floats = NDArray[np.float64]

_EXACT_BELOW: Final = 1_000
_FIGURES: Final = 3
_FEWEST_VALUES: Final = 4
_MANY_VALUES: Final = 12
"""Different counts that must all be rounded alike before a counter is taken for a rounded one: four where it mostly
moves by single steps, as a rounded one does; more where it leaps, as a counter of round numbers may."""

_EDGES: Final = 4
"""Latest passed steps from which the pace since the last of them is read."""


def three_figures(count: int) -> int:
    """The step of a count that is published with three significant figures, rounded down, from 1,000 on; 1 below.

    That is how YouTube publishes subscribers (developers.google.com/youtube/v3/docs/channels, ``subscriberCount``).
    """
    return 1 if count < _EXACT_BELOW else int(10 ** (len(str(count)) - _FIGURES))


def with_steps_seen(series: Series) -> Series:
    """The series with three-figure rounding marked where its counts show it and nobody said so.

    Unchanged where a resolution is given, and where a single count, or too few different ones, speak against it.
    """
    if len(series) == 0 or series.resolution.max() > 1:
        return series
    steps = _three_figures_of(series.value)
    distinct = len(np.unique(series.value[series.value >= _EXACT_BELOW]))
    if distinct < _FEWEST_VALUES or bool((series.value % steps).any()):
        return series
    moves = np.abs(np.diff(series.value)) / steps[1:]
    if distinct < _MANY_VALUES and np.median(moves[moves > 0]) > 1:
        return series
    return Series(series.at, series.value, steps)


def step_at(series: Series, count: float) -> int:
    """The step in which ``count`` would be published: three figures where the whole series is, else the latest."""
    if bool((series.resolution == _three_figures_of(series.value)).all()) and series.resolution.max() > 1:
        return three_figures(max(int(count), 0))
    return int(series.resolution[-1])


def unrounded(series: Series) -> tuple[Floats, Floats]:
    """Instants (seconds since 1970, increasing) and the likely true counts at them, to be joined by straight lines.

    An exact series is returned as it is. A rounded one is known best where it passes a step: there the truth is the
    step itself. After the last step it goes on at the pace of the latest ones, but never past what was published.
    ``series`` has at least one observation.
    """
    at, value = series.at.astype(np.float64), series.value.astype(np.float64)
    moved = np.flatnonzero(np.diff(value) != 0)
    if series.resolution.max() <= 1 or not len(moved):
        return at, value
    step = np.maximum(series.resolution[moved], series.resolution[moved + 1])
    is_one = np.abs(value[moved + 1] - value[moved]) <= step
    edge = np.where(
        is_one, np.maximum(value[moved], value[moved + 1]), value[moved + 1] + 0.5 * series.resolution[moved + 1]
    )
    when = np.where(is_one, 0.5 * (at[moved] + at[moved + 1]), at[moved + 1])
    times = np.concatenate(([at[0]], when, [max(float(at[-1]), float(when[-1]) + 1.0)]))
    first = value[0] + 0.5 * series.resolution[0]
    return times, np.concatenate(([first], edge, [_end(series, when, edge)]))


def _end(series: Series, when: Floats, edge: Floats) -> float:
    """The likely true count at the end, within what was published there."""
    back = min(_EDGES, len(when))
    slope = (edge[-1] - edge[-back]) / (when[-1] - when[-back]) if back > 1 else 0.0
    latest = float(series.value[-1])
    reached = edge[-1] + slope * (float(series.at[-1]) - when[-1])
    return float(np.clip(reached, latest, latest + float(series.resolution[-1]) - 1.0))


def _three_figures_of(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """``three_figures`` of many counts."""
    steps = np.ones_like(counts)
    bound = _EXACT_BELOW
    while len(counts) and bound <= counts.max():
        steps[counts >= bound] = bound // 10 ** (_FIGURES - 1)
        bound *= 10
    return steps
