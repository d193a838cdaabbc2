"""Derives ``growth/interval_table.py``: how far forecasts were off on series to learn from.

``python -m bench.growth.derive > growth/interval_table.py``. The series are those of ``training`` and the corpus's
training half, alike in weight; no hold-out series is looked at, and no real one.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from textwrap import fill, indent
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bench.growth.corpus import Split, case, corpus
from bench.growth.training import training_series
from growth.glitch import without_glitches
from growth.interval import errors_of, widening
from growth.interval_table import NODES, WEIGHTS
from growth.outlook import Past, TooShort, past
from growth.series import Series

Floats = NDArray[np.float64]
Score = tuple[int, float]
"""The index of a node, and an error in the account's own measure."""

_TRAINING: Final = range(5_000, 5_660)
_CORPUS: Final = corpus(Split.TRAIN, 400, skip=2_000)
_ORIGINS: Final = (0.12, 0.25, 0.4, 0.55, 0.7, 0.85)
"""Where forecasts stand, as shares of a series' length."""

_SHORTEST_S: Final = 25 * 86_400
_NEAR_S: Final = 36 * 3_600
_SAFETY: Final = 1.05
"""How much wider intervals are made: accounts to come are not drawn from the series learnt from."""

_HEAD: Final = '''\
"""Frozen errors of many accounts: what an account's own are pooled with while it has too few.

Written by ``python -m bench.growth.derive`` from the series of ``bench/growth/training.py`` and the corpus's training
half, alike in weight; no hold-out series and no real one took part. An error is divided by the account's usual error
one step ahead times ``widening(steps)``.
"""

from typing import Final

NODES: Final = ({nodes})
"""Steps ahead at which errors were gathered; a step is a week."""

WEIGHTS: Final = (0.002, 0.004, 0.006, 0.008, *(0.02,) * 48, 0.008, 0.006, 0.004, 0.002)
"""Share of all errors that each entry of a row stands for."""

# fmt: off
QUANTILES: Final = (
{rows}
)
# fmt: on
"""The middle error of each of those shares, ascending; one row a node."""'''


def main() -> None:
    """Print the module."""
    drawn = [score for seed in _TRAINING for score in scores(training_series(seed), None)]
    frozen = [score for seed in _CORPUS for score in _of_case(seed)]
    rows = "\n".join(_row(_quantiles(node, drawn, frozen)) for node in range(len(NODES)))
    print(_HEAD.format(nodes=", ".join(map(str, NODES)), rows=rows))


def scores(series: Series, truth: Series | None) -> Iterator[Score]:
    """Every error of the forecasts from within a series, held against ``truth``, or against its own readings."""
    seen = without_glitches(series) if truth is None else truth
    first, last = int(series.at[0]), int(series.at[-1])
    for share in _ORIGINS:
        at = first + max(_SHORTEST_S, int(share * (last - first)))
        found = past(series, at=datetime.fromtimestamp(at, UTC)) if at <= last else TooShort("it is over")
        if not isinstance(found, TooShort):
            yield from _scores_of(found, seen)


def _of_case(seed: int) -> Iterator[Score]:
    one = case(seed)
    return scores(one.series, one.series.where(one.is_fresh))


def _scores_of(found: Past, truth: Series) -> Iterator[Score]:
    scale = errors_of(found.paces, resolution=int(found.known.resolution[-1])).scale
    for node, ahead in enumerate(NODES):
        then = int(found.known.at[-1]) + int(ahead) * found.step_days * 86_400
        count = _count_at(truth, then)
        if count is not None:
            error = count - found.level - ahead * float(found.paces.rate[-1, 0])
            yield node, error / (scale * float(widening(ahead)))


def _count_at(truth: Series, second: int) -> float | None:
    """The count at an instant, the middle of what rounding hides; None where nothing was read near it."""
    right = min(int(np.searchsorted(truth.at, second)), len(truth) - 1)
    near = min((right, max(right - 1, 0)), key=lambda index: abs(int(truth.at[index]) - second))
    if abs(int(truth.at[near]) - second) > _NEAR_S:
        return None
    if truth.resolution[near] > 1:
        return float(truth.value[near] + truth.resolution[near] / 2)
    return float(np.interp(second, truth.at, truth.value))


def _quantiles(node: int, *sources: Sequence[Score]) -> Floats:
    """Quantiles of the errors at one node, every source alike in weight."""
    chosen = [np.array([score for index, score in source if index == node]) for source in sources]
    errors = np.concatenate(chosen)
    weights = np.concatenate([np.full(len(one), 1 / len(one)) for one in chosen])
    order = np.argsort(errors)
    reached = np.cumsum(weights[order])
    middles = np.cumsum(WEIGHTS) - 0.5 * np.array(WEIGHTS)
    return np.asarray(_SAFETY * np.interp(middles, (reached - 0.5 * weights[order]) / reached[-1], errors[order]))


def _row(values: Floats) -> str:
    numbers = ", ".join(repr(float(f"{value:.3g}")) for value in values) + ","
    return indent(f"(\n{indent(fill(numbers, 108), '    ')}\n),", "    ")


if __name__ == "__main__":
    main()
