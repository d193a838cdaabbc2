"""The corpus: follower series with known truth, on assumptions of their own.

No series is a trend with noise. Follows come from audiences, avalanches, news, campaigns, tides, rounds and
suggestions (``families``), leave again (``history``), are purged, bought and broadcast (``happenings``), bend with the
calendar (``calendars``), and are read late, rounded, frozen and wrong (``polling``). Every number is in
``parameters`` and frozen. A seed names a series for ever; the hold-out seeds hold families the others never show.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

import numpy as np

from bench.growth.chance import Flags, Ints
from bench.growth.history import history
from bench.growth.labels import Label
from bench.growth.parameters import (
    ACCOUNT,
    CADENCES,
    HOLD_OUT_FAMILIES,
    HOLD_OUT_SEEDS,
    POLLING,
    REGIONS,
    TRAIN_FAMILIES,
    TRAIN_SEEDS,
    VERSION,
)
from bench.growth.polling import poll
from growth.platform import YOUTUBE, Platform, X
from growth.series import Series


class Split(StrEnum):
    """Which half of the corpus: the one to learn from, or the one to be measured on."""

    TRAIN = "train"
    HOLD_OUT = "hold_out"


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """One series and the truth about it.

    Attributes:
        seed: Its name.
        family: How its follows come about.
        cadence: How it is polled: daily, six_hourly, hourly or irregular.
        platform: Where it is; rounded series are on YouTube.
        zone: Its reader's time zone.
        series: What was read.
        is_fresh: Which readings show the truth of their instant, rounding apart; shape as the series.
        start: The first hour of ``counts``, in seconds since 1970.
        counts: The true count at the start of every hour; shape ``(hours,)``.
        labels: What happened, by start.

    """

    seed: int
    family: str
    cadence: str
    platform: Platform
    zone: str
    series: Series
    is_fresh: Flags
    start: int
    counts: Ints
    labels: tuple[Label, ...]

    @property
    def is_rounded(self) -> bool:
        """Whether the platform publishes three significant figures."""
        return self.platform == YOUTUBE

    @property
    def is_quiet(self) -> bool:
        """Whether nothing happened that anybody should be told of."""
        return not self.labels

    @property
    def years(self) -> float:
        """Length of the series in years."""
        return float(self.series.at[-1] - self.series.at[0]) / (365.25 * 86_400.0)

    def true_count(self, second: int) -> int:
        """The true count at an instant within the series, in seconds since 1970."""
        return int(self.counts[(second - self.start) // 3_600])


def corpus(split: Split, size: int, *, skip: int = 0) -> range:
    """Seeds of the first ``size`` series of a half, after ``skip`` of them; families take turns.

    Raises:
        ValueError: If the half has fewer series than that.

    """
    first, end = TRAIN_SEEDS if split is Split.TRAIN else HOLD_OUT_SEEDS
    if first + skip + size > end:
        raise ValueError(f"the {split} half has {end - first} series")
    return range(first + skip, first + skip + size)


def case(seed: int) -> Case:
    """The series of a seed, the same every time.

    Raises:
        ValueError: If the seed is in neither half.

    """
    families = _families(seed)
    rng = np.random.default_rng([VERSION, seed])
    cadence = CADENCES[int(rng.choice(len(CADENCES), p=[each.share for each in CADENCES]))]
    region = REGIONS[int(rng.integers(len(REGIONS)))]
    earliest, latest = ACCOUNT.first_days
    first = earliest + timedelta(days=int(rng.integers((latest - earliest).days + 1)))
    hours = 24 * int(rng.integers(*cadence.days, endpoint=True))
    is_rounded = bool(rng.random() < POLLING.rounded_share)
    family = families[seed % len(families)]
    truth = history(rng, family, region, first, hours)
    start = int((first - date(1970, 1, 1)) / timedelta(seconds=1))
    polls = poll(rng, truth.counts, start, cadence, is_rounded=is_rounded)
    return Case(
        seed=seed,
        family=family,
        cadence=cadence.name,
        platform=YOUTUBE if is_rounded else X,
        zone=region.zone,
        series=polls.series,
        is_fresh=polls.is_fresh,
        start=start,
        counts=truth.counts,
        labels=truth.labels,
    )


def _families(seed: int) -> tuple[str, ...]:
    if TRAIN_SEEDS[0] <= seed < TRAIN_SEEDS[1]:
        return TRAIN_FAMILIES
    if HOLD_OUT_SEEDS[0] <= seed < HOLD_OUT_SEEDS[1]:
        return TRAIN_FAMILIES + HOLD_OUT_FAMILIES
    raise ValueError(f"no series has the seed {seed}")
