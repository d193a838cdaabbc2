from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from growth.agency import AccountName
from growth.baseline import Baseline, PaceState
from growth.count import Count
from growth.digest import AccountStatus
from growth.platform import X
from growth.series import Series
from growth.span import Span
from growth.state import AccountState
from growth.status import account_status
from growth.weeks import Week, week_of

T0 = datetime(2019, 2, 15, 9, tzinfo=UTC)
DAY = timedelta(days=1)
CASABLANCA = ZoneInfo("Africa/Casablanca")
NAME = AccountName("ma_dgsn", {"en": "DGSN"}, X, "DGSN_MAROC")
YEAR = Baseline("45k in one year", date(2019, 2, 15), 45_000, Span(months=12), start_value=1_000)


def status_of(series: Series, now: datetime, week: Week | None = None, interval: timedelta = DAY) -> AccountStatus:
    return account_status(
        account=7,
        name=NAME,
        state=AccountState.OK,
        followers=series,
        baselines=(YEAR,),
        interval=interval,
        now=now,
        zone=CASABLANCA,
        week=week,
    )


def test_a_status_says_where_an_account_stands(counted: Callable[..., Series]) -> None:
    series = counted(range(31), range(1_000, 4_100, 100))

    status = status_of(series, T0 + 30 * DAY + timedelta(hours=5))

    assert (status.followers, status.observed_at) == (Count(4_000), T0 + 30 * DAY)
    assert (status.net_day, status.net_week, status.net_previous_week) == (100, 700, 700)
    assert status.standing is not None
    assert status.standing.state is PaceState.BEHIND
    assert status.next_milestone is not None
    assert status.next_milestone.threshold == 5_000
    assert not status.is_stale


def test_a_poll_a_few_seconds_early_still_looks_back_one_day(counted: Callable[..., Series]) -> None:
    early = 20 / 86_400
    series = counted([0, 1, 2, 3 - early], [1_000, 1_100, 1_200, 1_300])

    assert status_of(series, series.time_of(-1)).net_day == 100


@pytest.mark.parametrize(("hours", "is_stale"), [(72, False), (73, True)])
def test_a_status_is_stale_after_three_intervals(counted: Callable[..., Series], hours: int, *, is_stale: bool) -> None:
    series = counted([0, 1], [1_000, 1_100])

    assert status_of(series, T0 + DAY + timedelta(hours=hours)).is_stale is is_stale


def test_a_digest_sent_late_says_what_it_would_have_said_in_time(grown: Callable[..., Series]) -> None:
    series = grown(days=60)
    week = week_of(T0 + 30 * DAY, CASABLANCA)
    in_time, late = week.end + timedelta(hours=10), week.end + 15 * DAY

    assert status_of(series, late, week) == status_of(series.until(in_time), in_time, week)


def test_a_digest_counts_its_own_week_and_the_one_before(counted: Callable[..., Series]) -> None:
    series = counted([day / 24 for day in range(24 * 40)], range(1_000, 1_000 + 24 * 40))
    week = week_of(T0 + 30 * DAY, CASABLANCA)

    status = status_of(series, week.end, week, interval=timedelta(hours=1))

    assert (status.net_week, status.net_previous_week) == (168, 168)


def test_a_digest_of_a_week_in_which_the_clocks_change_adds_up(counted: Callable[..., Series]) -> None:
    start = datetime(2026, 3, 1, tzinfo=UTC)
    offset = (start - T0) / DAY
    series = counted([offset + hour / 24 for hour in range(24 * 40)], range(5_000, 5_000 + 24 * 40))
    week = week_of(datetime(2026, 3, 20, tzinfo=UTC), CASABLANCA)

    status = status_of(series, week.end, week, interval=timedelta(hours=1))

    assert (status.net_week, status.net_previous_week) == (167, 168)


def test_a_run_that_goes_on_past_the_week_is_known_until_its_end(counted: Callable[..., Series]) -> None:
    week = week_of(T0 + 30 * DAY, CASABLANCA)

    status = status_of(counted([0, 60], [5_000, 5_000]), T0 + 60 * DAY, week)

    assert (status.observed_at, status.net_week, status.is_stale) == (week.end, 0, False)


def test_a_fresh_jump_is_not_shown_until_it_is_confirmed(grown: Callable[..., Series]) -> None:
    series = grown(days=60, glitches={59: 0.5})

    status = status_of(series, series.time_of(-1))

    assert status.followers == series[-2]


def test_an_account_never_read_has_a_state_and_no_numbers(counted: Callable[..., Series]) -> None:
    assert status_of(counted([], []), T0) == AccountStatus(7, NAME, AccountState.OK)
