from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from growth.count import Count
from growth.platform import Metric
from growth.series import Run
from storage.history import runs
from storage.polls import READ, record_poll, record_polls
from storage.snapshots import Observation, latest, record, record_many
from storage.store import Store

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
FOLLOWERS = Metric.FOLLOWERS


def read(store: Store, account: int, hours: float, value: int | None, resolution: int = 1) -> None:
    counters = {} if value is None else {FOLLOWERS: Count(value, resolution)}
    with store.begin() as tx:
        record_poll(tx, account, READ, NOW + hours * HOUR, longest_pause=3 * HOUR)
        record(tx, account, counters, NOW + hours * HOUR)


def read_hourly(store: Store, account: int, *values: int) -> None:
    for hours, value in enumerate(values):
        read(store, account, hours, value)


def fail(store: Store, account: int, hours: float) -> None:
    with store.begin() as tx:
        record_poll(tx, account, "Unavailable", NOW + hours * HOUR, longest_pause=3 * HOUR)


def read_batch(store: Store, keys: list[int], *, hours: float, more: int) -> int:
    at = NOW + hours * HOUR
    metrics = (FOLLOWERS, Metric.FOLLOWING, Metric.POSTS, Metric.LISTED)
    with store.begin() as tx:
        record_polls(tx, dict.fromkeys(keys, READ), at)
        return record_many(tx, {key: {metric: Count(key * 100 + more) for metric in metrics} for key in keys}, at)


def history(store: Store, account: int) -> list[tuple[float, float, int, int]]:
    with store.read() as tx:
        found = runs(tx, account, FOLLOWERS)
    return [((run.first_seen - NOW) / HOUR, (run.last_seen - NOW) / HOUR, run.polls, run.count.value) for run in found]


def test_a_first_reading_is_a_run_of_one_poll(store: Store, account: int) -> None:
    read(store, account, 0, 1000)

    with store.read() as tx:
        assert runs(tx, account, FOLLOWERS) == (Run(NOW, NOW, 1, Count(1000)),)


def test_an_unchanged_counter_is_one_run(store: Store, account: int) -> None:
    read_hourly(store, account, 1000, 1000, 1000, 1000)

    assert history(store, account) == [(0, 3, 4, 1000)]


def test_a_changed_counter_begins_a_run(store: Store, account: int) -> None:
    read_hourly(store, account, 1000, 1000, 1001, 1000)

    assert history(store, account) == [(0, 1, 2, 1000), (2, 2, 1, 1001), (3, 3, 1, 1000)]


def test_the_same_value_at_another_resolution_begins_a_run(store: Store, account: int) -> None:
    read(store, account, 0, 12_300, resolution=100)
    read(store, account, 1, 12_300, resolution=1)

    with store.read() as tx:
        counts = [run.count for run in runs(tx, account, FOLLOWERS)]
    assert counts == [Count(12_300, 100), Count(12_300, 1)]


def test_a_failed_poll_ends_a_run_though_the_value_stays(store: Store, account: int) -> None:
    read(store, account, 0, 1000)
    fail(store, account, 1)
    read(store, account, 2, 1000)
    read(store, account, 3, 1000)

    assert history(store, account) == [(0, 0, 1, 1000), (2, 3, 2, 1000)]


def test_a_silence_ends_a_run_though_the_value_stays(store: Store, account: int) -> None:
    read(store, account, 0, 1000)
    read(store, account, 100, 1000)

    assert history(store, account) == [(0, 0, 1, 1000), (100, 100, 1, 1000)]


def test_a_reading_without_the_counter_ends_its_run_though_the_value_stays(store: Store, account: int) -> None:
    read(store, account, 0, 1000)
    read(store, account, 1, None)
    read(store, account, 2, None)
    read(store, account, 3, 1000)
    read(store, account, 4, 1000)

    assert history(store, account) == [(0, 0, 1, 1000), (3, 4, 2, 1000)]


def test_without_poll_facts_only_the_value_decides(store: Store, account: int) -> None:
    with store.begin() as tx:
        record(tx, account, {FOLLOWERS: Count(1000)}, NOW)
        record(tx, account, {FOLLOWERS: Count(1000)}, NOW + 500 * HOUR)

    assert history(store, account) == [(0, 500, 2, 1000)]


def test_the_same_step_run_again_changes_nothing(store: Store, account: int) -> None:
    read(store, account, 0, 1000)
    read(store, account, 1, 1000)

    read(store, account, 1, 1000)
    read(store, account, 1, 1234)

    assert history(store, account) == [(0, 1, 2, 1000)]


@pytest.mark.parametrize("value", [1000, 1234, None])
def test_a_clock_that_went_back_changes_nothing_until_it_has_caught_up(
    store: Store, account: int, value: int | None
) -> None:
    read(store, account, 10, 1000)
    read(store, account, 11, 1000)

    read(store, account, 3, value)
    read(store, account, 12, 1000)

    assert history(store, account) == [(10, 12, 3, 1000)]


def test_what_was_kept_is_counted(store: Store, account: int) -> None:
    counters = {FOLLOWERS: Count(1000), Metric.POSTS: Count(7)}

    with store.begin() as tx:
        assert record(tx, account, counters, NOW) == 2
        assert record(tx, account, counters, NOW) == 0
        assert record(tx, account, {FOLLOWERS: Count(1001)}, NOW + HOUR) == 1


def test_the_latest_count_is_at_hand(store: Store, account: int) -> None:
    read(store, account, 0, 1000)
    read(store, account, 1, 1500)
    read(store, account, 2, 1500)

    with store.read() as tx:
        assert latest(tx) == {(account, FOLLOWERS): Observation(Count(1500), NOW + 2 * HOUR)}
        assert latest(tx, [account]) == latest(tx)
        assert latest(tx, [account + 1]) == {}


def test_the_latest_count_outlives_readings_that_lack_it(store: Store, account: int) -> None:
    read(store, account, 0, 1000)
    read(store, account, 1, None)

    with store.read() as tx:
        assert latest(tx) == {(account, FOLLOWERS): Observation(Count(1000), NOW)}


def test_a_batch_is_recorded_as_its_accounts_would_be_alone(store: Store, add_account: Callable[..., int]) -> None:
    keys = [add_account(f"a{number}") for number in range(20)]

    kept = [read_batch(store, keys, hours=hours, more=more) for hours, more in ((0, 0), (1, 0), (2, 1))]

    assert kept == [80, 80, 80]
    assert [history(store, key) for key in keys] == [[(0, 1, 2, key * 100), (2, 2, 1, key * 100 + 1)] for key in keys]


def test_a_count_beyond_32_bits_is_kept(store: Store, account: int) -> None:
    read(store, account, 0, 2**40, resolution=2**33)

    with store.read() as tx:
        assert [run.count for run in runs(tx, account, FOLLOWERS)] == [Count(2**40, 2**33)]


@pytest.mark.parametrize("count", [Count(2**63), Count(10**30), Count(2**62, 2**63)])
def test_a_count_no_table_can_hold_does_not_sink_its_batch(store: Store, account: int, count: Count) -> None:
    read(store, account, 0, 1000)

    with store.begin() as tx:
        kept = record(tx, account, {FOLLOWERS: count, Metric.POSTS: Count(7)}, NOW + HOUR)

    assert kept == 1
    assert history(store, account) == [(0, 0, 1, 1000)]


def test_a_batch_without_accounts_is_nothing(store: Store) -> None:
    with store.begin() as tx:
        assert record_many(tx, {}, NOW) == 0


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=st.lists(st.integers(0, 2), min_size=1, max_size=15))
def test_runs_say_exactly_what_was_read(store: Store, add_account: Callable[..., int], values: list[int]) -> None:
    account = add_account(f"case-{len(values)}-{values}")

    read_hourly(store, account, *values)

    with store.read() as tx:
        found = runs(tx, account, FOLLOWERS)
    said = [run.count.value for run in found for _ in range(run.polls)]
    changes = sum(before != after for before, after in pairwise(values))
    assert said == values
    assert len(found) == 1 + changes
