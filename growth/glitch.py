"""Glitches: readings that one poll showed and the next took back.

A large account's counter comes from replicas; single polls of about half the true count that revert on the next poll
are seen in real hourly series. They must poison nothing that is computed from the history.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from growth.increments import MAD_TO_DEVIATION
from growth.series import Series

_REVERTS: Final = 0.5
"""A reading is contradicted when the next one took back more than this share of its move, and no more than twice it: a
purge or a campaign right after an ordinary reading does not make that reading a glitch."""

_CLEARER: Final = 1.2
"""How much further one of two neighbours must have gone to be the glitch of the two."""

_SMALLEST_SHARE: Final = 0.002
_SMALLEST: Final = 10
_SMALLEST_SPREADS: Final = 5.0
"""Moves below this share of the count, of fewer counts, or within so many ordinary deviations, poison nothing."""

_NEIGHBOURS: Final = 28
_FEWEST_NEIGHBOURS: Final = 14
_UNKNOWN_SHARE: Final = 0.20
"""Where fewer steps before it say what is ordinary, a move must be this share of the count."""


def without_glitches(series: Series) -> Series:
    """The observations without those that their neighbours on both sides contradict.

    The first and the last observation always stay: they lack a neighbour to contradict them. What is decided of an
    observation depends on those before it and at most two after it, so that later polls change no verdict.
    """
    suspects = _suspects(series)
    if not len(suspects):
        return series
    size = np.zeros(len(series))
    size[suspects] = _excursions(series, suspects)
    keep = np.ones(len(series), dtype=np.bool_)
    for index in np.flatnonzero(size):
        # Beside a glitch the truth itself looks contradicted: of two neighbours one goes, the first unless the second
        # went clearly further.
        keep[index] = not keep[index - 1] or size[index + 1] > _CLEARER * size[index]
    return series.where(keep)


def _suspects(series: Series) -> NDArray[np.intp]:
    """Observations far from the straight line between their neighbours; every glitch is one of them."""
    at, value = series.at, series.value
    along = (at[1:-1] - at[:-2]) / (at[2:] - at[:-2])
    line = value[:-2] + along * (value[2:] - value[:-2])
    return np.flatnonzero(np.abs(value[1:-1] - line) > _floor(series)) + 1


def _floor(series: Series) -> NDArray[np.float64]:
    """The smallest move that matters at every inner observation."""
    level = np.maximum(series.value[:-2], series.value[2:])
    return np.maximum(np.maximum(_SMALLEST_SHARE * level, _SMALLEST), series.resolution[1:-1])


def _excursions(series: Series, suspects: NDArray[np.intp]) -> NDArray[np.float64]:
    """How far each suspect went away and back, beyond the growth that was ordinary before it; 0 where it did not."""
    length, change = np.diff(series.at).astype(np.float64), np.diff(series.value).astype(np.float64)
    pace, spread, known = _ordinary(length, change, suspects)
    # The second observation ever has no growth before it: the line between its neighbours stands in.
    pace[suspects == 1] = (change[0] + change[1]) / (length[0] + length[1])
    away = change[suspects - 1] - pace * length[suspects - 1]
    back = change[suspects] - pace * length[suspects]
    level = np.maximum(series.value[suspects - 1], series.value[suspects + 1])
    floor = np.maximum(
        _floor(series)[suspects - 1], np.where(known, _SMALLEST_SPREADS * spread, _UNKNOWN_SHARE * level)
    )
    smaller, larger = np.minimum(np.abs(away), np.abs(back)), np.maximum(np.abs(away), np.abs(back))
    return np.where((away * back < 0) & (smaller > floor) & (smaller > _REVERTS * larger), smaller, 0.0)


def _ordinary(
    length: NDArray[np.float64], change: NDArray[np.float64], suspects: NDArray[np.intp]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_]]:
    """Median pace and spread of the steps before each suspect's own, and whether they suffice for the spread."""
    count = np.maximum(suspects - 1, 1)
    # Where there are fewer than asked for, those there are come round again: the median stays theirs.
    round_again = np.arange(_NEIGHBOURS) % np.minimum(count, _NEIGHBOURS)[:, None]
    behind = np.maximum(suspects[:, None] - 2 - round_again, 0)
    pace = np.median(change[behind] / length[behind], axis=1)
    seen = MAD_TO_DEVIATION * np.median(np.abs(change[behind] - pace[:, None] * length[behind]), axis=1)
    by_chance = np.sqrt(np.abs(np.median(change[behind], axis=1)))
    return pace, np.maximum(seen, by_chance), count >= _FEWEST_NEIGHBOURS
