"""Rules over baselines: reached, missed, behind, ahead."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from growth.alert import Alert, AlertKey, Patience
from growth.baseline import PaceState, Standing
from growth.condition import Condition, Subject
from growth.event import Ahead, BaselineMissed, BaselineReached, Behind, Event, Rule
from growth.pace import ends_at, standing_of, starts_at
from growth.series import Series
from growth.settled import FRESH
from growth.thresholds import Thresholds
from growth.watch import Watch

_OVER = (PaceState.REACHED, PaceState.MISSED)


def standings(watch: Watch, known: Series, *, now: datetime) -> tuple[Standing, ...]:
    """The account against each of its baselines, in their order."""
    found = (standing_of(baseline, known, now=now, zone=watch.zone) for baseline in watch.baselines)
    return tuple(standing for standing in found if standing is not None)


def end_events(watch: Watch, known: Series, standing: Standing, subject: Subject, *, now: datetime) -> Iterator[Event]:
    """The baseline's end, when the latest observations brought it: reached, or missed.

    A target that the first observation ever shows was reached before anyone looked, and is not told. Missed asks for
    an observation after the deadline: the target may have been reached since the last one before it.
    """
    baseline, count = standing.baseline, standing.count
    earlier = max(1, len(known) - FRESH)
    is_news = known.value[:earlier].max() < baseline.target
    if standing.reached_on is not None and is_news:
        reached = BaselineReached(
            baseline.name, baseline.target, count, standing.reached_on, baseline.deadline, baseline.source
        )
        yield subject.event(reached, baseline.name, at=now)
    is_fresh = known.time_of(earlier - 1) < ends_at(baseline, watch.zone)
    if standing.state is PaceState.MISSED and standing.extrapolated and is_fresh:
        missed = BaselineMissed(baseline.name, baseline.target, count, baseline.deadline, baseline.source)
        yield subject.event(missed, baseline.name, at=now)


def pace_conditions(
    watch: Watch, standing: Standing, alerts: Mapping[AlertKey, Alert], thresholds: Thresholds, *, now: datetime
) -> Iterator[Condition]:
    """Whether the count is behind or ahead of the baseline's path; that it is back on pace is told as well.

    Told from a wide band and taken back within a narrow one, so that a count near the edge does not flap. Silent for
    the first days, when the path asks for so little that anything is far from it. A baseline that is over ends both
    at once and without a word: its end has its own event.
    """
    baseline = standing.baseline
    behind, ahead = AlertKey(Rule.BEHIND, baseline.name), AlertKey(Rule.AHEAD, baseline.name)
    if standing.state in _OVER:
        yield Condition(behind, is_true=False, hold=Patience(), keep=Patience())
        yield Condition(ahead, is_true=False, hold=Patience(), keep=Patience())
        return
    if standing.ratio is None or now < starts_at(baseline, watch.zone) + thresholds.pace_grace:
        return
    below = 1 - standing.count.highest / standing.expected
    yield Condition(
        behind,
        is_true=below > _band(thresholds.behind_share, alerts.get(behind), thresholds),
        hold=thresholds.hold_of(behind.rule),
        keep=thresholds.keep_of(behind.rule),
        facts=Behind(baseline.name, round(standing.expected), standing.count, standing.ratio, _days(standing, -1)),
    )
    yield Condition(
        ahead,
        is_true=standing.ratio - 1 > _band(thresholds.ahead_share, alerts.get(ahead), thresholds),
        hold=thresholds.hold_of(ahead.rule),
        keep=thresholds.keep_of(ahead.rule),
        facts=Ahead(baseline.name, round(standing.expected), standing.count, standing.ratio, _days(standing, 1)),
    )


def _band(share: float, alert: Alert | None, thresholds: Thresholds) -> float:
    """How far from the path is far: less once it has been told."""
    return share * thresholds.pace_return if alert is not None and alert.is_firing else share


def _days(standing: Standing, sign: int) -> float | None:
    return None if standing.days_ahead is None else max(0.0, sign * standing.days_ahead)
