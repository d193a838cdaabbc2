"""The outlook of a counter: where it may stand after any number of days, as known at one instant."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Final

import numpy as np
from numpy.typing import NDArray

from growth.glitch import without_glitches
from growth.increments import DAY_S
from growth.interval import errors_of, widening
from growth.interval_table import NODES
from growth.members import MOST_STEPS, Paces, paces
from growth.rounding import step_at, unrounded, with_steps_seen
from growth.series import Series

Floats = NDArray[np.float64]

_WEEK_DAYS: Final = 7
_SHORTEST_DAYS: Final = 14
_FEWEST: Final = 5
_HORIZONS_PER_HISTORY: Final = 3.0
"""A forecast reaches at most three times as far ahead as its history reaches back."""

_PHASES: Final = 7
"""Ways of cutting the history into steps, a day apart for steps of a week."""

_FEWEST_STEPS: Final = 4

_SUDDEN_SHARE: Final = 0.25
_SUDDEN_LEAST: Final = 20
_SUDDEN_TIMES: Final = 3.0
_SUDDEN_DAYS: Final = 3
_CONFIRMED_S: Final = 20 * 3_600


@dataclass(frozen=True, slots=True)
class TooShort:
    """Why there is no forecast.

    Attributes:
        reason: What is missing, as a sentence without its full stop.

    """

    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class Past:
    """A history as a forecast looks at it.

    Attributes:
        known: The observations, glitches left out and rounding marked.
        level: The likely true count at the last of them.
        step_days: Days of a step; 7 but for rarely observed counters.
        paces: The growth per step, as it was forecast at every step.

    """

    known: Series
    level: float
    step_days: int
    paces: Paces


@dataclass(frozen=True, slots=True, eq=False)
class Outlook:
    """Where a counter may stand, as known at one instant.

    Attributes:
        known: The observations it rests on, glitches left out.
        level: The likely true count at the last of them.
        rate: Growth per step.
        step_days: Days of a step; 7 but for rarely observed counters.
        lag_days: Days from the last observation to the instant.
        errors: Quantiles of the error at every node of ``interval_table.NODES``; shape ``(nodes, chances)``.

    """

    known: Series
    level: float
    rate: float
    step_days: int
    lag_days: float
    errors: Floats

    def path(self, days: Floats) -> Floats:
        """True counts after ``days`` days, one row a day and one column a chance asked for; never below zero."""
        ahead = (days + self.lag_days) / self.step_days
        nodes = np.concatenate(([0.0], NODES))
        errors = np.concatenate((np.zeros((1, self.errors.shape[1])), self.errors))
        beyond = np.maximum(widening(ahead) / widening(nodes[-1]), 1.0)
        offset = np.array([np.interp(widening(ahead), widening(nodes), column) * beyond for column in errors.T]).T
        return np.asarray(np.maximum(self.level + self.rate * ahead[:, None] + offset, 0.0))

    def middle(self, days: Floats) -> Floats:
        """True counts as likely exceeded as not after ``days`` days; never below zero."""
        return np.asarray(np.maximum(self.level + self.rate * (days + self.lag_days) / self.step_days, 0.0))

    def published(self, count: float) -> int:
        """What the platform would publish for a true count: rounded down to its step."""
        step = self.step(count)
        return int(round(count) // step * step)

    def step(self, count: float) -> int:
        """The step in which ``count`` would be published."""
        return step_at(self.known, count)

    @property
    def history_days(self) -> float:
        """Days from the first observation to the last."""
        return _history_days(self.known)

    @property
    def reach_days(self) -> float:
        """How many days ahead of the instant the history is long enough to look."""
        return max(_HORIZONS_PER_HISTORY * self.history_days - self.lag_days, 0.0)

    def lacking(self, days: float) -> str | None:
        """What is missing to look ``days`` days ahead; None when nothing is."""
        if days <= self.reach_days:
            return None
        needed = ceil((days + self.lag_days) / _HORIZONS_PER_HISTORY)
        return f"looking {days:g} days ahead needs {needed} days of history; there are {self.history_days:.0f}"


def outlook(series: Series, *, at: datetime, chances: Floats) -> Outlook | TooShort:
    """The outlook from what was known at ``at``.

    Args:
        series: The counter's history.
        at: The instant (UTC); later observations play no part.
        chances: For which chances of staying below, in ``(0, 1)``.

    Returns:
        The outlook, or what is missing for one.

    """
    found = past(series, at=at)
    if isinstance(found, TooShort):
        return found
    errors = errors_of(found.paces, resolution=int(found.known.resolution[-1]))
    return Outlook(
        known=found.known,
        level=found.level,
        rate=float(found.paces.rate[-1, 0]),
        step_days=found.step_days,
        lag_days=(at - found.known.time_of(-1)) / timedelta(days=1),
        errors=errors.offsets(chances),
    )


def past(series: Series, *, at: datetime) -> Past | TooShort:
    """What was known at ``at``, or what is missing for a forecast from it."""
    known = with_steps_seen(_trusted(without_glitches(series.until(at))))
    lacking = _lacking(known)
    if lacking is not None:
        return TooShort(lacking)
    step_days = _step_days(known)
    when, count = unrounded(known)
    return Past(known, float(count[-1]), step_days, paces(_levels(known, when, count, step_days)))


def _history_days(known: Series) -> float:
    return float(known.at[-1] - known.at[0]) / DAY_S if len(known) else 0.0


def _lacking(known: Series) -> str | None:
    if not len(known):
        return "nothing had been observed by then"
    if len(known) < _FEWEST:
        return f"a forecast needs {_FEWEST} observations; there are {len(known)}"
    have = _history_days(known)
    return (
        None if have >= _SHORTEST_DAYS else f"a forecast needs {_SHORTEST_DAYS} days of history; there are {have:.0f}"
    )


def _step_days(known: Series) -> int:
    """Whole weeks, at least as long as the gap between observations that a day of the history falls into on average.

    Between distant observations the counts are guessed along a line; a step must not be shorter than that, or one
    month's growth would look like four weeks of steady growth.
    """
    gaps = np.diff(known.at) / DAY_S
    usual = float(gaps @ gaps / gaps.sum())
    most = max(1, int(_history_days(known) // (_FEWEST_STEPS * _WEEK_DAYS)))
    return _WEEK_DAYS * min(max(1, round(usual / _WEEK_DAYS)), most)


def _levels(known: Series, when: Floats, count: Floats, step_days: int) -> Floats:
    """Counts one step apart, shaped as ``Paces`` asks: the first column's last is the last observation's."""
    step = step_days * DAY_S
    phase = step // _PHASES * np.arange(_PHASES)
    steps = min(MOST_STEPS, int((known.at[-1] - known.at[0]) // step))
    back = step * np.arange(steps, -1, -1)
    return np.asarray(np.interp(known.at[-1] - back[:, None] - phase, when, count))


def _trusted(known: Series) -> Series:
    """The observations without latest ones so far from those before that only a next reading could confirm them."""
    if len(known) < _FEWEST:
        return known
    before = int(np.searchsorted(known.at, known.at[-1] - _CONFIRMED_S, side="right")) - 1
    if before < 1 or known.at[-1] - known.at[before] > _SUDDEN_DAYS * DAY_S:
        return known
    anchor = known.value[before]
    moves = np.abs(np.diff(known.value[max(0, before - 14) : before + 1]))
    allowed = max(_SUDDEN_SHARE * float(anchor), _SUDDEN_LEAST, _SUDDEN_TIMES * float(moves.max()))
    if abs(int(known.value[-1] - anchor)) <= allowed:
        return known
    keep = np.arange(len(known)) <= before
    return known.where(keep | (np.abs(known.value - anchor) <= allowed) & (np.arange(len(known)) < len(known) - 1))
