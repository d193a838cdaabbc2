"""Alert life, in Prometheus's words: inactive, pending, firing, resolved.

Source: https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/ (``for``, ``keep_firing_for``).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from growth.event import Rule


class AlertStatus(StrEnum):
    """Where an alert is in its life. Resolved is inactive with a memory of having fired."""

    INACTIVE = "inactive"
    PENDING = "pending"
    FIRING = "firing"
    RESOLVED = "resolved"


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a condition must stand before it is believed.

    Attributes:
        polls: Judgements in a row, this one included; at least 1.
        span: Time between the first and the last of them; zero asks for none.

    """

    polls: int = 1
    span: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class AlertKey:
    """Which alert: one life per rule and subject of an account or a platform.

    Attributes:
        rule: The rule.
        subject: What within the account it speaks of (a baseline's name, a metric); empty when there is one only.

    """

    rule: Rule
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Alert:
    """One alert's place in its life.

    Attributes:
        status: The stage.
        since: When it entered the stage (UTC).
        turned_at: When the condition last turned from false to true or back (UTC). A firing alert whose condition came
            back before the alert resolved counts from ``since`` again, so that ``is_true`` can be told from the two.
        polls: Judgements in a row that agreed since ``turned_at``.
        judged_at: The latest judgement (UTC); one at the same instant or an earlier one changes nothing.
        fired: How often it has fired so far; numbers the event keys of each firing.
        firings: When it last fired (UTC), oldest first; only as many as say whether it flaps.
        unstable_since: When it was told to be unstable (UTC); None while its edges are told.

    """

    status: AlertStatus
    since: datetime
    turned_at: datetime
    polls: int
    judged_at: datetime
    fired: int = 0
    firings: tuple[datetime, ...] = ()
    unstable_since: datetime | None = None

    @property
    def is_true(self) -> bool:
        """Whether the condition held at the latest judgement."""
        if self.status is AlertStatus.FIRING:
            return self.turned_at <= self.since
        return self.status is AlertStatus.PENDING

    @property
    def is_firing(self) -> bool:
        """Whether people have been told and it has not ended."""
        return self.status is AlertStatus.FIRING

    @property
    def true_since(self) -> datetime:
        """When the condition of a firing alert became true (UTC); once it has turned false, when the alert fired."""
        return min(self.since, self.turned_at)
