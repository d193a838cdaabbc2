"""A counter's days: the first, last, lowest and highest count of each, kept when single polls no longer are.

What is kept is the day in parts, cut at every midnight of UTC and at every midnight of the account's zone, so that the
parts make up whole days of either.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from growth.series import Series
from growth.wall import local_day, midnight

_DAY: Final = timedelta(days=1)

Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a counter, or the part of one.

    Attributes:
        first_at: Its first poll that read the counter (UTC).
        last_at: Its last one (UTC).
        open: What the first one read.
        close: What the last one read.
        low: The lowest count read, one-poll glitches included.
        high: The highest, likewise.
        resolution: The coarsest rounding step among them; 1 means that all are exact.
        polls: How many read it; at least 1.

    """

    first_at: datetime
    last_at: datetime
    open: int
    close: int
    low: int
    high: int
    resolution: int
    polls: int


@dataclass(frozen=True, slots=True, eq=False)
class Days:
    """Days or parts of days, oldest first; every array has the shape ``(n,)``.

    Attributes:
        first_at: UTC seconds since 1970, strictly increasing.
        last_at: Likewise; before the next ``first_at``.
        open: See ``Day``, as the others.
        close: Likewise.
        low: Likewise.
        high: Likewise.
        resolution: Likewise.
        polls: Likewise.

    """

    first_at: Whole
    last_at: Whole
    open: Whole
    close: Whole
    low: Whole
    high: Whole
    resolution: Whole
    polls: Whole

    @classmethod
    def of_table(cls, table: Whole) -> "Days":
        """From rows, their columns in the order of the attributes; shape ``(n, 8)``."""
        first_at, last_at, opened, close, low, high, resolution, polls = table.T
        return cls(first_at, last_at, opened, close, low, high, resolution, polls)

    def __len__(self) -> int:
        """How many there are."""
        return len(self.first_at)

    def __getitem__(self, index: int) -> Day:
        """One of them; negative indexes count from the end."""
        first_at, last_at, *numbers = (int(column[index]) for column in self.columns())
        return Day(datetime.fromtimestamp(first_at, UTC), datetime.fromtimestamp(last_at, UTC), *numbers)

    def __iter__(self) -> Iterator[Day]:
        """Each of them."""
        return map(self.__getitem__, range(len(self)))

    def columns(self) -> tuple[Whole, ...]:
        """The arrays, in the order of the attributes."""
        counts = (self.open, self.close, self.low, self.high)
        return (self.first_at, self.last_at, *counts, self.resolution, self.polls)

    def dates(self, zone: tzinfo) -> tuple[date, ...]:
        """The day in ``zone`` on which each begins."""
        return tuple(map(date.fromordinal, _ordinals(self.first_at, zone).tolist()))

    def whole(self, zone: tzinfo) -> "Days":
        """The days of ``zone`` that these parts make up; ``zone`` is UTC or the zone they were cut for."""
        return self.grouped(_ordinals(self.first_at, zone))

    def path(self) -> Series:
        """A line through the four counts of each: from open over low and high to close.

        At which second within it the lowest and the highest were read, and which came first, is no longer known: a
        rising day is drawn from its lowest to its highest, a falling one the other way, evenly spaced.
        """
        lows_first = self.close >= self.open
        inner = (np.where(lows_first, self.low, self.high), np.where(lows_first, self.high, self.low))
        third = (self.last_at - self.first_at) // 3
        at = np.column_stack([self.first_at, self.first_at + third, self.last_at - third, self.last_at]).ravel()
        value = np.column_stack([self.open, *inner, self.close]).ravel()
        is_beyond = (self.low < np.minimum(self.open, self.close)) | (self.high > np.maximum(self.open, self.close))
        is_long = third > 0
        keep = np.column_stack(
            [np.ones(len(self), dtype=bool), is_beyond & is_long, is_beyond & is_long, self.last_at > self.first_at]
        ).ravel()
        return Series(at[keep], value[keep], np.repeat(self.resolution, 4)[keep])

    def where(self, keep: NDArray[np.bool_]) -> "Days":
        """Those for which ``keep`` is true; shape ``(n,)``."""
        return Days.of_table(np.column_stack(self.columns())[keep])

    def grouped(self, numbers: Whole) -> "Days":
        """Neighbours with the same number made one."""
        if not len(self):
            return self
        begins = np.flatnonzero(np.diff(numbers, prepend=numbers[0] - 1))
        ends = np.append(begins[1:], len(self)) - 1
        return Days(
            self.first_at[begins],
            self.last_at[ends],
            self.open[begins],
            self.close[ends],
            np.minimum.reduceat(self.low, begins),
            np.maximum.reduceat(self.high, begins),
            np.maximum.reduceat(self.resolution, begins),
            np.add.reduceat(self.polls, begins),
        )


def part_begun(at: datetime, zone: tzinfo) -> datetime:
    """Where the part of a day that ``at`` falls into began: at the last midnight of UTC or of ``zone``."""
    return max(midnight(local_day(at, own), own) for own in (UTC, zone))


def parts_of(runs: Whole, zone: tzinfo) -> Days:
    """The parts of days that runs amount to, if the polls of each run were evenly spaced.

    Open, close, low and high are those of the polls themselves wherever no silence within a run is longer than its
    usual pause; how many polls each part had is exact for runs within one part.

    Args:
        runs: First and last instant in UTC seconds, polls, value and resolution, oldest first; shape ``(n, 5)``.
        zone: Whose midnights cut days, beside those of UTC.

    """
    if not len(runs):
        return Days.of_table(np.zeros((0, 8), dtype=np.int64))
    first, last, polls, value, resolution = runs.T
    cuts = _cuts(int(first[0]), int(last[-1]), zone)
    earliest, latest = (np.searchsorted(cuts, ends, side="right") - 1 for ends in (first, last))
    spread = latest - earliest + 1
    of = np.repeat(np.arange(len(runs)), spread)
    part = earliest[of] + np.arange(len(of)) - np.repeat(np.cumsum(spread) - spread, spread)
    span, pauses = (last - first)[of], (polls - 1)[of]
    from_poll, to_poll = (_poll_at(cuts[place] - first[of], span, pauses, polls[of]) for place in (part, part + 1))
    pieces = Days(
        first_at=first[of] + _instant_of(from_poll, span, pauses),
        last_at=first[of] + _instant_of(to_poll - 1, span, pauses),
        open=value[of],
        close=value[of],
        low=value[of],
        high=value[of],
        resolution=resolution[of],
        polls=to_poll - from_poll,
    )
    polled = pieces.where(pieces.polls > 0)
    return polled.grouped(part[pieces.polls > 0])


def borne_out(parts: Days, runs: Whole) -> NDArray[np.bool_]:
    """Which parts of days their runs bear out, whenever the polls within a run were; shape ``(len(parts),)``.

    Every run that overlaps a part has a poll in it, since the part begins and ends with one. So a part's first and last
    instant and the runs say exactly what its four counts are.

    Args:
        parts: Parts of days of one counter.
        runs: All runs that overlap them, as for ``parts_of``.

    """
    if not len(parts) or not len(runs):
        return np.zeros(len(parts), dtype=np.bool_)
    first, last, _, value, _ = runs.T
    begins, ends = (
        np.maximum(np.searchsorted(first, at, side="right") - 1, 0) for at in (parts.first_at, parts.last_at)
    )
    is_read = (first[begins] <= parts.first_at) & (parts.first_at <= last[begins]) & (parts.last_at <= last[ends])
    bounds = np.column_stack([begins, ends + 1]).ravel()
    padded = np.append(value, value[-1])
    low, high = (extreme.reduceat(padded, bounds)[::2] for extreme in (np.minimum, np.maximum))
    is_same = (parts.open == value[begins]) & (parts.close == value[ends]) & (parts.low == low) & (parts.high == high)
    verdict: NDArray[np.bool_] = is_read & is_same
    return verdict


def _poll_at(since: Whole, span: Whole, pauses: Whole, polls: Whole) -> Whole:
    """The number, from 0, of the first poll of a run ``since`` seconds or more after its first."""
    reached = -(-since * pauses // np.maximum(span, 1))
    return np.clip(np.where(span == 0, np.where(since > 0, polls, 0), reached), 0, polls)


def _instant_of(poll: Whole, span: Whole, pauses: Whole) -> Whole:
    """Seconds from a run's first poll to one of its polls."""
    return poll * span // np.maximum(pauses, 1)


def _cuts(first: int, last: int, zone: tzinfo) -> Whole:
    """Every midnight from the one at or before ``first`` to the one after ``last``, in UTC seconds."""
    begin, end = datetime.fromtimestamp(first, UTC), datetime.fromtimestamp(last, UTC) + _DAY
    cuts = {
        _midnight(number, own)
        for own in (UTC, zone)
        for number in range(local_day(begin, own).toordinal(), local_day(end, own).toordinal() + 1)
    }
    return np.array(sorted(cuts), dtype=np.int64)


def _ordinals(at: Whole, zone: tzinfo) -> Whole:
    """The day in ``zone`` of each instant, oldest first, as its ordinal."""
    if not len(at):
        return at
    first, last = (local_day(datetime.fromtimestamp(int(end), UTC), zone).toordinal() for end in (at[0], at[-1]))
    midnights = np.array([_midnight(number, zone) for number in range(first, last + 1)], dtype=np.int64)
    return first - 1 + np.searchsorted(midnights, at, side="right")


@cache
def _midnight(number: int, zone: tzinfo) -> int:
    """The first UTC second of a day, by its ordinal; found once, since every counter has the same days."""
    return int(midnight(date.fromordinal(number), zone).timestamp())
