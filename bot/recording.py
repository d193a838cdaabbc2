"""Keeps what a batch read and judges it: one transaction, so that no state is kept without its alerts.

record    polls, profile changes, account states, counters
judge     growth.rules over what was recorded
announce  alert states, ledger rows, one letter per chat, or what is held back and let go
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.announce import announce, release
from bot.drawings import Memo, drawings
from bot.rule_book import RuleBook
from connectors.errors import AuthFailed, ConnectorError, NotPermitted
from growth.alert import Alert, AlertKey, Patience
from growth.baseline import Baseline
from growth.condition import is_alive
from growth.count import Count
from growth.event import Drop, Event, Rule
from growth.jump import jump
from growth.pace import starts_at
from growth.platform import Metric, Platform
from growth.purge_rules import PURGE, WINDOW, judge_purge
from growth.reading import Profile, Reading, Unread, UnreadReason
from growth.rules import Watch, judge, judge_platform
from growth.state import AccountState
from growth.watch import MEMORY
from storage import accounts, alerts, figures, history, holds, polls, profiles, snapshots, states
from storage.accounts import StoredAccount
from storage.profiles import ProfileDiff
from storage.states import Sighting
from storage.tellings import DEFAULT_GROUPING, Grouping
from storage.transaction import Transaction

GAP_INTERVALS = 3
"""Poll intervals without a poll after which the silence is a gap."""

_STATES: Mapping[UnreadReason, AccountState] = {
    UnreadReason.NOT_FOUND: AccountState.NOT_FOUND,
    UnreadReason.SUSPENDED: AccountState.SUSPENDED,
    UnreadReason.DEACTIVATED: AccountState.DEACTIVATED,
    UnreadReason.PROTECTED: AccountState.PROTECTED,
    UnreadReason.MALFORMED: AccountState.UNREADABLE,
    UnreadReason.NOT_PERMITTED: AccountState.UNREADABLE,
}
"""What a missing profile says of the account; a reason that is not here says nothing."""


@dataclass(frozen=True, slots=True)
class Judging:
    """What recording and judging need besides the readings.

    Attributes:
        rules: The rules' numbers, by account.
        zone: The zone in which days are counted.
        interval: How often the platform is polled.
        drawn: The baselines that were drawn from counts today.
        grouping: How long events wait for each other before they are told.

    """

    rules: RuleBook
    zone: ZoneInfo
    interval: timedelta
    drawn: Memo = field(default_factory=Memo)
    grouping: Grouping = DEFAULT_GROUPING


def record_and_judge(
    tx: Transaction, read: Sequence[tuple[StoredAccount, Reading]], judging: Judging, *, now: datetime
) -> None:
    """Keep every reading of a batch of one platform, and tell what is to be told."""
    if not read:
        return
    longest_pause = GAP_INTERVALS * judging.interval
    polls.record_polls(
        tx, {account.key: outcome_of(reading) for account, reading in read}, now, longest_pause=longest_pause
    )
    diffs = profiles.observe_many(tx, {a.key: reading for a, reading in read if isinstance(reading, Profile)}, now)
    seen = _sightings(read, diffs)
    patience = {one.key: judging.rules.of(one).hold_of_state(AccountState.NOT_FOUND) for one, _ in read}
    states.observe_many(tx, _certain(tx, seen, patience, now), now)
    snapshots.record_many(tx, _counters(read, diffs), now, zone=judging.zone)
    platform = read[0][0].platform
    _judge(tx, platform, dict(_by_key(read)), diffs, seen, judging, now=now)
    release(tx, platform, now=now, grouping=judging.grouping)


def record_platform(
    tx: Transaction, platform: Platform, error: ConnectorError | None, judging: Judging, *, now: datetime
) -> None:
    """Keep whether a platform's request came through, and tell when an outage starts and when it ends."""
    failing = holds.record_outcome(tx, platform, type(error).__name__ if error else None, now)
    verdict = judge_platform(
        platform,
        failing_since=failing.since if failing else None,
        failure=failing.failure if failing else None,
        polls=failing.polls if failing else 0,
        is_credential=isinstance(error, AuthFailed | NotPermitted),
        alerts=alerts.alerts(tx, None, platform),
        thresholds=judging.rules.usual,
        now=now,
    )
    alerts.save_alerts(tx, None, platform, verdict.alerts)
    announce(tx, verdict.events, now=now, grouping=judging.grouping)
    release(tx, platform, now=now, grouping=judging.grouping)


def record_purge(tx: Transaction, platform: Platform, judging: Judging, *, now: datetime) -> None:
    """After a whole poll: tell a fall of many accounts at once as the one thing it is."""
    falling = [
        (account, alert)
        for account, key, alert in alerts.alive(tx, platform, [Rule.DROP, Rule.PURGE])
        if account is not None and alert.is_true
    ]
    before = alerts.alerts(tx, None, platform)
    if not falling and not is_alive(before.get(PURGE)):
        return
    latest = max((alert.true_since for _, alert in falling), default=now)
    keys = [account for account, alert in falling if alert.true_since >= latest - WINDOW]
    watched = [one for one in accounts.accounts(tx, platform=platform) if one.enabled]
    verdict = judge_purge(
        platform,
        _drops(tx, [one for one in watched if one.key in keys], judging.rules, now),
        watched=len(watched),
        alerts=before,
        thresholds=judging.rules.usual,
        now=now,
    )
    alerts.save_alerts(tx, None, platform, verdict.alerts)
    announce(tx, verdict.events, now=now, grouping=judging.grouping)
    release(tx, platform, now=now, grouping=judging.grouping)


def _drops(
    tx: Transaction, fallen: Sequence[StoredAccount], rules: RuleBook, now: datetime
) -> list[tuple[str, int, Drop]]:
    """The falls that accounts show now, with their numbers."""
    until, since = now + timedelta(seconds=1), now - MEMORY
    followers = history.histories(tx, Metric.FOLLOWERS, [one.key for one in fallen], since=since, until=until)
    found = [(one, jump(followers[one.key], now=now, limits=rules.of(one).jump)) for one in fallen]
    return [(one.handle, one.key, drop) for one, drop in found if isinstance(drop, Drop)]


def outcome_of(reading: Reading) -> str:
    """``read``, or the reason there is no profile."""
    return polls.READ if isinstance(reading, Profile) else reading.reason.value


def _by_key(read: Sequence[tuple[StoredAccount, Reading]]) -> list[tuple[int, Reading]]:
    return [(account.key, reading) for account, reading in read]


def _counters(
    read: Sequence[tuple[StoredAccount, Reading]], diffs: Mapping[int, ProfileDiff]
) -> Mapping[int, Mapping[Metric, Count]]:
    """The counters to keep: none of an account whose handle another one answers to."""
    return {
        account.key: reading.counters
        for account, reading in read
        if isinstance(reading, Profile) and diffs[account.key].taken_over is None
    }


def _sightings(
    read: Sequence[tuple[StoredAccount, Reading]], diffs: Mapping[int, ProfileDiff]
) -> Mapping[int, Sighting]:
    seen = {account.key: _sighting(reading, diffs.get(account.key)) for account, reading in read}
    return {key: sighting for key, sighting in seen.items() if sighting is not None}


def _certain(
    tx: Transaction, seen: Mapping[int, Sighting], patience: Mapping[int, Patience], now: datetime
) -> Mapping[int, Sighting]:
    """The sightings that are believed. Nothing is gone before as many polls in a row missed it as its rule waits for.

    What a platform says outright, such as that an account is suspended, is believed at once.
    """
    missing = [key for key, sighting in seen.items() if sighting.state is AccountState.NOT_FOUND]
    runs = polls.last_polls(tx, missing)
    doubtful = {
        key for key, run in runs.items() if run.polls < patience[key].polls or now - run.first_at < patience[key].span
    }
    return {key: sighting for key, sighting in seen.items() if key not in doubtful}


def _sighting(reading: Reading, diff: ProfileDiff | None) -> Sighting | None:
    """The state a reading shows; None when it shows none."""
    match reading:
        case Unread(reason, detail):
            return Sighting(_STATES[reason], detail) if reason in _STATES else None
        case Profile() if diff is not None and diff.taken_over is not None:
            return Sighting(AccountState.TAKEN_OVER)
        case Profile(protected=True):
            return Sighting(AccountState.PROTECTED)
        case _:
            return Sighting(AccountState.OK)


def _judge(
    tx: Transaction,
    platform: Platform,
    read: Mapping[int, Reading],
    diffs: Mapping[int, ProfileDiff],
    seen: Mapping[int, Sighting],
    judging: Judging,
    *,
    now: datetime,
) -> None:
    watched = [one for one in accounts.accounts(tx, platform=platform) if one.key in read]
    made = drawings(tx, watched, now=now, zone=judging.zone, memo=judging.drawn)
    targets = {key: found.baselines for key, found in made.items()}
    since = _look_back(targets, judging.zone, now)
    followers = history.histories(
        tx, Metric.FOLLOWERS, list(read), since=since, until=now + timedelta(seconds=1), fine_since=now - MEMORY
    )
    known = profiles.known_profiles(tx, list(read))
    published = figures.figures_of(tx, list(read), Metric.FOLLOWERS)
    standing = alerts.alerts_of(tx, list(read), platform)
    changed: dict[int, Mapping[AlertKey, Alert]] = {}
    events: list[Event] = []
    for account in watched:
        diff = diffs.get(account.key, ProfileDiff())
        profile = known.get(account.key)
        state = seen[account.key].state if account.key in seen else account.state
        watch = Watch(
            account=account.key,
            platform=platform,
            handle=account.handle,
            known_id=account.platform_id,
            launched=account.launched,
            zone=judging.zone,
            state=state,
            state_since=account.state_since if state is account.state else _missed_since(tx, account, now),
            followers=followers[account.key],
            baselines=targets.get(account.key, ()),
            published=published.get(account.key, ()),
            last_post_at=profile.last_post_at if profile else None,
            renamed=diff.renamed,
            taken_over=diff.taken_over,
            profile_changes=diff.changes,
            is_read=isinstance(read[account.key], Profile) and diff.taken_over is None,
        )
        verdict = judge(watch, standing[account.key], judging.rules.of(account), now=now)
        changed[account.key] = verdict.alerts
        events += verdict.events
    alerts.save_alerts_of(tx, platform, changed)
    announce(tx, events, now=now, grouping=judging.grouping)


def _missed_since(tx: Transaction, account: StoredAccount, now: datetime) -> datetime:
    """The first of the polls in a row that ended as this one did."""
    run = polls.last_poll(tx, account.key)
    return now if run is None else run.first_at


def _look_back(targets: Mapping[int, Sequence[Baseline]], zone: ZoneInfo, now: datetime) -> datetime:
    starts = [starts_at(baseline, zone) for chosen in targets.values() for baseline in chosen]
    return min([now - MEMORY, *starts])
