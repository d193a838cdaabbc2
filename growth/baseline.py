"""Baselines: a sourced target to hold growth against, such as "45,000 followers in one year".

Two published points make a baseline whose path is assumed (``Curve``). A path can also be drawn from counts: another
account's first year, the same period a year before, or a cohort of comparable accounts. What is kept of such a one is
its ``Recipe``; ``growth.drawing`` makes the baseline of it.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from growth.count import Count
from growth.platform import Metric
from growth.span import Span

if TYPE_CHECKING:
    from growth.route import Route  # numpy, which settings can do without


class BaselineKind(StrEnum):
    """Where a baseline's path comes from. The value is the name in settings, storage and output."""

    TARGET = "target"
    """Two points and a curve between them."""
    FIRST_YEAR = "first_year"
    """Another account's real first year (or as long as asked for), by days since its launch."""
    LAST_YEAR = "last_year"
    """The account's own growth over the same period a year before."""
    COHORT = "cohort"
    """The median growth of accounts of the same platform, size class and age."""


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
        curve: The path from ``start_value`` to ``target``, where ``route`` is None.
        source: Who published the figures, for print; None when it is the operator's own target.
        metric: The counter it speaks of.
        kind: Where the path comes from.
        route: The path as it was drawn from counts; None for one that is assumed.
        is_cut: Whether its counts end before the time wished for. Such an end is nobody's target: it is neither
            reached nor missed.

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
    kind: BaselineKind = BaselineKind.TARGET
    route: "Route | None" = None
    is_cut: bool = False

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


LONGEST_OF_LAST_YEAR: Final = Span(months=12)
"""The longest period of which the same a year before is over when it begins."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to draw a baseline from counts.

    Attributes:
        name: What people call it; unique within its account, among targets too.
        kind: What it is drawn from; never ``TARGET``.
        start: The first day, in the reader's zone.
        within: How long it is wished to be; it is shorter where the counts do not reach so far.
        of: The account whose first year it is, as ``platform/handle`` or ``platform/agency``; None for other kinds.
        source: What the operator says of it, for print; None for nothing. The counts' own sources are printed anyway.
        metric: The counter it speaks of.

    Raises:
        ValueError: If the kind asks for no recipe, another account is named where none is asked for or missing where
            one is, the period is too long for its kind, or it reaches past the calendar's end.

    """

    name: str
    kind: BaselineKind
    start: date
    within: Span
    of: str | None = None
    source: str | None = None
    metric: Metric = Metric.FOLLOWERS

    def __post_init__(self) -> None:
        """Refuse what cannot be drawn whatever is counted."""
        if self.kind is BaselineKind.TARGET:
            raise ValueError(f"baseline {self.name!r}: a target has two points and is not drawn from counts")
        if (self.of is None) == (self.kind is BaselineKind.FIRST_YEAR):
            raise ValueError(f"baseline {self.name!r}: first_year, and nothing else, names another account with of")
        try:
            end = self.within.after(self.start)
        except (OverflowError, ValueError):
            raise ValueError("within reaches past the last year there is; write a shorter one") from None
        if self.kind is BaselineKind.LAST_YEAR and end > LONGEST_OF_LAST_YEAR.after(self.start):
            raise ValueError(f"baseline {self.name!r}: last_year is at most 1y long; write a shorter within")


class Undrawn(StrEnum):
    """Why a recipe makes no baseline for now."""

    UNKNOWN_ACCOUNT = "unknown_account"
    """The account it names is neither watched nor in the catalogue, or is not the only one of that name."""
    NO_LAUNCH = "no_launch"
    """The first day of an account is not known."""
    TOO_SHORT = "too_short"
    """The counts begin too late or end too early."""
    NOT_BEGUN = "not_begun"
    """The first day is still to come, and the count on it is not known."""
    NO_GROWTH = "no_growth"
    """What it is drawn from did not grow, so that there is no target."""
    FEW_PEERS = "few_peers"
    """Fewer than five accounts are comparable."""


@dataclass(frozen=True, slots=True)
class Undrawable:
    """A recipe that makes no baseline for now.

    Attributes:
        recipe: The recipe.
        reason: Why.
        peers: How many comparable accounts there are; None for kinds that need none.

    """

    recipe: Recipe
    reason: Undrawn
    peers: int | None = None


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
