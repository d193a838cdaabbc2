"""One goal of a measurement, and what was measured."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One goal.

    Attributes:
        what: What is measured.
        low: The smallest value that meets the goal; None for any.
        high: The largest value that meets the goal; None for any.
        measured: Marsad's value; not a number where nothing could be measured.
        beside: The yardsticks' values of the same measure, by name; may be empty.

    """

    what: str
    low: float | None
    high: float | None
    measured: float
    beside: Mapping[str, float]

    @property
    def goal(self) -> str:
        """The goal in words."""
        if self.low is not None and self.high is not None:
            return f"{self.low:g} to {self.high:g}"
        if self.low is not None:
            return f">= {self.low:g}"
        return f"<= {self.high:g}" if self.high is not None else "none"

    @property
    def is_met(self) -> bool:
        """Whether the goal is met; never where nothing could be measured."""
        return (self.low is None or self.measured >= self.low) and (self.high is None or self.measured <= self.high)

    def record(self) -> dict[str, object]:
        """The line as plain data."""
        return {**asdict(self), "goal": self.goal, "is_met": self.is_met}
