"""A mixed fleet of counters and what polls of it read, without any of Marsad's storage."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from growth.platform import Metric

START: Final = datetime(2026, 1, 1, tzinfo=UTC)
INTERVAL: Final = timedelta(minutes=10)
METRICS: Final = (Metric.FOLLOWERS, Metric.POSTS, Metric.FOLLOWING, Metric.LISTED)
ROUNDED: Final = 0.2
"""Share of accounts whose followers are published with three significant figures, as YouTube does."""

_DAILY: Final = ((10, 1_000), (1, 20), (0.05, 1), (0.2, 5))
"""Changes a day of each metric, from and to, evenly spread on a logarithmic scale."""


@dataclass(frozen=True, slots=True)
class Fleet:
    """Accounts that are polled together.

    Attributes:
        counts: What each counter begins with; shape ``(accounts, metrics)``.
        rates: Changes a poll, on average; likewise.
        is_rounded: Which accounts' followers are rounded; shape ``(accounts,)``.

    """

    counts: NDArray[np.int64]
    rates: NDArray[np.float64]
    is_rounded: NDArray[np.bool_]

    @classmethod
    def of(cls, accounts: int, chance: np.random.Generator) -> "Fleet":
        """A fleet of so many accounts."""
        counts = np.exp(chance.uniform(np.log(1_000), np.log(1_000_000), (accounts, len(METRICS)))).astype(np.int64)
        low, high = np.log(np.array(_DAILY)).T
        daily = np.exp(chance.uniform(low, high, (accounts, len(METRICS))))
        return cls(counts, daily * (INTERVAL / timedelta(days=1)), chance.random(accounts) < ROUNDED)

    def polls(self, number: int, chance: np.random.Generator) -> Iterator[tuple[datetime, NDArray[np.int64]]]:
        """So many polls: when, and what each counter reads; shape ``(accounts, metrics)``."""
        counts = self.counts
        for poll in range(number):
            counts = counts + chance.poisson(self.rates)
            shown = counts.copy()
            step = steps(counts[:, 0])
            shown[:, 0] = np.where(self.is_rounded, counts[:, 0] // step * step, counts[:, 0])
            yield START + poll * INTERVAL, shown


def steps(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """The step that three significant figures round down to; shape as given."""
    return np.asarray(10 ** np.maximum(np.floor(np.log10(np.maximum(counts, 1))).astype(np.int64) - 2, 0))
