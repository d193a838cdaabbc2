from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from growth.alert import Alert, AlertKey, Patience
from growth.condition import Condition, Subject, carried
from growth.event import Event, Phase, Rule, Silent, Unstable
from growth.flapping import FlapLimits
from growth.platform import X

T0 = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
KEY = AlertKey(Rule.SILENT)
LIMITS = FlapLimits(firings=3, window=48 * HOUR, calm=24 * HOUR)
NEVER = FlapLimits(firings=10_000)

findings = st.lists(st.tuples(st.booleans(), st.integers(1, 30)), max_size=60)


def live(found: Sequence[tuple[bool, int]], limits: FlapLimits) -> tuple[Alert | None, list[Event]]:
    """The alert after findings that are so many hours apart, and what was told."""
    alerts: dict[AlertKey, Alert] = {}
    now, told = T0, list[Event]()
    for is_true, hours in found:
        now += hours * HOUR
        condition = Condition(KEY, is_true=is_true, hold=Patience(), keep=Patience(), facts=Silent(8, T0))
        verdict = carried([condition], alerts, Subject(X, 7), now=now, flapping=limits)
        alerts.update(verdict.alerts)
        told += verdict.events
    return alerts.get(KEY), told


def edges(told: Sequence[Event]) -> list[Phase]:
    return [event.phase for event in told if event.rule is Rule.SILENT]


def spells(told: Sequence[Event]) -> list[Phase]:
    return [event.phase for event in told if event.rule is Rule.UNSTABLE]


def ups_and_downs(number: int, hours: int = 1) -> list[tuple[bool, int]]:
    return [(one % 2 == 0, hours) for one in range(number)]


@given(found=findings)
def test_what_is_told_of_a_flapping_alert_still_alternates(found: list[tuple[bool, int]]) -> None:
    _, told = live(found, LIMITS)

    fired, calm = edges(told), spells(told)
    assert fired == [Phase.FIRED, Phase.RESOLVED] * (len(fired) // 2) + [Phase.FIRED] * (len(fired) % 2)
    assert calm == [Phase.FIRED, Phase.RESOLVED] * (len(calm) // 2) + [Phase.FIRED] * (len(calm) % 2)


@given(found=findings)
def test_flapping_never_adds_an_edge(found: list[tuple[bool, int]]) -> None:
    _, every = live(found, NEVER)

    _, told = live(found, LIMITS)

    names = {event.key for event in every}
    assert {event.key for event in told if event.rule is Rule.SILENT} <= names


@given(found=findings)
def test_every_event_has_a_key_of_its_own(found: list[tuple[bool, int]]) -> None:
    _, told = live(found, LIMITS)

    assert len({event.key for event in told}) == len(told)


@given(found=findings, at_last=st.booleans())
def test_once_it_is_calm_the_reader_knows_how_it_stands(found: list[tuple[bool, int]], *, at_last: bool) -> None:
    alert, told = live([*found, *[(at_last, 30)] * 3], LIMITS)

    knows = edges(told)[-1:] == [Phase.FIRED]
    assert spells(told)[-1:] in ([], [Phase.RESOLVED])
    assert knows == (alert is not None and alert.is_firing)


def test_the_firing_that_is_one_too_many_is_told_as_unstable_and_nothing_after_it() -> None:
    _, told = live(ups_and_downs(20), LIMITS)

    assert [(event.rule, event.phase) for event in told] == [
        *[(Rule.SILENT, Phase.FIRED), (Rule.SILENT, Phase.RESOLVED)] * 2,
        (Rule.UNSTABLE, Phase.FIRED),
    ]
    assert told[-1].facts == Unstable(Rule.SILENT, "", 3, T0 + HOUR, 1.0, is_firing=True)


def test_firings_far_enough_apart_are_told_one_by_one() -> None:
    _, told = live(ups_and_downs(20, hours=30), LIMITS)

    assert edges(told) == [Phase.FIRED, Phase.RESOLVED] * 10
    assert spells(told) == []


def test_an_alert_that_comes_to_rest_while_it_fires_is_told_as_firing() -> None:
    _, told = live([*ups_and_downs(6), (True, 1), *[(True, 12)] * 3], LIMITS)

    *_, calm, fired = told
    assert isinstance(calm.facts, Unstable)
    assert (calm.phase, calm.facts.is_firing) == (Phase.RESOLVED, True)
    assert (fired.rule, fired.phase) == (Rule.SILENT, Phase.FIRED)


def test_an_alert_that_comes_to_rest_where_nothing_fires_says_only_that() -> None:
    _, told = live([*ups_and_downs(6), *[(False, 12)] * 4], LIMITS)

    calm = told[-1]
    assert isinstance(calm.facts, Unstable)
    assert (calm.phase, calm.facts.is_firing) == (Phase.RESOLVED, False)
