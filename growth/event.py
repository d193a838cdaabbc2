"""Events: what there is to tell people, with the numbers that say why.

An event is told once. Its facts are a small typed record per rule; words, language and markup come later, in report.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from growth.count import Count
from growth.figure import Precision, Rounding
from growth.platform import Metric, Platform
from growth.state import AccountState


class Rule(StrEnum):
    """What can be noticed. The value is the name in settings, storage and output."""

    MILESTONE = "milestone"
    BASELINE_REACHED = "baseline_reached"
    BASELINE_MISSED = "baseline_missed"
    BEHIND = "behind"
    AHEAD = "ahead"
    SURGE = "surge"
    DROP = "drop"
    STALLED = "stalled"
    SILENT = "silent"
    RENAMED = "renamed"
    VERIFIED_LOST = "verified_lost"
    PROFILE_CHANGED = "profile_changed"
    ACCOUNT_STATE = "account_state"
    TAKEN_OVER = "taken_over"
    UNREADABLE = "unreadable"
    CREDENTIAL_FAILING = "credential_failing"
    CONTRADICTED = "contradicted"
    PURGE = "purge"
    PACE_CHANGED = "pace_changed"
    UNSTABLE = "unstable"


class Severity(StrEnum):
    """How much it matters to a communications office."""

    INFO = "info"
    WARNING = "warning"
    CRITICAL = "critical"


class Phase(StrEnum):
    """Which edge of an alert's life the event marks; happenings without a duration are only ever fired."""

    FIRED = "fired"
    RESOLVED = "resolved"


@dataclass(frozen=True, slots=True)
class Milestone:
    """A round number was certainly reached for the first time.

    Attributes:
        metric: The counter.
        threshold: The round number.
        count: The count that reached it.
        days_since_launch: Days since the account opened; None when its launch is not known.

    """

    rule: ClassVar[Rule] = Rule.MILESTONE
    metric: Metric
    threshold: int
    count: Count
    days_since_launch: int | None


@dataclass(frozen=True, slots=True)
class BaselineReached:
    """A baseline's target was reached.

    Attributes:
        baseline: Its name.
        target: The count to reach.
        count: The count that reached it.
        reached_on: The first day at or above the target, in the reader's zone.
        deadline: The last day that counts as in time.
        source: Who published the baseline; None when it is the operator's own target.

    """

    rule: ClassVar[Rule] = Rule.BASELINE_REACHED
    baseline: str
    target: int
    count: Count
    reached_on: date
    deadline: date
    source: str | None


@dataclass(frozen=True, slots=True)
class BaselineMissed:
    """A baseline's last day passed and its target was not reached. Fields as in ``BaselineReached``."""

    rule: ClassVar[Rule] = Rule.BASELINE_MISSED
    baseline: str
    target: int
    count: Count
    deadline: date
    source: str | None


@dataclass(frozen=True, slots=True)
class Behind:
    """The count is materially below what a baseline asks for.

    Attributes:
        baseline: Its name.
        expected: What the curve asks for now, rounded to a whole count.
        count: The count observed.
        ratio: ``count / expected``.
        days: Days late on the curve, positive; None when the curve never meets the count.
        limit: From which share of what is expected on the distance is told; None where an earlier version noticed it.
        source: Who published the baseline, or what it was drawn from; None when it is the operator's own target.

    """

    rule: ClassVar[Rule] = Rule.BEHIND
    baseline: str
    expected: int
    count: Count
    ratio: float
    days: float | None
    limit: float | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Ahead:
    """The count is materially above what a baseline asks for. Fields as in ``Behind``; ``days`` early, positive."""

    rule: ClassVar[Rule] = Rule.AHEAD
    baseline: str
    expected: int
    count: Count
    ratio: float
    days: float | None
    limit: float | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Surge:
    """An unusual rise.

    Attributes:
        metric: The counter.
        before: The count before the change.
        after: The count after it.
        since: The last reading before the change (UTC).
        until: The reading that shows it (UTC).
        usual: The usual net growth over such a span; what the change is unusual against.
        deviations: How many deviations of a day's growth the change is away from the usual, negative for a fall; None
            where an earlier version noticed it, likewise below.
        limit: From how many deviations on it is told.
        least_share: From which share of the count before on it is told.

    """

    rule: ClassVar[Rule] = Rule.SURGE
    metric: Metric
    before: Count
    after: Count
    since: datetime
    until: datetime
    usual: float
    deviations: float | None = None
    limit: float | None = None
    least_share: float | None = None


@dataclass(frozen=True, slots=True)
class Drop:
    """An unusual fall, such as a platform's purge of false followers. Fields as in ``Surge``."""

    rule: ClassVar[Rule] = Rule.DROP
    metric: Metric
    before: Count
    after: Count
    since: datetime
    until: datetime
    usual: float
    deviations: float | None = None
    limit: float | None = None
    least_share: float | None = None


@dataclass(frozen=True, slots=True)
class Stalled:
    """An account that used to grow has not grown for a while.

    Attributes:
        metric: The counter.
        days: Whole days without net growth.
        count: The count now.
        usual: Net growth a day before that; None where it is no longer known, or an earlier version noticed it.
        limit: From how many days on it is told; None where an earlier version noticed it.

    """

    rule: ClassVar[Rule] = Rule.STALLED
    metric: Metric
    days: int
    count: Count
    usual: float | None = None
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Silent:
    """The account has not posted for a while.

    Attributes:
        days: Whole days since the last post.
        last_post_at: When it last posted (UTC).
        limit: From how many days on it is told; None where an earlier version noticed it.

    """

    rule: ClassVar[Rule] = Rule.SILENT
    days: int
    last_post_at: datetime
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Renamed:
    """The same immutable id now answers to another handle.

    Attributes:
        before: The handle known until now, without ``@``.
        after: The handle now.

    """

    rule: ClassVar[Rule] = Rule.RENAMED
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class VerifiedLost:
    """The platform no longer marks the account as verified."""

    rule: ClassVar[Rule] = Rule.VERIFIED_LOST


@dataclass(frozen=True, slots=True)
class ProfileChange:
    """One field of a profile before and after.

    Attributes:
        field: The field's name: display_name, description, url or verified.
        before: The text before; None when it was not published. ``verified`` reads ``true`` or ``false``.
        after: The text now; None when it is no longer published.

    """

    field: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class ProfileChanged:
    """Fields of the profile changed.

    Attributes:
        changes: What changed, in the order of the profile's fields; never empty.

    """

    rule: ClassVar[Rule] = Rule.PROFILE_CHANGED
    changes: tuple[ProfileChange, ...]


@dataclass(frozen=True, slots=True)
class StateChanged:
    """The account went away (suspended, deactivated, not found, protected) or, in the resolved phase, came back.

    Attributes:
        state: The state it is or was in.
        since: When that state was first seen (UTC).

    """

    rule: ClassVar[Rule] = Rule.ACCOUNT_STATE
    state: AccountState
    since: datetime


@dataclass(frozen=True, slots=True)
class TakenOver:
    """The handle answers with another immutable id than the one known.

    Attributes:
        handle: The handle, without ``@``.
        known_id: The platform id known until now.
        seen_id: The platform id that answers now.

    """

    rule: ClassVar[Rule] = Rule.TAKEN_OVER
    handle: str
    known_id: str
    seen_id: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A platform cannot be read; in the resolved phase, it can again.

    Attributes:
        failure: The class of the failure, as its error is named; empty in the resolved phase.
        since: The first failed poll (UTC).
        polls: Failed polls in a row.

    """

    rule: ClassVar[Rule] = Rule.UNREADABLE
    failure: str
    since: datetime
    polls: int


@dataclass(frozen=True, slots=True)
class CredentialFailing:
    """A platform refuses our credential: a person must act. Fields as in ``Unreadable``."""

    rule: ClassVar[Rule] = Rule.CREDENTIAL_FAILING
    failure: str
    since: datetime
    polls: int


@dataclass(frozen=True, slots=True)
class Contradicted:
    """A published figure that no rounding brings together with what was measured at its time.

    Attributes:
        metric: The counter.
        published: The count published.
        rounding: How exactly the source gives it.
        day: The day it speaks of, or the first of its month or year.
        precision: How exactly it is dated.
        source: Where it was published.
        low: The lowest count measured around that time.
        high: The highest, with what a platform's rounding may hide.

    """

    rule: ClassVar[Rule] = Rule.CONTRADICTED
    metric: Metric
    published: int
    rounding: Rounding
    day: date
    precision: Precision
    source: str
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Fall:
    """One account's part in a purge.

    Attributes:
        account: The stored account's key.
        handle: Its handle, without ``@``.
        before: The count before the fall.
        after: The count after it.

    """

    account: int
    handle: str
    before: Count
    after: Count


@dataclass(frozen=True, slots=True)
class Purge:
    """Many accounts of a platform fell unusually within a day: the platform's doing, told instead of each fall.

    Attributes:
        metric: The counter.
        falls: The accounts that fell, the largest share first; never empty.
        watched: How many accounts are watched on the platform.
        needed: How many of them had to fall for this to be told.
        since: The last reading before the first fall (UTC).
        until: The reading that shows the last one (UTC).

    """

    rule: ClassVar[Rule] = Rule.PURGE
    metric: Metric
    falls: tuple[Fall, ...]
    watched: int
    needed: int
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class PaceChanged:
    """The account grows materially faster or slower than it did, for weeks.

    Attributes:
        metric: The counter.
        before: Net growth in the middle week of the weeks before.
        after: Net growth in the middle week of the latest ones.
        weeks_before: How many weeks the first speaks of.
        weeks_after: How many the second speaks of.
        since: When the latest weeks begin (UTC).
        count: The count now.

    """

    rule: ClassVar[Rule] = Rule.PACE_CHANGED
    metric: Metric
    before: int
    after: int
    weeks_before: int
    weeks_after: int
    since: datetime
    count: Count


@dataclass(frozen=True, slots=True)
class Unstable:
    """An alert fires and ends so often that its edges are told no more; in the resolved phase, it has come to rest.

    Attributes:
        of: The rule that flaps.
        subject: What within the account it speaks of, as in ``AlertKey``.
        firings: How often it fired since ``since``.
        since: When it first fired of late (UTC).
        calm_days: Days without a change after which its edges are told again.
        is_firing: Whether it fires now.

    """

    rule: ClassVar[Rule] = Rule.UNSTABLE
    of: Rule
    subject: str
    firings: int
    since: datetime
    calm_days: float
    is_firing: bool


Facts = (
    Milestone
    | BaselineReached
    | BaselineMissed
    | Behind
    | Ahead
    | Surge
    | Drop
    | Stalled
    | Silent
    | Renamed
    | VerifiedLost
    | ProfileChanged
    | StateChanged
    | TakenOver
    | Unreadable
    | CredentialFailing
    | Contradicted
    | Purge
    | PaceChanged
    | Unstable
)


@dataclass(frozen=True, slots=True)
class Event:
    """Something to tell, once.

    Attributes:
        phase: Fired or resolved.
        severity: How much it matters.
        at: When it was noticed (UTC).
        platform: Where.
        account: The stored account's key; None when the whole platform is meant.
        facts: The numbers that say why; its class names the rule.
        key: Names this event for ever. Storage keeps one event a key, so that a second crossing of a milestone, or a
            step run again after a crash, tells nothing twice.

    """

    phase: Phase
    severity: Severity
    at: datetime
    platform: Platform
    account: int | None
    facts: Facts
    key: str

    @property
    def rule(self) -> Rule:
        """The rule whose facts these are."""
        return self.facts.rule
