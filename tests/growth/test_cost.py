from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth.cost import forecast_month, month_of

DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("day", "first", "end"),
    [
        (date(2024, 2, 29), date(2024, 2, 1), date(2024, 3, 1)),
        (date(2026, 12, 31), date(2026, 12, 1), date(2027, 1, 1)),
        (date(2026, 3, 1), date(2026, 3, 1), date(2026, 4, 1)),
    ],
)
def test_a_month_ends_where_the_next_begins(day: date, first: date, end: date) -> None:
    assert month_of(day) == (first, end)


@pytest.mark.parametrize(
    ("spent", "cap", "expected"),
    [
        ({}, None, 5 * 10),
        ({date(2026, 3, 27): 0}, None, 5 * 10),
        ({date(2026, 3, 26): 7, date(2026, 2, 28): 99}, None, 7 + 5 * 10),
        ({date(2026, 3, 27): 14}, None, 14 + 4 * 10),
        ({}, 6, 5 * 6),
    ],
)
def test_what_is_left_of_a_month_costs_the_usual(spent: dict[date, int], cap: int | None, expected: int) -> None:
    assert forecast_month(spent, day=date(2026, 3, 27), usual=10, cap=cap) == expected


@given(day=DAYS, usual=st.integers(0, 10**9), cap=st.integers(0, 10**9))
def test_no_month_is_forecast_to_cost_more_than_its_days_may(day: date, usual: int, cap: int) -> None:
    first, end = month_of(day)

    assert forecast_month({}, day=day, usual=usual, cap=cap) <= cap * (end - first).days
