"""The latest stretch of a counter, held against what was usual before it."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from growth.increments import DAY_S, Usual, increments, usual_of
from growth.rounding import unrounded
from growth.series import Series

Floats = NDArray[np.float64]

_HIDDEN_PART: Final = 5
"""One day in so many parts of a rounding step: the spread taken for usual where rounding hides the true one."""

_DOUBT: Final = 0.3
"""How far the likely count of a rounded counter may be off, in rounding steps, before a fall from it."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """The latest observations, as far as they may show a change, and what is usual of those before.

    Attributes:
        days: Days since the first; shape ``(m,)``.
        likely: The likely true count at each; shape ``(m,)``.
        lowest: The smallest true count that each could stand for; shape ``(m,)``.
        highest: The largest, likewise.
        doubt: How far the likely count may be off; 0 where exact.
        usual: What is usual of the time before.

    """

    days: Floats
    likely: Floats
    lowest: Floats
    highest: Floats
    doubt: float
    usual: Usual


def stretch(clean: Series, first: int, *, end: int, days: int, fewest: int) -> Stretch | None:
    """The observations from ``first`` on; None where there are too few before to say what is usual.

    Args:
        clean: The history without glitches.
        first: Index of the first observation that may belong to a change.
        end: Where the usual ends, in seconds since 1970: at ``first``, or later where its count went on unchanged.
        days: How far back the usual is learnt.
        fewest: Increments below which nothing is usual yet.

    """
    step = int(max(clean.resolution[first], clean.resolution[-1]))
    known = Series(clean.at[: first + 1], clean.value[: first + 1], clean.resolution[: first + 1])
    if end > clean.at[first]:
        known = Series(
            np.append(known.at, end), np.append(known.value, known.value[-1]), np.append(known.resolution, step)
        )
    path = unrounded(known) if step > 1 else None
    history = increments(known, end=end, days=days, likely=path)
    if len(history) < fewest:
        return None
    usual = usual_of(history, resolution=max(step // _HIDDEN_PART, 1))
    since = (clean.at[first:] - clean.at[first]) / DAY_S
    lowest = clean.value[first:].astype(np.float64)
    begun = lowest[0] if path is None else path[1][-1]
    highest = lowest + clean.resolution[first:] - 1.0
    likely = np.clip(begun + usual.median * (clean.at[first:] - end) / DAY_S, lowest, highest)
    return Stretch(since, likely, lowest, highest, _DOUBT * step if step > 1 else 0.0, usual)
