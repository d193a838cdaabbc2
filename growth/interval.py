"""How far a forecast may be off: the account's own past errors, and those of many accounts where they are too few.

Conformal prediction (Vovk et al. 2005; for forecasts: Barber et al., Annals of Statistics 51, 2023): an interval is
made of quantiles of errors already made. Errors of the account itself at the same distance are pooled with a frozen
table of scaled errors, which weighs as much as ``TABLE_TRIALS`` independent trials.
"""

from dataclasses import dataclass
from math import sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray

from growth.interval_table import NODES, QUANTILES, WEIGHTS
from growth.members import Paces, fading

Floats = NDArray[np.float64]

TABLE_TRIALS: Final = 15.0
"""How many independent errors of the account's own weigh as much as the table."""

_SHORTNESS: Final = 4.0
"""Steps of history at which errors are taken for twice as large as they have been: few show little."""

_RECENT: Final = 8
_RECENT_POWER: Final = 0.35
_MEMORY: Final = 0.98
_OLD_MEMORY: Final = 0.99
_SHORTEST_SHARE: Final = 4
"""Errors are looked at no further ahead than a quarter of the history."""


def widening(steps: Floats | float) -> Floats:
    """How errors grow with the distance ahead: chance adds up as a square root, a wrong pace in proportion."""
    ahead = np.asarray(steps, dtype=np.float64)
    return np.asarray(np.sqrt(ahead) + 0.25 * ahead)


@dataclass(frozen=True, slots=True, eq=False)
class Errors:
    """Errors that a forecast may make.

    Attributes:
        paces: The forecasts of the past.
        scale: The usual error one step ahead, in followers; above zero.

    """

    paces: Paces
    scale: float

    def offsets(self, chances: Floats) -> Floats:
        """Quantiles of the error at every node of ``NODES``; shape ``(nodes, chances)``.

        Above one half they never fall with the distance, below it they never rise.
        """
        found = np.array([self._quantiles(index, chances) for index in range(len(NODES))])
        upper = np.maximum.accumulate(np.maximum(found, 0.0), axis=0)
        lower = np.minimum.accumulate(np.minimum(found, 0.0), axis=0)
        return np.where(chances >= 0.5, upper, lower)  # noqa: PLR2004 - the median

    def _quantiles(self, node: int, chances: Floats) -> Floats:
        """Quantiles of the pooled errors at one distance."""
        ahead = NODES[node]
        table = np.array(QUANTILES[node]) * (self.scale * float(widening(ahead)))
        weights = TABLE_TRIALS * np.array(WEIGHTS)
        seen = int(max(1, min(ahead, len(self.paces.rate) // _SHORTEST_SHARE)))
        own = self.paces.errors(seen)
        if not len(own):
            return np.asarray(np.interp(chances, _middles(weights), table))
        own = own * float(widening(ahead) / widening(seen))
        fresh = np.broadcast_to(fading(len(own), _OLD_MEMORY)[:, None], own.shape).ravel()
        pooled = np.concatenate((table, own.ravel()))
        weights = np.concatenate((weights, fresh / fresh.sum() * len(own) / seen))
        order = np.argsort(pooled)
        return np.asarray(np.interp(chances, _middles(weights[order]), pooled[order]))


def errors_of(paces: Paces, *, resolution: int) -> Errors:
    """The errors to expect of ``paces``, whose counts are rounded down to ``resolution``."""
    rate = abs(float(paces.rate[-1, 0]))
    made = np.abs(paces.errors(1)).mean(axis=1)
    if len(made):
        weights = fading(len(made), _MEMORY)
        usual = float(made @ weights / weights.sum())
        scale = usual ** (1 - _RECENT_POWER) * float(made[-_RECENT:].mean()) ** _RECENT_POWER
    else:
        scale = float(np.abs(np.diff(paces.level, axis=0)).mean())
    scale *= 1 + _SHORTNESS / len(paces.rate)
    # Arrivals by chance alone deviate by the square root of their number; rounding hides up to a step.
    return Errors(paces, max(scale, sqrt(rate), 0.25 * resolution, 0.3))


def _middles(weights: Floats) -> Floats:
    reached = np.cumsum(weights)
    return np.asarray((reached - 0.5 * weights) / reached[-1])
