"""The goals, and one line per goal with what was measured, its verdict and the yardsticks beside it."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Final

from bench.growth import forecasting, milestones
from bench.growth.forecasting import Outcome
from bench.growth.milestones import Arrival
from bench.growth.ours import NAME
from bench.growth.parameters import MEASURE
from bench.growth.yardsticks import NAMES
from bench.line import Line
from growth.tally import Tally

COVERAGE_GOALS: Final = {80: (0.76, 0.86), 95: (0.92, 0.98)}
"""Allowed share of truths within an interval, by its level in per cent."""


def forecast_lines(found: Sequence[Outcome]) -> list[Line]:
    """Accuracy and honesty of forecasts; none where none was made."""
    if not found:
        return []
    lines = [
        _against(found, "AutoETS", days=30, limit=0.80),
        _against(found, "naive", days=30, limit=0.40),
        _against(found, "AutoETS", days=90, limit=0.80),
    ]
    for days in MEASURE.horizons_days:
        relative = _by_method(found, partial(forecasting.relative_error, days=days))
        lines.append(_line(f"error over naive's, {days} d (geometric mean)", relative))
    for level, (low, high) in COVERAGE_GOALS.items():
        for days in MEASURE.horizons_days:
            held = _by_method(found, partial(forecasting.coverage, days=days, level=level))
            lines.append(_line(f"{level} % interval holds, {days} d", held, low=low, high=high))
    for days in MEASURE.horizons_days:
        scores = _by_method(found, partial(forecasting.score, days=days, level=MEASURE.levels[0]))
        lines.append(_line(f"interval score 80 %, {days} d (AutoETS's)", scores, high=scores["auto_ets"]))
    return lines


def milestone_lines(found: Sequence[Arrival]) -> list[Line]:
    """Milestone dates a month ahead; none where none was said."""
    if not found:
        return []
    return [
        Line("milestone range holds (80 %)", 0.75, 0.85, milestones.coverage(found), {}),
        Line("milestone median error, days", None, 6.0, milestones.median_error_days(found), {}),
    ]


def detection_lines(tallies: Mapping[str, Mapping[str, Tally]]) -> list[Line]:
    """Alerts. ``tallies`` are by measure, then by detector; measures without a series give no line."""
    lines = _found("purges >= 0.5 %, exact", tallies.get("purge exact"), f1=0.95, false=0.02)
    lines += _found("purges >= 1 %, rounded", tallies.get("purge rounded"), f1=0.90, false=None)
    lines += _found("surges >= 1 %, exact", tallies.get("surge"), f1=0.80, false=0.5)
    lines += _found("surges >= 1 %, rounded", tallies.get("surge rounded"), f1=None, false=None)
    if "quiet" in tallies:
        calm = _each(tallies["quiet"], lambda one: one.false_a_year)
        lines.append(_line("quiet series: alerts a year", calm, high=0.1))
    return lines


def _found(what: str, tallies: Mapping[str, Tally] | None, *, f1: float | None, false: float | None) -> list[Line]:
    if tallies is None:
        return []
    return [
        _line(f"{what}: precision", _each(tallies, lambda one: one.precision)),
        _line(f"{what}: recall", _each(tallies, lambda one: one.recall)),
        _line(f"{what}: F1", _each(tallies, lambda one: one.f1), low=f1),
        _line(f"{what}: false a year", _each(tallies, lambda one: one.false_a_year), high=false),
    ]


def _each(tallies: Mapping[str, Tally], value: Callable[[Tally], float]) -> dict[str, float]:
    return {name: value(one) for name, one in tallies.items()}


def _line(what: str, values: Mapping[str, float], *, low: float | None = None, high: float | None = None) -> Line:
    return Line(what, low, high, values[NAME], {name: value for name, value in values.items() if name != NAME})


def _against(found: Sequence[Outcome], rival: str, *, days: int, limit: float) -> Line:
    """Marsad's MASE as a share of a rival's; the yardsticks' MASE as a share of the same one's stands beside it."""
    errors = _by_method(found, partial(forecasting.mase, days=days))
    base = errors["naive" if rival == "naive" else "auto_ets"]
    shares = {name: error / base for name, error in errors.items()}
    return _line(f"MASE {days} d over {rival}'s ({base:.1f})", shares, high=limit)


def _by_method(found: Sequence[Outcome], value: Callable[[Sequence[Outcome], str], float]) -> dict[str, float]:
    present = {one.method for one in found}
    return {name: value(found, name) for name in (NAME, *NAMES) if name in present}
