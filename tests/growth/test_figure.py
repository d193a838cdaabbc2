from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from growth.contradiction import contradictions
from growth.count import Count
from growth.figure import Precision, PublishedFigure, Rounding, dated
from growth.platform import Metric
from growth.series import Run, Series

ZONE = ZoneInfo("Africa/Casablanca")
NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)


def figure(
    value: int,
    *,
    day: date = date(2026, 3, 10),
    precision: Precision = Precision.DAY,
    rounding: Rounding = Rounding.EXACT,
) -> PublishedFigure:
    return PublishedFigure("city", "x", Metric.FOLLOWERS, day, precision, value, rounding, "a bulletin")


def read(counts: dict[int, int], *, resolution: int = 1) -> Series:
    """Counts by day of March 2026, each read at noon."""
    instants = {datetime(2026, 3, day, 12, tzinfo=UTC): count for day, count in counts.items()}
    return Series.from_runs(Run(at, at, 1, Count(count, resolution)) for at, count in instants.items())


@pytest.mark.parametrize(
    ("text", "day", "precision"),
    [
        ("2019-02-15", date(2019, 2, 15), Precision.DAY),
        ("2019-02", date(2019, 2, 1), Precision.MONTH),
        ("2019", date(2019, 1, 1), Precision.YEAR),
    ],
)
def test_a_date_is_as_exact_as_it_is_written(text: str, day: date, precision: Precision) -> None:
    assert dated(text) == (day, precision)


@pytest.mark.parametrize("text", ["", "15.2.2019", "2019-2", "2019-02-30", "2019-13", "0000", "٢٠١٩"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no date"):
        dated(text)


@pytest.mark.parametrize(
    ("value", "rounding", "allowed"),
    [
        (480_944, Rounding.EXACT, (480_944, 480_944)),
        (434_000, Rounding.ROUNDED, (433_000, 435_000)),
        (1_000_000, Rounding.ROUNDED, (900_000, 1_100_000)),
        (500_550, Rounding.ROUNDED, (500_540, 500_560)),
        (45_000, Rounding.APPROX, (39_500, 50_500)),
        (0, Rounding.APPROX, (0, 1)),
        (7, Rounding.ROUNDED, (6, 8)),
    ],
)
def test_a_figure_allows_what_its_rounding_hides(value: int, rounding: Rounding, allowed: tuple[int, int]) -> None:
    assert figure(value, rounding=rounding).allowed == allowed


@pytest.mark.parametrize("value", [1_000, 1_015, 1_040])
def test_a_figure_between_the_readings_around_its_day_is_believed(value: int) -> None:
    series = read({9: 1_000, 10: 1_020, 11: 1_040})

    assert list(contradictions([figure(value)], series, now=NOW, zone=ZONE)) == []


@pytest.mark.parametrize(("value", "rounding"), [(999, Rounding.EXACT), (1_041, Rounding.EXACT)])
def test_a_figure_outside_them_is_contradicted(value: int, rounding: Rounding) -> None:
    series = read({8: 900, 9: 1_000, 10: 1_020, 11: 1_040, 12: 1_100})

    (found,) = contradictions([figure(value, rounding=rounding)], series, now=NOW, zone=ZONE)

    assert (found.published, found.low, found.high) == (value, 1_000, 1_040)


def test_rounding_explains_a_difference_that_is_no_larger() -> None:
    series = read({10: 434_700})

    found = list(contradictions([figure(434_000, rounding=Rounding.ROUNDED)], series, now=NOW, zone=ZONE))

    assert found == []


def test_a_platform_that_rounds_may_hide_the_published_count() -> None:
    series = read({10: 430_000}, resolution=10_000)

    assert list(contradictions([figure(434_123)], series, now=NOW, zone=ZONE)) == []
    assert len(list(contradictions([figure(440_000)], series, now=NOW, zone=ZONE))) == 1


@pytest.mark.parametrize("days", [{}, {8: 10, 9: 11}, {11: 10, 12: 11}], ids=["nothing", "before", "after"])
def test_readings_on_one_side_alone_prove_nothing(days: dict[int, int]) -> None:
    assert list(contradictions([figure(9_999)], read(days), now=NOW, zone=ZONE)) == []


def test_readings_on_both_sides_prove_enough() -> None:
    series = read({8: 1_000, 12: 1_100})

    assert len(list(contradictions([figure(9_999)], series, now=NOW, zone=ZONE))) == 1


def test_a_month_allows_all_that_was_read_in_it() -> None:
    month = figure(1_900, day=date(2026, 3, 1), precision=Precision.MONTH)

    assert list(contradictions([month], read({1: 1_000, 19: 1_950}), now=NOW, zone=ZONE)) == []
    assert len(list(contradictions([month], read({1: 1_000, 19: 1_850}), now=NOW, zone=ZONE))) == 1


def test_what_is_read_later_than_now_has_no_say() -> None:
    series = read({10: 1_020, 11: 1_040})

    now = datetime(2026, 3, 10, 11, tzinfo=UTC)

    assert list(contradictions([figure(9_999)], series, now=now - timedelta(days=1), zone=ZONE)) == []
