from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth.wall import first_instant, local_day, midnight
from growth.weeks import Week, due_at, week_before, week_of, weeks_due

CASABLANCA = ZoneInfo("Africa/Casablanca")
PARIS = ZoneInfo("Europe/Paris")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")

zones = st.sampled_from([CASABLANCA, PARIS, ZoneInfo("UTC"), ZoneInfo("Asia/Riyadh"), LORD_HOWE])
instants = st.datetimes(datetime(2025, 6, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds are naive by contract
wall_times = st.times().map(lambda at: at.replace(microsecond=0, tzinfo=None))
downtimes = st.lists(st.integers(1, 60 * 24), min_size=1, max_size=12)


def opened(start: datetime, pauses_h: list[int], weekday: int, at: time, zone: ZoneInfo) -> list[tuple[Week, datetime]]:
    """Which periods a reader gets and when, from a bot that wakes after every pause, hourly in between."""
    got: list[tuple[Week, datetime]] = []
    now = start
    for pause in pauses_h:
        now += timedelta(hours=pause)
        last = got[-1][0].period if got else None
        got += [(week, now) for week in weeks_due(last, since=start, now=now, weekday=weekday, at=at, zone=zone)]
    return got


@given(start=instants, pauses=downtimes, weekday=st.integers(0, 6), at=wall_times, zone=zones)
def test_each_period_is_due_exactly_once_and_never_before_its_time(
    start: datetime, pauses: list[int], weekday: int, at: time, zone: ZoneInfo
) -> None:
    got = opened(start, pauses, weekday, at, zone)
    weeks = [week for week, _ in got]
    end = start + timedelta(hours=sum(pauses))
    owed = weeks_due(None, since=start, now=end, weekday=weekday, at=at, zone=zone)

    assert weeks == list(owed)
    assert all(due_at(week, weekday=weekday, at=at, zone=zone) <= when for week, when in got)
    assert all(earlier.end == later.start for earlier, later in pairwise(weeks))


@given(start=instants, weekday=st.integers(0, 6), at=wall_times, zone=zones)
def test_a_new_reader_waits_a_week_at_most(start: datetime, weekday: int, at: time, zone: ZoneInfo) -> None:
    within = start + timedelta(days=7, hours=3)

    due = weeks_due(None, since=start, now=within, weekday=weekday, at=at, zone=zone)

    assert len(due) in {1, 2}


@given(instant=instants, zone=zones)
def test_every_instant_lies_in_one_week_that_begins_on_a_local_monday(instant: datetime, zone: ZoneInfo) -> None:
    week = week_of(instant, zone)

    assert week.start <= instant < week.end
    assert week.start.astimezone(zone).weekday() == 0
    assert week_of(week.start, zone) == week
    assert week_before(week, zone) == week_of(week.start - timedelta(seconds=1), zone)


@given(instant=instants, weekday=st.integers(0, 6), at=wall_times, zone=zones)
def test_a_digest_is_due_at_the_first_instant_whose_wall_time_is_at_or_past_the_schedule(
    instant: datetime, weekday: int, at: time, zone: ZoneInfo
) -> None:
    week = week_of(instant, zone)
    due = due_at(week, weekday=weekday, at=at, zone=zone)
    planned = datetime.combine(local_day(week.end, zone) + timedelta(days=weekday), at)

    def wall(at_instant: datetime) -> datetime:
        return at_instant.astimezone(zone).replace(tzinfo=None)

    assert due >= week.end
    assert wall(due) >= planned
    assert wall(due - timedelta(seconds=1)) < planned


@pytest.mark.parametrize(
    ("period", "zone", "weekday", "at", "due"),
    [
        # 2026-02-15 03:00 +01 falls back to 02:00 +00: 02:30 happens twice, and the first one counts.
        ("2026-W06", CASABLANCA, 6, time(2, 30), "2026-02-15T01:30:00+00:00"),
        # 2026-03-22 02:00 +00 springs to 03:00 +01: 02:30 is skipped.
        ("2026-W11", CASABLANCA, 6, time(2, 30), "2026-03-22T02:00:00+00:00"),
        ("2026-W06", CASABLANCA, 0, time(9), "2026-02-09T08:00:00+00:00"),
        ("2026-W07", CASABLANCA, 0, time(9), "2026-02-16T09:00:00+00:00"),
        ("2026-W12", PARIS, 6, time(2, 30), "2026-03-29T01:00:00+00:00"),
        ("2026-W42", PARIS, 6, time(2, 30), "2026-10-25T00:30:00+00:00"),
        # Lord Howe moves by half an hour.
        ("2026-W39", LORD_HOWE, 6, time(2, 15), "2026-10-03T15:30:00+00:00"),
        ("2026-W53", ZoneInfo("UTC"), 0, time(9), "2027-01-04T09:00:00+00:00"),
        ("2026-W47", ZoneInfo("Asia/Riyadh"), 0, time(0), "2026-11-22T21:00:00+00:00"),
    ],
)
def test_the_due_instant_where_clocks_change(period: str, zone: ZoneInfo, weekday: int, at: time, due: str) -> None:
    year, number = period.split("-W")
    week = week_of(midnight(date.fromisocalendar(int(year), int(number), 3), zone), zone)

    assert week.period == period
    assert due_at(week, weekday=weekday, at=at, zone=zone) == datetime.fromisoformat(due)


def test_casablanca_gets_fifty_two_digests_in_a_year_of_three_clock_changes() -> None:
    start = datetime(2029, 1, 1, tzinfo=UTC)

    got = opened(start, [1] * 24 * 364, 6, time(2, 30), CASABLANCA)

    assert [week.period for week, _ in got] == ["2028-W52", *(f"2029-W{number:02d}" for number in range(1, 52))]


def test_after_a_long_downtime_the_weeks_owed_come_oldest_first() -> None:
    now = datetime(2026, 11, 24, 9, tzinfo=UTC)

    due = weeks_due("2026-W43", since=now - timedelta(days=365), now=now, weekday=0, at=time(9), zone=CASABLANCA)

    assert [week.period for week in due] == ["2026-W44", "2026-W45", "2026-W46", "2026-W47"]


def test_a_clock_set_back_owes_nothing_again() -> None:
    now = datetime(2026, 11, 24, 9, tzinfo=UTC)

    due = weeks_due("2026-W48", since=now - timedelta(days=365), now=now, weekday=0, at=time(9), zone=CASABLANCA)

    assert due == ()


def test_a_period_that_is_none_is_refused() -> None:
    now = datetime(2026, 11, 24, 9, tzinfo=UTC)

    with pytest.raises(ValueError, match="write one such as 2026-W47"):
        weeks_due("last week", since=now, now=now, weekday=0, at=time(9), zone=CASABLANCA)


def test_a_day_that_a_zone_left_out_begins_when_the_next_one_does() -> None:
    apia = ZoneInfo("Pacific/Apia")

    assert midnight(date(2011, 12, 30), apia) == midnight(date(2011, 12, 31), apia)


@given(instant=instants, zone=zones)
def test_a_wall_time_names_the_first_of_its_instants(instant: datetime, zone: ZoneInfo) -> None:
    wall = instant.astimezone(zone).replace(tzinfo=None)

    assert first_instant(wall, zone) <= instant
    assert first_instant(wall, zone).astimezone(zone).replace(tzinfo=None) == wall
