from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import get_args
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from growth.count import Count
from growth.event import (
    BaselineMissed,
    CredentialFailing,
    Event,
    Facts,
    Milestone,
    Phase,
    ProfileChange,
    ProfileChanged,
    Rule,
    Severity,
    StateChanged,
)
from growth.platform import FACEBOOK, Metric, X
from growth.state import AccountState
from storage.ledger import StoredEvent, append, event, events
from storage.store import Store

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def milestone(account: int | None, *, key: str = "milestone:1:followers:10000", hours: float = 0) -> Event:
    return Event(
        phase=Phase.FIRED,
        severity=Severity.INFO,
        at=NOW + hours * HOUR,
        platform=X,
        account=account,
        facts=Milestone(Metric.FOLLOWERS, 10_000, Count(10_012), None),
        key=key,
    )


def outage(*, key: str, hours: float) -> Event:
    facts = CredentialFailing("AuthFailed", NOW, 3)
    at = NOW + hours * HOUR
    return Event(Phase.FIRED, Severity.CRITICAL, at, X, None, facts, key)


def facts_of_every_rule() -> st.SearchStrategy[Facts]:
    whole_numbers = st.integers(0, 10**12)
    instants = st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - the bounds are walls of the strategy, which adds the zone
    st.register_type_strategy(Count, st.builds(Count, whole_numbers, st.integers(1, 10**6)))
    st.register_type_strategy(datetime, instants)
    st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))
    return st.one_of([st.from_type(facts) for facts in get_args(Facts)])


def test_an_event_comes_back_as_it_was_kept(store: Store, account: int) -> None:
    with store.begin() as tx:
        key = append(tx, milestone(account))

    with store.read() as tx:
        assert key is not None
        assert event(tx, key) == milestone(account)


def test_a_second_event_of_the_same_key_is_refused_whatever_it_says(store: Store, account: int) -> None:
    with store.begin() as tx:
        first = append(tx, milestone(account))

    with store.begin() as tx:
        assert append(tx, milestone(account, hours=5)) is None
        assert append(tx, replace(milestone(account), severity=Severity.CRITICAL)) is None

    with store.read() as tx:
        assert events(tx, start=NOW, end=NOW + 9 * HOUR) == (StoredEvent(first, milestone(account)),)


def test_every_rule_has_facts_that_can_be_kept() -> None:
    assert {facts.rule for facts in get_args(Facts)} == set(Rule)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(facts=facts_of_every_rule())
def test_the_facts_of_every_rule_survive_the_table(store: Store, facts: Facts) -> None:
    told = Event(Phase.RESOLVED, Severity.WARNING, NOW, X, None, facts, str(uuid4()))

    with store.begin() as tx:
        key = append(tx, told)
        kept = event(tx, key or 0)

    assert kept == told


def test_events_of_a_period_come_oldest_first(store: Store, account: int) -> None:
    with store.begin() as tx:
        append(tx, milestone(account, key="m3", hours=3))
        append(tx, milestone(account, key="m1", hours=1))
        append(tx, milestone(account, key="m2", hours=2))
        append(tx, milestone(account, key="m4", hours=4))

    with store.read() as tx:
        found = events(tx, start=NOW + HOUR, end=NOW + 4 * HOUR)

    assert [stored.event.key for stored in found] == ["m1", "m2", "m3"]


def test_events_of_some_accounts_include_those_of_their_platforms(
    store: Store, add_account: Callable[..., int]
) -> None:
    on_x, other, on_facebook = add_account("one"), add_account("two"), add_account("page", platform=FACEBOOK)
    with store.begin() as tx:
        append(tx, milestone(on_x, key="mine"))
        append(tx, milestone(other, key="other"))
        append(tx, outage(key="x is down", hours=0.5))

    with store.read() as tx:
        mine = events(tx, start=NOW, end=NOW + HOUR, accounts=[on_x])
        elsewhere = events(tx, start=NOW, end=NOW + HOUR, accounts=[on_facebook])
        everything = events(tx, start=NOW, end=NOW + HOUR)

    assert [stored.event.key for stored in mine] == ["mine", "x is down"]
    assert elsewhere == ()
    assert len(everything) == 3


def test_an_event_that_was_never_kept_is_none(store: Store) -> None:
    with store.read() as tx:
        assert event(tx, 12345) is None


@pytest.mark.parametrize(
    "facts",
    [
        StateChanged(AccountState.SUSPENDED, NOW),
        ProfileChanged((ProfileChange("display_name", "الأمن", None), ProfileChange("verified", "true", "false"))),
    ],
)
def test_nested_facts_keep_their_types(store: Store, facts: Facts) -> None:
    with store.begin() as tx:
        key = append(tx, Event(Phase.FIRED, Severity.WARNING, NOW, X, None, facts, "k"))
        kept = event(tx, key or 0)

    assert kept is not None
    assert repr(type(kept.facts)) == repr(type(facts))
    assert kept.facts == facts


def test_a_day_stays_a_day(store: Store) -> None:
    facts = BaselineMissed("45k", 45_000, Count(44_000, 1000), date(2020, 2, 15), None)
    with store.begin() as tx:
        key = append(tx, Event(Phase.FIRED, Severity.WARNING, NOW, X, None, facts, "k"))
        kept = event(tx, key or 0)

    assert kept is not None
    assert type(kept.facts.deadline) is date
