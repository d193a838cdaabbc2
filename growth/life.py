"""One step in an alert's life: a pure state machine over judgements.

Source: https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/ (``for``, ``keep_firing_for``).
"""

from dataclasses import replace
from datetime import datetime

from growth.alert import Alert, AlertStatus, Patience
from growth.event import Phase


def step(
    alert: Alert | None, *, is_true: bool, now: datetime, hold: Patience, keep: Patience
) -> tuple[Alert, Phase | None]:
    """The alert after one more judgement, and the edge it crossed.

    Fired and resolved alternate, beginning with fired. Judging again at the same or an earlier instant changes nothing,
    so that a step run twice counts once.

    Args:
        alert: Its life so far; None when it was never judged.
        is_true: Whether the condition holds.
        now: When it was judged (UTC).
        hold: Patience before it fires.
        keep: Patience before it resolves.

    Returns:
        The alert, and ``FIRED`` or ``RESOLVED`` when people are to be told, else None.

    """
    if alert is None:
        alert = Alert(AlertStatus.INACTIVE, since=now, turned_at=now, polls=0, judged_at=now)
    elif now <= alert.judged_at:
        return alert, None
    judged = _counted(alert, is_true=is_true, now=now)
    if is_true and not alert.is_firing:
        return _towards_firing(judged, now=now, hold=hold)
    if alert.is_firing and not is_true and _is_satisfied(keep, judged, now):
        return replace(judged, status=AlertStatus.RESOLVED, since=now), Phase.RESOLVED
    if alert.status is AlertStatus.PENDING and not is_true:
        rest = AlertStatus.RESOLVED if alert.fired else AlertStatus.INACTIVE
        return replace(judged, status=rest, since=now), None
    return judged, None


def _counted(alert: Alert, *, is_true: bool, now: datetime) -> Alert:
    if is_true == alert.is_true:
        return replace(alert, polls=alert.polls + 1, judged_at=now)
    turned_at = alert.since if alert.is_firing and is_true else now
    return replace(alert, turned_at=turned_at, polls=1, judged_at=now)


def _towards_firing(judged: Alert, *, now: datetime, hold: Patience) -> tuple[Alert, Phase | None]:
    if _is_satisfied(hold, judged, now):
        return replace(judged, status=AlertStatus.FIRING, since=now, fired=judged.fired + 1), Phase.FIRED
    since = judged.since if judged.status is AlertStatus.PENDING else now
    return replace(judged, status=AlertStatus.PENDING, since=since), None


def _is_satisfied(patience: Patience, judged: Alert, now: datetime) -> bool:
    return judged.polls >= patience.polls and now - judged.turned_at >= patience.span
