from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.durations import duration_text, parse_duration


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("0s", timedelta(0)),
        ("30s", timedelta(seconds=30)),
        ("15m", timedelta(minutes=15)),
        (" 1h ", timedelta(hours=1)),
        ("2 d", timedelta(days=2)),
        ("1w", timedelta(days=7)),
        (timedelta(hours=3), timedelta(hours=3)),
    ],
)
def test_a_duration_is_a_whole_number_with_a_unit(text: object, duration: timedelta) -> None:
    assert parse_duration(text) == duration


@pytest.mark.parametrize(
    "text", ["", "1", "h", "1.5h", "-1h", "1y", "1 hour", "٣d", "1h30m", "9999999s", None, 5, True]
)
def test_anything_else_is_refused_without_being_repeated(text: object) -> None:
    with pytest.raises(ValueError, match=r"^is not a duration; write a whole number and s, m, h, d or w"):
        parse_duration(text)


@given(st.timedeltas(timedelta(0), timedelta(days=3650)).map(lambda one: timedelta(seconds=int(one.total_seconds()))))
def test_what_is_written_is_read_back(duration: timedelta) -> None:
    shortened = min(duration, timedelta(seconds=999_999))

    assert parse_duration(duration_text(shortened)) == shortened


@pytest.mark.parametrize(
    ("duration", "text"),
    [(timedelta(0), "0s"), (timedelta(days=14), "2w"), (timedelta(hours=36), "36h"), (timedelta(seconds=90), "90s")],
)
def test_the_largest_unit_that_fits_is_taken(duration: timedelta, text: str) -> None:
    assert duration_text(duration) == text
