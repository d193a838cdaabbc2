from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth.digest import Coverage
from storage.polls import READ, PollRun, coverage, last_poll, last_polls, polls_within, record_poll, record_polls
from storage.store import Store

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def poll(store: Store, account: int, outcome: str, hours: float, *, longest_pause: timedelta | None = None) -> None:
    with store.begin() as tx:
        record_poll(tx, account, outcome, NOW + hours * HOUR, longest_pause=longest_pause)


def poll_hourly(store: Store, account: int, *, times: int) -> None:
    for hours in range(times):
        poll(store, account, READ, hours)


def test_an_account_that_was_never_polled_has_no_last_poll(store: Store, account: int) -> None:
    with store.read() as tx:
        assert last_poll(tx, account) is None
        assert last_polls(tx) == {}


def test_polls_that_end_the_same_way_are_one_run(store: Store, account: int) -> None:
    poll(store, account, READ, 0)
    poll(store, account, READ, 1)
    poll(store, account, READ, 2)

    with store.read() as tx:
        assert last_poll(tx, account) == PollRun(READ, NOW, NOW + 2 * HOUR, 3)


def test_another_outcome_begins_another_run(store: Store, account: int) -> None:
    poll(store, account, READ, 0)
    poll(store, account, "not_found", 1)

    with store.read() as tx:
        assert last_poll(tx, account) == PollRun("not_found", NOW + HOUR, NOW + HOUR, 1)
        assert coverage(tx, start=NOW, end=NOW + 2 * HOUR) == Coverage(polls=2, failed=1)


@pytest.mark.parametrize(("silence", "first"), [(3, 0), (3.1, 3.1)])
def test_a_silence_longer_than_allowed_ends_a_run(store: Store, account: int, silence: float, first: float) -> None:
    poll(store, account, READ, 0)

    poll(store, account, READ, silence, longest_pause=3 * HOUR)

    with store.read() as tx:
        latest = last_poll(tx, account)
    assert latest is not None
    assert latest.first_at == NOW + first * HOUR


@pytest.mark.parametrize("hours", [2, 1, 1.5, -24])
def test_a_poll_that_is_not_later_than_the_last_changes_nothing(store: Store, account: int, hours: float) -> None:
    poll(store, account, READ, 0)
    poll(store, account, READ, 2)

    poll(store, account, "not_found", hours)

    with store.read() as tx:
        assert last_poll(tx, account) == PollRun(READ, NOW, NOW + 2 * HOUR, 2)


def test_a_poll_repeated_within_its_second_changes_nothing(store: Store, account: int) -> None:
    poll(store, account, READ, 0)

    with store.begin() as tx:
        record_poll(tx, account, READ, NOW + timedelta(milliseconds=700))

    with store.read() as tx:
        assert last_poll(tx, account) == PollRun(READ, NOW, NOW, 1)


def test_many_accounts_are_recorded_at_once(store: Store, add_account: Callable[..., int]) -> None:
    keys = [add_account(f"a{number}") for number in range(5)]

    with store.begin() as tx:
        record_polls(tx, dict.fromkeys(keys, READ), NOW)

    with store.read() as tx:
        assert last_polls(tx, keys[:2]) == dict.fromkeys(keys[:2], PollRun(READ, NOW, NOW, 1))
        assert last_polls(tx).keys() == set(keys)


def test_coverage_counts_the_polls_of_the_period_alone(store: Store, account: int) -> None:
    poll_hourly(store, account, times=10)

    with store.read() as tx:
        assert coverage(tx, start=NOW + 2 * HOUR, end=NOW + 5 * HOUR) == Coverage(polls=3, failed=0)
        assert coverage(tx, start=NOW + 9 * HOUR, end=NOW + 99 * HOUR) == Coverage(polls=1, failed=0)
        assert coverage(tx, start=NOW + 10 * HOUR, end=NOW + 99 * HOUR) == Coverage(polls=0, failed=0)


def test_coverage_can_be_of_some_accounts(store: Store, add_account: Callable[..., int]) -> None:
    first, second = add_account("one"), add_account("two")
    poll(store, first, READ, 0)
    poll(store, second, "not_found", 0)

    with store.read() as tx:
        assert coverage(tx, start=NOW, end=NOW + HOUR, accounts=[first]) == Coverage(polls=1, failed=0)
        assert coverage(tx, start=NOW, end=NOW + HOUR, accounts=[]) == Coverage(polls=0, failed=0)


@given(
    polls=st.integers(2, 200),
    pause_s=st.integers(1, 100_000),
    start=st.integers(-1_000_000, 20_000_000),
    length=st.integers(0, 20_000_000),
)
def test_evenly_spaced_polls_are_counted_exactly(polls: int, pause_s: int, start: int, length: int) -> None:
    run = PollRun(READ, NOW, NOW + timedelta(seconds=pause_s * (polls - 1)), polls)
    begin = NOW + timedelta(seconds=start)
    end = begin + timedelta(seconds=length)

    counted = polls_within(run, begin, end)

    assert counted == sum(begin <= NOW + timedelta(seconds=pause_s * number) < end for number in range(polls))
