import itertools
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth.count import Count
from report.telegram_html import FSI, PDI, visible
from report.words import LANGUAGES, Words, words_for


def bare(text: str) -> str:
    """What a reader sees, without the marks nobody sees."""
    return visible(text).translate({ord(mark): None for mark in f"{FSI}{PDI}\u200e\u200f"})


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0 متابع"),
        (1, "متابع واحد"),
        (2, "متابعان"),
        (3, "3 متابعين"),
        (10, "10 متابعين"),
        (11, "11 متابعا"),
        (99, "99 متابعا"),
        (100, "100 متابع"),
        (102, "102 متابع"),
        (103, "103 متابعين"),
        (1_000_000, "1.000.000 متابع"),
    ],
)
def test_arabic_counts_followers_in_six_ways(count: int, text: str) -> None:
    assert bare(words_for("ar").counted("followers", count)) == text


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0 abonné"),
        (1, "1 abonné"),
        (2, "2 abonnés"),
        (11, "11 abonnés"),
        (999_999, "999\u202f999 abonnés"),
        (1_000_000, "1\u202f000\u202f000 d\u2019abonnés"),
        (1_500_000, "1\u202f500\u202f000 abonnés"),
        (2_000_000, "2\u202f000\u202f000 d\u2019abonnés"),
    ],
)
def test_french_counts_exact_millions_with_de(count: int, text: str) -> None:
    assert bare(words_for("fr").counted("followers", count)) == text


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0 followers"), (1, "1 follower"), (2, "2 followers"), (1_000_000, "1,000,000 followers")],
)
def test_english_counts_one_apart(count: int, text: str) -> None:
    assert bare(words_for("en").counted("followers", count)) == text


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ar", "ما لا يقل عن 1.780.000 متابع"),
        ("fr", "au moins 1\u202f780\u202f000 abonnés"),
        ("en", "at least 1,780,000 followers"),
    ],
)
def test_a_rounded_count_is_said_to_be_at_least_that(language: str, text: str) -> None:
    assert bare(words_for(language).counted("followers", Count(1_780_000, 10_000))) == text


@pytest.mark.parametrize(
    ("language", "day", "text"),
    [
        ("ar", date(2026, 11, 24), "24 نونبر 2026"),
        ("ar", date(2026, 8, 1), "1 غشت 2026"),
        ("fr", date(2026, 11, 24), "24 novembre 2026"),
        ("fr", date(2026, 11, 1), "1er novembre 2026"),
        ("en", date(2026, 11, 1), "1 November 2026"),
    ],
)
def test_days_are_written_as_in_morocco(language: str, day: date, text: str) -> None:
    assert words_for(language).day(day) == text


@pytest.mark.parametrize(
    ("language", "first", "last", "text"),
    [
        ("ar", date(2026, 11, 16), date(2026, 11, 22), "من 16 إلى 22 نونبر 2026"),
        ("fr", date(2026, 6, 1), date(2026, 6, 7), "du 1er au 7 juin 2026"),
        ("fr", date(2026, 11, 30), date(2026, 12, 6), "du 30 novembre au 6 décembre 2026"),
        ("fr", date(2026, 12, 28), date(2027, 1, 3), "du 28 décembre 2026 au 3 janvier 2027"),
        ("en", date(2026, 11, 16), date(2026, 11, 22), "16\u201322 November 2026"),
        ("en", date(2026, 11, 30), date(2026, 12, 6), "30 November \u2013 6 December 2026"),
    ],
)
def test_a_range_says_month_and_year_once_where_once_is_enough(
    language: str, first: date, last: date, text: str
) -> None:
    assert bare(words_for(language).days(first, last)) == text


@pytest.mark.parametrize(
    ("language", "text"),
    [("ar", "15 فبراير 2026، الساعة 01:30"), ("fr", "15 février 2026 à 01:30"), ("en", "15 February 2026, 01:30")],
)
def test_an_instant_is_told_in_the_readers_zone(language: str, text: str) -> None:
    instant = datetime(2026, 2, 15, 0, 30, tzinfo=UTC)

    told = words_for(language).instant(instant, ZoneInfo("Africa/Casablanca"))

    assert bare(told) == text


def test_the_week_begins_on_monday(words: Words) -> None:
    first = words.weekday(0)

    assert first in {"الاثنين", "lundi", "Monday"}


@pytest.mark.parametrize(
    ("language", "share", "text"),
    [
        ("en", 0.884, "88.4%"),
        ("en", 1.0, "100%"),
        ("en", 0.99999, "99.9%"),
        ("en", 0.0004, "0.04%"),
        ("en", 0.0, "0%"),
        ("fr", 0.124, "12,4\u00a0%"),
        ("ar", 0.124, "12,4%"),
    ],
)
def test_a_share_is_told_as_precisely_as_it_helps(language: str, share: float, text: str) -> None:
    assert words_for(language).percent(share) == text


@given(st.floats(0, 0.9999999))
def test_what_is_not_complete_is_never_called_a_hundred_per_cent(share: float) -> None:
    assert words_for("en").percent(share) != "100%"


@pytest.mark.parametrize(("number", "text"), [(1_234, "+1,234"), (0, "0"), (-1_234, "\u22121,234")])
def test_a_growth_carries_its_sign(number: int, text: str) -> None:
    assert words_for("en").signed(number) == text


@pytest.mark.parametrize(
    ("share", "text"), [(0.05, "+5%"), (0.0, "0%"), (-0.05, "\u22125%"), (1e-6, "0%"), (-1e-6, "0%")]
)
def test_a_relative_growth_carries_its_sign(share: float, text: str) -> None:
    assert words_for("en").signed_percent(share) == text


@pytest.mark.parametrize(
    ("span", "text"),
    [
        (timedelta(minutes=11), "11 minutes"),
        (timedelta(minutes=59, seconds=40), "1 hour"),
        (timedelta(hours=47), "47 hours"),
        (timedelta(days=3, hours=2), "3 days"),
        (-timedelta(hours=2), "2 hours"),
    ],
)
def test_a_span_is_told_in_the_unit_that_suits_it(span: timedelta, text: str) -> None:
    assert bare(words_for("en").span(span)) == text


@pytest.mark.parametrize(
    ("language", "region", "number"),
    [
        ("ar", "EG", "1,234,567"),
        ("fr", "FR", "1\u202f234\u202f567"),
        ("fr", "CH", "1\u202f234\u202f567"),
        ("en", "US", "1,234,567"),
    ],
)
def test_numbers_follow_the_region(language: str, region: str, number: str) -> None:
    assert words_for(language, region).number(1_234_567) == number


@pytest.mark.parametrize(
    ("region", "text"), [("US", "November 1, 2026"), ("GB", "1 November 2026"), ("MA", "1 November 2026")]
)
def test_english_days_follow_the_region(region: str, text: str) -> None:
    assert words_for("en", region).day(date(2026, 11, 1)) == text


@pytest.mark.parametrize("region", ["", "ZZ", "morocco", "12"])
def test_an_unknown_region_falls_back_on_the_language(language: str, region: str) -> None:
    assert words_for(language, region).language == language


def test_an_unknown_language_is_refused_by_naming_those_there_are() -> None:
    with pytest.raises(ValueError, match="'de' is not a language Marsad speaks: choose one of ar, fr, en"):
        words_for("de")


def test_words_are_read_once() -> None:
    assert words_for("ar") is words_for("ar")


def test_an_unknown_key_is_an_error(words: Words) -> None:
    with pytest.raises(KeyError):
        words.say("no.such.key")


def test_a_missing_value_is_an_error(words: Words) -> None:
    with pytest.raises(KeyError):
        words.say("alert.since")


def test_a_plural_needs_a_whole_number(words: Words) -> None:
    with pytest.raises(TypeError, match="whole number"):
        words.say("counted.days", n="three")


def test_an_instant_is_not_taken_for_a_day(words: Words) -> None:
    with pytest.raises(TypeError, match="zone"):
        words.say("alert.since", since=datetime(2026, 1, 1, tzinfo=UTC))


def test_a_third_partys_platform_is_called_what_it_calls_itself(words: Words) -> None:
    assert words.name_of("platform", "<weibo>") == "&lt;weibo&gt;"


def test_an_inserted_value_is_cleaned_escaped_and_isolated() -> None:
    said = words_for("en").say("alert.since", since="<b>\u202eevil\u202c & \u2069co")

    assert said == f"Since {FSI}&lt;b&gt;evil &amp; co{PDI}."


@pytest.mark.parametrize(
    ("metric", "count", "language"),
    list(itertools.product(["followers", "days", "accounts"], [0, 1, 2, 3, 11, 100, 1_000_000], LANGUAGES)),
)
def test_every_count_is_told_whole(metric: str, count: int, language: str) -> None:
    words = words_for(language)

    told = bare(words.counted(metric, count))

    assert words.number(count) in told or (language, count) in {("ar", 1), ("ar", 2)}
