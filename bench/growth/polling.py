"""What polling shows of a true count: rounded, late, missing, frozen, and at times plainly wrong."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from bench.growth.chance import Flags, Ints, moments, uniform
from bench.growth.parameters import POLLING, CadenceParameters
from growth.series import Series

OFTEN_H = 6.0
"""Polls at most this many hours apart can meet the same wrong value twice."""


@dataclass(frozen=True, slots=True, eq=False)
class Polls:
    """Readings of a count.

    Attributes:
        series: What was read.
        is_fresh: Which readings show the truth of their instant, rounding apart; shape as the series.

    """

    series: Series
    is_fresh: Flags


def poll(rng: Generator, counts: Ints, start: int, cadence: CadenceParameters, *, is_rounded: bool) -> Polls:
    """Reads ``counts`` as ``cadence`` says.

    Args:
        rng: The series' chance.
        counts: The true count at the start of every hour; shape ``(hours,)``.
        start: The first hour, in seconds since 1970.
        cadence: How often to look.
        is_rounded: Whether the platform publishes three significant figures.

    """
    offsets = _instants(rng, cadence, len(counts))
    offsets = offsets[_answered(rng, offsets)]
    hours = offsets // 3_600
    value, frozen = _frozen(rng, counts[hours], hours)
    value, wrong = _glitched(rng, value, counts, hours, cadence)
    resolution = step_of(value) if is_rounded else np.ones_like(value)
    series = Series(offsets + start, value // resolution * resolution, resolution)
    return Polls(series, ~(frozen | wrong))


def step_of(counts: Ints) -> Ints:
    """The rounding step of three significant figures, rounded down; 1 below a thousand."""
    digits = np.floor(np.log10(np.maximum(counts, 1) + 0.5)).astype(np.int64)
    return np.asarray(10 ** np.maximum(digits - 2, 0))


def _instants(rng: Generator, cadence: CadenceParameters, hours: int) -> Ints:
    """Seconds from the start, strictly increasing and before the end."""
    if cadence.hours is None:
        number = 2 * int(hours / 24.0 / POLLING.irregular_gap_days) + 50
        gaps_days = rng.lognormal(np.log(POLLING.irregular_gap_days), POLLING.irregular_gap_sigma, number)
        instants = np.cumsum(np.maximum(gaps_days, 0.1) * 86_400.0).astype(np.int64)
    else:
        phase = rng.uniform(0.0, cadence.hours * 3_600.0)
        planned = phase + np.arange(int(hours / cadence.hours)) * cadence.hours * 3_600.0
        instants = (planned + rng.uniform(0.0, cadence.jitter_s, len(planned))).astype(np.int64)
    return np.asarray(instants[instants < hours * 3_600])


def _answered(rng: Generator, offsets: Ints) -> Flags:
    """Which polls got an answer: neither missed one by one nor within an outage."""
    answered = rng.random(len(offsets)) >= uniform(rng, POLLING.missing)
    last = int(offsets[-1]) // 3_600 + 1
    short = [
        (hour, float(rng.exponential(POLLING.outage_days))) for hour in _happen(rng, POLLING.outages_per_year, last)
    ]
    long = [
        (hour, uniform(rng, POLLING.long_outage_days)) for hour in _happen(rng, POLLING.long_outages_per_year, last)
    ]
    for hour, days in short + long:
        answered &= (offsets < hour * 3_600) | (offsets >= hour * 3_600 + days * 86_400.0)
    answered[:2] = True
    return answered


def _frozen(rng: Generator, value: Ints, hours: Ints) -> tuple[Ints, Flags]:
    """Counters served from a cache: the last value before stands for days."""
    shown, frozen = value.copy(), np.zeros(len(value), dtype=np.bool_)
    rate = POLLING.freezes_per_year if rng.random() < POLLING.frozen_share else 0.0
    for hour in _happen(rng, rate, int(hours[-1])):
        within = (hours > hour) & (hours <= hour + 24.0 * uniform(rng, POLLING.freeze_days))
        before = int(np.searchsorted(hours, hour, side="right")) - 1
        if before >= 0:
            shown[within], frozen[within] = value[before], True
    return shown, frozen


def _glitched(rng: Generator, value: Ints, counts: Ints, hours: Ints, cadence: CadenceParameters) -> tuple[Ints, Flags]:
    """Wrong values for one reading, rarely two."""
    shown, wrong = value.copy(), np.zeros(len(value), dtype=np.bool_)
    rate = POLLING.glitches_per_year if rng.random() < POLLING.glitch_share else 0.0
    for hour in _happen(rng, rate, int(hours[-1])):
        first = int(np.searchsorted(hours, hour))
        twice = cadence.hours is not None and cadence.hours <= OFTEN_H and rng.random() < POLLING.glitch_twice
        rows = slice(first, first + (2 if twice else 1))
        earlier = max(int(hours[first] - 24.0 * uniform(rng, POLLING.earlier_days)), 0)
        lies = (
            int(value[first] * uniform(rng, POLLING.replica_level)),
            int(counts[earlier]),
            int(value[first] * float(rng.choice((0.1, 10.0)))),
            0,
        )
        shown[rows], wrong[rows] = lies[int(rng.choice(4, p=POLLING.glitch_kinds))], True
    return shown, wrong


def _happen(rng: Generator, per_year: float, hours: int) -> Ints:
    return moments(rng, per_year=per_year, hours=hours)
