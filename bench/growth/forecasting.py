"""Rolling origins: what each forecaster said from within a series, held against what truly came.

The truth is what the platform publishes: the true count, rounded where it rounds, without the errors of polling. Purges
and surges that nobody could foresee are part of it. Errors are scaled as MASE does (Hyndman and Koehler 2006): by the
mean absolute daily change of the true count up to the origin.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bench.growth import ours, yardsticks
from bench.growth.chance import Floats, Ints
from bench.growth.cleaning import DAY_S, daily
from bench.growth.corpus import Case
from bench.growth.guess import Guess
from bench.growth.parameters import MEASURE
from bench.growth.polling import step_of
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
    shown = published(case)
    for at, known in origins(case):
        own = ours.guesses(known, at)
        scale = daily_change(case, at)
        if own is None or scale <= 0.0:
            continue
        hour = (at - case.start) // 3_600
        truths = {days: _at(shown, hour + 24 * days) for days in MEASURE.horizons_days}
        for method, guesses in {ours.NAME: own, **yardsticks.guesses(daily(known, at))}.items():
            found += judged(case.seed, method, guesses, truths, scale=scale)
    return found


def published(case: Case) -> Ints:
    """What the platform would publish at the start of every hour; shape ``(hours,)``."""
    return case.counts // step_of(case.counts) * step_of(case.counts) if case.is_rounded else case.counts


def _at(shown: Ints, hour: int) -> float | None:
    return float(shown[hour]) if hour < len(shown) else None


def daily_change(case: Case, at: int) -> float:
    """The mean absolute daily change of the true count up to ``at``."""
    path = case.counts[: (at - case.start) // 3_600 : 24]
    return float(np.abs(np.diff(path)).mean())


def judged(
    seed: int, method: str, guesses: Sequence[Guess], truths: Mapping[int, float | None], *, scale: float
) -> Iterator[Outcome]:
    """One forecaster's guesses against what came.

    Args:
        seed: Names the series, or the origin within one.
        method: Who guessed.
        guesses: One per horizon of the measure.
        truths: What came, by days ahead; None where nobody knows.
        scale: The unit of errors, in followers; above zero.

    """
    for days, guess in zip(MEASURE.horizons_days, guesses, strict=True):
        truth = truths[days]
        if truth is None:
            continue
        yield Outcome(
            seed=seed,
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
    return _mean([one.error for one in found if (one.method, one.days) == (method, days)])


def relative_error(found: Sequence[Outcome], method: str, days: int) -> float:
    """Geometric mean over series of the mean error divided by the naive one's; below one beats standing still.

    Half a daily change is added to both, so that an error of nothing does not decide alone.
    """
    own, naive = _by_series(found, method, days), _by_series(found, yardsticks.NAMES[0], days)
    return float(np.exp(np.mean(np.log((own + 0.5) / (naive + 0.5)))))


def coverage(found: Sequence[Outcome], method: str, days: int, level: int) -> float:
    """Share of intervals that held the truth."""
    return _mean([one.is_covered[level] for one in found if (one.method, one.days) == (method, days)])


def score(found: Sequence[Outcome], method: str, days: int, level: int) -> float:
    """Mean interval score; the smaller the better."""
    return _mean([one.score[level] for one in found if (one.method, one.days) == (method, days)])


def _by_series(found: Sequence[Outcome], method: str, days: int) -> Floats:
    errors: dict[int, list[float]] = {}
    for one in found:
        if (one.method, one.days) == (method, days):
            errors.setdefault(one.seed, []).append(one.error)
    return np.array([float(np.mean(errors[seed])) for seed in sorted(errors)])


def _mean(values: Sequence[float]) -> float:
    """The mean; not a number where there is none."""
    return float(np.mean(values)) if values else float("nan")
