"""Notes of accounts, with the growth before and after each beside that of peers."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from growth.note import SPAN, Effect, Note, effect
from growth.platform import Metric
from growth.series import Series
from growth.settled import settled
from growth.wall import midnight
from storage import accounts, history, notes
from storage.accounts import StoredAccount
from storage.transaction import Transaction

LONGEST = 300
"""Characters of a note."""

_YEAR = timedelta(days=370)


class NoteError(ValueError):
    """What was typed is no note; the message says what to write."""


def noted(account: StoredAccount, *, day: date, text: str, source: str | None, is_whole: bool = False) -> Note:
    """A note on an account, or on its whole agency.

    Raises:
        NoteError: If it says nothing, or too much.

    """
    said = " ".join(text.split())
    if not 0 < len(said) <= LONGEST:
        raise NoteError(f"a note has between 1 and {LONGEST} characters")
    return Note(account.agency, None if is_whole else account.key, day, said, source or None)


def notes_on(tx: Transaction, account: StoredAccount) -> tuple[Note, ...]:
    """The notes on an account and on its agency, oldest first."""
    return tuple(one.note for one in notes.notes(tx, accounts=[account.key], agencies=[account.agency]))


def effects(
    tx: Transaction, account: StoredAccount, told: Sequence[Note], *, now: datetime, zone: ZoneInfo
) -> Mapping[Note, Effect | None]:
    """What each note's day coincided with on an account; peers are other agencies' accounts on its platform."""
    if not told:
        return {}
    since = midnight(min(note.day for note in told), zone) - SPAN - _YEAR
    on_platform = accounts.accounts(tx, platform=account.platform)
    keys = [one.key for one in on_platform if one.agency != account.agency]
    until = now + timedelta(seconds=1)
    every = history.histories(tx, Metric.FOLLOWERS, [account.key, *keys], since=since, until=until, with_imported=True)
    own = settled(every[account.key])
    peers: list[Series] = [settled(every[key]) for key in keys if len(every[key])]
    return {note: effect(own, peers, day=note.day, now=now, zone=zone) for note in told}
