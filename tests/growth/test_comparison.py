from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth.between import Between, places
from growth.comparison import Comparison, Contender, Measure, between_at, compared
from growth.count import Count
from growth.platform import X
from growth.series import Series
from growth.trail import NOTHING, Trail

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
ZONE = ZoneInfo("UTC")

intervals = st.builds(lambda low, width: Between(low, low + width), st.integers(0, 500), st.integers(0, 60))


def counts(values: list[int], *, every: float = 1, resolution: int = 1, last: datetime = NOW) -> Series:
    """Counts at even distances (days), the last of them at ``last``."""
    back = np.arange(len(values) - 1, -1, -1) * every * 86_400
    at = int(last.timestamp()) - back.astype(np.int64)
    return Series(at, np.array(values, dtype=np.int64), np.full(len(values), resolution, dtype=np.int64))


def contender(name: str, *series: Series, launched: date | None = None, **sizes: int) -> Contender:
    trails = tuple(Trail(f"x/{name}", launched, one) for one in series)
    past = series[0] if len(series) == 1 else None
    return Contender(name, {"en": name}, (X,) * len(series), name if past else None, trails, past, **sizes)


def by_name(comparison: Comparison, measure: Measure) -> dict[str, object]:
    """Interval, rank and tie of each contender."""
    names = [one.agency for one in comparison.contenders]
    found = comparison.measures[measure]
    return {
        name: place and (place.value.low, place.value.high, place.rank, place.is_tied)
        for name, place in zip(names, found, strict=True)
    }


def held(*contenders: Contender) -> Comparison:
    return compared(contenders, now=NOW, zone=ZONE)


@given(st.lists(intervals, min_size=1, max_size=8))
def test_whoever_is_certainly_larger_ranks_before(values: list[Between]) -> None:
    found = [place for place in places(values) if place is not None]

    certain = [(one, other) for one in found for other in found if one.value.low > other.value.high]
    assert all(one.rank < other.rank for one, other in certain)
    assert min(place.rank for place in found) == 1
    assert [place.is_tied for place in found] == [
        any(one is not other and one.low <= other.high and other.low <= one.high for other in values) for one in values
    ]


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=9, unique=True))
def test_exact_and_different_numbers_are_ranked_without_ties(values: list[int]) -> None:
    found = [place for place in places([Between(value, value) for value in values]) if place is not None]

    assert sorted(place.rank for place in found) == list(range(1, len(values) + 1))
    assert not any(place.is_tied for place in found)


@given(st.lists(intervals, min_size=2, max_size=6), st.integers(1, 1_000))
def test_neither_order_nor_scale_changes_a_place(values: list[Between], scale: int) -> None:
    scaled = [Between(scale * one.low, scale * one.high) for one in reversed(values)]

    found, mirrored = places(values), places(scaled)

    assert [place and (place.rank, place.is_tied) for place in found] == [
        place and (place.rank, place.is_tied) for place in reversed(mirrored)
    ]


@given(st.lists(st.tuples(st.integers(1, 10**6), st.sampled_from([1, 10, 1_000])), min_size=2, max_size=6))
def test_shares_hold_the_true_ones_whatever_rounding_hid(group: list[tuple[int, int]]) -> None:
    published = [Count(value // step * step, step) for value, step in group]
    total = sum(value for value, _ in group)

    found = by_name(
        held(*(contender(str(i), counts([one.value], resolution=one.resolution)) for i, one in enumerate(published))),
        Measure.SHARE,
    )

    told = 0.000_51
    assert all(
        low - told <= value / total <= high + told
        for (value, _), (low, high, *_) in zip(group, (found[str(i)] or (0, 0) for i in range(len(group))), strict=True)
    )


@pytest.mark.parametrize(
    ("first", "second", "ranks"),
    [((44_860, 1), (44_859, 1), [(1, False), (2, False)]), ((530_000, 10_000), (535_500, 100), [(1, True), (1, True)])],
    ids=["exact", "rounded"],
)
def test_what_rounding_cannot_separate_is_a_tie(
    first: tuple[int, int], second: tuple[int, int], ranks: list[tuple[int, bool]]
) -> None:
    found = held(
        contender("a", counts([first[0]], resolution=first[1])),
        contender("b", counts([second[0]], resolution=second[1])),
    )

    assert sorted((place.rank, place.is_tied) for place in found.measures[Measure.FOLLOWERS] if place) == ranks


def test_an_agency_counts_with_the_sum_of_its_accounts() -> None:
    found = held(contender("a", counts([700]), counts([400], resolution=10)), contender("b", counts([1_000])))

    assert by_name(found, Measure.FOLLOWERS) == {"a": (1_100, 1_109, 1, False), "b": (1_000, 1_000, 2, False)}


def test_growth_is_a_share_of_what_was_there_four_weeks_ago() -> None:
    grown = counts(list(range(1_000, 1_041)))

    found = by_name(held(contender("a", grown), contender("b", counts([50_000] * 41))), Measure.GROWTH)

    assert found == {"a": (0.028, 0.028, 1, False), "b": (0.0, 0.0, 2, False)}


def test_growth_of_a_rounded_counter_is_an_interval() -> None:
    found = by_name(
        held(contender("a", counts([10_000] * 40, resolution=1_000)), contender("b", NOTHING)), Measure.GROWTH
    )

    assert found == {"a": (-0.091, 0.1, 1, False), "b": None}


def test_growth_is_unknown_while_an_account_is_too_new() -> None:
    old, new = counts([100] * 40), counts([5] * 3)

    found = held(contender("a", old, new), contender("b", old))

    assert by_name(found, Measure.GROWTH) == {"b": (0.0, 0.0, 1, False), "a": None}


def test_counts_are_compared_at_the_age_of_the_youngest() -> None:
    old = contender("old", counts([10 * day for day in range(101)]), launched=date(2026, 3, 23))
    young = contender("young", counts([7 * day for day in range(31)]), launched=date(2026, 6, 1))

    found = held(old, young)

    assert found.age_days == 30
    assert by_name(found, Measure.AT_AGE) == {"old": (290, 290, 1, False), "young": (203, 203, 2, False)}


def test_an_account_that_is_no_longer_read_is_compared_as_old_as_it_was_seen() -> None:
    gone = contender("gone", counts(list(range(20)), last=NOW - timedelta(days=40)), launched=date(2026, 5, 3))
    there = contender("there", counts([3 * day for day in range(101)]), launched=date(2026, 3, 23))

    found = held(gone, there)

    assert found.age_days == 19
    assert by_name(found, Measure.AT_AGE) == {"there": (54, 54, 1, False), "gone": (18, 18, 2, False)}


def test_without_two_launches_there_is_no_same_age() -> None:
    found = held(contender("a", counts([1]), launched=date(2026, 1, 1)), contender("b", counts([2])))

    assert found.age_days is None
    assert Measure.AT_AGE not in found.measures


def test_sizes_are_per_thousand_in_three_figures_and_tied_where_those_are_equal() -> None:
    found = held(
        contender("a", counts([500_550]), staff=78_146),
        contender("b", counts([500_551]), staff=78_146, residents=37_000_000),
    )

    assert by_name(found, Measure.PER_STAFF) == {"b": (6_410, 6_410, 1, True), "a": (6_410, 6_410, 1, True)}
    assert by_name(found, Measure.PER_RESIDENTS) == {"b": (13.5, 13.5, 1, False), "a": None}


def test_what_is_known_of_nobody_is_left_out_and_the_unread_stand_last() -> None:
    found = held(contender("unread", NOTHING), contender("read", counts([0])))

    assert [one.agency for one in found.contenders] == ["read", "unread"]
    assert set(found.measures) == {Measure.FOLLOWERS}


@pytest.mark.parametrize(
    ("days_ago", "value"),
    [(31, None), (30, Between(10, 10)), (29, Between(10, 10)), (15, Between(10, 90)), (0, Between(90, 90))],
)
def test_an_instant_in_a_gap_may_be_anything_between_its_ends(days_ago: int, value: Between | None) -> None:
    assert between_at(counts([10, 90], every=30), NOW - timedelta(days=days_ago)) == value


def test_long_after_the_last_reading_nothing_is_known() -> None:
    assert between_at(counts([10], last=NOW - timedelta(days=3)), NOW) is None
