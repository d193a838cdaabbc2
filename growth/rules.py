"""Judges: what was recorded of an account or a platform goes in, events and alert lives come out.

Rules return what they found; nothing here stores, words or sends. The families stand in modules of their own.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from growth.account_rules import profile_events, silence_conditions, state_conditions, takeover_conditions
from growth.alert import Alert, AlertKey, Patience
from growth.baseline import Standing
from growth.baseline_rules import end_events, pace_conditions, standings
from growth.condition import Condition, Subject, carried
from growth.contradiction import contradiction_events
from growth.counter_rules import jump_conditions, milestone_events, pace_condition, stall_condition
from growth.event import CredentialFailing, Event, Unreadable
from growth.glitch import without_glitches
from growth.platform import Platform
from growth.series import Series
from growth.settled import settled_of
from growth.thresholds import Thresholds
from growth.watch import Verdict, Watch

__all__ = ["Thresholds", "Verdict", "Watch", "judge", "judge_platform"]


def judge(watch: Watch, alerts: Mapping[AlertKey, Alert], thresholds: Thresholds, *, now: datetime) -> Verdict:
    """What one poll of one account gives to tell and to remember.

    The first reading of an account tells nothing of its counters. A poll that did not read the account, or read
    another one under its handle, judges its state and owner alone. Judging the same poll again changes no alert and
    gives the same keys.

    Args:
        watch: Everything known of the account, this poll included.
        alerts: The account's alerts so far.
        thresholds: The rules' numbers.
        now: When it was polled (UTC).

    """
    subject = Subject(watch.platform, watch.account)
    conditions = [*state_conditions(watch, alerts, thresholds), *takeover_conditions(watch, alerts, thresholds)]
    events: list[Event] = []
    if watch.is_read and watch.taken_over is None:
        events += profile_events(watch, subject, now=now)
        conditions += silence_conditions(watch, thresholds, now=now)
        clean = without_glitches(watch.followers.until(now))
        known = settled_of(clean)
        if len(watch.followers) > 1:
            against = standings(watch, known, now=now)
            events += _counter_events(watch, known, against, subject, now=now)
            conditions += jump_conditions(clean, thresholds)
            conditions += _counter_conditions(watch, known, against, alerts, thresholds, now=now)
    heard = (event for event in events if event.rule not in thresholds.off)
    lives = carried(_heard(conditions, thresholds), alerts, subject, now=now, flapping=thresholds.flapping)
    return Verdict((*heard, *lives.events), lives.alerts)


def judge_platform(
    platform: Platform,
    *,
    failing_since: datetime | None,
    failure: str | None,
    polls: int,
    is_credential: bool,
    alerts: Mapping[AlertKey, Alert],
    thresholds: Thresholds,
    now: datetime,
) -> Verdict:
    """What one request to a platform gives to tell: once when it stops answering, once when it answers again.

    A refused credential and an unreachable platform have a life each. When one turns into the other, the first ends
    without a word, since nothing can be read yet.

    Args:
        platform: The platform.
        failing_since: The first failed poll of the present row (UTC); None when the latest one came through.
        failure: The class of the failure; None when the latest poll came through.
        polls: Failed polls in a row.
        is_credential: Whether the failure asks for a person to mend our credential.
        alerts: The platform's alerts so far.
        thresholds: The rules' numbers.
        now: When it was polled (UTC).

    """
    conditions = []
    for kind, is_meant in ((Unreadable, not is_credential), (CredentialFailing, is_credential)):
        key = AlertKey(kind.rule)
        alert = alerts.get(key)
        is_true = failing_since is not None and is_meant
        facts: Unreadable | CredentialFailing | None = None
        if failing_since is not None:
            facts = kind(failure or "", failing_since, polls) if is_meant else None
        elif alert is not None:
            facts = kind("", alert.true_since, alert.polls)
        hold, keep = thresholds.hold_of(key.rule), thresholds.keep_of(key.rule)
        conditions.append(Condition(key, is_true=is_true, hold=hold, keep=keep, facts=facts))
    heard = _heard(conditions, thresholds)
    return carried(heard, alerts, Subject(platform, account=None), now=now, flapping=thresholds.flapping)


def _heard(conditions: Iterable[Condition], thresholds: Thresholds) -> Iterator[Condition]:
    """The conditions, those of rules that are off as never true: what still fires of them ends without a word."""
    for condition in conditions:
        if condition.key.rule in thresholds.off:
            yield Condition(condition.key, is_true=False, hold=Patience(), keep=Patience())
        else:
            yield condition


def _counter_events(
    watch: Watch, known: Series, against: Iterable[Standing], subject: Subject, *, now: datetime
) -> Iterator[Event]:
    yield from milestone_events(watch, known, subject, now=now)
    for standing in against:
        yield from end_events(watch, known, standing, subject, now=now)
    yield from contradiction_events(watch.published, known, subject, now=now, zone=watch.zone)


def _counter_conditions(
    watch: Watch,
    known: Series,
    against: Iterable[Standing],
    alerts: Mapping[AlertKey, Alert],
    thresholds: Thresholds,
    *,
    now: datetime,
) -> Iterator[Condition]:
    yield stall_condition(known, alerts, thresholds)
    yield pace_condition(known, alerts, thresholds)
    for standing in against:
        yield from pace_conditions(watch, standing, alerts, thresholds, now=now)
