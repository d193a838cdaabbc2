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
        turned_at: When the condition last turned from false to true or back (UTC).
        polls: Judgements in a row that agreed since ``turned_at``.
        fired: How often it has fired so far; numbers the event keys of each firing.

    """

    status: AlertStatus
    since: datetime
    turned_at: datetime
    polls: int
    fired: int = 0
