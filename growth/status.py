"""One account's status: everything a reader is shown of it, computed from its history."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from growth.agency import AccountName
from growth.baseline import Baseline
from growth.digest import AccountStatus
from growth.milestones import milestone_after
from growth.net import net_growth_of
from growth.pace import standing_of
from growth.series import Series
from growth.settled import settled
from growth.state import AccountState
from growth.weeks import Week, week_before

_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
_STALE_INTERVALS = 3
_MOST_SLACK = timedelta(hours=1)


def account_status(  # noqa: PLR0913 - the facts of one record, each by name
    *,
    account: int,
    name: AccountName,
    state: AccountState,
    followers: Series,
    baselines: Sequence[Baseline],
    interval: timedelta,
    now: datetime,
    zone: ZoneInfo,
    week: Week | None = None,
) -> AccountStatus:
    """One account as it stands, or as it stood when a digest's week ended.

    Counts are settled ones: a reading that shows a jump for the first time is not shown until the next poll confirms
    it.

    Args:
        account: The stored account's key.
        name: How to name it.
        state: Its state.
        followers: Its history, reaching back to its first baseline's start.
        baselines: Its baselines; it stands against the first.
        interval: How often it is polled.
        now: The present (UTC).
        zone: The reader's zone.
        week: The week of a digest, in ``zone``: everything is as of its end, so that a late digest says the same.
            None for the present.

    """
    as_of = now if week is None else min(now, week.end)
    known = settled(followers.until(as_of))
    if not len(known):
        return AccountStatus(account, name, state)
    # A daily poll a few seconds earlier than yesterday's still looks back one day and not two.
    slack = min(interval / 4, _MOST_SLACK)
    week_start = as_of - _WEEK + slack if week is None else week.start
    previous_start = week_start - _WEEK if week is None else week_before(week, zone).start
    return AccountStatus(
        account=account,
        name=name,
        state=state,
        followers=known[-1],
        observed_at=known.time_of(-1),
        net_day=net_growth_of(known, start=as_of - _DAY + slack),
        net_week=net_growth_of(known, start=week_start),
        net_previous_week=net_growth_of(known.until(week_start), start=previous_start),
        standing=standing_of(baselines[0], known, now=as_of, zone=zone) if baselines else None,
        next_milestone=milestone_after(known, now=as_of, zone=zone),
        is_stale=as_of - known.time_of(-1) > _STALE_INTERVALS * interval,
    )
