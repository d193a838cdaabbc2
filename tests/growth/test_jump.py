from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from growth.event import Drop, Surge
from growth.jump import JumpLimits, jump
from growth.series import Series

seeds = st.integers(0, 30)


few = settings(max_examples=12)
"""For laws that judge a whole history poll by poll."""


def verdicts(series: Series, first: int = 0, last: int | None = None) -> list[str]:
    """What every poll from the ``first`` to the ``last`` shows: ``drop``, ``surge`` or nothing."""
    polls = range(first, len(series) if last is None else last + 1)
    found = [jump(series, now=series.time_of(poll)) for poll in polls]
    return ["" if one is None else str(one.rule) for one in found]


@few
@given(seed=seeds, day=st.integers(60, 85))
def test_two_daily_polls_show_a_purge_and_no_third_does(grown: Callable[..., Series], seed: int, day: int) -> None:
    series = grown(seed=seed, days=90, first_day=200, lifts={200 + day: -0.03})

    shown = verdicts(series, first=day - 3, last=day + 4)

    assert [poll for poll, word in enumerate(shown, start=day - 3) if word == "drop"] == [day, day + 1]
    assert "surge" not in shown


@few
@given(seed=seeds, day=st.integers(60, 85))
def test_a_campaign_is_shown_at_once_and_for_a_week_at_most(grown: Callable[..., Series], seed: int, day: int) -> None:
    series = grown(seed=seed, days=90, first_day=200, lifts={200 + day: 0.08})

    shown = verdicts(series, first=day - 3, last=min(day + 8, 89))

    assert shown[:5] == ["", "", "", "surge", "surge"]
    assert {word for poll, word in enumerate(shown, start=day - 3) if poll > day + 6} <= {""}
    assert "drop" not in shown


@few
@given(seed=seeds, day=st.integers(20, 85), factor=st.sampled_from([0.5, 0.9, 1.1, 1.5]))
def test_a_glitch_is_seen_by_one_poll_and_its_rebound_by_none(
    grown: Callable[..., Series], seed: int, day: int, factor: float
) -> None:
    series = grown(seed=seed, days=90, glitches={day: factor})

    shown = verdicts(series, first=day - 2, last=min(day + 4, 89))

    assert {poll for poll, word in enumerate(shown, start=day - 2) if word} <= {day}


@few
@given(seed=seeds, shape=st.sampled_from([0.5, 0.863, 1.0, 1.5]), noise=st.sampled_from([0.05, 0.15]))
def test_months_without_events_show_none(grown: Callable[..., Series], seed: int, shape: float, noise: float) -> None:
    series = grown(seed=seed, days=90, exponent=shape, noise=noise)

    assert set(verdicts(series, first=20)) == {""}


@few
@given(seed=seeds, gone=st.sets(st.integers(1, 118), max_size=50))
def test_missing_polls_make_no_jump(grown: Callable[..., Series], seed: int, gone: set[int]) -> None:
    whole = grown(seed=seed, days=120)
    keep = np.ones(len(whole), dtype=np.bool_)
    keep[list(gone)] = False

    assert set(verdicts(whole.where(keep), first=10)) == {""}


@few
@given(seed=seeds, resolution=st.sampled_from([100, 1_000]), start=st.sampled_from([45_000, 164_000]))
def test_a_step_of_a_rounded_counter_is_no_jump(
    grown: Callable[..., Series], seed: int, resolution: int, start: int
) -> None:
    series = grown(seed=seed, days=120, start=start, total=30_000, exponent=1, resolution=resolution)

    assert set(verdicts(series)) == {""}


@few
@given(seed=seeds, change=st.sampled_from([-0.03, 0.08]))
def test_a_rounded_counter_still_shows_a_large_jump(grown: Callable[..., Series], seed: int, change: float) -> None:
    series = grown(seed=seed, days=90, start=300_000, total=30_000, exponent=1, resolution=1_000, lifts={70: change})

    shown = verdicts(series, first=68, last=71)

    assert shown == ["", "", *["drop" if change < 0 else "surge"] * 2]


@few
@given(seed=seeds, more=st.integers(10**4, 10**6))
def test_what_is_material_is_a_share_of_the_count(grown: Callable[..., Series], seed: int, more: int) -> None:
    series = grown(seed=seed, days=90, first_day=200, lifts={270: -0.01})
    small = Series(series.at, series.value - 5_000, series.resolution)
    large = Series(series.at, series.value + 100 * more, series.resolution)

    assert "drop" in verdicts(small, first=69, last=72)
    assert set(verdicts(large, first=69, last=72)) == {""}


@few
@given(seed=st.integers(0, 8), hour=st.integers(0, 100))
def test_hourly_polls_show_a_purge_at_once_and_for_two_days(grown: Callable[..., Series], seed: int, hour: int) -> None:
    poll = 24 * 24 + hour
    series = grown(seed=seed, days=32, per_day=24, first_day=200, lifts={200 + poll / 24: -0.03})

    shown = verdicts(series, first=poll - 2, last=poll + 49)

    assert shown == ["", "", *["drop"] * 46, *[""] * 4]


@few
@given(seed=st.integers(0, 8), late=st.lists(st.integers(-3_500, 3_500), min_size=90, max_size=90))
def test_polls_at_odd_times_show_what_punctual_ones_do(
    grown: Callable[..., Series], seed: int, late: list[int]
) -> None:
    punctual = grown(seed=seed, days=90, first_day=200, lifts={270: -0.03, 280: 0.08})
    odd = Series(punctual.at + np.array(late), punctual.value, punctual.resolution)

    assert verdicts(odd, first=68, last=71) == ["", "", "drop", "drop"]
    assert verdicts(odd, first=79, last=81) == ["", "surge", "surge"]


@few
@given(seed=seeds, share=st.sampled_from([0.015, 0.03]))
def test_a_campaign_that_fades_over_days_adds_up(grown: Callable[..., Series], seed: int, share: float) -> None:
    days = {270 + day: share * 0.25 * 0.75**day for day in range(9)}
    series = grown(seed=seed, days=90, start=900_000, total=30_000, exponent=1, first_day=200, lifts=days)

    shown = verdicts(series, first=67, last=76)

    assert shown[:3] == ["", "", ""]
    assert [word for word in shown if word][:2] == ["surge", "surge"]
    assert "drop" not in shown


@few
@given(seed=seeds, back=st.sampled_from([0.3, 0.9]))
def test_followers_that_come_back_are_no_surge(grown: Callable[..., Series], seed: int, back: float) -> None:
    series = grown(seed=seed, days=90, first_day=200, lifts={262: -0.05, 270: 0.05 * back})

    assert "surge" not in verdicts(series, first=60, last=78)


@pytest.mark.parametrize("polls", [2, 3])
def test_a_replica_that_lags_for_two_of_many_polls_makes_no_drop(grown: Callable[..., Series], polls: int) -> None:
    series = grown(days=32, per_day=24, glitches=dict.fromkeys(range(600, 600 + polls), 0.8))

    shown = verdicts(series, first=598, last=606)

    assert shown.count("drop") == (polls > 2)
    assert "surge" not in shown


@few
@given(seed=seeds, change=st.sampled_from([-0.02, 0.06]))
def test_a_rounded_counter_shows_what_is_certain(grown: Callable[..., Series], seed: int, change: float) -> None:
    series = grown(seed=seed, days=90, start=164_000, total=10_000, exponent=1, resolution=1_000, lifts={70: change})

    assert verdicts(series, first=70, last=71) == ["drop" if change < 0 else "surge"] * 2


def test_a_drop_says_from_where_to_where_and_what_was_usual(grown: Callable[..., Series]) -> None:
    series = grown(days=90, first_day=200, lifts={270: -0.03})

    found = jump(series, now=series.time_of(71))

    assert isinstance(found, Drop)
    assert (found.before, found.after) == (series[69], series[70])
    assert (found.since, found.until) == (series.time_of(69), series.time_of(70))
    assert found.usual == pytest.approx(110, abs=15)


def test_a_surge_says_from_where_to_where_and_what_was_usual(grown: Callable[..., Series]) -> None:
    series = grown(days=90, first_day=200, lifts={270: 0.08})

    found = jump(series, now=series.time_of(71))

    assert isinstance(found, Surge)
    assert (found.before, found.after) == (series[69], series[71])
    assert found.usual == pytest.approx(220, abs=30)


def test_a_jump_across_an_outage_is_shown_by_the_two_polls_after_it(grown: Callable[..., Series]) -> None:
    series = grown(days=90, first_day=200, lifts={271: -0.05}, unread=[(70, 72)])

    shown = verdicts(series, first=65, last=72)

    assert shown == ["", "", "", "", "", "drop", "drop", ""]


@pytest.mark.parametrize("days", [0, 1, 2, 3, 9])
def test_a_short_history_shows_nothing(grown: Callable[..., Series], days: int) -> None:
    series = grown(days=days + 1, lifts={days: -0.5})

    assert jump(series, now=series.time_of(-1)) is None


def test_an_operator_may_ask_for_larger_jumps_only(grown: Callable[..., Series]) -> None:
    series = grown(days=90, first_day=200, lifts={270: -0.03})
    limits = JumpLimits(drop_share=0.05)

    assert jump(series, now=series.time_of(70), limits=limits) is None
