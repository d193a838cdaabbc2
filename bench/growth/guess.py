"""What forecasters answer."""

from collections.abc import Mapping
from dataclasses import dataclass

Dates = tuple[float | None, float | None, float | None]
"""Days until the earliest, the middle and the latest day of a range; None for not within a year."""


@dataclass(frozen=True, slots=True)
class Guess:
    """A forecast of one count.

    Attributes:
        median: The middle.
        low: Lower end by level in per cent.
        high: Upper end by level in per cent.

    """

    median: float
    low: Mapping[int, float]
    high: Mapping[int, float]
