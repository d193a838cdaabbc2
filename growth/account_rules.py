"""Rules over an account as a whole: its state, its owner, its name, its profile, its silence."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from growth.alert import Alert, AlertKey
from growth.condition import Condition, Subject, is_alive
from growth.event import Event, ProfileChange, ProfileChanged, Rule, Silent, StateChanged, VerifiedLost
from growth.state import AccountState
from growth.thresholds import Thresholds
from growth.watch import Watch

_AWAY = (AccountState.SUSPENDED, AccountState.DEACTIVATED, AccountState.NOT_FOUND, AccountState.PROTECTED)

_DAY = timedelta(days=1)


def state_conditions(watch: Watch, alerts: Mapping[AlertKey, Alert], thresholds: Thresholds) -> Iterator[Condition]:
    """Whether the account is away, one life per state; that it is back is told, that one absence became another is not.

    States that say nothing of the account itself (unreadable, unconfirmed, taken over) leave every life as it is, and
    an account that was never read cannot go away.
    """
    if watch.state is not AccountState.OK and watch.state not in _AWAY:
        return
    was_read = len(watch.followers) > 0 or watch.known_id is not None
    for state in _AWAY:
        key = AlertKey(Rule.ACCOUNT_STATE, state)
        alert = alerts.get(key)
        is_true = watch.state is state and was_read
        if is_true:
            facts = StateChanged(state, watch.state_since)
        elif alert is not None and watch.state is AccountState.OK:
            facts = StateChanged(state, alert.true_since)
        else:
            facts = None
        hold, keep = thresholds.hold_of_state(state), thresholds.keep_of(key.rule)
        yield Condition(key, is_true=is_true, hold=hold, keep=keep, facts=facts)


def takeover_conditions(watch: Watch, alerts: Mapping[AlertKey, Alert], thresholds: Thresholds) -> Iterator[Condition]:
    """Whether another id answers to the handle, one life per such id; its end is not told."""
    seen = watch.taken_over
    if seen is None and not watch.is_read:
        return
    current = AlertKey(Rule.TAKEN_OVER, seen.seen_id if seen is not None else "")
    known = {key for key, alert in alerts.items() if key.rule is Rule.TAKEN_OVER and is_alive(alert)}
    for key in sorted(known | {current}, key=lambda one: one.subject):
        is_true = seen is not None and key == current
        hold, keep = thresholds.hold_of(key.rule), thresholds.keep_of(key.rule)
        yield Condition(key, is_true=is_true, hold=hold, keep=keep, facts=seen if is_true else None)


def silence_conditions(watch: Watch, thresholds: Thresholds, *, now: datetime) -> Iterator[Condition]:
    """Whether the account has not posted for long; its end is not told.

    An account that was silent already when it was first read is no news.
    """
    if watch.last_post_at is None or not len(watch.followers):
        return
    silent_from = watch.last_post_at + thresholds.silent_after
    is_true = now >= silent_from > watch.followers.time_of(0)
    limit = thresholds.silent_after // _DAY
    facts = Silent((now - watch.last_post_at) // _DAY, watch.last_post_at, limit) if is_true else None
    hold, keep = thresholds.hold_of(Rule.SILENT), thresholds.keep_of(Rule.SILENT)
    yield Condition(AlertKey(Rule.SILENT), is_true=is_true, hold=hold, keep=keep, facts=facts)


def profile_events(watch: Watch, subject: Subject, *, now: datetime) -> Iterator[Event]:
    """What this poll found new in the profile: another handle, a lost mark, other words."""
    poll = str(int(now.timestamp()))
    if watch.renamed is not None:
        yield subject.event(watch.renamed, poll, at=now)
    if any(_is_loss(change) for change in watch.profile_changes):
        yield subject.event(VerifiedLost(), poll, at=now)
    words = tuple(change for change in watch.profile_changes if change.field != "verified")
    if words:
        yield subject.event(ProfileChanged(words), poll, at=now)


def _is_loss(change: ProfileChange) -> bool:
    return change.field == "verified" and (change.before, change.after) == ("true", "false")
