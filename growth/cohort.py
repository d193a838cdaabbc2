"""Cohorts: how comparable accounts grew.

Comparable are accounts of the same platform (the caller's choice of ``others``), of the same size class and about the
same age. Growth and not size is compared: in per cent, and below 1,000 followers, where per cent mean little, in
followers.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from growth.increments import DAY_S
from growth.series import Series
from growth.trail import Trail, values_at
from growth.wall import midnight

Floats = NDArray[np.float64]

FEWEST_PEERS: Final = 5
"""Accounts below which there is no cohort: the quartiles of fewer would be single accounts."""

SMALL: Final = 1_000
"""The count from which growth is compared in per cent."""

AGE_SLACK_DAYS: Final = 30.0
"""Added to both ages before they are held against each other: in the first months a few weeks make no other age."""

AGE_TIMES: Final = 2.0
"""How many times as old as the other an account of the same age may be."""


@dataclass(frozen=True, slots=True, eq=False)
class Cohort:
    """Comparable accounts, each from the age on at which it is compared.

    Attributes:
        count: The count of the account compared, on the day it is compared from.
        peers: The others, at least five.
        begins: For each of them, the instant compared with that day (seconds since 1970); shape ``(peers,)``.

    """

    count: float
    peers: tuple[Trail, ...]
    begins: Floats

    def quartiles(self, days: Floats) -> Floats:
        """The counts after so many days had the account grown like the lower, the middle and the upper quartile.

        Quartiles are interpolated between peers (Hyndman and Fan 1996, The American Statistician 50, type 7).

        Returns:
            Shape ``(3, days)``; all of the first column equals ``count``.

        """
        paths = np.array(
            [values_at(peer.counts, begin + days * DAY_S) for peer, begin in zip(self.peers, self.begins, strict=True)]
        )
        first = paths[:, :1]
        grown = self.count * paths / first if self.count >= SMALL else self.count + paths - first
        return np.asarray(np.quantile(grown, (0.25, 0.5, 0.75), axis=0))

    def used(self, days: float) -> Series:
        """The peers' counts that lie under ``days`` days of it, oldest first."""
        parts = [
            peer.counts.where((peer.counts.at >= begin) & (peer.counts.at <= begin + days * DAY_S))
            for peer, begin in zip(self.peers, self.begins, strict=True)
        ]
        at = np.concatenate([part.at for part in parts])
        order = np.argsort(at, kind="stable")
        value = np.concatenate([part.value for part in parts])
        return Series(at[order], value[order], np.ones(len(at), dtype=np.int64))


def size_class(count: float) -> int:
    """The size class of a count: 0 below 1,000, then one for each power of ten."""
    return 0 if count < SMALL else len(str(int(count))) - len(str(SMALL)) + 1


def cohort_of(count: float, age_days: float, others: Sequence[Trail], *, days: float, zone: ZoneInfo) -> Cohort | int:
    """The cohort of an account, or how many comparable accounts there are when they are too few.

    Each peer is compared from the age on that is nearest to the account's own and from which its counts reach
    ``days`` days.

    Args:
        count: The account's count on the day it is compared from.
        age_days: Its age on that day.
        others: Other accounts of its platform; those whose launch is not known are passed over.
        days: How many days of the peers' growth are needed.
        zone: The zone in which launches are dated.

    """
    found = tuple(_comparable(count, age_days, others, days, zone))
    if len(found) < FEWEST_PEERS:
        return len(found)
    return Cohort(count, tuple(peer for peer, _ in found), np.array([begin for _, begin in found]))


def _comparable(
    count: float, age_days: float, others: Sequence[Trail], days: float, zone: ZoneInfo
) -> Iterator[tuple[Trail, float]]:
    youngest = max((age_days + AGE_SLACK_DAYS) / AGE_TIMES - AGE_SLACK_DAYS, 0.0)
    oldest = (age_days + AGE_SLACK_DAYS) * AGE_TIMES - AGE_SLACK_DAYS
    for peer in others:
        if peer.launched is None or not len(peer.counts):
            continue
        launch = midnight(peer.launched, zone).timestamp()
        first = max((float(peer.counts.at[0]) - launch) / DAY_S, youngest)
        last = min((float(peer.counts.at[-1]) - launch) / DAY_S - days, oldest)
        if first > last:
            continue
        begin = launch + min(max(age_days, first), last) * DAY_S
        lies_under = (peer.counts.at >= begin) & (peer.counts.at <= begin + days * DAY_S)
        is_of_size = size_class(float(values_at(peer.counts, np.array([begin]))[0])) == size_class(count)
        if is_of_size and np.count_nonzero(lies_under) > 1:
            yield peer, begin
