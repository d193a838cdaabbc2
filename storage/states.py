"""The states accounts are and were in."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select, update

from growth.state import AccountState
from storage import schema
from storage.columns import whole
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Sighting:
    """A state as one poll showed it.

    Attributes:
        state: The state.
        detail: The platform's own words, without secrets; None when it said nothing.

    """

    state: AccountState
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Spell:
    """A stretch of time in one state, up to the next spell.

    Attributes:
        state: The state.
        since: When it was first seen (UTC).
        detail: The platform's own words at that moment; None when it said nothing.

    """

    state: AccountState
    since: datetime
    detail: str | None


def observe(tx: Transaction, account: int, state: AccountState, at: datetime, detail: str | None = None) -> bool:
    """Keep the state one account was seen in at ``at``; whether it is another one than before."""
    return account in observe_many(tx, {account: Sighting(state, detail)}, at)


def observe_many(tx: Transaction, sightings: Mapping[int, Sighting], at: datetime) -> frozenset[int]:
    """Keep the states many accounts were seen in, and say which of them changed.

    A state that goes on writes nothing. A sighting from before the present state began changes nothing: the clock went
    back.
    """
    at = whole(at)
    table = schema.account
    known = tx.rows(select(table.c.key, table.c.state, table.c.state_since).where(table.c.key.in_(sightings)))
    changed = [row.key for row in known if row.state != sightings[row.key].state and row.state_since <= at]
    rows = [
        {"account": key, "since": at, "state": sightings[key].state, "detail": sightings[key].detail} for key in changed
    ]
    tx.upsert(schema.account_state, rows, key=["account", "since"])
    change = update(table).where(table.c.key == bindparam("account")).values(state=bindparam("now"), state_since=at)
    tx.change(change, [{"account": key, "now": sightings[key].state} for key in changed])
    return frozenset(changed)


def states_at(tx: Transaction, accounts: Collection[int], at: datetime) -> Mapping[int, AccountState]:
    """The state each account was in just before ``at`` (UTC); those that had not been seen by then lack."""
    table = schema.account_state
    seen = select(table.c.account, table.c.state).where(table.c.account.in_(accounts), table.c.since < at)
    return {row.account: AccountState(row.state) for row in tx.rows(seen.order_by(table.c.since))}


def history(tx: Transaction, account: int) -> tuple[Spell, ...]:
    """Every state an account was seen in, oldest first; empty when it was never polled."""
    table = schema.account_state
    rows = tx.rows(select(table).where(table.c.account == account).order_by(table.c.since))
    return tuple(Spell(AccountState(row.state), row.since, row.detail) for row in rows)
