"""Flapping: alerts that fire and end so often that telling each edge would only tire people.

Such an alert is told once as unstable, is then kept quiet, and its edges are told again once it has been calm.
Source of the idea: https://assets.nagios.com/downloads/nagioscore/docs/nagioscore/4/en/flapping.html
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from growth.alert import Alert, AlertStatus
from growth.event import Phase


@dataclass(frozen=True, slots=True)
class FlapLimits:
    """When an alert is unstable.

    Attributes:
        firings: So many firings within ``window``, the present one included, are too many; at least 2.
        window: How far back firings count.
        calm: Time without an edge after which its edges are told again.

    """

    firings: int = 4
    window: timedelta = timedelta(days=7)
    calm: timedelta = timedelta(days=3)


DEFAULT_FLAPPING: Final = FlapLimits()


class Say(StrEnum):
    """What is told of one step of an alert."""

    EDGE = "edge"
    """The edge it crossed."""
    UNSTABLE = "unstable"
    """That it flaps, instead of the edge."""
    CALM = "calm"
    """That it has come to rest; and that it fires, if it does."""


def steadied(
    before: Alert | None, after: Alert, phase: Phase | None, *, limits: FlapLimits, now: datetime
) -> tuple[Alert, Say | None]:
    """An alert after a step with its latest firings counted, and what of the step is told.

    Without flapping every edge is told. From one "unstable" to the next "calm" nothing is.

    Args:
        before: The alert before the step; None when it was never judged.
        after: The alert after it, as ``life.step`` gives it.
        phase: The edge it crossed; None when it crossed none.
        limits: When it is unstable.
        now: When it was judged (UTC).

    """
    since = before.unstable_since if before is not None else None
    firings = before.firings if before is not None else ()
    if phase is Phase.FIRED:
        firings = (*(at for at in firings if now - at <= limits.window), now)
    after = replace(after, firings=firings[-limits.firings :], unstable_since=since)
    if since is None:
        if phase is Phase.FIRED and len(firings) >= limits.firings:
            return replace(after, unstable_since=now), Say.UNSTABLE
        return after, Say.EDGE if phase is not None else None
    if phase is None and _rests(after) and now - _last_edge(after) >= limits.calm:
        return replace(after, firings=(), unstable_since=None), Say.CALM
    return after, None


def _rests(alert: Alert) -> bool:
    """Whether it stands where the next judgements may leave it: on its way nowhere."""
    return alert.status is not AlertStatus.PENDING and alert.is_true == alert.is_firing


def _last_edge(alert: Alert) -> datetime:
    return max(alert.since, alert.firings[-1]) if alert.firings else alert.since
