"""Where a chart's axes are marked: round counts, and days or months that fit the width."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import count, takewhile
from typing import Final

from report.telegram_html import visible
from report.words import Words

_MOST_TICKS: Final = 6
_DAY_STEPS: Final = (1, 2, 3, 7, 14)
_MONTH_STEPS: Final = (1, 2, 3, 6, 12, 24, 36, 60, 120, 240, 600)
_MONTHS_OF_YEAR: Final = 12

_COUNT_STEPS: Final = (1, 2, 5)
_HEADROOM: Final = 0.14
_FROM_ZERO: Final = 0.5
"""The axis begins at zero unless every count is above this share of the highest."""


def count_ticks(lowest: float, highest: float) -> Sequence[int]:
    """Whole, evenly spaced round counts, eight at most: the first at or below the lowest, the last above the highest.

    The last leaves headroom for the labels that stand above the highest point.
    """
    floor = 0.0 if lowest <= _FROM_ZERO * highest else lowest
    ceiling = highest + (highest - floor) * _HEADROOM
    step = next(step for step in _steps() if step * _MOST_TICKS >= ceiling - floor)
    return [step * index for index in range(int(floor // step), int(ceiling // step) + 2)]


def _steps() -> Sequence[int]:
    return [base * 10**power for power in range(13) for base in _COUNT_STEPS]


def day_ticks(first: date, last: date) -> Sequence[date]:
    """At most six evenly spaced days in ``[first, last]``, or first days of months when the range is longer."""
    length = (last - first).days
    for step in _DAY_STEPS:
        if length // step < _MOST_TICKS:
            return [first + timedelta(days=step * index) for index in range(length // step + 1)]
    for step in _MONTH_STEPS:
        months = _months(first, last, step)
        if len(months) <= _MOST_TICKS:
            return months
    return [first, last]


def _months(first: date, last: date, step: int) -> Sequence[date]:
    """The first days of every ``step``th month in ``[first, last]``, counted from a January."""
    start = -(-(first.year * _MONTHS_OF_YEAR + first.month - 1 + (first.day > 1)) // step)
    days = (_first_of(step * index) for index in count(start))
    return list(takewhile(lambda day: day <= last, days))


def _first_of(month: int) -> date:
    year, index = divmod(month, _MONTHS_OF_YEAR)
    return date(year, index + 1, 1)


def day_labels(ticks: Sequence[date], words: Words) -> Sequence[tuple[str, str]]:
    """What to write at each tick: the day or the month, and below it the year where it changes, else nothing."""
    if all((day.month, day.day) == (1, 1) for day in ticks):
        return [(visible(words.year(day)), "") for day in ticks]
    is_months = all(day.day == 1 for day in ticks)
    names = [visible(words.month(day) if is_months else words.day_of_year(day)) for day in ticks]
    before = [None, *(day.year for day in ticks)]
    years = [visible(words.year(day)) if day.year != last else "" for day, last in zip(ticks, before, strict=False)]
    return list(zip(names, years, strict=True))
