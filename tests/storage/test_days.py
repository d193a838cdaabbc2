import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from growth.count import Count
from growth.daily import Day
from growth.platform import Metric
from storage import day_schema
from storage.days import days
from storage.history import histories
from storage.polls import READ, record_polls
from storage.snapshots import record, record_many
from storage.store import Store
from storage.verify import unlike_days

NOW = datetime(2026, 2, 10, 9, 0, tzinfo=UTC)  # Casablanca leaves its summer time on the 15th, and returns on 22 March
HOUR = timedelta(hours=1)
CASABLANCA = ZoneInfo("Africa/Casablanca")
FOLLOWERS, POSTS = Metric.FOLLOWERS, Metric.POSTS

Observed = tuple[datetime, Count]


@pytest.fixture
def lived(store: Store, add_account: Callable[..., int]) -> dict[int, list[Observed]]:
    """What was read of two accounts in 45 days with pauses, failures and readings that lack the counter."""
    keys = [add_account(f"lived{number}") for number in range(2)]
    chance = random.Random(5)
    counts = dict.fromkeys(keys, 1000)
    seen: dict[int, list[Observed]] = {key: [] for key in keys}
    at = NOW
    with store.begin() as tx:
        while at < NOW + timedelta(days=45):
            counts = {key: count + chance.choice([0, 0, 0, 1, 30, -20]) for key, count in counts.items()}
            read = {key for key in keys if chance.random() < 0.9}
            record_polls(tx, {key: READ if key in read else "unavailable" for key in keys}, at, longest_pause=9 * HOUR)
            readings = {key: {FOLLOWERS: Count(counts[key], 10)} if chance.random() < 0.95 else {} for key in read}
            record_many(tx, readings, at, zone=CASABLANCA)
            _ = [seen[key].append((at, counters[FOLLOWERS])) for key, counters in readings.items() if counters]
            at += chance.choice([1, 2, 3, 3, 3, 40]) * HOUR
    return seen


def in_days(seen: list[Observed], zone: ZoneInfo) -> list[Day]:
    """The days of everything that was read, computed anew from it."""
    by_day = groupby(seen, key=lambda observed: observed[0].astimezone(zone).date())
    return [day_of(list(observed)) for _, observed in by_day]


def day_of(observed: list[Observed]) -> Day:
    values = [count.value for _, count in observed]
    return Day(
        first_at=observed[0][0],
        last_at=observed[-1][0],
        open=values[0],
        close=values[-1],
        low=min(values),
        high=max(values),
        resolution=10,
        polls=len(values),
    )


@pytest.mark.parametrize("zone", [ZoneInfo("UTC"), CASABLANCA])
def test_days_kept_poll_by_poll_are_those_computed_from_everything_read(
    store: Store, lived: dict[int, list[Observed]], zone: ZoneInfo
) -> None:
    with store.read() as tx:
        kept = {key: list(days(tx, key, FOLLOWERS, zone=zone)) for key in lived}

    assert kept == {key: in_days(seen, zone) for key, seen in lived.items()}


def test_days_agree_with_the_runs_they_were_kept_beside(store: Store, lived: dict[int, list[Observed]]) -> None:
    assert len(lived) == 2

    with store.read() as tx:
        assert list(unlike_days(tx)) == []


@pytest.mark.parametrize("column", ["open", "close", "low", "high"])
def test_a_day_that_was_tampered_with_is_named(store: Store, lived: dict[int, list[Observed]], column: str) -> None:
    part, account = day_schema.day_part, min(lived)
    with store.begin() as tx:
        tx.change(update(part).where(part.c.first_at == lived[account][0][0]).values({column: part.c[column] + 1}))

    with store.read() as tx:
        found = list(unlike_days(tx))

    assert found[0].startswith(f"followers of account {account}: 1 of ")
    assert found[0].endswith("parts of days disagree with its runs, the first of 2026-02-10")


def test_a_step_run_again_and_a_clock_set_back_change_no_day(store: Store, account: int) -> None:
    with store.begin() as tx:
        for hours, value in ((0, 10), (1, 20), (1, 99), (0.5, 1)):
            record(tx, account, {FOLLOWERS: Count(value)}, NOW + hours * HOUR)

    with store.read() as tx:
        (day,) = days(tx, account, FOLLOWERS)
    assert (day.open, day.close, day.low, day.high, day.polls) == (10, 20, 10, 20, 2)


def test_a_period_of_days_is_picked_by_its_instants(store: Store, account: int) -> None:
    with store.begin() as tx:
        for number in range(6):
            record(tx, account, {FOLLOWERS: Count(number), POSTS: Count(1)}, NOW + number * 24 * HOUR)

    with store.read() as tx:
        start = NOW.replace(hour=0) + timedelta(days=2)
        found = days(tx, account, FOLLOWERS, since=start, until=start + timedelta(days=2))
        assert [day.close for day in found] == [2, 3]
        assert len(days(tx, account, Metric.LIKES)) == 0


def test_far_off_a_history_goes_through_days_and_lately_through_every_run(store: Store, account: int) -> None:
    with store.begin() as tx:
        for hours in range(0, 96, 2):
            record(tx, account, {FOLLOWERS: Count(hours)}, NOW.replace(hour=0) + hours * HOUR)

    with store.read() as tx:
        series = histories(tx, FOLLOWERS, [account], fine_since=NOW + timedelta(days=2))[account]

    assert series.value.tolist() == [0, 22, 24, 46, *range(48, 96, 2)]


def test_a_run_that_began_among_days_goes_on_from_where_runs_are_looked_at(store: Store, account: int) -> None:
    with store.begin() as tx:
        for hours in range(0, 72, 2):
            record(tx, account, {FOLLOWERS: Count(7)}, NOW.replace(hour=0) + hours * HOUR)

    with store.read() as tx:
        series = histories(tx, FOLLOWERS, [account], fine_since=NOW + timedelta(days=1))[account]

    found = [(series.time_of(index) - NOW.replace(hour=0)) / HOUR for index in range(len(series))]
    assert found == [0, 22, 24, 70]


def test_a_counter_that_was_last_read_long_ago_was_last_read_then(store: Store, account: int) -> None:
    with store.begin() as tx:
        for hours in (0, 20, 26, 27, 28):
            record(tx, account, {FOLLOWERS: Count(hours)}, NOW.replace(hour=0) + hours * HOUR)

    with store.read() as tx:
        series = histories(tx, FOLLOWERS, [account], fine_since=NOW + timedelta(days=200))[account]

    assert series.value.tolist() == [0, 20, 26, 27, 28]
    assert series.time_of(-1) == NOW.replace(hour=0) + 28 * HOUR


@pytest.mark.parametrize("hours", [-1, 0, 25, 30, 70, 200])
def test_a_coarse_history_begins_with_the_count_that_stood(store: Store, account: int, hours: float) -> None:
    with store.begin() as tx:
        for number in range(0, 96, 2):
            record(tx, account, {FOLLOWERS: Count(number // 24)}, NOW.replace(hour=0) + number * HOUR)

    since = NOW.replace(hour=0) + hours * HOUR
    with store.read() as tx:
        coarse = histories(tx, FOLLOWERS, [account], since=since, fine_since=NOW + timedelta(days=2))[account]
        fine = histories(tx, FOLLOWERS, [account], since=since)[account]

    assert coarse.count_at(since) == fine.count_at(since)
    assert coarse.value[-1] == fine.value[-1]
