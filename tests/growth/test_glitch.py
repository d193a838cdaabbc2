from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth.glitch import without_glitches
from growth.series import Series
from growth.settled import settled

T0 = datetime(2019, 2, 15, 9, tzinfo=UTC)


@given(
    seed=st.integers(0, 20),
    polls=st.sets(st.integers(3, 118), max_size=5),
    factor=st.sampled_from([0.45, 0.5, 1.5, 2.0]),
)
def test_single_wrong_polls_are_left_out_and_nothing_else(
    grown: Callable[..., Series], seed: int, polls: set[int], factor: float
) -> None:
    apart = {poll for poll in polls if poll - 1 not in polls}
    true = grown(seed=seed, days=120)
    read = grown(seed=seed, days=120, glitches=dict.fromkeys(apart, factor))

    clean = without_glitches(read)

    assert set(true.at.tolist()) - set(clean.at.tolist()) == {int(true.at[poll]) for poll in apart}


@given(seed=st.integers(0, 20), poll=st.integers(2, 700), factor=st.sampled_from([0.5, 1.5]))
def test_hourly_polls_lose_a_glitch_as_daily_ones_do(
    grown: Callable[..., Series], seed: int, poll: int, factor: float
) -> None:
    read = grown(seed=seed, days=30, per_day=24, glitches={poll: factor})

    clean = without_glitches(read)

    assert len(clean) == len(read) - 1
    assert int(read.at[poll]) not in clean.at.tolist()


def test_wrong_polls_in_turn_with_right_ones_leave_the_right_ones(counted: Callable[..., Series]) -> None:
    counts = [10_000, 10_010, 10_020, 10_030, 10_040, 10_050, 5_030, 10_070, 5_040, 10_090, 5_050, 10_110]

    clean = without_glitches(counted(range(len(counts)), counts))

    assert clean.value.tolist() == [*range(10_000, 10_051, 10), 10_070, 10_090, 10_110]


@pytest.mark.parametrize(
    "counts",
    [
        [10_000, 10_100, 10_200, 9_900, 10_000, 10_100],
        [10_000, 10_100, 10_200, 11_100, 11_200, 11_300],
        [10_000, 10_100, 10_200, 9_900, 9_950, 10_000],
        [164_000, 165_000, 164_000, 165_000, 164_000, 165_000],
        [40, 44, 41, 45, 42, 46],
        [1_000, 2_000],
        [1_000],
        [],
    ],
    ids=["purge", "campaign", "purge and a slow return", "a rounded step", "a small page", "two", "one", "none"],
)
def test_what_is_no_glitch_stays(counted: Callable[..., Series], counts: list[int]) -> None:
    resolution = 1_000 if 164_000 in counts else 1

    clean = without_glitches(counted(range(len(counts)), counts, resolution=resolution))

    assert clean.value.tolist() == counts


@given(seed=st.integers(0, 30), per_day=st.sampled_from([1, 2, 24]))
def test_an_ordinary_history_is_settled_as_it_is(grown: Callable[..., Series], seed: int, per_day: int) -> None:
    series = grown(seed=seed, days=60, per_day=per_day, first_day=30)

    assert len(settled(series)) == len(series)


@pytest.mark.parametrize("change", [-0.5, -0.03, 0.08, 0.5])
def test_a_jump_is_settled_by_the_poll_after_it(grown: Callable[..., Series], change: float) -> None:
    series = grown(days=60, first_day=200, lifts={250: change})
    first, second = series.time_of(50), series.time_of(51)

    assert settled(series.until(first)).time_of(-1) == series.time_of(49)
    assert settled(series.until(second)).time_of(-1) == second


@pytest.mark.parametrize("factor", [0.5, 1.5])
def test_a_glitch_is_held_back_even_in_the_first_days(grown: Callable[..., Series], factor: float) -> None:
    series = grown(days=4, glitches={3: factor})

    assert settled(series).time_of(-1) == series.time_of(2)


@given(seed=st.integers(0, 10), poll=st.integers(30, 59), factor=st.sampled_from([0.5, 1.5]))
def test_the_record_is_never_a_glitch(grown: Callable[..., Series], seed: int, poll: int, factor: float) -> None:
    true = grown(seed=seed, days=60)
    read = grown(seed=seed, days=60, glitches={poll: factor})

    records = [int(settled(read.until(read.time_of(day))).value.max()) for day in range(60)]

    assert max(records) <= int(true.value.max())
    assert records == sorted(records)
