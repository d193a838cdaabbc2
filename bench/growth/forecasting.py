"""Rolling origins: what each forecaster said from within a series, held against what truly came.

The truth is the true count, which rounding hides from the forecasters but not from here; purges and surges that nobody
could foresee are part of it. Errors are scaled as MASE does (Hyndman and Koehler 2006): by the mean absolute daily
change of the true count up to the origin.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bench.growth import ours, yardsticks
from bench.growth.chance import Floats
from bench.growth.cleaning import DAY_S, daily
from bench.growth.corpus import Case
from bench.growth.guess import Guess
from bench.growth.parameters import MEASURE
from growth.series import Series


@dataclass(frozen=True, slots=True)
class Outcome:
    """One forecast and what came of it.

    Attributes:
        seed: The series.
        method: Who made it.
        days: How far ahead.
        error: Absolute error of the median, in daily changes (MASE's unit).
        is_covered: Whether the interval held the truth, by level in per cent.
        score: Interval score (Gneiting and Raftery 2007) in daily changes, by level.

    """

    seed: int
    method: str
    days: int
    error: float
    is_covered: Mapping[int, bool]
    score: Mapping[int, float]


def origins(case: Case) -> Iterator[tuple[int, Series]]:
    """Where forecasts stand, in seconds since 1970, and what was known there."""
    first, end = int(case.series.at[0]), case.start + 3_600 * (len(case.counts) - 1)
    for number in range(MEASURE.origins):
        at = first + DAY_S * (MEASURE.first_origin_days + number * MEASURE.origin_step_days)
        if at + DAY_S * min(MEASURE.horizons_days) > end:
            return
        known = case.series.where(case.series.at <= at)
        yield at, known


def outcomes(case: Case) -> list[Outcome]:
    """Every forecaster at every origin and horizon of a series; origins Marsad refuses are left out for all."""
    found: list[Outcome] = []
    for at, known in origins(case):
        own = ours.guesses(known, at)
        scale = daily_change(case, at)
        if own is None or scale <= 0.0:
            continue
        said = {ours.NAME: own, **yardsticks.guesses(daily(known, at))}
        for method, guesses in said.items():
            found += _judged(case, at, scale, method, guesses)
    return found


def daily_change(case: Case, at: int) -> float:
    """The mean absolute daily change of the true count up to ``at``."""
    path = case.counts[: (at - case.start) // 3_600 : 24]
    return float(np.abs(np.diff(path)).mean())


def _judged(case: Case, at: int, scale: float, method: str, guesses: Sequence[Guess]) -> Iterator[Outcome]:
    end = case.start + 3_600 * len(case.counts)
    for days, guess in zip(MEASURE.horizons_days, guesses, strict=True):
        if at + DAY_S * days >= end:
            continue
        truth = float(case.true_count(at + DAY_S * days))
        yield Outcome(
            seed=case.seed,
            method=method,
            days=days,
            error=abs(guess.median - truth) / scale,
            is_covered={level: guess.low[level] <= truth <= guess.high[level] for level in MEASURE.levels},
            score={level: interval_score(guess, truth, level) / scale for level in MEASURE.levels},
        )


def interval_score(guess: Guess, truth: float, level: int) -> float:
    """Width of the interval plus a fine for missing, ``2 / alpha`` times the distance (Gneiting and Raftery 2007)."""
    low, high, fine = guess.low[level], guess.high[level], 2.0 / (1.0 - level / 100.0)
    return high - low + fine * (max(low - truth, 0.0) + max(truth - high, 0.0))


def mase(found: Sequence[Outcome], method: str, days: int) -> float:
    """Mean absolute scaled error."""
    return float(np.mean([one.error for one in found if (one.method, one.days) == (method, days)]))


def relative_error(found: Sequence[Outcome], method: str, days: int) -> float:
    """Geometric mean over series of the mean error divided by the naive one's; below one beats standing still."""
    own, naive = _by_series(found, method, days), _by_series(found, yardsticks.NAMES[0], days)
    least = 0.01
    return float(np.exp(np.mean(np.log((own + least) / (naive + least)))))


def coverage(found: Sequence[Outcome], method: str, days: int, level: int) -> float:
    """Share of intervals that held the truth."""
    return float(np.mean([one.is_covered[level] for one in found if (one.method, one.days) == (method, days)]))


def score(found: Sequence[Outcome], method: str, days: int, level: int) -> float:
    """Mean interval score; the smaller the better."""
    return float(np.mean([one.score[level] for one in found if (one.method, one.days) == (method, days)]))


def _by_series(found: Sequence[Outcome], method: str, days: int) -> Floats:
    errors: dict[int, list[float]] = {}
    for one in found:
        if (one.method, one.days) == (method, days):
            errors.setdefault(one.seed, []).append(one.error)
    return np.array([float(np.mean(errors[seed])) for seed in sorted(errors)])
