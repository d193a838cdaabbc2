"""What a digest says about a period, before any words."""

from dataclasses import dataclass
from datetime import date, datetime

from growth.agency import AccountName
from growth.baseline import Standing
from growth.count import Count
from growth.event import Event
from growth.note import Note
from growth.state import AccountState


@dataclass(frozen=True, slots=True)
class NextMilestone:
    """The round number ahead.

    Attributes:
        threshold: The round number.
        missing: What is still missing to it; positive.
        projected: The day it will be reached at the recent pace, in the reader's zone; None when not within a year
            or when the series is too short to tell.

    """

    threshold: int
    missing: int
    projected: date | None


@dataclass(frozen=True, slots=True)
class AccountStatus:
    """One account as it stands, for /status, the digest and the status table.

    Attributes:
        account: The stored account's key.
        name: How to name it.
        state: Its state.
        followers: The latest count; None when none was ever read.
        observed_at: When that count was read (UTC); None with ``followers``.
        net_day: Net growth over the last 24 hours; None when the history does not reach back that far.
        net_week: Net growth over the period of a digest, or over the last 7 days elsewhere; None likewise.
        net_previous_week: The same for the period before; None likewise.
        standing: Against its first baseline; None when it has none, or no count.
        next_milestone: The round number ahead; None without a count.
        is_stale: Whether the latest reading is older than three poll intervals.

    """

    account: int
    name: AccountName
    state: AccountState
    followers: Count | None = None
    observed_at: datetime | None = None
    net_day: int | None = None
    net_week: int | None = None
    net_previous_week: int | None = None
    standing: Standing | None = None
    next_milestone: NextMilestone | None = None
    is_stale: bool = False


@dataclass(frozen=True, slots=True)
class Coverage:
    """How complete the data behind a digest is.

    Attributes:
        polls: Polls of single accounts made in the period.
        failed: Those of them that yielded no reading.

    """

    polls: int
    failed: int


@dataclass(frozen=True, slots=True)
class Digest:
    """A period's facts for one chat.

    Attributes:
        period: ISO week in the chat's zone, such as ``2026-W47``.
        start: The period's first instant (UTC); Monday 00:00 local.
        end: The instant after its last (UTC); the next Monday 00:00 local.
        accounts: The chat's accounts, most followed first.
        events: What happened in ``[start, end)``, oldest first, each with its account's name (None: platform-wide).
        coverage: How complete the data is.
        covers: Older periods that this digest stands in for after a downtime, oldest first; usually empty.
        notes: What was noted of its days, oldest first, each with the account it is shown at.
        is_late: Whether it goes out more than a day after it was due.

    """

    period: str
    start: datetime
    end: datetime
    accounts: tuple[AccountStatus, ...]
    events: tuple[tuple[Event, AccountName | None], ...]
    coverage: Coverage
    covers: tuple[str, ...] = ()
    is_late: bool = False
    notes: tuple[tuple[Note, AccountName], ...] = ()
