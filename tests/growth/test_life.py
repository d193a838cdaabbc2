from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth.alert import Alert, AlertStatus, Patience
from growth.event import Phase
from growth.life import step

T0 = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)

findings = st.lists(st.tuples(st.booleans(), st.integers(1, 30)), max_size=40)
patience = st.builds(Patience, polls=st.integers(1, 4), span=st.integers(0, 48).map(lambda hours: hours * HOUR))


def live(found: Sequence[tuple[bool, int]], hold: Patience, keep: Patience) -> tuple[Alert | None, list[Phase]]:
    """The alert after findings that are so many hours apart, and the edges it crossed."""
    alert, now, phases = None, T0, []
    for is_true, hours in found:
        now += hours * HOUR
        alert, phase = step(alert, is_true=is_true, now=now, hold=hold, keep=keep)
        phases.append(phase)
    return alert, [phase for phase in phases if phase is not None]


@given(found=findings, hold=patience, keep=patience)
def test_fired_and_resolved_alternate_beginning_with_fired(
    found: list[tuple[bool, int]], hold: Patience, keep: Patience
) -> None:
    _, phases = live(found, hold, keep)

    assert phases == [Phase.FIRED, Phase.RESOLVED] * (len(phases) // 2) + [Phase.FIRED] * (len(phases) % 2)


@given(found=findings, hold=patience, keep=patience, more=patience)
def test_more_patience_never_says_more(
    found: list[tuple[bool, int]], hold: Patience, keep: Patience, more: Patience
) -> None:
    longer_hold = Patience(hold.polls + more.polls, hold.span + more.span)
    longer_keep = Patience(keep.polls + more.polls, keep.span + more.span)

    _, usual = live(found, hold, keep)

    assert len(live(found, longer_hold, keep)[1]) <= len(usual)
    assert len(live(found, hold, longer_keep)[1]) <= len(usual)


@given(found=findings.filter(len), hold=patience, keep=patience, is_true=st.booleans(), back=st.integers(0, 99))
def test_judging_again_at_the_same_or_an_earlier_instant_changes_nothing(
    found: list[tuple[bool, int]], hold: Patience, keep: Patience, *, is_true: bool, back: int
) -> None:
    alert, _ = live(found, hold, keep)
    assert alert is not None

    again = step(alert, is_true=is_true, now=alert.judged_at - back * HOUR, hold=hold, keep=keep)

    assert again == (alert, None)


@given(found=findings, hold=patience, keep=patience)
def test_an_alert_counts_how_often_it_fired(found: list[tuple[bool, int]], hold: Patience, keep: Patience) -> None:
    alert, phases = live(found, hold, keep)

    assert (alert.fired if alert else 0) == phases.count(Phase.FIRED)


@given(found=findings.filter(len), hold=patience, keep=patience)
def test_an_alert_knows_whether_its_condition_held_last(
    found: list[tuple[bool, int]], hold: Patience, keep: Patience
) -> None:
    alert, _ = live(found, hold, keep)

    assert alert is not None
    assert alert.is_true == found[-1][0]


def test_without_patience_every_change_is_said() -> None:
    _, phases = live([(True, 1), (False, 1), (True, 1)], Patience(), Patience())

    assert phases == [Phase.FIRED, Phase.RESOLVED, Phase.FIRED]


def test_a_condition_that_holds_for_one_poll_of_two_is_never_said() -> None:
    alert, phases = live([(True, 1), (False, 1), (True, 1), (False, 1)], Patience(polls=2), Patience())

    assert phases == []
    assert alert is not None
    assert alert.status is AlertStatus.INACTIVE


@pytest.mark.parametrize(("hours", "status"), [(23, AlertStatus.PENDING), (24, AlertStatus.FIRING)])
def test_a_span_is_counted_from_the_first_poll_that_held(hours: int, status: AlertStatus) -> None:
    alert, _ = live([(False, 50), (True, 1), (True, hours)], Patience(polls=2, span=24 * HOUR), Patience())

    assert alert is not None
    assert alert.status is status


def test_a_firing_alert_outlasts_a_gap_shorter_than_its_keep() -> None:
    alert, phases = live([(True, 1), (False, 1), (True, 1), (False, 1), (False, 1)], Patience(), Patience(polls=3))

    assert phases == [Phase.FIRED]
    assert alert is not None
    assert alert.is_firing


@pytest.mark.parametrize(("found", "hours"), [([(True, 1)] * 3, 1), ([(True, 1)] * 3 + [(False, 1)], 3)])
def test_a_firing_alert_remembers_since_when_its_condition_held(found: list[tuple[bool, int]], hours: int) -> None:
    alert, _ = live(found, Patience(polls=3), Patience(polls=2))

    assert alert is not None
    assert alert.true_since == T0 + hours * HOUR


def test_an_alert_that_fired_before_rests_as_resolved() -> None:
    found = [(True, 1), (True, 1), (False, 1), (True, 1), (False, 1)]

    alert, _ = live(found, Patience(polls=2), Patience())

    assert alert is not None
    assert alert.status is AlertStatus.RESOLVED
