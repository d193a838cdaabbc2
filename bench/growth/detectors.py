"""The usual detectors to be held against. Each looks at cleaned daily values and has no patience.

A run of alarms of one direction with less than three days between them counts as one.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import numpy as np

from bench.growth.chance import Flags, Floats
from bench.growth.cleaning import DAY_S, daily
from bench.growth.replay import Told
from growth.series import Series

WINDOW_DAYS: Final = 56
REST_DAYS: Final = 3
SIGMAS: Final = 3.0
MAD_SIGMAS: Final = 6.0
TO_SIGMA: Final = 1.4826
"""From a median absolute deviation to the standard deviation of a normal distribution."""


def _fixed(values: Floats, changes: Floats, _windows: Floats) -> Floats:
    return np.where(np.abs(changes) > 0.01 * values[:-1], np.sign(changes), 0.0)[WINDOW_DAYS:]


def _sigma(_values: Floats, changes: Floats, windows: Floats) -> Floats:
    away = changes[WINDOW_DAYS:] - windows.mean(axis=1)
    return np.where(np.abs(away) > SIGMAS * np.maximum(windows.std(axis=1), 1.0), np.sign(away), 0.0)


def _mad(_values: Floats, changes: Floats, windows: Floats) -> Floats:
    middle = np.median(windows, axis=1)
    spread = TO_SIGMA * np.median(np.abs(windows - middle[:, None]), axis=1)
    away = changes[WINDOW_DAYS:] - middle
    return np.where(np.abs(away) > MAD_SIGMAS * np.maximum(spread, 1.0), np.sign(away), 0.0)


DETECTORS: Final[Mapping[str, Callable[[Floats, Floats, Floats], Floats]]] = MappingProxyType(
    {"fixed_1pct": _fixed, "three_sigma": _sigma, "plain_mad": _mad}
)
"""By name: plus one, minus one or zero for every day after the first window."""


def alarms(name: str, series: Series) -> tuple[Told, ...]:
    """What a detector would have told of a series, in order."""
    values = daily(series, int(series.at[-1]))
    if len(values) <= WINDOW_DAYS + 1:
        return ()
    changes = np.diff(values)
    windows = np.lib.stride_tricks.sliding_window_view(changes, WINDOW_DAYS)[:-1]
    signs = DETECTORS[name](values, changes, windows)
    days = int(series.at[-1]) - DAY_S * np.arange(len(signs) - 1, -1, -1)
    told = [
        Told(rule, int(at))
        for rule, sign in (("surge", 1.0), ("drop", -1.0))
        for at in days[_first_of_runs(signs == sign)]
    ]
    return tuple(sorted(told, key=lambda one: one.at))


def _first_of_runs(is_alarm: Flags) -> Flags:
    """The alarms with none in the days of rest before them."""
    before = np.array([bool(is_alarm[max(day - REST_DAYS, 0) : day].any()) for day in range(len(is_alarm))])
    return np.asarray(is_alarm & ~before)
