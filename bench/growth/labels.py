"""The truth about a series: what happened to it, when, and how much."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a label speaks of. Purges and surges are to be found; the others excuse an alert and ask for none."""

    PURGE = "purge"
    SURGE = "surge"
    RISE = "rise"
    """A burst that does not stand out of the usual days."""
    PACE = "pace"
    """The rate itself went up and stayed up for weeks."""
    RECOVERY = "recovery"
    """Purged followers come back."""
    EBB = "ebb"
    """Followers of a burst leave again."""


@dataclass(frozen=True, slots=True)
class Label:
    """One thing that happened.

    Attributes:
        kind: What.
        start: When it began, in seconds since 1970.
        end: When most of it was done, in seconds since 1970; not before ``start``.
        share: Its size as a share of the count at ``start``, positive.
        followers: Its size in followers, positive.

    """

    kind: Kind
    start: int
    end: int
    share: float
    followers: int
