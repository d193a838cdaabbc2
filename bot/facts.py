"""Gathers, from stored data alone, what commands, digests and pictures are made of."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.settings import Settings
from growth.agency import AccountName
from growth.baseline import Baseline, Standing
from growth.digest import AccountStatus, Digest
from growth.event import Event
from growth.pace import standing, starts_at
from growth.platform import Metric
from growth.series import Series
from growth.state import AccountState
from growth.status import account_status
from growth.watch import MEMORY
from growth.weeks import Week
from storage import accounts, baselines, history, ledger, polls, states
from storage.accounts import StoredAccount
from storage.transaction import Transaction


def statuses(
    tx: Transaction,
    watched: Sequence[StoredAccount],
    settings: Settings,
    *,
    now: datetime,
    zone: ZoneInfo,
    week: Week | None = None,
) -> tuple[AccountStatus, ...]:
    """Each account as it stands now, or stood when ``week`` ended; most followed first, unread ones last."""
    keys = [account.key for account in watched]
    targets = {key: found for key, found in baselines.baselines(tx).items() if key in keys}
    as_of = now if week is None else min(now, week.end)
    followers = _histories(tx, keys, targets, zone, as_of)
    seen = {} if week is None else states.states_at(tx, keys, as_of)
    found = [
        account_status(
            account=account.key,
            name=account.name,
            state=account.state if week is None else seen.get(account.key, AccountState.UNCONFIRMED),
            followers=followers[account.key],
            baselines=targets.get(account.key, ()),
            interval=settings.platform(account.platform).interval,
            now=now,
            zone=zone,
            week=week,
        )
        for account in watched
    ]
    return tuple(sorted(found, key=lambda status: -status.followers.value if status.followers else 1))


def standings(tx: Transaction, account: StoredAccount, *, now: datetime, zone: ZoneInfo) -> tuple[Standing, ...]:
    """One account against each of its baselines; empty without a count or without baselines."""
    targets = baselines.baselines(tx, account.key)
    followers = _histories(tx, [account.key], targets, zone, now)[account.key]
    found = [standing(target, followers, now=now, zone=zone) for target in targets.get(account.key, ())]
    return tuple(one for one in found if one is not None)


def followers_of(tx: Transaction, account: StoredAccount, *, now: datetime) -> Series:
    """The whole history of an account's followers, up to now; by days where it is older than the rules look back."""
    until, fine_since = now + timedelta(seconds=1), now - MEMORY
    found = history.histories(
        tx, Metric.FOLLOWERS, [account.key], until=until, fine_since=fine_since, with_imported=True
    )
    return found[account.key]


def digest_of(
    tx: Transaction,
    watched: Sequence[StoredAccount],
    settings: Settings,
    week: Week,
    *,
    now: datetime,
    zone: ZoneInfo,
    covers: tuple[str, ...] = (),
    is_late: bool = False,
) -> Digest:
    """A week's facts for a chat that follows ``watched``, from data up to the week's end.

    Printed again later it says the same of the same accounts, whatever became of them since.
    """
    keys = [account.key for account in watched]
    names = {account.key: account.name for account in watched}
    told = ledger.events(tx, start=week.start, end=week.end, accounts=keys)
    return Digest(
        period=week.period,
        start=week.start,
        end=week.end,
        accounts=statuses(tx, watched, settings, now=now, zone=zone, week=week),
        events=tuple(_named(one.event, names) for one in told),
        coverage=polls.coverage(tx, start=week.start, end=week.end, accounts=keys),
        covers=covers,
        is_late=is_late,
    )


def name_of(tx: Transaction, event: Event) -> AccountName | None:
    """How to name the account an event speaks of; None when it speaks of a platform."""
    account = accounts.account(tx, event.account) if event.account is not None else None
    return account.name if account is not None else None


def _named(event: Event, names: Mapping[int, AccountName]) -> tuple[Event, AccountName | None]:
    return event, names.get(event.account) if event.account is not None else None


def _histories(
    tx: Transaction,
    keys: Sequence[int],
    targets: Mapping[int, Sequence[Baseline]],
    zone: ZoneInfo,
    now: datetime,
) -> Mapping[int, Series]:
    starts = [starts_at(target, zone) for chosen in targets.values() for target in chosen]
    fine_since, until = now - MEMORY, now + timedelta(seconds=1)
    since = min([fine_since, *starts])
    return history.histories(
        tx, Metric.FOLLOWERS, keys, since=since, until=until, fine_since=fine_since, with_imported=True
    )
