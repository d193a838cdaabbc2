"""Routes: a baseline's path as it was drawn from counts."""

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_LAST_SHARE: Final = 1 / 12
"""Share of the route whose slope goes on past its end: the last month of a year, in which weekdays cancel out."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What a route was drawn from, for print.

    Attributes:
        accounts: Whose counts, as ``platform/handle``, in the order they were given.
        first: The day of the first count, in the reader's zone.
        last: The day of the last.
        counts: How many counts lie under it; between two of them it is a straight line.
        sources: Who published or imported the counts that Marsad did not read itself; empty when it read all of them.

    """

    accounts: tuple[str, ...]
    first: date
    last: date
    counts: int
    sources: tuple[str, ...] = ()

    def __str__(self) -> str:
        """All of it in one line that needs no language: accounts, days as an ISO 8601 interval, sources."""
        whole = f"{', '.join(self.accounts)}, {self.first}/{self.last}"
        return "; ".join((whole, *self.sources))


@dataclass(frozen=True, slots=True, eq=False)
class Route:
    """A path through counts, from fraction 0 of the time allowed to fraction 1, with straight lines between its points.

    Attributes:
        fraction: Fractions of the time allowed, increasing from 0 to 1; shape ``(n,)``, at least two.
        count: The count asked for at each; shape ``(n,)``.
        low: The lower quartile at each; shape ``(n,)``. None where the route is of one account.
        high: The upper quartile; None with ``low``.
        origin: What it was drawn from.

    """

    fraction: Floats
    count: Floats
    origin: Origin
    low: Floats | None = None
    high: Floats | None = None

    def value_at(self, fraction: float) -> float:
        """The count asked for: the first one before fraction 0, and past fraction 1 a line with the final slope."""
        if fraction > 1:
            return float(self.count[-1] + self._final_slope() * (fraction - 1))
        return float(np.interp(fraction, self.fraction, self.count))

    def fraction_at(self, value: float) -> float | None:
        """The first fraction at which ``value`` is asked for; None below the first count, and where it is never met."""
        if value < self.count[0]:
            return None
        index = int(np.searchsorted(np.maximum.accumulate(self.count), value))
        if index == 0:
            return 0.0
        if index < len(self.count):
            ends = slice(index - 1, index + 1)
            return float(np.interp(value, self.count[ends], self.fraction[ends]))
        slope = self._final_slope()
        return float(1 + (value - self.count[-1]) / slope) if slope > 0 else None

    def band_at(self, fraction: float) -> tuple[float, float] | None:
        """The quartiles; None past fraction 1, and for the route of one account."""
        if self.low is None or self.high is None or fraction > 1:
            return None
        return float(np.interp(fraction, self.fraction, self.low)), float(np.interp(fraction, self.fraction, self.high))

    def _final_slope(self) -> float:
        """Growth per unit of fraction at fraction 1."""
        before = float(np.interp(1 - _LAST_SHARE, self.fraction, self.count))
        return (float(self.count[-1]) - before) / _LAST_SHARE
