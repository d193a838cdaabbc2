"""The day a count will be reached is a range, and may be further away than a year."""

from datetime import timedelta

import numpy as np
import pytest

from growth.first_passage import Passage, first_passage
from growth.forecast import TooShort
from growth.series import Series

DAY = timedelta(days=1)


def daily(counts: object, *, resolution: int = 1) -> Series:
    value = np.asarray(counts, dtype=np.int64)
    at = 1_700_000_000 + 86_400 * np.arange(len(value), dtype=np.int64)
    return Series(at, value // resolution * resolution, np.full(len(value), resolution, dtype=np.int64))


def uneven(mean: float, *, days: int = 300, seed: int = 3) -> Series:
    return daily(20_000 + np.cumsum(np.random.default_rng(seed).normal(mean, 30, days)))


def passage(series: Series, target: int, *, level: float = 0.8) -> Passage:
    found = first_passage(series, target, at=series.time_of(-1), level=level)
    assert isinstance(found, Passage)
    return found


def test_steady_growth_reaches_a_count_around_the_day_its_pace_says() -> None:
    series = uneven(20)
    found = passage(series, series[-1].value + 600)

    assert found.earliest is not None
    assert found.median is not None
    assert found.latest is not None
    assert found.at < found.earliest < found.median < found.latest
    assert (found.median - found.at) / DAY == pytest.approx(30, abs=6)
    assert found.chance_within_year == pytest.approx(1.0, abs=0.05)


def test_more_certainty_asks_for_a_longer_range() -> None:
    series = uneven(20)
    narrow, wide = (passage(series, series[-1].value + 600, level=level) for level in (0.5, 0.9))

    assert None not in {narrow.earliest, narrow.latest, wide.earliest, wide.latest}
    assert str(wide.earliest) <= str(narrow.earliest) <= str(narrow.latest) <= str(wide.latest)
    assert wide.median == narrow.median


def test_a_further_count_is_reached_later_and_less_surely() -> None:
    series = uneven(5)
    found = [passage(series, series[-1].value + more) for more in (500, 1_500, 4_000, 100_000)]
    chances = [one.chance_within_year or 0.0 for one in found]

    assert chances == sorted(chances, reverse=True)
    assert found[-1].median is None
    assert chances[-1] < 0.05


def test_a_count_that_is_there_already_is_reached_now() -> None:
    series = uneven(20)
    now = series.time_of(-1)

    assert passage(series, series[-1].value) == Passage(series[-1].value, now, now, now, now, 1.0)


def test_a_shrinking_counter_is_not_expected_to_reach_more() -> None:
    series = uneven(-40)
    found = passage(series, series[-1].value + 5_000)

    assert (found.median, found.latest) == (None, None)
    assert found.chance_within_year is not None
    assert found.chance_within_year < 0.2


def test_a_short_history_says_nothing_of_a_year() -> None:
    series = uneven(20, days=40)
    found = passage(series, series[-1].value + 400)

    assert found.chance_within_year is None
    assert found.median is not None


def test_a_rounded_counter_must_certainly_be_there() -> None:
    exact = 20_000 + 20 * np.arange(300)
    sure = passage(daily(exact, resolution=1_000), 26_000)
    there = passage(daily(exact, resolution=1_000), 25_000)

    assert there.median == there.at
    assert sure.median is not None
    assert (sure.median - sure.at) / DAY == pytest.approx(1, abs=15)


def test_too_little_is_refused() -> None:
    series = daily([1, 2, 3])

    assert first_passage(series, 10, at=series.time_of(-1), level=0.8) == TooShort(
        "a forecast needs 5 observations; there are 3"
    )


@pytest.mark.parametrize("level", [0.0, 1.0, 80.0])
def test_a_level_is_a_share(level: float) -> None:
    series = uneven(20)

    with pytest.raises(ValueError, match="a level lies between 0 and 1"):
        first_passage(series, 50_000, at=series.time_of(-1), level=level)
