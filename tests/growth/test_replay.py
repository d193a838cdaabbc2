"""A replay says what the daemon would have said, poll by poll."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from growth.count import Count
from growth.event import Event
from growth.platform import X
from growth.replay import Kept, polls_of, replayed, watched
from growth.series import Run, Series
from growth.thresholds import Thresholds

T0 = datetime(2025, 1, 1, tzinfo=UTC)


def told_of(series: Series, **thresholds: float) -> list[tuple[str, datetime]]:
    watch = watched(series, platform=X, zone=ZoneInfo("UTC"))
    return [(event.rule.value, event.at) for event in replayed(watch, Thresholds(**thresholds))]


def test_a_purge_is_told_once_by_the_poll_that_confirms_it(grown: Callable[..., Series]) -> None:
    series = grown(days=90, first_day=200, lifts={270: -0.03})

    assert [told for told in told_of(series) if told[0] == "drop"] == [("drop", series.time_of(71))]


def test_a_purge_smaller_than_the_rules_ask_for_is_not_told(grown: Callable[..., Series]) -> None:
    series = grown(days=90, first_day=200, lifts={270: -0.03})

    assert "drop" not in dict(told_of(series, drop_share=0.05))


def test_a_replay_says_what_judging_poll_by_poll_says(
    grown: Callable[..., Series], told: Callable[..., list[Event]], watch_of: Callable[..., object]
) -> None:
    series = grown(days=110, first_day=30, lifts={90: -0.03, 110: 0.1})

    found = list(replayed(watch_of(series), Thresholds()))  # type: ignore[arg-type] # the fixture makes a Watch

    assert [event.key for event in found] == [event.key for event in told(series)]


def test_a_history_is_known_by_the_two_ends_of_its_runs(counted: Callable[..., Series]) -> None:
    kept = Kept(watched(counted(range(5), [5, 5, 5, 7, 7]), platform=X, zone=ZoneInfo("UTC")))

    assert [kept.at(poll).value.tolist() for poll in range(5)] == [[5], [5, 5], [5, 5], [5, 5, 7], [5, 5, 7, 7]]


def test_a_gap_breaks_a_run(counted: Callable[..., Series]) -> None:
    kept = Kept(watched(counted([0, 1, 2, 3, 30, 31], [5] * 6), platform=X, zone=ZoneInfo("UTC")))

    assert len(kept.at(5)) == 4


def test_what_is_no_longer_remembered_is_not_known(counted: Callable[..., Series]) -> None:
    kept = Kept(watched(counted(range(200), range(1000, 1200)), platform=X, zone=ZoneInfo("UTC")))

    assert len(kept.at(199)) == 121


@pytest.mark.parametrize(("polls", "hours"), [(1, [0]), (2, [0, 12]), (5, [0, 3, 6, 9, 12])])
def test_polls_are_spread_over_their_run(polls: int, hours: list[int]) -> None:
    last = T0 + timedelta(hours=12 if polls > 1 else 0)

    series = polls_of([Run(T0, last, polls, Count(164_000, 1_000))])

    assert ((series.at - int(T0.timestamp())) // 3_600).tolist() == hours
    assert np.unique(series.value).tolist() == [164_000]
    assert np.unique(series.resolution).tolist() == [1_000]


def test_no_runs_are_no_polls() -> None:
    assert len(polls_of([])) == 0
