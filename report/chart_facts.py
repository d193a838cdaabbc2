"""What a chart shows, before any drawing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from growth.agency import AccountName
from growth.baseline import Baseline
from growth.figure import Precision
from growth.platform import Metric
from growth.series import Series


@dataclass(frozen=True, slots=True)
class PublishedPoint:
    """A figure someone else published.

    Attributes:
        day: Its date; the first day of its month or year where no more is known.
        value: The count.
        precision: How exactly the date is known.

    """

    day: date
    value: int
    precision: Precision = Precision.DAY

    @property
    def days(self) -> tuple[date, date]:
        """The days the figure may be of, as ``[first, after the last)``."""
        return self.precision.days(self.day)


@dataclass(frozen=True, slots=True)
class PassedMilestone:
    """A round number that was reached.

    Attributes:
        threshold: The round number.
        at: When it was noticed (UTC).

    """

    threshold: int
    at: datetime


@dataclass(frozen=True, slots=True)
class MarkedDay:
    """A day on which something happened.

    Attributes:
        day: The day.
        text: What happened; hostile until cleaned.

    """

    day: date
    text: str


@dataclass(frozen=True, slots=True)
class GrowthChart:
    """What a chart shows.

    Attributes:
        name: Whose growth.
        series: The measured counts; may be empty.
        baseline: The path to compare with; None for none.
        published: Figures others published, in any order.
        milestones: Round numbers passed, in any order.
        notes: Days on which something happened, in any order; those outside the chart are left out.
        launched: The day the account opened; None when not known.
        metric: What the counts count.

    """

    name: AccountName
    series: Series
    baseline: Baseline | None = None
    published: Sequence[PublishedPoint] = ()
    milestones: Sequence[PassedMilestone] = ()
    notes: Sequence[MarkedDay] = field(default=(), kw_only=True)
    launched: date | None = None
    metric: Metric = Metric.FOLLOWERS
