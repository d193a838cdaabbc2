"""A counter's history as numbers to compute with."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from growth.count import Count


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of polls that all read the same value.

    Attributes:
        first_seen: The first poll that read it (UTC).
        last_seen: The last poll that read it (UTC); equal to ``first_seen`` when only one did.
        polls: How many polls read it; at least 1.
        count: What they read.

    """

    first_seen: datetime
    last_seen: datetime
    polls: int
    count: Count


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """Observations of one counter, oldest first.

    Attributes:
        at: UTC seconds since 1970, strictly increasing; shape ``(n,)``.
        value: The counts; shape ``(n,)``.
        resolution: The rounding step of each count, 1 for exact; shape ``(n,)``.

    """

    at: NDArray[np.int64]
    value: NDArray[np.int64]
    resolution: NDArray[np.int64]

    @classmethod
    def from_runs(cls, runs: Iterable[Run]) -> "Series":
        """The two ends of every run; a run of one poll is one observation. ``runs`` come oldest first."""
        points = [
            (int(end.timestamp()), run.count.value, run.count.resolution)
            for run in runs
            for end in ((run.first_seen,) if run.polls == 1 else (run.first_seen, run.last_seen))
        ]
        table = np.array(points, dtype=np.int64).reshape(-1, 3)
        return cls(at=table[:, 0], value=table[:, 1], resolution=table[:, 2])

    def __len__(self) -> int:
        """The number of observations."""
        return len(self.at)

    def count_at(self, instant: datetime) -> Count | None:
        """The last count observed at or before ``instant``; None when there was none yet."""
        index = int(np.searchsorted(self.at, int(instant.timestamp()), side="right")) - 1
        return self[index] if index >= 0 else None

    def time_of(self, index: int) -> datetime:
        """The instant of one observation (UTC); negative indexes count from the end."""
        return datetime.fromtimestamp(int(self.at[index]), UTC)

    def __getitem__(self, index: int) -> Count:
        """The count of one observation; negative indexes count from the end."""
        return Count(int(self.value[index]), int(self.resolution[index]))

    def until(self, instant: datetime) -> "Series":
        """The observations at or before ``instant``: what was known then.

        A stretch of equal counts that goes on past ``instant`` is cut there and ends with an observation at it, since
        a run keeps only its two ends and the polls between them read the same.
        """
        second = int(instant.timestamp())
        end = int(np.searchsorted(self.at, second, side="right"))
        cut = Series(self.at[:end], self.value[:end], self.resolution[:end])
        if 0 < end < len(self) and cut.at[-1] < second and self[end] == cut[-1]:
            return Series(
                np.append(cut.at, second),
                np.append(cut.value, cut.value[-1]),
                np.append(cut.resolution, cut.resolution[-1]),
            )
        return cut

    def where(self, keep: NDArray[np.bool_]) -> "Series":
        """The observations for which ``keep`` is true; ``keep`` has one entry per observation."""
        return Series(self.at[keep], self.value[keep], self.resolution[keep])

    def without_last(self) -> "Series":
        """All observations but the last."""
        return Series(self.at[:-1], self.value[:-1], self.resolution[:-1])
