"""A count as a platform publishes it: a value and the step it was rounded down to."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Count:
    """A published count.

    Attributes:
        value: What the platform printed; never negative.
        resolution: The step of the platform's rounding, in the counter's unit; 1 means exact. Rounding is downwards
            (YouTube publishes three significant figures, rounded down), so the truth lies in
            ``[value, value + resolution)``.

    Raises:
        ValueError: If ``value`` is negative or ``resolution`` is below 1.

    """

    value: int
    resolution: int = 1

    def __post_init__(self) -> None:
        """Refuse what no platform can mean."""
        if self.value < 0:
            raise ValueError(f"a count cannot be negative: {self.value}")
        if self.resolution < 1:
            raise ValueError(f"a count's resolution is at least 1: {self.resolution}")

    @property
    def highest(self) -> int:
        """The largest true count this could stand for; equals ``value`` when exact."""
        return self.value + self.resolution - 1

    def has_certainly_reached(self, threshold: int) -> bool:
        """Whether the true count is at ``threshold`` or above, whatever the rounding hid."""
        return self.value >= threshold
