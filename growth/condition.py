"""Conditions: what a rule finds true or false now, and how a life is made of such findings."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from growth.alert import Alert, AlertKey, Patience
from growth.event import Event, Facts, Phase
from growth.life import step
from growth.platform import Platform
from growth.severity import severity_of
from growth.watch import Verdict


@dataclass(frozen=True, slots=True)
class Condition:
    """One rule's finding on one subject.

    Attributes:
        key: Whose life it moves.
        is_true: Whether it holds.
        hold: Patience before it fires.
        keep: Patience before it resolves.
        facts: What to tell when it fires or resolves; None when the edge it may cross is not told.

    """

    key: AlertKey
    is_true: bool
    hold: Patience
    keep: Patience
    facts: Facts | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """Who the events are about.

    Attributes:
        platform: Where.
        account: The stored account's key; None when the whole platform is meant.

    """

    platform: Platform
    account: int | None

    def event(self, facts: Facts, key: str, *, at: datetime, phase: Phase = Phase.FIRED) -> Event:
        """What there is to tell; ``key`` is what follows the rule and the subject in the event's key."""
        whole = f"{facts.rule}:{self.platform if self.account is None else self.account}:{key}"
        return Event(phase, severity_of(facts, phase), at, self.platform, self.account, facts, whole)


def carried(
    conditions: Iterable[Condition], alerts: Mapping[AlertKey, Alert], subject: Subject, *, now: datetime
) -> Verdict:
    """The verdict of conditions: every alert moved one step, and the edges that are told.

    An alert that is at rest and stays so is left alone and changes nothing.
    """
    events: list[Event] = []
    changed: dict[AlertKey, Alert] = {}
    for condition in conditions:
        before = alerts.get(condition.key)
        if not condition.is_true and not is_alive(before):
            continue
        after, phase = step(before, is_true=condition.is_true, now=now, hold=condition.hold, keep=condition.keep)
        if after != before:
            changed[condition.key] = after
        if phase is not None and condition.facts is not None:
            key = f"{condition.key.subject}:{after.fired}:{phase}"
            events.append(subject.event(condition.facts, key, at=now, phase=phase))
    return Verdict(tuple(events), changed)


def is_alive(alert: Alert | None) -> bool:
    """Whether an alert is pending or firing."""
    return alert is not None and (alert.is_true or alert.is_firing)
