"""A simulated presence, and the bookkeeping that a store does around the rules."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import settings

from growth.event import Event
from growth.platform import X
from growth.rules import Thresholds, Verdict, Watch, judge
from growth.series import Series
from growth.state import AccountState

settings.register_profile("laws", deadline=None, max_examples=50)
settings.load_profile("laws")

OPENED = datetime(2019, 2, 15, 9, tzinfo=UTC)
DAY_S = 86_400

WEEK = np.array([1.10, 1.15, 1.10, 1.05, 0.95, 0.80, 0.85])
"""Share of the usual growth by day of the week, Friday first."""


@dataclass(frozen=True)
class Presence:
    """An account that had 1,000 followers when it opened, 14,000 after three months and 46,000 after a year.

    Attributes:
        days: How long it is polled.
        per_day: Polls a day.
        seed: Of chance.
        first_day: Days since it opened at the first poll.
        start: Followers when it opened.
        total: Followers gained in the first year.
        exponent: 1 for a steady pace, less for a fast beginning.
        noise: Deviation of a day's growth around its expectation, as a share.
        lifts: Shares by which the count is lifted for good from a day on.
        glitches: Factors by which single polls are wrong, by their index.
        unread: Indexes of polls that read nothing, as ``[first, last]`` pairs.
        resolution: Step of the platform's rounding.

    """

    days: float = 380
    per_day: int = 1
    seed: int = 1
    first_day: float = 0
    start: int = 1_000
    total: int = 44_000
    exponent: float = 0.863
    noise: float = 0.15
    lifts: Mapping[float, float] = field(default_factory=dict)
    glitches: Mapping[int, float] = field(default_factory=dict)
    unread: Sequence[tuple[int, int]] = ()
    resolution: int = 1

    def series(self) -> Series:
        """One observation per poll that read something."""
        random = np.random.default_rng(self.seed)
        day = self.first_day + np.arange(int(self.days * self.per_day)) / self.per_day
        path = self.total * (day / 365) ** self.exponent
        growth = np.diff(path, prepend=path[0]) * WEEK[day.astype(int) % 7]
        shape = 1 / self.noise**2 / self.per_day
        count = self.start + path[0] + np.cumsum(random.poisson(growth * random.gamma(shape, 1 / shape, len(day))))
        lift = np.prod([np.where(day >= float(at), 1 + share, 1.0) for at, share in self.lifts.items()] or [1], axis=0)
        whole = np.rint(count * lift).astype(np.int64)
        wrong = np.array([int(index) for index in self.glitches], dtype=np.int64)
        whole[wrong] = np.rint(whole[wrong] * np.array(list(self.glitches.values()))).astype(np.int64)
        read = np.ones(len(day), dtype=np.bool_)
        read[[index for first, last in self.unread for index in range(first, last + 1)]] = False
        return make_series(day, whole // self.resolution * self.resolution, resolution=self.resolution).where(read)


def make_series(day: Iterable[float], count: Iterable[int], *, resolution: int = 1) -> Series:
    """Counts at days since ``OPENED``."""
    at = int(OPENED.timestamp()) + np.rint(np.array(list(day)) * DAY_S).astype(np.int64)
    return Series(at, np.array(list(count), dtype=np.int64), np.full(len(at), resolution, dtype=np.int64))


def as_runs(series: Series) -> Series:
    """The same history as a store keeps it: the two ends of every run of equal counts."""
    before, after = np.roll(series.value, 1), np.roll(series.value, -1)
    is_end = (series.value != before) | (series.value != after)
    is_end[[0, -1]] = True
    return series.where(is_end)


def make_watch(series: Series, **known: object) -> Watch:
    """The account at the last poll of ``series``, in good order but for what is ``known`` otherwise."""
    facts: dict[str, object] = {
        "account": 7,
        "platform": X,
        "handle": "DGSN_MAROC",
        "known_id": "109",
        "launched": date(2019, 2, 15),
        "zone": ZoneInfo("Africa/Casablanca"),
        "state": AccountState.OK,
        "state_since": OPENED,
        "followers": series,
    }
    return Watch(**{**facts, **known})


def tell(
    series: Series,
    *,
    first_poll: int = 1,
    keep: Callable[[Series], Series] = lambda history: history,
    thresholds: Thresholds | None = None,
    **known: object,
) -> list[Event]:
    """Every event of a history judged poll by poll, each key once, as a store would tell it.

    ``keep`` is how the store keeps what was read; polls before the ``first_poll``-th are read and not judged.
    """
    alerts = dict(Verdict().alerts)
    events: dict[str, Event] = {}
    for polls in range(first_poll, len(series) + 1):
        now = series.time_of(polls - 1)
        watch = make_watch(keep(series.until(now)), **known)
        verdict = judge(watch, alerts, thresholds or Thresholds(), now=now)
        alerts.update(verdict.alerts)
        events |= {event.key: event for event in verdict.events if event.key not in events}
    return list(events.values())


@pytest.fixture(scope="session")
def grown() -> Callable[..., Series]:
    """Makes the history of a simulated presence; arguments as in ``Presence``."""
    return lambda **facts: Presence(**facts).series()


@pytest.fixture(scope="session")
def counted() -> Callable[..., Series]:
    """Makes a history from days and counts."""
    return make_series


@pytest.fixture(scope="session")
def runs_of() -> Callable[[Series], Series]:
    """Keeps a history as runs."""
    return as_runs


@pytest.fixture(scope="session")
def watch_of() -> Callable[..., Watch]:
    """Makes what the rules are given."""
    return make_watch


@pytest.fixture(scope="session")
def told() -> Callable[..., list[Event]]:
    """Judges a history poll by poll."""
    return tell
