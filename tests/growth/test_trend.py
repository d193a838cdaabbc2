from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth.series import Series
from growth.trend import projected_day, recent_pace

T0 = datetime(2019, 2, 15, 9, tzinfo=UTC)
DAY = timedelta(days=1)
CASABLANCA = ZoneInfo("Africa/Casablanca")


@given(pace=st.integers(-50, 500), days=st.integers(8, 90), missing=st.sets(st.integers(1, 89), max_size=30))
def test_a_steady_pace_is_found_whatever_polls_are_missing(
    counted: Callable[..., Series], pace: int, days: int, missing: set[int]
) -> None:
    read = [0, *sorted(set(range(1, days)) - missing), days]
    series = counted(read, [10_000 + pace * day for day in read])

    found = recent_pace(series, now=T0 + days * DAY)

    assert found is None or found == pytest.approx(pace)


@given(seed=st.integers(0, 50), more=st.integers(1, 10**7))
def test_the_pace_does_not_depend_on_the_level(grown: Callable[..., Series], seed: int, more: int) -> None:
    small, large = grown(seed=seed, days=90), grown(seed=seed, days=90, start=1_000 + more)
    now = small.time_of(-1)

    assert recent_pace(large, now=now) == pytest.approx(recent_pace(small, now=now), rel=0.05)


@pytest.mark.parametrize(
    "event",
    [
        {"lifts": {80: 0.08}},
        {"lifts": {80: -0.03}},
        {"glitches": {80: 0.5}},
        {"glitches": {89: 0.5}},
        {"glitches": {89: 1.5}},
        {"unread": [(78, 80)]},
    ],
)
def test_a_happening_hardly_moves_the_pace(grown: Callable[..., Series], event: dict[str, object]) -> None:
    calm, shaken = grown(days=90), grown(days=90, **event)
    now = calm.time_of(-1)

    assert recent_pace(shaken, now=now) == pytest.approx(recent_pace(calm, now=now), rel=0.10)


def test_hourly_polls_give_the_pace_of_daily_ones(grown: Callable[..., Series]) -> None:
    hourly = grown(days=60, per_day=24)
    daily = hourly.where(hourly.at % 86_400 == hourly.at[-1] % 86_400)
    now = hourly.time_of(-1)

    assert recent_pace(hourly, now=now) == pytest.approx(recent_pace(daily, now=now), rel=0.02)


def test_a_count_that_stood_still_has_a_pace_of_nothing(counted: Callable[..., Series]) -> None:
    assert recent_pace(counted([0, 30], [5_000, 5_000]), now=T0 + 30 * DAY) == 0


@pytest.mark.parametrize(
    ("days", "now"),
    [([], 0), ([0], 0), ([0, 1, 2, 3, 4, 5, 6], 6), ([0, 30], 30), (range(30), 60)],
    ids=["nothing", "one reading", "six days", "two readings far apart", "nothing read for a month"],
)
def test_the_pace_is_unknown_without_enough_history(counted: Callable[..., Series], days: list[int], now: int) -> None:
    series = counted(days, [1_000 + 10 * day for day in days])

    assert recent_pace(series, now=T0 + now * DAY) is None


def test_the_pace_leads_to_a_day_in_the_readers_zone(counted: Callable[..., Series]) -> None:
    series = counted(range(31), range(9_000, 9_311, 10))

    day = projected_day(series, 10_000, now=T0 + 30 * DAY, zone=CASABLANCA, horizon_days=365)

    assert day == date(2019, 5, 26)


@pytest.mark.parametrize("target", [9_300, 20_000], ids=["reached already", "beyond the horizon"])
def test_no_day_is_named_where_there_is_none(counted: Callable[..., Series], target: int) -> None:
    series = counted(range(31), range(9_000, 9_311, 10))

    assert projected_day(series, target, now=T0 + 30 * DAY, zone=CASABLANCA, horizon_days=365) is None


def test_a_shrinking_account_is_promised_nothing(counted: Callable[..., Series]) -> None:
    series = counted(range(31), range(9_300, 8_989, -10))

    assert projected_day(series, 10_000, now=T0 + 30 * DAY, zone=CASABLANCA, horizon_days=365) is None


def test_a_day_that_should_have_come_already_is_today(counted: Callable[..., Series]) -> None:
    series = counted(range(31), range(9_000, 9_311, 10))

    day = projected_day(series, 9_310, now=T0 + 35 * DAY, zone=CASABLANCA, horizon_days=365)

    assert day == date(2019, 3, 22)
