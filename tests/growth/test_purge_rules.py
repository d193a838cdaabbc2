from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from growth.alert import Alert, AlertKey
from growth.count import Count
from growth.event import Drop, Event, Purge, Rule
from growth.platform import Metric, X
from growth.purge_rules import judge_purge, quorum
from growth.thresholds import Thresholds

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def drops(number: int, at: datetime) -> list[tuple[str, int, Drop]]:
    """Falls of so many accounts, each deeper than the one before."""
    return [
        (
            f"station_{key}",
            key,
            Drop(Metric.FOLLOWERS, Count(1_000), Count(950 - key), at - DAY, at - key * DAY / 100, 10.0),
        )
        for key in range(1, number + 1)
    ]


def polled(fallen: Sequence[int], thresholds: Thresholds, *, watched: int = 10) -> list[tuple[Event, ...]]:
    """The events of daily polls that show so many accounts fallen each."""
    alerts: dict[AlertKey, Alert] = {}
    told = []
    for day, number in enumerate(fallen):
        now = NOW + day * DAY
        verdict = judge_purge(X, drops(number, now), watched=watched, alerts=alerts, thresholds=thresholds, now=now)
        alerts.update(verdict.alerts)
        told.append(verdict.events)
    return told


@pytest.mark.parametrize(("watched", "needed"), [(1, 3), (3, 3), (15, 3), (16, 4), (25, 5), (1_000, 5)], ids=str)
def test_a_fifth_of_the_accounts_or_five_make_a_purge_and_never_fewer_than_three(watched: int, needed: int) -> None:
    assert quorum(watched, Thresholds()) == needed


def test_an_operator_who_watches_many_may_ask_for_more() -> None:
    assert quorum(1_000, Thresholds(purge_accounts=50, purge_share=0.04)) == 40


def test_a_purge_is_told_when_a_second_poll_shows_it_and_its_end_is_not() -> None:
    told = polled([4, 4, 4, 0, 0, 0, 0, 0], Thresholds())

    assert [[event.key for event in events] for events in told] == [
        [],
        [f"purge:{X}:followers:1:fired"],
        *[[]] * 6,
    ]


def test_a_purge_says_who_fell_the_deepest_first_and_between_when() -> None:
    (event,) = polled([3, 3], Thresholds(), watched=4)[-1]

    assert isinstance(event.facts, Purge)
    assert [fall.account for fall in event.facts.falls] == [3, 2, 1]
    assert (event.facts.watched, event.facts.needed) == (4, 3)
    assert (event.facts.since, event.facts.until) == (NOW, NOW + DAY - DAY / 100)


@pytest.mark.parametrize("fallen", [[2, 2, 2], [5, 0, 5, 0]], ids=["too few", "never twice in a row"])
def test_what_is_no_purge(fallen: list[int]) -> None:
    assert [events for events in polled(fallen, Thresholds()) if events] == []


def test_a_purge_outlasts_the_falls_that_it_explains() -> None:
    patient = Thresholds()
    alerts: dict[AlertKey, Alert] = {}
    for day, number in enumerate([5, 5, 0, 0]):
        now = NOW + day * DAY
        verdict = judge_purge(X, drops(number, now), watched=9, alerts=alerts, thresholds=patient, now=now)
        alerts.update(verdict.alerts)

    (purge,) = alerts.values()
    assert purge.is_firing


def test_a_purge_that_is_off_is_not_told() -> None:
    off = Thresholds(off=frozenset({Rule.PURGE}))

    assert polled([9, 9, 9], off) == [(), (), ()]
