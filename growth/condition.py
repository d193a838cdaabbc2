"""Conditions: what a rule finds true or false now, and how a life is made of such findings."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from growth.alert import Alert, AlertKey, Patience
from growth.event import Event, Facts, Phase, Rule, Unstable
from growth.flapping import DEFAULT_FLAPPING, FlapLimits, Say, steadied
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
        return Event(
            phase, severity_of(facts, phase), at, self.platform, self.account, facts, self.name(facts.rule, key)
        )

    def name(self, rule: Rule, key: str) -> str:
        """An event's key."""
        return f"{rule}:{self.platform if self.account is None else self.account}:{key}"

    def firing_name(self, key: AlertKey, alert: Alert) -> str:
        """The key of the event that told of an alert's latest firing."""
        return self.name(key.rule, edge_name(key, alert.fired, Phase.FIRED))


def carried(
    conditions: Iterable[Condition],
    alerts: Mapping[AlertKey, Alert],
    subject: Subject,
    *,
    now: datetime,
    flapping: FlapLimits = DEFAULT_FLAPPING,
) -> Verdict:
    """The verdict of conditions: every alert moved one step, and the edges that are told.

    An alert that is at rest and stays so is left alone and changes nothing. One that flaps is told once as unstable
    instead of edge by edge, and what became of it when it is calm again.
    """
    events: list[Event] = []
    changed: dict[AlertKey, Alert] = {}
    for condition in conditions:
        before = alerts.get(condition.key)
        if not condition.is_true and not is_alive(before) and (before is None or before.unstable_since is None):
            continue
        after, phase = step(before, is_true=condition.is_true, now=now, hold=condition.hold, keep=condition.keep)
        after, say = steadied(before, after, phase, limits=flapping, now=now)
        if after != before:
            changed[condition.key] = after
        events += _said(say, condition, before, after, phase, subject, flapping, now=now)
    return Verdict(tuple(events), changed)


def _said(
    say: Say | None,
    condition: Condition,
    before: Alert | None,
    after: Alert,
    phase: Phase | None,
    subject: Subject,
    flapping: FlapLimits,
    *,
    now: datetime,
) -> Iterator[Event]:
    key, facts = condition.key, condition.facts
    if say is Say.EDGE and phase is not None and facts is not None:
        yield subject.event(facts, edge_name(key, after.fired, phase), at=now, phase=phase)
    if say is Say.UNSTABLE or (say is Say.CALM and before is not None):
        firings = after.firings if say is Say.UNSTABLE or before is None else before.firings
        edge = Phase.FIRED if say is Say.UNSTABLE else Phase.RESOLVED
        since = firings[0] if firings else now
        calm = flapping.calm / timedelta(days=1)
        told = Unstable(key.rule, key.subject, len(firings), since, calm, is_firing=after.is_firing)
        yield subject.event(told, f"{key.rule}:{edge_name(key, after.fired, edge)}", at=now, phase=edge)
    if say is Say.CALM and after.is_firing and condition.is_true and facts is not None:
        yield subject.event(facts, edge_name(key, after.fired, Phase.FIRED), at=now)


def edge_name(key: AlertKey, firing: int, phase: Phase) -> str:
    """What follows the rule and the subject in the key of an edge's event; ``firing`` counts from 1."""
    return f"{key.subject}:{firing}:{phase}"


def is_alive(alert: Alert | None) -> bool:
    """Whether an alert is pending or firing."""
    return alert is not None and (alert.is_true or alert.is_firing)
