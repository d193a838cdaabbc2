"""What stands between us and a platform: pauses it asked for, and how long reading it has been failing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from growth.platform import Platform
from storage import schema
from storage.columns import whole
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Hold:
    """A pause.

    Attributes:
        until: The first instant (UTC) at which the platform may be asked again.
        reason: Why, in the platform's words or ours; without secrets.

    """

    until: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class FailureRun:
    """A platform's polls that failed in a row.

    Attributes:
        since: The first of them (UTC).
        polls: How many; at least 1.
        failure: The class of the latest failure, as its error is named.

    """

    since: datetime
    polls: int
    failure: str


def hold(tx: Transaction, platform: Platform, until: datetime, reason: str) -> None:
    """Ask a platform nothing before ``until`` (UTC); the latest word replaces what stood. Repeating changes nothing."""
    tx.upsert(schema.hold, [{"platform": platform, "until": until, "reason": reason}], key=["platform"])


def release(tx: Transaction, platform: Platform) -> None:
    """End a platform's pause, if there is one."""
    tx.change(delete(schema.hold).where(schema.hold.c.platform == platform))


def holds(tx: Transaction) -> Mapping[Platform, Hold]:
    """The pauses by platform, those that are over as well: the reader has the clock."""
    return {Platform(row.platform): Hold(row.until, row.reason) for row in tx.rows(select(schema.hold))}


def record_outcome(tx: Transaction, platform: Platform, failure: str | None, at: datetime) -> FailureRun | None:
    """Count a platform's poll into its run of failures, or end the run.

    A failure that is not later than the last one is not counted again: it is a repeated step, or the clock went back.

    Args:
        tx: A writing transaction.
        platform: The platform.
        failure: The class of the failure, as its error is named; None when the poll succeeded.
        at: When the poll was made (UTC).

    Returns:
        The run this failure belongs to; None when the poll succeeded.

    """
    table = schema.failure
    at = whole(at)
    if failure is None:
        tx.change(delete(table).where(table.c.platform == platform))
        return None
    known = tx.first(select(table).where(table.c.platform == platform))
    if known is not None and at <= known.last_at:
        return FailureRun(known.since, known.polls, known.failure)
    run = FailureRun(at, 1, failure) if known is None else FailureRun(known.since, known.polls + 1, failure)
    row = {"platform": platform, "since": run.since, "last_at": at, "polls": run.polls, "failure": failure}
    tx.upsert(table, [row], key=["platform"])
    return run
