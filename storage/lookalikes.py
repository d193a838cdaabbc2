"""Handles that could be taken for an agency's: which exist, since when they are known, and how they grow."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select, update

from growth.lookalike import Lookalike, Trick
from growth.platform import Platform
from storage.spending_schema import lookalike, lookalike_count
from storage.transaction import Transaction


class Presence(StrEnum):
    """What is known of a lookalike's existence."""

    UNCHECKED = "unchecked"
    FREE = "free"
    """Nobody has the handle, as far as the platform says."""
    TAKEN = "taken"
    OURS = "ours"
    """It leads to an account that is watched itself."""


@dataclass(frozen=True, slots=True)
class Sighted:
    """What one lookup showed of a lookalike.

    Attributes:
        presence: Whether somebody has the handle.
        platform_id: Their immutable id; None when there is none, likewise below.
        display_name: The name they go by.
        followers: How many follow them.

    """

    presence: Presence
    platform_id: str | None = None
    display_name: str | None = None
    followers: int | None = None


@dataclass(frozen=True, slots=True)
class StoredLookalike:
    """A lookalike as the store knows it.

    Attributes:
        key: The store's own key.
        agency: The agency it resembles.
        platform: Where it is.
        handle: The handle.
        resembles: The agency's handle or name that it resembles.
        trick: How.
        presence: Whether somebody has it.
        platform_id: Their immutable id; None when not known, likewise below.
        display_name: The name they go by.
        found_at: When it was first seen taken (UTC).
        checked_at: When it was last looked up (UTC).
        first_followers: Followers when it was first counted.
        followers: Followers when it was last counted.

    """

    key: int
    agency: str
    platform: Platform
    handle: str
    resembles: str
    trick: Trick
    presence: Presence
    platform_id: str | None
    display_name: str | None
    found_at: datetime | None
    checked_at: datetime | None
    first_followers: int | None
    followers: int | None


def save_lookalikes(tx: Transaction, agency: str, platform: Platform, made: Sequence[Lookalike]) -> None:
    """Keep the handles to watch; those that are known stay as they are. Repeating changes nothing."""
    rows = [
        {
            "agency": agency,
            "platform": platform,
            "handle": one.handle,
            "resembles": one.resembles,
            "trick": one.trick.value,
            "state": Presence.UNCHECKED.value,
        }
        for one in made
    ]
    tx.keep_first(lookalike, rows, key=["agency", "platform", "handle"])


def record_lookalike(tx: Transaction, key: int, sighted: Sighted, at: datetime) -> None:
    """Keep what a lookup at ``at`` (UTC) showed."""
    table = lookalike
    values = {
        "state": sighted.presence.value,
        "platform_id": sighted.platform_id,
        "display_name": sighted.display_name,
        "checked_at": at,
    }
    tx.change(update(table).where(table.c.key == key).values(values))
    if sighted.presence is Presence.TAKEN:
        tx.change(update(table).where(table.c.key == key, table.c.found_at.is_(None)).values(found_at=at))
    if sighted.followers is not None:
        row = {"lookalike": key, "at": at, "followers": sighted.followers}
        tx.keep_first(lookalike_count, [row], key=["lookalike", "at"])


def stored_lookalikes(tx: Transaction, agency: str) -> tuple[StoredLookalike, ...]:
    """An agency's lookalikes: those that are taken first, most followed first."""
    rows = tx.rows(select(lookalike).where(lookalike.c.agency == agency).order_by(lookalike.c.key))
    keys = [row.key for row in rows]
    counts = select(lookalike_count).where(lookalike_count.c.lookalike.in_(keys)).order_by(lookalike_count.c.at)
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    for row in tx.rows(counts):
        first.setdefault(row.lookalike, row.followers)
        last[row.lookalike] = row.followers
    found = [
        StoredLookalike(
            key=row.key,
            agency=row.agency,
            platform=Platform(row.platform),
            handle=row.handle,
            resembles=row.resembles,
            trick=Trick(row.trick),
            presence=Presence(row.state),
            platform_id=row.platform_id,
            display_name=row.display_name,
            found_at=row.found_at,
            checked_at=row.checked_at,
            first_followers=first.get(row.key),
            followers=last.get(row.key),
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda one: (one.presence is not Presence.TAKEN, -(one.followers or 0))))


def last_checks(tx: Transaction) -> dict[str, datetime]:
    """When each agency's lookalikes were last looked up, by its id; those never looked up lack."""
    chosen = select(lookalike.c.agency, func.max(lookalike.c.checked_at).label("at")).group_by(lookalike.c.agency)
    return {row.agency: row.at for row in tx.rows(chosen) if row.at is not None}
