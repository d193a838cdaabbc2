from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth.count import Count
from growth.digest import NextMilestone
from growth.milestones import crossed, highest_threshold, next_milestone, next_threshold
from growth.series import Series

CASABLANCA = ZoneInfo("Africa/Casablanca")
counts = st.integers(0, 20_000_000)


def test_the_round_numbers_up_to_three_million() -> None:
    ladder = [*dict.fromkeys(next_threshold(count) for count in range(0, 3_000_000, 50))]

    assert ladder == [
        *(100, 200, 500, 1_000, 2_000, 5_000),
        *range(10_000, 100_000, 10_000),
        *range(100_000, 1_000_000, 100_000),
        *(1_000_000, 2_000_000, 3_000_000),
    ]


@given(count=counts)
def test_the_next_round_number_is_above_and_the_highest_one_is_not(count: int) -> None:
    highest = highest_threshold(count)

    assert next_threshold(count) > count
    assert highest is None or highest <= count
    assert next_threshold(highest or 0) == next_threshold(count)


@given(before=counts, after=counts, resolution=st.sampled_from([1, 100, 1_000]))
def test_a_crossed_round_number_lies_between_and_is_certain(before: int, after: int, resolution: int) -> None:
    reached = Count(after // resolution * resolution, resolution)

    threshold = crossed(Count(before), reached)

    assert threshold is None or before < threshold <= reached.value
    assert (threshold is None) == (next_threshold(before) > reached.value)


@pytest.mark.parametrize(
    ("before", "after", "threshold"),
    [
        (Count(1_000), Count(1_999), None),
        (Count(999), Count(1_000), 1_000),
        (Count(900), Count(14_000), 10_000),
        (Count(164_000, 1_000), Count(199_000, 1_000), None),
        (Count(199_000, 1_000), Count(200_000, 1_000), 200_000),
        (Count(10_050), Count(9_700), None),
    ],
)
def test_only_the_highest_round_number_is_said(before: Count, after: Count, threshold: int | None) -> None:
    assert crossed(before, after) == threshold


def test_the_milestone_ahead_has_a_day_at_the_recent_pace(counted: Callable[..., Series]) -> None:
    series = counted(range(31), range(9_000, 9_311, 10))
    now = datetime(2019, 3, 17, 9, tzinfo=UTC)

    ahead = next_milestone(series, now=now, zone=CASABLANCA)

    assert ahead == NextMilestone(threshold=10_000, missing=700, projected=date(2019, 5, 26))


def test_a_short_history_has_a_milestone_ahead_and_no_day(counted: Callable[..., Series]) -> None:
    now = datetime(2019, 2, 16, 9, tzinfo=UTC)

    ahead = next_milestone(counted([0, 1], [1_000, 1_100]), now=now, zone=CASABLANCA)

    assert ahead == NextMilestone(threshold=2_000, missing=900, projected=None)


def test_without_a_count_there_is_no_milestone_ahead(counted: Callable[..., Series]) -> None:
    now = datetime(2019, 2, 16, 9, tzinfo=UTC)

    assert next_milestone(counted([], []), now=now, zone=CASABLANCA) is None
