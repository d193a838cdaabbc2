"""Trails: one account's counts since its launch, to draw a baseline from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import numpy as np
from numpy.typing import NDArray

from growth.increments import DAY_S
from growth.series import Series
from growth.settled import settled

Floats = NDArray[np.float64]

Points = Sequence[tuple[datetime, int]]
"""Instants (UTC) and the counts that were published for them, in any order."""


NOTHING: Final = Series(*(np.zeros(0, dtype=np.int64) for _ in range(3)))
"""No counts at all."""


@dataclass(frozen=True, slots=True)
class Source:
    """Who published or imported counts that Marsad did not read itself.

    Attributes:
        text: An address or a citation, for print.
        first: The instant of the first of them (seconds since 1970).
        last: The instant of the last.

    """

    text: str
    first: int
    last: int


@dataclass(frozen=True, slots=True, eq=False)
class Trail:
    """What is known of one account's growth.

    Attributes:
        name: The account, as ``platform/handle``.
        launched: Its first day, in the reader's zone; None when not known.
        counts: Its counts, settled; may be empty.
        sources: Where the counts are from that Marsad did not read itself, in their order.

    """

    name: str
    launched: date | None
    counts: Series
    sources: tuple[Source, ...] = ()

    def from_zero(self, launch: datetime, *, within_days: float) -> Series:
        """The counts with none on the first instant, where the first known one follows within ``within_days``.

        Unchanged where a count of the first day or before is known, and where the first one comes later than that.
        """
        at = int(launch.timestamp())
        counts = self.counts
        if not len(counts) or not DAY_S < counts.at[0] - at <= within_days * DAY_S:
            return counts
        return Series(
            np.concatenate(([at], counts.at)),
            np.concatenate(([0], counts.value)),
            np.concatenate(([1], counts.resolution)),
        )


def with_published(measured: Series, points: Points) -> Series:
    """Settled readings, with published counts before the first and after the last of them.

    Between readings nothing that others published is needed. Of two for one instant the larger counts.
    """
    known = settled(measured)
    inside = (int(known.at[0]), int(known.at[-1])) if len(known) else (1, 0)
    added = {
        second: value
        for second, value in sorted((int(at.timestamp()), value) for at, value in points)
        if not inside[0] <= second <= inside[1]
    }
    at = np.concatenate((known.at, np.array(list(added), dtype=np.int64)))
    value = np.concatenate((known.value, np.array(list(added.values()), dtype=np.int64)))
    resolution = np.concatenate((known.resolution, np.ones(len(added), dtype=np.int64)))
    order = np.argsort(at)
    return Series(at[order], value[order], resolution[order])


def is_known_at(counts: Series, instant: datetime, *, slack_days: float) -> bool:
    """Whether an instant lies between the first count and the last, or no more than ``slack_days`` outside."""
    if not len(counts):
        return False
    second, slack = instant.timestamp(), slack_days * DAY_S
    return bool(counts.at[0] - slack <= second <= counts.at[-1] + slack)


def values_at(counts: Series, seconds: Floats) -> Floats:
    """Counts at instants (seconds since 1970), on straight lines between known ones; the ends stand for the rest."""
    return np.asarray(np.interp(seconds, counts.at, counts.value))
