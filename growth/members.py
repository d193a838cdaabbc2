"""Member forecasts: simple paces of growth, and the weights they earned on the account's own past.

Each member is a weighted mean of past growth per step: over the last 4 to 52 steps, or smoothed exponentially (simple
exponential smoothing, Brown 1956), or no growth at all. Every past step is an origin at which each member forecast
with what was known then; a member's weight falls with the errors it made. Combinations of simple methods are hard to
beat (M4: Makridakis et al., IJF 34, 2018, 802-808).
"""

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

MOST_STEPS: Final = 104
"""Steps looked back on; two years of weeks."""

_MEANS: Final = (4, 13, 26, 52)
_HALF_YEAR: Final = 2
"""Index of the mean of 26 steps among the members."""

_SMOOTHING: Final = (0.05, 0.1, 0.2, 0.4, 0.8)
_WINDOW: Final = 12
_CLIP_DEVIATIONS: Final = 4.0
_MAD_TO_DEVIATION: Final = 1.4826

_MEMORY: Final = 0.98
"""Weight of an error against that of the step after it: old mistakes count for less."""

_POWER_ONE: Final = 8.0
_POWER_MONTH: Final = 4.0
"""A member's weight is its mean error one step ahead to the power -8 times that a month ahead to the power -4."""

_MONTH: Final = 4
_FEWEST: Final = 4
"""Steps below which nothing can be tested and the members' median is taken."""

_BELIEF: Final = 3.0
"""How much the belief that growth goes on weighs against the account's past, in independent trials."""


@dataclass(frozen=True, slots=True, eq=False)
class Paces:
    """Growth per step, as it was forecast at every step of the past.

    Attributes:
        level: The count at every step, oldest first; shape ``(n + 1, phases)``. The columns are the same history cut
            into steps at other days; the first column's last entry is the latest count.
        rate: The growth per step forecast from each of ``level[1:]``; shape ``(n, phases)``.

    """

    level: Floats
    rate: Floats

    def errors(self, ahead: int) -> Floats:
        """What was forecast too little, ``ahead`` steps on; one row an origin that has an outcome, oldest first."""
        return _outcomes(self.level, ahead) - ahead * self.rate[1 : len(self.rate) - ahead]


def paces(level: Floats) -> Paces:
    """The combined pace at every step of ``level``, shaped as in ``Paces`` and with at least two rows."""
    rates = _member_rates(_winsorised(np.diff(level, axis=0)))
    steps = rates.shape[1]
    if steps < _FEWEST:
        return Paces(level, np.median(rates[:-1], axis=0))
    month = max(1, min(_MONTH, steps // _FEWEST))
    one, some = _mean_errors(level, rates, 1), _mean_errors(level, rates, month)
    logs = -_POWER_ONE * np.log(one) - _POWER_MONTH * np.log(some)
    weights = np.exp(logs - logs.max())
    rate = np.tensordot(weights / weights.sum(), rates, axes=1)
    # A pace against the last half year's was followed by either as often: it is taken for none.
    rate = np.where(rate * rates[_HALF_YEAR] < 0, 0.0, rate)
    return Paces(level, rate * _trust(Paces(level, rate), month))


def _trust(found: Paces, ahead: int) -> float:
    """The share of the forecast growth that the past shows to come true, in ``[0, 1]``.

    The least absolute error through the origin, which is a weighted median of outcome over forecast, with a prior at
    1. Where a counter mostly stands still and then jumps, or no pace ever lasted, it goes towards 0: to naive.
    """
    errors = found.errors(ahead)
    said = ahead * found.rate[1 : 1 + len(errors)]
    weights = np.abs(said) * fading(len(errors), _MEMORY)[:, None]
    if not weights.sum() > 0:
        return 1.0
    ratio = np.where(said != 0, 1 + errors / np.where(said != 0, said, 1.0), 1.0)
    prior = _BELIEF * float(weights.sum()) * ahead / len(errors)
    return float(np.clip(_weighted_median(np.append(ratio, 1.0), np.append(weights, prior)), 0.0, 1.0))


def _weighted_median(values: Floats, weights: Floats) -> float:
    order = np.argsort(values)
    reached = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(reached, 0.5 * reached[-1])])


def _mean_errors(level: Floats, rates: Floats, ahead: int) -> Floats:
    """Every member's mean absolute error so many steps ahead, later ones counting more; above zero."""
    outcome = _outcomes(level, ahead)
    weights = fading(len(outcome), _MEMORY)
    error = np.abs(outcome - ahead * rates[:, 1 : rates.shape[1] - ahead]).mean(axis=2) @ weights / weights.sum()
    return np.asarray(error + 1e-9 * (1.0 + error.max()))


def _outcomes(level: Floats, ahead: int) -> Floats:
    """Growth over ``ahead`` steps from every step but the first two on which it is known."""
    return np.asarray(level[2 + ahead :] - level[2 : len(level) - ahead])


def fading(number: int, memory: float) -> Floats:
    """Weights that grow by ``1 / memory`` from one to the next, the last one being 1; shape ``(number,)``."""
    return np.asarray(memory ** np.arange(number - 1, -1, -1, dtype=np.float64))


def _member_rates(growth: Floats) -> Floats:
    """Every member's forecast at every step; shape ``(members, n, phases)``, the last member that of no growth."""
    steps = len(growth)
    rates = _kernels()[:, :steps, :steps] @ growth
    return np.concatenate((rates, np.zeros((1, *growth.shape))))


@cache
def _kernels() -> Floats:
    """What each member makes of each past step: rows sum to one."""
    lag = np.arange(MOST_STEPS)[:, None] - np.arange(MOST_STEPS)[None, :]
    past = lag >= 0
    means = [np.where(past & (lag < steps), 1.0, 0.0) for steps in _MEANS]
    smooth = [np.where(past, (1 - share) ** np.maximum(lag, 0), 0.0) for share in _SMOOTHING]
    kernels = np.array(means + smooth)
    return np.asarray(kernels / kernels.sum(axis=2, keepdims=True))


def _winsorised(growth: Floats) -> Floats:
    """Growth per step, each held within four deviations of the last twelve: a campaign or a purge is no pace."""
    if len(growth) < _FEWEST:
        return growth
    ordered = np.sort(growth[_windows()[: len(growth)]], axis=1)
    median = ordered[:, _WINDOW // 2 - 1 : _WINDOW // 2 + 1].mean(axis=1)
    away = np.sort(np.abs(ordered - median[:, None]), axis=1)
    spread = _MAD_TO_DEVIATION * away[:, _WINDOW // 2 - 1 : _WINDOW // 2 + 1].mean(axis=1)
    reach = _CLIP_DEVIATIONS * np.maximum(spread, np.sqrt(np.abs(median)))
    held = np.clip(growth, median - reach, median + reach)
    held[: _FEWEST - 1] = growth[: _FEWEST - 1]
    return held


@cache
def _windows() -> NDArray[np.int64]:
    """Indexes of the last twelve steps before and at each; where there are fewer, those there are come round again."""
    index = np.arange(MOST_STEPS)[:, None]
    return np.asarray(index - np.arange(_WINDOW)[None, :] % np.minimum(index + 1, _WINDOW))
