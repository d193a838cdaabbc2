"""The shapes of a baseline's path, from its start value at fraction 0 to its target at fraction 1.

Past fraction 1 every path goes on in a straight line with its final slope: two published points say nothing of what
comes after them. A path that was drawn from counts (``growth.route``) is itself, whatever its curve.
"""

from dataclasses import replace
from math import expm1, log, log1p, sqrt

from growth.baseline import Baseline, Curve


def value_at(baseline: Baseline, fraction: float) -> float:
    """The count the path asks for at a fraction of the time allowed; the start value before fraction 0.

    - linear: the same number every day;
    - exponential: the same share every day, ``(start + 1)^(1 - f) * (target + 1)^f - 1``, where the one added lets a
      path begin at zero;
    - front-loaded: the square root of time, half of the growth in the first quarter.
    """
    if baseline.route is not None:
        return baseline.route.value_at(fraction)
    start, target = baseline.start_value, baseline.target
    if fraction <= 0:
        return float(start)
    if fraction > 1:
        return target + _final_slope(baseline) * (fraction - 1)
    match baseline.curve:
        case Curve.LINEAR:
            return start + (target - start) * fraction
        case Curve.EXPONENTIAL:
            return expm1((1 - fraction) * log1p(start) + fraction * log1p(target))
        case Curve.FRONT_LOADED:
            return start + (target - start) * sqrt(fraction)


def fraction_at(baseline: Baseline, value: int) -> float | None:
    """The fraction of the time allowed at which the path asks for ``value``; None when it never does."""
    if baseline.route is not None:
        return baseline.route.fraction_at(value)
    start, target = baseline.start_value, baseline.target
    if value < start:
        return None
    if value > target:
        return 1 + (value - target) / _final_slope(baseline)
    share = (value - start) / (target - start)
    match baseline.curve:
        case Curve.LINEAR:
            return share
        case Curve.EXPONENTIAL:
            return (log1p(value) - log1p(start)) / (log1p(target) - log1p(start))
        case Curve.FRONT_LOADED:
            return share**2


def band_at(baseline: Baseline, fraction: float) -> tuple[float, float] | None:
    """The counts between which the path may be at a fraction of the time allowed, lowest first; None where none is.

    Two points do not fix a shape: the band of a target holds every curve there is, from the exponential below to the
    front-loaded above. That of a cohort lies between its quartiles and ends with the counts, at fraction 1. The other
    paths were counted and have none.
    """
    if baseline.route is not None:
        return baseline.route.band_at(fraction)
    values = [value_at(replace(baseline, curve=curve), fraction) for curve in Curve]
    return min(values), max(values)


def _final_slope(baseline: Baseline) -> float:
    """Growth per unit of fraction at fraction 1."""
    start, target = baseline.start_value, baseline.target
    match baseline.curve:
        case Curve.LINEAR:
            return float(target - start)
        case Curve.EXPONENTIAL:
            return (target + 1) * log((target + 1) / (start + 1))
        case Curve.FRONT_LOADED:
            return (target - start) / 2
