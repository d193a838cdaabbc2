"""Draws and small signal arithmetic shared by the corpus. Every function takes its generator: nothing is global."""

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from bench.growth.parameters import Range

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


def uniform(rng: Generator, limits: Range) -> float:
    """A number of ``[low, high)``."""
    return float(rng.uniform(*limits))


def log_uniform(rng: Generator, limits: Range) -> float:
    """A number of ``[low, high)``, each factor as likely as any other."""
    return float(np.exp(rng.uniform(np.log(limits[0]), np.log(limits[1]))))


def pareto(rng: Generator, limits: Range, tail: float) -> float:
    """A number of ``[low, high]`` with a power-law tail: most are near ``low``."""
    return min(limits[0] * float(1.0 + rng.pareto(tail)), limits[1])


def moments(rng: Generator, *, per_year: float, hours: int, after: int = 0) -> Ints:
    """Hours of a Poisson process in ``[after, hours)``, ascending; may be empty."""
    span = max(hours - after, 0)
    number = rng.poisson(per_year * span / 8_766.0)
    return np.sort(rng.integers(after, max(hours, after + 1), number))


def wandering(rng: Generator, steps: int, *, memory: float, sd: float) -> Floats:
    """A stationary autoregressive path around zero of ``steps`` steps with standard deviation ``sd``."""
    shocks = rng.normal(0.0, sd * np.sqrt(1.0 - memory * memory), steps)
    shocks[0] = rng.normal(0.0, sd)
    path = np.empty(steps)
    level = 0.0
    for step, shock in enumerate(shocks):
        level = memory * level + shock
        path[step] = level
    return path


def by_day(daily: Floats, hours: int) -> Floats:
    """A number per day, spread over the hours of that day; shape ``(hours,)``."""
    return np.repeat(daily, 24)[:hours]


def spread(signal: Floats, kernel: Floats) -> Floats:
    """``signal`` smeared forward in time by ``kernel`` (causal convolution), cut to the signal's length."""
    length = len(signal)
    size = 1 << (length + len(kernel) - 1).bit_length()
    product = np.fft.rfft(signal, size) * np.fft.rfft(kernel, size)
    return np.maximum(np.fft.irfft(product, size)[:length], 0.0)


def leaking(mean_hours: float, hours: int) -> Floats:
    """An exponential kernel with the given mean that sums to one over ``hours``."""
    kernel = np.exp(-np.arange(hours) / mean_hours)
    return np.asarray(kernel / kernel.sum())
