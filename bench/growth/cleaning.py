"""A courtesy to the yardsticks: a regular daily series without plain errors, as a careful analyst would hand them.

What is measured here is forecasting and noticing, so that no yardstick loses for want of a spell checker. Marsad
itself is given the raw readings.
"""

from typing import Final

import numpy as np

from bench.growth.chance import Floats, Ints
from growth.series import Series

DAY_S: Final = 86_400
OUTLIER: Final = 0.03
"""A reading this far from both neighbours, as a share, while they agree with each other, is an error."""

LAST_OUTLIER: Final = 0.3
"""The same for the last reading, which has one neighbour only."""


def without_errors(series: Series) -> Series:
    """The readings without those that differ from both neighbours while the neighbours agree."""
    value = np.maximum(series.value.astype(np.float64), 1.0)
    keep = np.ones(len(value), dtype=np.bool_)
    before, here, after = np.log(value[:-2]), np.log(value[1:-1]), np.log(value[2:])
    jump = np.minimum(np.abs(here - before), np.abs(here - after))
    keep[1:-1] = ~((jump > OUTLIER) & (np.abs(after - before) < 0.5 * jump))
    if len(value) > 1:
        keep[-1] = abs(float(np.log(value[-1] / value[:-1][keep[:-1]][-1]))) < LAST_OUTLIER
    return series.where(keep)


def daily(series: Series, at: int) -> Floats:
    """A value a day, the last one at ``at`` (seconds since 1970), between readings in a straight line.

    Readings later than ``at`` must not be among ``series``. Shape ``(days,)``, at least two.
    """
    clean = without_errors(series)
    days = max(int((at - clean.at[0]) // DAY_S), 1)
    instants: Ints = at - DAY_S * np.arange(days, -1, -1, dtype=np.int64)
    return np.interp(instants, clean.at, clean.value).astype(np.float64)
