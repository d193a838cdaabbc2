"""Replays: what the rules would have told of a history, poll by poll, only from what was known at each."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from growth.alert import Alert, AlertKey
from growth.event import Event
from growth.pace import starts_at
from growth.platform import Platform
from growth.rules import judge
from growth.series import Run, Series
from growth.state import AccountState
from growth.thresholds import Thresholds
from growth.watch import MEMORY, Watch

GAP_INTERVALS: Final = 3
"""Usual intervals without a reading after which a run of equal readings is broken, as the daemon breaks it."""


def watched(series: Series, *, platform: Platform, zone: ZoneInfo) -> Watch:
    """An account of which nothing but its followers is known."""
    return Watch(
        account=1,
        platform=platform,
        handle="",
        known_id=None,
        launched=None,
        zone=zone,
        state=AccountState.OK,
        state_since=series.time_of(0) if len(series) else datetime.fromtimestamp(0, UTC),
        followers=series,
    )


def polls_of(runs: Iterable[Run]) -> Series:
    """One observation per poll that runs remember, evenly spread between their ends; ``runs`` come oldest first."""
    parts = [
        (np.linspace(run.first_seen.timestamp(), run.last_seen.timestamp(), run.polls).astype(np.int64), run.count)
        for run in runs
    ]
    at = np.concatenate([instants for instants, _ in parts]) if parts else np.empty(0, dtype=np.int64)
    counts = [(count.value, count.resolution) for instants, count in parts for _ in instants]
    table = np.array(counts, dtype=np.int64).reshape(-1, 2)
    return Series(at, table[:, 0], table[:, 1])


def replayed(watch: Watch, thresholds: Thresholds) -> Iterator[Event]:
    """Every event of an account's history, each key once, in the order of telling.

    Each reading is judged by the very rules of the daemon, with the history as it would have been kept and remembered
    then, and the alerts' lives carried along.

    Args:
        watch: The account, with every reading there is of it; ``followers`` has one observation per poll.
        thresholds: The rules' numbers.

    """
    alerts: dict[AlertKey, Alert] = {}
    told: set[str] = set()
    kept = Kept(watch)
    for poll in range(len(watch.followers)):
        now = watch.followers.time_of(poll)
        verdict = judge(replace(watch, followers=kept.at(poll)), alerts, thresholds, now=now)
        alerts.update(verdict.alerts)
        for event in verdict.events:
            if event.key not in told:
                told.add(event.key)
                yield event


class Kept:
    """A history as the store keeps it and the daemon remembers it, at each poll of it.

    Attributes:
        series: Every reading.
        starts: Where the run of equal readings began that each reading belongs to; shape as ``series``.
        oldest: The first reading still remembered at each; shape as ``series``.

    """

    __slots__ = ("_ends", "_first", "_last", "oldest", "series", "starts")

    def __init__(self, watch: Watch) -> None:
        """Prepare every poll of ``watch.followers``."""
        series = self.series = watch.followers
        begun = _run_starts(series)
        self.starts = begun[np.searchsorted(begun, np.arange(len(series)), side="right") - 1]
        self.oldest = self.starts[_oldest(watch)]
        self._ends = np.union1d(begun, begun[1:] - 1)
        self._first = np.searchsorted(self._ends, self.oldest)
        self._last = np.searchsorted(self._ends, self.starts)

    def at(self, poll: int) -> Series:
        """What is known at one poll: the two ends of every run, the present one's latest reading among them."""
        kept = self._ends[self._first[poll] : self._last[poll]]
        begun = int(self.starts[poll])
        rows = np.concatenate((kept, [begun, poll] if begun < poll else [poll]))
        return Series(self.series.at[rows], self.series.value[rows], self.series.resolution[rows])


def _run_starts(series: Series) -> NDArray[np.intp]:
    """Where runs of equal readings begin; a long gap begins a new one."""
    gap = np.diff(series.at)
    usual = float(np.median(gap)) if len(gap) else 0.0
    is_new = (np.diff(series.value) != 0) | (np.diff(series.resolution) != 0) | (gap > GAP_INTERVALS * usual)
    return np.concatenate(([0], np.flatnonzero(is_new) + 1))


def _oldest(watch: Watch) -> NDArray[np.intp]:
    """The reading that stood where memory begins, at each poll."""
    series = watch.followers
    begins = series.at - int(MEMORY.total_seconds())
    for baseline in watch.baselines:
        begins = np.minimum(begins, int(starts_at(baseline, watch.zone).timestamp()))
    stood = np.searchsorted(series.at, begins, side="right") - 1
    return np.maximum(stood, 0)
