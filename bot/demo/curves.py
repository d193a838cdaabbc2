"""Follower counts for the demonstration, day by day, from a few anchors, with weeks, chance and named events."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

_WEEK = np.array([1.10, 1.15, 1.10, 1.05, 0.95, 0.80, 0.85])
"""Share of the usual growth by day of the week, Friday first: offices post, and are followed, on working days."""

_CHANCE = 0.12
"""Standard deviation of a day's growth around its expectation, as a share."""


@dataclass(frozen=True, slots=True)
class Curve:
    """How a counter grew.

    Attributes:
        anchors: ``(day, followers)`` pairs, days counted from the account's first, in order; the first is day 0.
        shifts: Share by which the count is lifted or lowered for good from a day on: a campaign, a purge.

    """

    anchors: Sequence[tuple[int, int]]
    shifts: Mapping[int, float] = field(default_factory=dict)

    def counts(self, days: int, random: np.random.Generator) -> NDArray[np.int64]:
        """Followers on each of ``days`` days, meeting every anchor before shifts; shape ``(days,)``."""
        at, followers = np.array(self.anchors).T
        length = max(days, int(at[-1]) + 1)
        expected = np.interp(np.arange(length), at, followers)
        growth = np.diff(expected, prepend=expected[0])
        drawn = growth * _WEEK[np.arange(length) % 7] * random.normal(1, _CHANCE, length).clip(0.3)
        walked = expected[0] + np.cumsum(drawn)
        bent = walked + np.interp(np.arange(length), at, expected[at] - walked[at])
        lift = np.ones(length)
        for day, share in self.shifts.items():
            lift[day:] *= 1 + share
        counts: NDArray[np.int64] = np.rint(bent * lift).astype(np.int64)[:days]
        return counts
