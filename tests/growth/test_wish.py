from dataclasses import replace
from datetime import UTC, datetime

import pytest

from growth.count import Count
from growth.event import Behind, Drop, Event, Facts, Milestone, Phase, Severity, StateChanged
from growth.platform import Metric, X
from growth.severity import severity_of
from growth.state import AccountState
from growth.wish import Wish

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DROP = Drop(Metric.FOLLOWERS, Count(1_000), Count(980), NOW, NOW, 0.0)
BEHIND = Behind("45k", 1_000, Count(880), 0.88, 3.0)
GONE = StateChanged(AccountState.SUSPENDED, NOW)
MILESTONE = Milestone(Metric.FOLLOWERS, 20_000, Count(20_001), None)


def event(facts: Facts, phase: Phase = Phase.FIRED) -> Event:
    return Event(phase, severity_of(facts, phase), NOW, X, 1, facts, "an event")


@pytest.mark.parametrize(
    ("wish", "facts", "wanted"),
    [
        (Wish(), MILESTONE, True),
        (Wish(severity=Severity.WARNING), MILESTONE, False),
        (Wish(severity=Severity.WARNING), DROP, True),
        (Wish(severity=Severity.CRITICAL), DROP, False),
        (Wish(severity=Severity.CRITICAL), GONE, True),
        (Wish(share=0.02), DROP, True),
        (Wish(share=0.03), DROP, False),
        (Wish(share=0.12), BEHIND, True),
        (Wish(share=0.13), BEHIND, False),
        (Wish(share=0.5), GONE, True),
        (Wish(milestone=20_000), MILESTONE, True),
        (Wish(milestone=20_001), MILESTONE, False),
    ],
)
def test_a_chat_hears_what_is_grave_and_large_enough_for_it(wish: Wish, facts: Facts, *, wanted: bool) -> None:
    assert wish.wants(event(facts)) is wanted


@pytest.mark.parametrize("facts", [GONE, replace(BEHIND, ratio=0.99)])
def test_the_end_of_an_alert_is_as_wanted_as_its_beginning(facts: Facts) -> None:
    ended = event(facts, Phase.RESOLVED)

    assert Wish(severity=severity_of(facts, Phase.FIRED), share=0.1).wants(ended)


def test_a_change_from_nothing_is_large() -> None:
    assert Wish(share=1.0).wants(event(replace(DROP, before=Count(0))))
