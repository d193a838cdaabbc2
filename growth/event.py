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

    """

    rule: ClassVar[Rule] = Rule.BEHIND
    baseline: str
    expected: int
    count: Count
    ratio: float
    days: float | None


@dataclass(frozen=True, slots=True)
class Ahead:
    """The count is materially above what a baseline asks for. Fields as in ``Behind``; ``days`` early, positive."""

    rule: ClassVar[Rule] = Rule.AHEAD
    baseline: str
    expected: int
    count: Count
    ratio: float
    days: float | None


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

    """

    rule: ClassVar[Rule] = Rule.SURGE
    metric: Metric
    before: Count
    after: Count
    since: datetime
    until: datetime
    usual: float


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


@dataclass(frozen=True, slots=True)
class Stalled:
    """An account that used to grow has not grown for a while.

    Attributes:
        metric: The counter.
        days: Whole days without net growth.
        count: The count now.

    """

    rule: ClassVar[Rule] = Rule.STALLED
    metric: Metric
    days: int
    count: Count


@dataclass(frozen=True, slots=True)
class Silent:
    """The account has not posted for a while.

    Attributes:
        days: Whole days since the last post.
        last_post_at: When it last posted (UTC).

    """

    rule: ClassVar[Rule] = Rule.SILENT
    days: int
    last_post_at: datetime


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
