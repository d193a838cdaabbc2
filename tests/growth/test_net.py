from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from growth.net import net_growth
from growth.series import Series

T0 = datetime(2019, 2, 15, 9, tzinfo=UTC)
DAY = timedelta(days=1)

paces = st.lists(st.integers(-3, 12), min_size=2, max_size=40)


@given(paces=paces, cut=st.floats(0, 1))
def test_net_growth_of_adjacent_periods_adds_up(counted: Callable[..., Series], paces: list[int], cut: float) -> None:
    counts = [1_000 + sum(paces[:day]) for day in range(len(paces) + 1)]
    series = counted(range(len(counts)), counts)
    end = T0 + len(paces) * DAY
    middle = T0 + (0.999 * cut * len(paces)) * DAY

    whole = net_growth(series, start=T0, end=end)
    first = net_growth(series, start=T0, end=middle) or 0
    second = net_growth(series, start=middle, end=end)

    assert whole == sum(paces)
    assert second is not None
    assert first + second == whole


@given(paces=paces)
def test_daily_net_growth_sums_to_last_minus_first(counted: Callable[..., Series], paces: list[int]) -> None:
    counts = [1_000 + sum(paces[:day]) for day in range(len(paces) + 1)]
    series = counted(range(len(counts)), counts)

    daily = [net_growth(series, start=T0 + day * DAY, end=T0 + (day + 1) * DAY) for day in range(len(paces))]

    assert daily == paces


def test_net_growth_is_unknown_where_the_history_does_not_reach(counted: Callable[..., Series]) -> None:
    series = counted([0, 1, 2], [100, 110, 120])

    assert net_growth(series, start=T0 - DAY, end=T0 + 2 * DAY) is None


def test_unread_is_not_unchanged(counted: Callable[..., Series]) -> None:
    series = counted([0, 1, 2], [100, 110, 120])

    assert net_growth(series, start=T0 + 3 * DAY, end=T0 + 10 * DAY) is None


def test_a_run_that_spans_the_period_is_no_growth(counted: Callable[..., Series]) -> None:
    series = counted([0, 30], [5_000, 5_000])

    assert net_growth(series, start=T0 + 10 * DAY, end=T0 + 17 * DAY) == 0


def test_a_glitch_at_the_end_of_a_period_does_not_count(counted: Callable[..., Series]) -> None:
    series = counted([0, 1, 2, 3], [5_000, 5_010, 5_020, 2_510])

    assert net_growth(series, start=T0, end=T0 + 3 * DAY) == 20


def test_an_empty_history_has_no_growth(counted: Callable[..., Series]) -> None:
    assert net_growth(counted([], []), start=T0, end=T0 + DAY) is None
