"""The small types that every room shares."""

from datetime import date, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth.agency import AccountName
from growth.alert import Patience
from growth.baseline import Baseline
from growth.count import Count
from growth.event import Facts, Rule
from growth.platform import X
from growth.span import Span
from growth.state import AccountState
from growth.thresholds import Thresholds


def test_every_rule_has_facts_of_its_own() -> None:
    assert {facts.rule for facts in get_args(Facts)} == set(Rule)
    assert len(get_args(Facts)) == len(Rule)


@given(value=st.integers(0, 10**9), resolution=st.sampled_from([1, 10, 100, 1_000]), threshold=st.integers(0, 10**9))
def test_a_rounded_count_has_reached_what_its_smallest_truth_has(value: int, resolution: int, threshold: int) -> None:
    count = Count(value, resolution)

    assert count.has_certainly_reached(threshold) == (value >= threshold)
    assert count.highest == value + resolution - 1


@pytest.mark.parametrize(("value", "resolution"), [(-1, 1), (5, 0)])
def test_a_count_no_platform_can_mean_is_refused(value: int, resolution: int) -> None:
    with pytest.raises(ValueError, match="a count"):
        Count(value, resolution)


@pytest.mark.parametrize("text", ["1y", "6mo", "2w", "90d", "18mo"])
def test_a_span_is_written_as_it_is_read(text: str) -> None:
    assert str(Span.parse(text)) == text


@pytest.mark.parametrize("text", ["", "y", "0d", "1.5y", "-1d", "1 year", "1y6mo", "100000d"])
def test_a_span_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a span"):
        Span.parse(text)


def test_a_span_of_months_and_days_names_both() -> None:
    assert str(Span(months=1, days=3)) == "1mo3d"


@pytest.mark.parametrize(
    ("day", "span", "after"),
    [
        (date(2019, 2, 15), "1y", date(2020, 2, 15)),
        (date(2020, 2, 29), "1y", date(2021, 2, 28)),
        (date(2026, 1, 31), "1mo", date(2026, 2, 28)),
        (date(2026, 11, 30), "3mo", date(2027, 2, 28)),
        (date(2026, 12, 25), "2w", date(2027, 1, 8)),
    ],
)
def test_a_span_after_a_day_follows_the_calendar(day: date, span: str, after: date) -> None:
    assert Span.parse(span).after(day) == after


@pytest.mark.parametrize(("start_value", "target"), [(100, 100), (100, 50), (-1, 50)])
def test_a_baseline_that_asks_for_nothing_is_refused(start_value: int, target: int) -> None:
    with pytest.raises(ValueError, match="baseline 'x'"):
        Baseline("x", date(2026, 1, 1), target, Span(months=12), start_value=start_value)


@pytest.mark.parametrize(("language", "name"), [("ar", "الأمن"), ("fr", "Security"), ("en", "Security")])
def test_an_agency_is_named_in_the_readers_language_or_in_english(language: str, name: str) -> None:
    assert AccountName("a", {"ar": "الأمن", "en": "Security"}, X, "h").in_language(language) == name


def test_an_agency_without_an_english_name_is_named_in_what_there_is() -> None:
    assert AccountName("a", {"ar": "الأمن"}, X, "h").in_language("fr") == "الأمن"


def test_what_an_operator_did_not_set_keeps_its_patience() -> None:
    mine = Thresholds(hold={Rule.SURGE: Patience(5)}, keep={Rule.SURGE: Patience(4)})

    assert (mine.hold_of(Rule.SURGE), mine.hold_of(Rule.DROP)) == (Patience(5), Patience(2))
    assert (mine.keep_of(Rule.SURGE), mine.keep_of(Rule.DROP)) == (Patience(4), Patience(2, timedelta(days=1)))


def test_an_operators_patience_with_states_holds_for_each_of_them() -> None:
    mine = Thresholds(hold={Rule.ACCOUNT_STATE: Patience(3)})

    assert Thresholds().hold_of_state(AccountState.NOT_FOUND) == Patience(2)
    assert {mine.hold_of_state(state) for state in AccountState} == {Patience(3)}


def test_an_operators_shares_reach_the_jump_rule() -> None:
    limits = Thresholds(surge_share=0.02, drop_share=0.01).jump

    assert (limits.surge_share, limits.drop_share) == (0.02, 0.01)
