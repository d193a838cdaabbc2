from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from report.chart_ticks import count_ticks, day_labels, day_ticks
from report.words import words_for

DAYS = st.dates(date(2005, 1, 1), date(2035, 1, 1))


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_counts_stand_between_the_first_and_the_last_tick(lowest: int, rise: int) -> None:
    ticks = count_ticks(lowest, lowest + rise)

    assert ticks[0] <= lowest
    assert ticks[-1] > lowest + rise
    assert 2 <= len(ticks) <= 8


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_ticks_of_counts_are_even(lowest: int, rise: int) -> None:
    ticks = count_ticks(lowest, lowest + rise)

    assert len({after - before for before, after in pairwise(ticks)}) == 1


def test_counts_that_vary_much_are_drawn_from_zero() -> None:
    assert count_ticks(1_000, 45_779)[0] == 0


def test_counts_that_vary_little_are_drawn_close() -> None:
    assert list(count_ticks(501_073, 509_862)) == [500_000, 502_000, 504_000, 506_000, 508_000, 510_000, 512_000]


@given(DAYS, st.integers(0, 12_000))
def test_ticks_of_days_stay_inside_and_are_few(first: date, length: int) -> None:
    last = first + timedelta(days=length)

    ticks = day_ticks(first, last)

    assert 1 <= len(ticks) <= 6
    assert first <= ticks[0] <= ticks[-1] <= last


@pytest.mark.parametrize(
    ("language", "labels"),
    [
        ("fr", [("avril", "2019"), ("juillet", ""), ("octobre", ""), ("janvier", "2020")]),
        ("ar", [("أبريل", "2019"), ("يوليوز", ""), ("أكتوبر", ""), ("يناير", "2020")]),
        ("en", [("April", "2019"), ("July", ""), ("October", ""), ("January", "2020")]),
    ],
)
def test_months_are_named_and_years_said_once(language: str, labels: list[tuple[str, str]]) -> None:
    ticks = day_ticks(date(2019, 2, 13), date(2020, 3, 2))

    assert day_labels(ticks, words_for(language)) == labels


def test_long_histories_are_marked_by_year() -> None:
    ticks = day_ticks(date(2019, 2, 15), date(2026, 10, 27))

    assert day_labels(ticks, words_for("en")) == [("2020", ""), ("2022", ""), ("2024", ""), ("2026", "")]


def test_short_histories_are_marked_by_day() -> None:
    ticks = day_ticks(date(2019, 2, 15), date(2019, 2, 20))

    assert day_labels(ticks, words_for("en"))[0] == ("15 February", "2019")
