"""What the rules are given, and what they give back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from growth.alert import Alert, AlertKey
from growth.baseline import Baseline
from growth.event import Event, ProfileChange, Renamed, TakenOver
from growth.figure import PublishedFigure
from growth.platform import Platform
from growth.series import Series
from growth.state import AccountState

MEMORY: Final = timedelta(days=120)
"""How far back the rules look at least: their longest window is eight weeks, and gaps stretch it. Baselines that began
earlier stretch it further."""


@dataclass(frozen=True, slots=True)
class Watch:
    """Everything known of one account at one poll of it.

    Attributes:
        account: The stored account's key.
        platform: Where it is.
        handle: Its handle, without ``@``.
        known_id: Its immutable id; None when the platform has none or it was never read.
        launched: Its first day; None when not known.
        zone: The zone in which days are counted.
        state: Its state, this poll included.
        state_since: When that state was first seen (UTC).
        followers: Its history up to this poll. It must reach back eight weeks, or the rules fall silent for want of
            something usual, and to the start of every baseline, or a target reached and lost counts as missed.
        baselines: Its targets, each name once.
        published: What others published of its followers, in any order.
        last_post_at: When it last posted (UTC); None when the platform does not say.
        renamed: The rename that this poll found; None when it found none.
        taken_over: The other id that answers to the handle, for as long as it does; None otherwise.
        profile_changes: What this poll found changed in the profile; empty when nothing was.
        is_read: Whether this poll read the account. When it did not, only the account's state is judged.

    """

    account: int
    platform: Platform
    handle: str
    known_id: str | None
    launched: date | None
    zone: ZoneInfo
    state: AccountState
    state_since: datetime
    followers: Series
    baselines: tuple[Baseline, ...] = ()
    published: tuple[PublishedFigure, ...] = ()
    last_post_at: datetime | None = None
    renamed: Renamed | None = None
    taken_over: TakenOver | None = None
    profile_changes: tuple[ProfileChange, ...] = ()
    is_read: bool = True


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to be told and remembered.

    Attributes:
        events: What there is to tell, in the order of telling. An event whose key was told before is not told again;
            that is the store's to see.
        alerts: The alerts that changed, to be kept in the same transaction.

    """

    events: tuple[Event, ...] = ()
    alerts: Mapping[AlertKey, Alert] = field(default_factory=dict)
