"""Polls a series once more, through the very rules the program judges with."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from bench.growth.chance import Ints
from growth.alert import Alert, AlertKey
from growth.event import Event, Phase
from growth.platform import Platform
from growth.rules import Thresholds, Watch, judge
from growth.series import Series
from growth.state import AccountState

MEMORY: Final = timedelta(days=120)
"""How far back a poll looks, as in the program."""

GAP_INTERVALS: Final = 3
"""Usual intervals without a reading after which a run of equal readings is broken, as in the program."""


@dataclass(frozen=True, slots=True)
class Told:
    """Something that was told.

    Attributes:
        rule: The rule's name.
        at: When, in seconds since 1970.

    """

    rule: str
    at: int


def replay(series: Series, *, platform: Platform, zone: str, thresholds: Thresholds | None = None) -> tuple[Told, ...]:
    """What the rules would have told of a series, each key once, in order; ends of alerts are not told here."""
    alerts: dict[AlertKey, Alert] = {}
    told: dict[str, Event] = {}
    limits = thresholds or Thresholds()
    for followers in histories(series):
        now = followers.time_of(-1)
        watch = Watch(
            account=1,
            platform=platform,
            handle="replayed",
            known_id=None,
            launched=None,
            zone=ZoneInfo(zone),
            state=AccountState.OK,
            state_since=datetime.fromtimestamp(int(series.at[0]), UTC),
            followers=followers,
        )
        verdict = judge(watch, alerts, limits, now=now)
        alerts |= verdict.alerts
        told |= {event.key: event for event in verdict.events if event.key not in told}
    fired = (event for event in told.values() if event.phase is Phase.FIRED)
    return tuple(Told(event.rule.value, int(event.at.timestamp())) for event in fired)


def histories(series: Series) -> Iterator[Series]:
    """The history at every reading as the store keeps it: the two ends of every run of equal readings."""
    starts = run_starts(series)
    ends: Ints = np.unique(np.concatenate([starts, starts[1:] - 1]))
    first_of = starts[np.searchsorted(starts, np.arange(len(series)), side="right") - 1]
    oldest = np.searchsorted(series.at, series.at - int(MEMORY.total_seconds()))
    for index in range(len(series)):
        kept = ends[np.searchsorted(ends, oldest[index]) : np.searchsorted(ends, first_of[index])]
        rows = np.unique(np.concatenate([kept, [max(first_of[index], oldest[index]), index]]))
        yield Series(series.at[rows], series.value[rows], series.resolution[rows])


def run_starts(series: Series) -> Ints:
    """Where runs of equal readings begin; a long gap begins a new one."""
    gap = np.diff(series.at)
    usual = float(np.median(gap)) if len(gap) else 0.0
    changes = (np.diff(series.value) != 0) | (np.diff(series.resolution) != 0) | (gap > GAP_INTERVALS * usual)
    return np.concatenate([[0], np.flatnonzero(changes) + 1]).astype(np.int64)
