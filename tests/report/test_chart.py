import struct
import warnings
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from growth import platform
from growth.agency import AccountName
from growth.baseline import Baseline, Curve
from growth.count import Count
from growth.figure import Precision
from growth.series import Run, Series
from growth.span import Span
from report.chart import GrowthChart, MarkedDay, PassedMilestone, PublishedPoint, growth_chart
from report.chart_style import drawable
from report.words import Words, words_for

OPENED = datetime(2019, 2, 15, 12, tzinfo=UTC)


def daily(counts: list[int], *, resolution: int = 1) -> Series:
    """One reading a day from the opening on."""
    days = [OPENED + timedelta(days=index) for index in range(len(counts))]
    return Series.from_runs(Run(day, day, 1, Count(count, resolution)) for day, count in zip(days, counts, strict=True))


def size_of(png: bytes) -> tuple[int, int]:
    """Width and height a PNG declares (https://www.w3.org/TR/png/#11IHDR)."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    return int(width), int(height)


FULL = GrowthChart(
    AccountName("ma_dgsn", {"ar": "المديرية العامة للأمن الوطني", "en": "DGSN"}, platform.X, "DGSN_MAROC"),
    daily([1_000 + 120 * day for day in range(371)]),
    Baseline("45,000 in one year", date(2019, 2, 15), 45_000, Span(months=12), 1_000),
    (PublishedPoint(date(2019, 5, 15), 14_000), PublishedPoint(date(2020, 2, 1), 45_000, Precision.MONTH)),
    (PassedMilestone(10_000, OPENED + timedelta(days=75)), PassedMilestone(40_000, OPENED + timedelta(days=325))),
    date(2019, 2, 15),
)
EMPTY = GrowthChart(FULL.name, daily([]))
CHARTS = {
    "everything": FULL,
    "nothing": EMPTY,
    "one reading": GrowthChart(FULL.name, daily([5])),
    "zeros": GrowthChart(FULL.name, daily([0, 0, 0])),
    "a fall": GrowthChart(FULL.name, daily([900_000, 500_000, 4])),
    "millions": GrowthChart(FULL.name, daily([12_083_986, 12_084_100])),
    "rounded": GrowthChart(FULL.name, daily([530_000, 530_000, 540_000], resolution=10_000)),
    "published figures alone": GrowthChart(
        FULL.name, daily([]), published=(PublishedPoint(date(2024, 1, 1), 500_550, Precision.YEAR),)
    ),
    "a curved path": GrowthChart(
        FULL.name,
        daily([10, 20]),
        Baseline("x" * 90, date(2019, 2, 15), 100, Span(days=90), curve=Curve.FRONT_LOADED),
    ),
    "an account far older than its history": GrowthChart(FULL.name, daily([5, 6, 7]), launched=date(2009, 1, 1)),
    "notes": GrowthChart(
        FULL.name,
        FULL.series,
        notes=(
            MarkedDay(date(2019, 5, 16), "الأيام المفتوحة للأمن الوطني"),
            MarkedDay(date(2019, 11, 1), "$x^2$ 🚨 <b>"),
            MarkedDay(date(2031, 1, 1), "outside"),
        ),
    ),
    "a hostile name": GrowthChart(
        AccountName("x", {"en": "$x^2$ 🚨 \u202e<b> " * 9}, platform.Platform("new"), "$\\frac{🚨"), daily([5, 6])
    ),
}


@pytest.fixture
def drawn(zone: ZoneInfo) -> Callable[..., bytes]:
    """Draws a chart; anything matplotlib warns of is an error."""

    def draw(chart: GrowthChart, words: Words, *, dark: bool = False) -> bytes:
        with warnings.catch_warnings(action="error"):
            return growth_chart(chart, words, zone=zone, now=datetime(2020, 2, 29, tzinfo=UTC), dark=dark)

    return draw


@pytest.mark.parametrize("name", CHARTS)
def test_whatever_is_known_makes_a_picture(name: str, drawn: Callable[..., bytes]) -> None:
    assert size_of(drawn(CHARTS[name], words_for("ar"))) == (1080, 860)


def test_every_language_makes_a_picture(words: Words, drawn: Callable[..., bytes]) -> None:
    assert size_of(drawn(FULL, words))[0] == 1080


def test_the_same_facts_make_the_same_picture(drawn: Callable[..., bytes]) -> None:
    assert drawn(FULL, words_for("fr")) == drawn(FULL, words_for("fr"))


def test_light_and_dark_differ(drawn: Callable[..., bytes]) -> None:
    assert drawn(FULL, words_for("en")) != drawn(FULL, words_for("en"), dark=True)


def test_a_picture_is_small_enough_to_send(drawn: Callable[..., bytes]) -> None:
    assert len(drawn(FULL, words_for("ar"))) < 200_000


def test_a_long_history_is_drawn_whole(drawn: Callable[..., bytes]) -> None:
    hours = np.arange(24 * 365, dtype=np.int64)
    series = Series(at=1_550_000_000 + 3_600 * hours, value=1_000 + hours, resolution=np.ones_like(hours))

    assert size_of(drawn(GrowthChart(FULL.name, series), words_for("en"))) == (1080, 860)


def test_what_the_font_cannot_draw_is_left_out() -> None:
    assert drawable("مرصد 🚨 Marsad \u2068é\u2069") == "مرصد  Marsad \u2068é\u2069"


@pytest.mark.parametrize(
    ("precision", "days"),
    [
        (Precision.DAY, (date(2024, 12, 26), date(2024, 12, 27))),
        (Precision.MONTH, (date(2024, 12, 1), date(2025, 1, 1))),
        (Precision.YEAR, (date(2024, 1, 1), date(2025, 1, 1))),
    ],
)
def test_a_vague_date_covers_all_it_may_mean(precision: Precision, days: tuple[date, date]) -> None:
    assert PublishedPoint(date(2024, 12, 26), 1, precision).days == days
