"""Numbers that are known as an interval: rounded counts, and what is computed from them."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log10
from typing import Final

from growth.count import Count

_FIGURES: Final = 3


@dataclass(frozen=True, slots=True)
class Between:
    """A number that lies in ``[low, high]``; exact where both are equal.

    Attributes:
        low: The least it can be.
        high: The most.

    """

    low: float
    high: float

    @classmethod
    def of(cls, count: Count) -> "Between":
        """The true counts that a published one may stand for."""
        return cls(count.value, count.highest)

    def __add__(self, other: "Between") -> "Between":
        """The sum of two numbers."""
        return Between(self.low + other.low, self.high + other.high)

    def per(self, number: float) -> "Between":
        """A share of an exact number above zero."""
        return Between(self.low / number, self.high / number)

    def told(self, digits: int) -> "Between":
        """As it is printed, both ends with so many digits behind the point."""
        return Between(round(self.low, digits), round(self.high, digits))

    def told_in_figures(self) -> "Between":
        """As it is printed, both ends with three significant figures."""
        return Between(_in_figures(self.low), _in_figures(self.high))


@dataclass(frozen=True, slots=True)
class Place:
    """A number's place among others.

    Attributes:
        value: The number.
        rank: One more than how many others are certainly larger.
        is_tied: Whether some other cannot be told apart from it.

    """

    value: Between
    rank: int
    is_tied: bool


def places(values: Sequence[Between | None]) -> tuple[Place | None, ...]:
    """The place of each number among those that are known, largest first; None where one is not known.

    One is certainly larger than another when its interval lies above the other's. Whatever is not certain is a tie, so
    that a list may run 1=, 1=, 2=: the first may equal the second and the second the third, though the first is larger
    than the third.
    """
    known = [value for value in values if value is not None]
    return tuple(None if value is None else _place(value, known) for value in values)


def _place(value: Between, known: Sequence[Between]) -> Place:
    above = sum(other.low > value.high for other in known)
    below = sum(other.high < value.low for other in known)
    return Place(value, above + 1, is_tied=above + below < len(known) - 1)


def _in_figures(number: float) -> float:
    return number if number == 0 else round(number, _FIGURES - 1 - floor(log10(abs(number))))
