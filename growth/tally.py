"""Alerts held against what is known to have happened: which were right, which were false, what was missed."""

from collections.abc import Sequence
from dataclasses import dataclass

Window = tuple[int, int]
"""From when to when an alert answers a label, in seconds since 1970, both ends included."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What a detector did over some series.

    Attributes:
        right: Labels that had to be found and were.
        missed: Labels that had to be found and were not.
        false: Alerts for nothing, and second alerts for one thing.
        years: Account-years watched.

    """

    right: int = 0
    missed: int = 0
    false: int = 0
    years: float = 0.0

    def __add__(self, other: "Tally") -> "Tally":
        """Both together."""
        return Tally(
            self.right + other.right, self.missed + other.missed, self.false + other.false, self.years + other.years
        )

    @property
    def precision(self) -> float:
        """Share of alerts that were right, excused ones apart; not a number without any."""
        told = self.right + self.false
        return self.right / told if told else float("nan")

    @property
    def recall(self) -> float:
        """Share of labels that were found; not a number without any."""
        due = self.right + self.missed
        return self.right / due if due else float("nan")

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; not a number where there was nothing to find and nothing was told."""
        found = 2 * self.right + self.false + self.missed
        return 2.0 * self.right / found if found else float("nan")

    @property
    def false_a_year(self) -> float:
        """False alerts per account and year; not a number where no time passed."""
        return self.false / self.years if self.years else float("nan")


def matched(alerts: Sequence[int], windows: Sequence[Window]) -> tuple[frozenset[int], tuple[int, ...]]:
    """Which labels were answered, and which alerts answered none.

    An alert answers the first label whose window holds it and that no earlier alert answered: a second alert for one
    thing answers nothing.

    Args:
        alerts: Their instants in seconds since 1970, in any order.
        windows: One per label, in the order of the labels.

    Returns:
        The indexes of the labels answered, and the instants of the other alerts, oldest first.

    """
    answered: set[int] = set()
    others: list[int] = []
    for at in sorted(alerts):
        fitting = (one for one, (start, end) in enumerate(windows) if start <= at <= end and one not in answered)
        label = next(fitting, None)
        if label is None:
            others.append(at)
        else:
            answered.add(label)
    return frozenset(answered), tuple(others)
