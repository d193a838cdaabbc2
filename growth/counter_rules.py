"""Rules over an account's counter: milestone, surge, drop, stalled, change of pace."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from math import sqrt

from growth.alert import Alert, AlertKey
from growth.condition import Condition, Subject
from growth.count import Count
from growth.event import Drop, Event, Milestone, Rule, Surge
from growth.jump import jump_in
from growth.milestones import crossed
from growth.pace_change import pace_change
from growth.platform import Metric
from growth.series import Series
from growth.settled import FRESH
from growth.stall import stall
from growth.thresholds import Thresholds
from growth.wall import local_day
from growth.watch import Watch


def milestone_events(watch: Watch, known: Series, subject: Subject, *, now: datetime) -> Iterator[Event]:
    """The highest round number that the freshest settled observations reached and none before them did.

    The event's key latches it for ever, so that a purge and a second crossing tell nothing twice.
    """
    peak = known[int(known.value.argmax())]
    earlier = Count(int(known.value[: max(1, len(known) - FRESH)].max()))
    threshold = crossed(earlier, peak)
    if threshold is None:
        return
    days = (local_day(now, watch.zone) - watch.launched).days if watch.launched is not None else None
    yield subject.event(Milestone(Metric.FOLLOWERS, threshold, peak, days), f"{Metric.FOLLOWERS}:{threshold}", at=now)


def jump_conditions(clean: Series, thresholds: Thresholds) -> Iterator[Condition]:
    """Whether the latest observation of a history without glitches shows a surge or a drop; their ends are not told."""
    found = jump_in(clean, thresholds.jump)
    for rule, kind in ((Rule.SURGE, Surge), (Rule.DROP, Drop)):
        is_true = isinstance(found, kind)
        yield Condition(
            AlertKey(rule, Metric.FOLLOWERS),
            is_true=is_true,
            hold=thresholds.hold_of(rule),
            keep=thresholds.keep_of(rule),
            facts=found if is_true else None,
        )


def stall_condition(known: Series, alerts: Mapping[AlertKey, Alert], thresholds: Thresholds) -> Condition:
    """Whether the account no longer grows; its end is not told."""
    key = AlertKey(Rule.STALLED, Metric.FOLLOWERS)
    told = alerts.get(key)
    found = stall(known, after=thresholds.stalled_after, is_told=told is not None and told.is_firing)
    hold, keep = thresholds.hold_of(key.rule), thresholds.keep_of(key.rule)
    return Condition(key, is_true=found is not None, hold=hold, keep=keep, facts=found)


def pace_condition(known: Series, alerts: Mapping[AlertKey, Alert], thresholds: Thresholds) -> Condition:
    """Whether the account has grown faster or slower for weeks than before; its end is not told.

    Once told it holds until the two paces are near each other again.
    """
    key = AlertKey(Rule.PACE_CHANGED, Metric.FOLLOWERS)
    told = alerts.get(key)
    is_told = told is not None and told.is_firing
    found = pace_change(known, ratio=sqrt(thresholds.pace_ratio) if is_told else thresholds.pace_ratio)
    hold, keep = thresholds.hold_of(key.rule), thresholds.keep_of(key.rule)
    return Condition(key, is_true=found is not None, hold=hold, keep=keep, facts=found)
