from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from numpy.typing import NDArray

from growth.daily import Day, Days, part_begun, parts_of

CASABLANCA, TOKYO, KATHMANDU = ZoneInfo("Africa/Casablanca"), ZoneInfo("Asia/Tokyo"), ZoneInfo("Asia/Kathmandu")
START = datetime(2026, 2, 1, tzinfo=UTC)


def runs(*rows: tuple[float, float, int, int]) -> NDArray[np.int64]:
    """Runs of exact counts: first and last in hours after the start, polls, value."""
    second = int(START.timestamp())
    return np.array([(second + a * 3600, second + b * 3600, polls, value, 1) for a, b, polls, value in rows], np.int64)


def hours(at: datetime) -> float:
    return (at - START) / timedelta(hours=1)


def shape(day: Day) -> tuple[float, float, int, int, int, int, int]:
    return (hours(day.first_at), hours(day.last_at), day.open, day.close, day.low, day.high, day.polls)


@pytest.mark.parametrize(
    ("at", "zone", "begun"),
    [
        (datetime(2026, 2, 1, 9, tzinfo=UTC), UTC, datetime(2026, 2, 1, tzinfo=UTC)),
        (datetime(2026, 2, 1, 22, 59, tzinfo=UTC), CASABLANCA, datetime(2026, 2, 1, tzinfo=UTC)),
        (datetime(2026, 2, 1, 23, tzinfo=UTC), CASABLANCA, datetime(2026, 2, 1, 23, tzinfo=UTC)),
        (datetime(2026, 2, 1, 23, tzinfo=UTC), TOKYO, datetime(2026, 2, 1, 15, tzinfo=UTC)),
        (datetime(2026, 2, 1, 18, 20, tzinfo=UTC), KATHMANDU, datetime(2026, 2, 1, 18, 15, tzinfo=UTC)),
    ],
)
def test_a_part_of_a_day_begins_at_the_midnight_of_utc_or_of_the_zone(
    at: datetime, zone: ZoneInfo, begun: datetime
) -> None:
    assert part_begun(at, zone) == begun


def test_a_day_has_its_first_last_lowest_and_highest_count() -> None:
    (day,) = parts_of(runs((1, 3, 3, 20), (4, 4, 1, 50), (5, 5, 1, 10), (6, 9, 4, 30)), UTC)

    assert shape(day) == (1, 9, 20, 30, 10, 50, 9)


def test_a_run_that_crosses_a_midnight_belongs_to_both_days() -> None:
    before, after = parts_of(runs((22, 26, 5, 7)), UTC)

    assert (shape(before), shape(after)) == ((22, 23, 7, 7, 7, 7, 2), (24, 26, 7, 7, 7, 7, 3))


def test_a_day_of_casablanca_and_a_day_of_utc_come_from_the_same_parts() -> None:
    parts = parts_of(runs((22, 22, 1, 1), (23, 23, 1, 2), (24, 24, 1, 3)), CASABLANCA)

    assert [shape(day) for day in parts.whole(UTC)] == [(22, 23, 1, 2, 1, 2, 2), (24, 24, 3, 3, 3, 3, 1)]
    assert [shape(day) for day in parts.whole(CASABLANCA)] == [(22, 22, 1, 1, 1, 1, 1), (23, 24, 2, 3, 2, 3, 2)]
    assert parts.whole(CASABLANCA).dates(CASABLANCA) == (date(2026, 2, 1), date(2026, 2, 2))


def test_a_day_without_a_poll_is_missing_though_a_run_spans_it() -> None:
    parts = parts_of(runs((12, 84, 2, 5)), UTC)

    assert [shape(day)[:2] for day in parts] == [(12, 12), (84, 84)]


def test_the_clocks_of_casablanca_go_back_for_ramadan() -> None:
    parts = parts_of(runs((0, 24 * 28, 24 * 28 + 1, 5)), CASABLANCA)

    assert sorted({hours(day.first_at) % 24 for day in parts}) == [0, 23]
    assert [day.polls for day in parts.whole(CASABLANCA)][13:16] == [24, 25, 24]


def test_no_runs_make_no_days() -> None:
    parts = parts_of(np.zeros((0, 5), dtype=np.int64), CASABLANCA)

    assert (len(parts), len(parts.whole(UTC)), len(parts.path())) == (0, 0, 0)


def days(*rows: tuple[int, int, int, int]) -> Days:
    """Ten polls a day, by open, close, low and high."""
    return Days.of_table(
        np.array([(day * 86_400, day * 86_400 + 9_000, *row, 1, 10) for day, row in enumerate(rows)], dtype=np.int64)
    )


@pytest.mark.parametrize(
    ("row", "value"),
    [
        ((10, 20, 10, 20), [10, 20]),
        ((10, 20, 5, 30), [10, 5, 30, 20]),
        ((20, 10, 5, 30), [20, 30, 5, 10]),
        ((10, 10, 10, 30), [10, 10, 30, 10]),
    ],
)
def test_a_path_passes_through_all_four_counts(row: tuple[int, int, int, int], value: list[int]) -> None:
    path = days(row).path()

    assert path.value.tolist() == value
    assert (np.diff(path.at) > 0).all()
