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
    expected, count, source = standing.expected, standing.count, baseline.source
    least = _least(thresholds.behind_share, thresholds.behind_followers, expected)
    late = Behind(baseline.name, round(expected), count, standing.ratio, _days(standing, -1), least, source)
    yield _off_pace(behind, 1 - count.highest / expected, least, late, alerts, thresholds)
    least = _least(thresholds.ahead_share, thresholds.ahead_followers, expected)
    early = Ahead(baseline.name, round(expected), count, standing.ratio, _days(standing, 1), least, source)
    yield _off_pace(ahead, standing.ratio - 1, least, early, alerts, thresholds)


def _off_pace(
    key: AlertKey,
    distance: float,
    least: float,
    facts: Behind | Ahead,
    alerts: Mapping[AlertKey, Alert],
    thresholds: Thresholds,
) -> Condition:
    """Whether the count is far from the path on one side; far is less once it has been told."""
    told = alerts.get(key)
    band = least * thresholds.pace_return if told is not None and told.is_firing else least
    hold, keep = thresholds.hold_of(key.rule), thresholds.keep_of(key.rule)
    return Condition(key, is_true=distance > band, hold=hold, keep=keep, facts=facts)


def _least(share: float, followers: int, expected: float) -> float:
    """From which share of what is expected on a distance is told, where it must reach a share and a number."""
    return max(share, followers / expected)


def _days(standing: Standing, sign: int) -> float | None:
    return None if standing.days_ahead is None else max(0.0, sign * standing.days_ahead)
