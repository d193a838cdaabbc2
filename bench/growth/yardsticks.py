"""The usual forecasters to be held against: naive, drift, Theta and AutoETS of statsforecast.

Theta: Assimakopoulos and Nikolopoulos 2000. AutoETS: Hyndman and others 2002, without a season (``ZZN``): the best of
its settings on daily counts for its cost.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import numpy as np

from bench.growth.chance import Floats
from bench.growth.guess import Guess
from bench.growth.parameters import MEASURE

NAMES: Final = ("naive", "drift", "theta", "auto_ets")


def guesses(values: Floats) -> dict[str, tuple[Guess, ...]]:
    """What each yardstick expects after the last of ``values``, by name: one guess per horizon of the measure."""
    return {name: _guess(model, values) for name, model in _models().items()}


def _models() -> Mapping[str, Callable[[Floats], Mapping[str, Floats]]]:
    # The ordinary install has no statsforecast: only who measures needs it.
    from statsforecast.models import AutoETS, Naive, RandomWalkWithDrift, Theta  # noqa: PLC0415

    steps, levels = max(MEASURE.horizons_days), list(MEASURE.levels)
    models = (Naive(), RandomWalkWithDrift(), Theta(season_length=1), AutoETS(season_length=1, model="ZZN"))
    return MappingProxyType(
        {
            name: lambda values, model=model: model.forecast(y=values, h=steps, level=levels)
            for name, model in zip(NAMES, models, strict=True)
        }
    )


def _guess(model: Callable[[Floats], Mapping[str, Floats]], values: Floats) -> tuple[Guess, ...]:
    answer = {key: np.asarray(path, dtype=np.float64) for key, path in model(values).items()}
    return tuple(
        Guess(
            median=float(answer["mean"][days - 1]),
            low={level: float(answer[f"lo-{level}"][days - 1]) for level in MEASURE.levels},
            high={level: float(answer[f"hi-{level}"][days - 1]) for level in MEASURE.levels},
        )
        for days in MEASURE.horizons_days
    )
