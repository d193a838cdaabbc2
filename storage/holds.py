"""What stands between us and a platform: pauses it asked for, and how long reading it has been failing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select

from growth.platform import Platform
from storage import schema
from storage.columns import whole
from storage.transaction import Transaction

CLOCK_SLACK: Final = timedelta(minutes=1)
"""How far a clock is set back by its daily correction at most; more means that it had been wrong."""


@dataclass(frozen=True, slots=True)
class Hold:
    """A pause.

    Attributes:
        until: The first instant (UTC) at which the platform may be asked again.
        reason: Why, in the platform's words or ours; without secrets.
        since: When it was asked for (UTC); None in rows of earlier versions.

    """

    until: datetime
    reason: str
    since: datetime | None = None

    def stands(self, now: datetime) -> bool:
        """Whether it is to be kept now.

        One that was asked for later than now was dated by a clock that was wrong, and could last for years.
        """
        return now < self.until and (self.since is None or self.since <= now + CLOCK_SLACK)


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


def hold(tx: Transaction, platform: Platform, until: datetime, reason: str, *, since: datetime) -> None:
    """Ask a platform nothing before ``until`` (UTC), from ``since`` on. Repeating changes nothing.

    A longer pause that stands is kept: the answer to one of several requests on their way must not cut it short.
    """
    known = holds(tx).get(platform)
    if known is None or known.until < until or not known.stands(since):
        row = {"platform": platform, "until": until, "reason": reason, "since": since}
        tx.upsert(schema.hold, [row], key=["platform"])


def release(tx: Transaction, platform: Platform) -> None:
    """End a platform's pause, if there is one."""
    tx.change(delete(schema.hold).where(schema.hold.c.platform == platform))


def holds(tx: Transaction) -> Mapping[Platform, Hold]:
    """The pauses by platform, those that are over as well: the reader has the clock."""
    return {Platform(row.platform): Hold(row.until, row.reason, row.since) for row in tx.rows(select(schema.hold))}


def failures(tx: Transaction) -> Mapping[Platform, FailureRun]:
    """The runs of failed polls that have not ended, by platform."""
    rows = tx.rows(select(schema.failure))
    return {Platform(row.platform): FailureRun(row.since, row.polls, row.failure) for row in rows}


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
