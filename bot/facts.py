"""Gathers, from stored data alone, what commands, digests and pictures are made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.drawings import Drawings, drawings
from bot.settings import Settings
from bot.trails import whole_histories
from growth.agency import AccountName
from growth.baseline import Baseline, Undrawable
from growth.digest import AccountStatus, Digest
from growth.event import Event
from growth.note import Note
from growth.pace import starts_at
from growth.platform import Metric
from growth.prospect import Prospect, prospect
from growth.series import Series
from growth.state import AccountState
from growth.status import account_status
from growth.wall import local_day
from growth.watch import MEMORY
from growth.weeks import Week
from storage import accounts, history, ledger, notes, polls, states
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
    as_of = now if week is None else min(now, week.end)
    targets = {key: found.baselines for key, found in drawings(tx, watched, now=as_of, zone=zone).items()}
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


@dataclass(frozen=True, slots=True)
class Held:
    """One account held against its baselines.

    Attributes:
        prospects: Where it stands and what may become of it, in the order the baselines were entered; empty without a
            count or without baselines.
        missing: Baselines that cannot be drawn for now, and why.

    """

    prospects: tuple[Prospect, ...] = ()
    missing: tuple[Undrawable, ...] = ()


def held(
    tx: Transaction, watched: Sequence[StoredAccount], *, now: datetime, zone: ZoneInfo
) -> tuple[tuple[StoredAccount, Held], ...]:
    """Each account against each of its baselines, from its whole history; accounts without baselines are left out."""
    targets = drawings(tx, watched, now=now, zone=zone)
    followers = whole_histories(tx, list(targets), now=now)
    return tuple(
        (account, _held(targets[account.key], followers[account.key], now, zone))
        for account in watched
        if account.key in targets
    )


def _held(drawn: Drawings, followers: Series, now: datetime, zone: ZoneInfo) -> Held:
    found = [prospect(one, followers, now=now, zone=zone) for one in drawn.baselines]
    return Held(tuple(one for one in found if one is not None), drawn.missing)


def followers_of(tx: Transaction, account: StoredAccount, *, now: datetime) -> Series:
    """The whole history of an account's followers, up to now; by days where it is older than the rules look back."""
    return whole_histories(tx, [account.key], now=now)[account.key]


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
    told = ledger.events(tx, start=week.start, end=week.end, accounts=keys, with_inhibited=False)
    return Digest(
        period=week.period,
        start=week.start,
        end=week.end,
        accounts=statuses(tx, watched, settings, now=now, zone=zone, week=week),
        events=tuple(_named(one.event, names) for one in told),
        coverage=polls.coverage(tx, start=week.start, end=week.end, accounts=keys),
        covers=covers,
        is_late=is_late,
        notes=_notes(tx, watched, week, zone),
    )


def _notes(
    tx: Transaction, watched: Sequence[StoredAccount], week: Week, zone: ZoneInfo
) -> tuple[tuple[Note, AccountName], ...]:
    """What was noted of a week's days on the accounts and their agencies."""
    names = {account.key: account.name for account in watched}
    agencies = {account.agency: account.name for account in watched}
    first, last = local_day(week.start, zone), local_day(week.end - timedelta(seconds=1), zone)
    found = notes.notes(tx, accounts=list(names), agencies=list(agencies), since=first, until=last)
    return tuple(
        (one.note, agencies[one.note.agency] if one.note.account is None else names[one.note.account]) for one in found
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
