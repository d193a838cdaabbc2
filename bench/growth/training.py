"""Series to learn a forecaster's constants from, on assumptions that are not the corpus's.

A follower rate per day (a shape times a slow random walk, a week and a year's season) is turned into counts by
over-dispersed arrivals and leavings; spikes, purges, quiet spells, gaps and rounding are laid over it. Nothing is
measured on these series but what the constants are derived from.
"""

from typing import Final

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from growth.series import Series

Floats = NDArray[np.float64]

DAY_S: Final = 86_400
_FIRST_S: Final = 1_420_070_400  # 2015-01-01
KINDS: Final = (
    "steady",
    "wandering",
    "piecewise",
    "logistic",
    "launch",
    "exponential",
    "fading",
    "shrinking",
    "flat",
    "seasonal",
    "bursts",
)
"""How the rate of follows behaves."""

_FROZEN_SHARE: Final = 0.08
"""Share of counters that stand still for weeks and then catch up."""

_ROUNDED_SHARE: Final = 0.25
"""Share of counters published with three significant figures."""


def training_series(seed: int) -> Series:
    """The series of a seed, the same every time; kinds take turns."""
    rng = np.random.default_rng([11, seed])
    days = int(rng.integers(200, 1_100))
    day = np.arange(days, dtype=np.float64)
    start = float(np.exp(rng.uniform(np.log(200), np.log(5e6))))
    shape = _shape(rng, KINDS[seed % len(KINDS)], day)
    yearly = start * float(np.clip(np.exp(rng.normal(np.log(0.25), 1.1)), 0.005, 6.0))
    rate = yearly / 365 * shape / max(float(np.abs(shape).mean()), 1e-3) * _wander(rng, day, rng.uniform(0, 0.03))
    count = _shocked(rng, start + np.cumsum(_arrivals(rng, rate * _week(rng, day), start)))
    return _polled(rng, np.maximum(np.rint(count), 0).astype(np.int64))


def _shape(rng: Generator, kind: str, day: Floats) -> Floats:
    """The rate of follows over time, up to a factor."""
    if kind in {"piecewise", "logistic", "bursts"}:
        return {"piecewise": _piecewise, "logistic": _bump, "bursts": _bursts}[kind](rng, day)
    share, year = rng.uniform(0.3, 1.5), day / 365
    shapes = {
        "steady": np.ones_like(day),
        "wandering": _wander(rng, day, 0.05),
        "launch": (day + rng.uniform(5, 60)) ** -rng.uniform(0.3, 1.0),
        "exponential": np.exp(year * share),
        "fading": np.exp(-year * share),
        "shrinking": -_wander(rng, day, 0.02),
        "flat": np.full_like(day, 1e-3),
        "seasonal": 1 + share * np.sin(2 * np.pi * (year + rng.random())),
    }
    return np.asarray(shapes[kind])


def _wander(rng: Generator, day: Floats, step: float) -> Floats:
    return np.exp(np.cumsum(rng.normal(0, step, len(day))))


def _piecewise(rng: Generator, day: Floats) -> Floats:
    ends = np.sort(rng.uniform(0, len(day), int(rng.integers(1, 6))))
    levels = np.exp(rng.normal(0, 0.8, len(ends) + 1))
    return np.asarray(levels[np.searchsorted(ends, day)])


def _bump(rng: Generator, day: Floats) -> Floats:
    middle, width = rng.uniform(0, len(day)), rng.uniform(30, 200)
    return np.asarray(1 / np.cosh(np.clip((day - middle) / width, -50, 50)) ** 2)


def _bursts(rng: Generator, day: Floats) -> Floats:
    shape = np.full_like(day, 0.05)
    for at in rng.uniform(0, len(day), rng.poisson(len(day) / 40)):
        shape += (day >= at) * rng.pareto(1.3) * np.exp(-np.maximum(day - at, 0) / rng.uniform(1, 15))
    return shape


def _week(rng: Generator, day: Floats) -> Floats:
    return np.asarray(1 + (rng.uniform(0, 0.5, 7) - 0.25)[day.astype(int) % 7])


def _arrivals(rng: Generator, rate: Floats, start: float) -> Floats:
    """Over-dispersed follows less leavings."""
    leaving = start * rng.uniform(0, 0.0002)
    shape = float(np.exp(rng.uniform(np.log(0.5), np.log(60))))
    coming = np.abs(rate) + leaving
    drawn = rng.poisson(rng.gamma(shape, coming / shape))
    return np.sign(rate) * drawn - np.sign(rate) * rng.poisson(np.full_like(rate, leaving))


def _shocked(rng: Generator, count: Floats) -> Floats:
    """Spikes, purges, and at times a counter that stands still for weeks."""
    count = count.copy()
    for at in rng.integers(0, len(count), rng.poisson(1.2 * len(count) / 365)):
        count[at:] += count[at] * np.exp(rng.uniform(np.log(0.003), np.log(0.08)))
    for at in rng.integers(0, len(count), rng.poisson(0.8 * len(count) / 365)):
        count[at:] -= count[at] * np.exp(rng.uniform(np.log(0.003), np.log(0.05)))
    if rng.random() < _FROZEN_SHARE:
        every = int(rng.integers(10, 60))
        count = count[np.arange(len(count)) // every * every]
    return count


def _days(rng: Generator, number: int) -> NDArray[np.int64]:
    """Days with a reading: every one, every second or fourth, or now and then as archives have them."""
    every = int(rng.choice([0, 1, 1, 1, 1, 1, 1, 2, 4]))
    if every:
        return np.arange(0, number, every)
    gaps = np.maximum(np.rint(rng.lognormal(np.log(rng.uniform(2, 20)), rng.uniform(0.3, 1.2), number)), 1)
    days = np.cumsum(gaps).astype(np.int64)
    return np.asarray(days[days < number]) if days[1] < number else np.arange(0, number, 30)


def _polled(rng: Generator, count: NDArray[np.int64]) -> Series:
    """A daily reading, or a rarer one; some missing, some rounded, a few wrong for a day."""
    day = _days(rng, len(count))
    kept = rng.random(len(day)) > rng.uniform(0, 0.05)
    for at in rng.integers(0, len(count), rng.poisson(len(count) / 300)):
        kept &= (day < at) | (day > at + rng.integers(2, 13))
    kept[:2] = True
    day = day[kept]
    value = count[day].copy()
    wrong = rng.random(len(day)) < rng.choice([0.0, 0.0, 0.002])
    value[wrong] //= 2
    step = np.ones_like(value)
    if rng.random() < _ROUNDED_SHARE:
        step = 10 ** np.maximum(np.floor(np.log10(np.maximum(value, 1) + 0.5)).astype(np.int64) - 2, 0)
    at = _FIRST_S + day * DAY_S + rng.integers(0, 1_800, len(day))
    return Series(at.astype(np.int64), value // step * step, step)
