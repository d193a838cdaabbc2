"""Baselines: a sourced target to hold growth against, such as "45,000 followers in one year"."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from growth.count import Count
from growth.platform import Metric
from growth.span import Span


class Curve(StrEnum):
    """The path assumed between a baseline's two ends, which two points alone cannot fix."""

    LINEAR = "linear"
    EXPONENTIAL = "exponential"
    FRONT_LOADED = "front_loaded"


@dataclass(frozen=True, slots=True)
class Baseline:
    """A target and the path to it.

    Attributes:
        name: What people call it ("45k in one year"); unique within its account.
        start: The first day, in the reader's zone.
        target: The count to reach.
        within: The time allowed from ``start``.
        start_value: The count on ``start``.
        curve: The path from ``start_value`` to ``target``.
        source: Who published the figures, for print; None when it is the operator's own target.
        metric: The counter it speaks of.

    Raises:
        ValueError: If the target is not above the start value, the start value is negative, or the deadline lies past
            the calendar's end.

    """

    name: str
    start: date
    target: int
    within: Span
    start_value: int = 0
    curve: Curve = Curve.LINEAR
    source: str | None = None
    metric: Metric = Metric.FOLLOWERS

    def __post_init__(self) -> None:
        """Refuse a target that asks for nothing."""
        if self.start_value < 0:
            raise ValueError(f"baseline {self.name!r}: start_value cannot be negative")
        if self.target <= self.start_value:
            raise ValueError(f"baseline {self.name!r}: target must be above start_value")
        try:
            self.within.after(self.start)
        except (OverflowError, ValueError):
            raise ValueError("within reaches past the last year there is; write a shorter one") from None

    @property
    def deadline(self) -> date:
        """The last day on which reaching the target still counts as in time."""
        return self.within.after(self.start)


class PaceState(StrEnum):
    """Where a count stands against a baseline."""

    NOT_STARTED = "not_started"
    AHEAD = "ahead"
    ON_PACE = "on_pace"
    BEHIND = "behind"
    REACHED = "reached"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class Standing:
    """A count held against a baseline at one instant.

    Attributes:
        baseline: The baseline.
        at: When the count was observed (UTC).
        count: The count observed.
        expected: What the curve asks for at ``at``; past the deadline it goes on in a straight line.
        ratio: ``count / expected``; None when nothing is expected yet.
        days_ahead: Days by which the count is early on the curve (negative: late); None when the curve never meets it.
        projected: The day the target will be reached at the recent pace; None when that is not within ten years, or
            the series is too short to tell, or the target is reached already.
        reached_on: The first day on which the target was certainly reached; None when it was not, and when the first
            observation ever was at the target already, so that nobody knows the day.
        state: The verdict.
        extrapolated: Whether ``at`` lies past the deadline, where the baseline no longer speaks for itself.

    """

    baseline: Baseline
    at: datetime
    count: Count
    expected: float
    ratio: float | None
    days_ahead: float | None
    projected: date | None
    reached_on: date | None
    state: PaceState
    extrapolated: bool
