"""A rounded counter's step is known or seen, and the truth between two steps is a line."""

import numpy as np
import pytest

from growth.rounding import step_at, three_figures, unrounded, with_steps_seen
from growth.series import Series


def daily(counts: object, resolution: object = 1) -> Series:
    value = np.asarray(counts, dtype=np.int64)
    at = 86_400 * np.arange(len(value), dtype=np.int64)
    return Series(at, value, np.broadcast_to(np.asarray(resolution, dtype=np.int64), value.shape))


@pytest.mark.parametrize(
    ("count", "step"),
    [(0, 1), (999, 1), (1_000, 10), (9_990, 10), (12_300, 100), (123_000, 1_000), (1_230_000, 10_000)],
)
def test_three_figures_leave_a_step(count: int, step: int) -> None:
    assert three_figures(count) == step


def test_rounding_is_seen_across_powers_of_ten() -> None:
    counts = [980, 990, 1_000, 1_010, 1_020, 1_030]

    assert with_steps_seen(daily(counts)).resolution.tolist() == [1, 1, 10, 10, 10, 10]


@pytest.mark.parametrize(
    "counts",
    [
        [],
        [120_000, 121_000, 122_000],
        [120_000, 121_000, 122_000, 122_001, 124_000],
        [40_000, 40_000, 40_500, 41_000, 41_500],
        [10, 20, 30, 40, 50],
    ],
    ids=["nothing", "too few", "one exact", "leaps", "small"],
)
def test_counts_that_do_not_show_rounding_stay_exact(counts: list[int]) -> None:
    assert with_steps_seen(daily(counts)).resolution.tolist() == [1] * len(counts)


def test_a_given_resolution_is_believed() -> None:
    series = daily([120_000, 120_500, 121_000, 121_500], 500)

    assert with_steps_seen(series) is series
    assert step_at(series, 2_000_000) == 500


def test_a_step_follows_the_count_where_three_figures_are_published() -> None:
    assert step_at(daily([98_500, 99_900], 100), 101_000) == 1_000


def test_an_exact_counter_is_its_own_truth() -> None:
    at, count = unrounded(daily([5, 7, 6]))

    assert (at.tolist(), count.tolist()) == ([0, 86_400, 172_800], [5, 7, 6])


def test_between_two_steps_the_truth_is_a_line() -> None:
    series = daily(np.arange(10_000, 10_500, 25) // 100 * 100, 100)
    at, count = unrounded(series)
    exact = np.interp(series.at, at, count)

    assert exact[4:] == pytest.approx(np.arange(10_000, 10_500, 25)[4:], abs=25)


@pytest.mark.parametrize("counts", [[10_000] * 9, [10_000, 10_100] * 5, [10_100] * 3 + [10_000] * 9])
def test_the_latest_truth_is_within_what_was_published(counts: list[int]) -> None:
    _, count = unrounded(daily(counts, 100))

    assert counts[-1] <= count[-1] <= counts[-1] + 99
