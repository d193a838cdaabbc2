"""Every poll of an account and what came of it, kept as runs: they tell "unchanged" from "not polled"."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Column, ColumnElement, Row, Select, select, union_all

from growth.digest import Coverage
from storage import schema
from storage.columns import seconds, whole
from storage.transaction import Transaction, named

READ: Final = "read"
"""The outcome of a poll that yielded a profile; every other outcome is the name of why there was none."""


@dataclass(frozen=True, slots=True)
class PollRun:
    """A stretch of polls of one account that all ended the same way.

    Attributes:
        outcome: ``read``, or the name of the reason or failure.
        first_at: The first of them (UTC).
        last_at: The last of them (UTC).
        polls: How many; at least 1.

    """

    outcome: str
    first_at: datetime
    last_at: datetime
    polls: int


def record_poll(
    tx: Transaction, account: int, outcome: str, at: datetime, *, longest_pause: timedelta | None = None
) -> None:
    """Keep one poll of one account; see ``record_polls``."""
    record_polls(tx, {account: outcome}, at, longest_pause=longest_pause)


def record_polls(
    tx: Transaction, outcomes: Mapping[int, str], at: datetime, *, longest_pause: timedelta | None = None
) -> None:
    """Keep one poll of each account. Call it before the counters of the same poll are recorded: they heed its gaps.

    A poll that is not later than the account's last one changes nothing: it is a repeated step, or the clock went back.

    Args:
        tx: A writing transaction.
        outcomes: What came of the poll, by account.
        at: When it was made (UTC).
        longest_pause: A longer silence since the poll before is a gap that ends the run (three poll intervals is
            usual); None lets no silence end it.

    """
    at = whole(at)
    known = {row.account: row for row in tx.rows(_going_on(outcomes))}
    fresh: list[dict[str, object]] = []
    ended: list[dict[str, object]] = []
    for account, outcome in outcomes.items():
        last = known.get(account)
        if last is not None and at <= last.last_at:
            continue
        goes_on = last is not None and last.outcome == outcome and not _is_gap(last, at, longest_pause)
        if last is not None and not goes_on:
            ended.append(named(last))
        first_at, polls = (last.first_at, last.polls + 1) if last is not None and goes_on else (at, 1)
        fresh.append({"account": account, "first_at": first_at, "last_at": at, "polls": polls, "outcome": outcome})
    tx.keep_first(schema.poll_run, ended, key=["account", "first_at"])
    tx.upsert(schema.last_poll, fresh, key=["account"])


def last_polls(tx: Transaction, accounts: Collection[int] | None = None) -> Mapping[int, PollRun]:
    """The run each account's last poll belongs to; of every account when ``accounts`` is None. Unpolled ones lack."""
    return {row.account: _run(row) for row in tx.rows(_going_on(accounts))}


def last_poll(tx: Transaction, account: int) -> PollRun | None:
    """The run the account's last poll belongs to; None when it was never polled."""
    return last_polls(tx, [account]).get(account)


def coverage(tx: Transaction, *, start: datetime, end: datetime, accounts: Collection[int] | None = None) -> Coverage:
    """How many polls were made in ``[start, end)`` and how many of them yielded nothing.

    Where a run crosses an end of the period, its polls are taken to be evenly spaced.
    """
    parts = [
        select(table).where(table.c.last_at >= start, table.c.first_at < end, *_of(table.c.account, accounts))
        for table in (schema.poll_run, schema.last_poll)
    ]
    counted = [(row.outcome, polls_within(_run(row), start, end)) for row in tx.rows(union_all(*parts))]
    return Coverage(
        polls=sum(polls for _, polls in counted),
        failed=sum(polls for outcome, polls in counted if outcome != READ),
    )


def polls_within(run: PollRun, start: datetime, end: datetime) -> int:
    """How many polls of a run were made in ``[start, end)``, if all its pauses were equal."""
    span, pauses = seconds(run.last_at) - seconds(run.first_at), run.polls - 1
    if span == 0:
        return run.polls
    before_start, before_end = (
        min(max(-(-(seconds(bound) - seconds(run.first_at)) * pauses // span), 0), run.polls) for bound in (start, end)
    )
    return before_end - before_start


def _is_gap(last: Row[Any], at: datetime, longest_pause: timedelta | None) -> bool:
    return longest_pause is not None and at - last.last_at > longest_pause


def _going_on(accounts: Collection[int] | None) -> Select[Any]:
    """The runs that still go on."""
    return select(schema.last_poll).where(*_of(schema.last_poll.c.account, accounts))


def _of(column: Column[Any], accounts: Collection[int] | None) -> list[ColumnElement[bool]]:
    """The condition that picks ``accounts``; none when all are meant."""
    return [] if accounts is None else [column.in_(accounts)]


def _run(row: Row[Any]) -> PollRun:
    return PollRun(row.outcome, row.first_at, row.last_at, row.polls)
