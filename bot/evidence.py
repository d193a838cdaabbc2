"""What is known of an account's existence, and from what."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.polled import as_reason
from connectors.errors import AuthFailed, BudgetSpent, MalformedAnswer, NotPermitted, RateLimited, Unavailable
from growth.event import ProfileChange
from growth.reading import UnreadReason
from storage import polls, profiles, states
from storage.accounts import StoredAccount
from storage.polls import PollRun
from storage.states import Spell
from storage.transaction import Transaction


class Cause(StrEnum):
    """Whose doing it is that an account was not read."""

    ACCOUNT = "account"
    """The platform says that it is not there, or not for everybody to see."""
    US = "us"
    """Our token, permission, budget or a limit on us."""
    THEM = "them"
    """The platform is down, or answers what nobody understands."""


_CAUSES: Mapping[str, Cause] = {
    **dict.fromkeys(
        (
            UnreadReason.NOT_FOUND.value,
            UnreadReason.SUSPENDED.value,
            UnreadReason.DEACTIVATED.value,
            UnreadReason.PROTECTED.value,
            UnreadReason.MALFORMED.value,
        ),
        Cause.ACCOUNT,
    ),
    UnreadReason.NOT_PERMITTED.value: Cause.US,
    UnreadReason.UNANSWERED.value: Cause.THEM,
    **{as_reason(kind.__name__): Cause.US for kind in (AuthFailed, NotPermitted, RateLimited, BudgetSpent)},
    **{as_reason(kind.__name__): Cause.THEM for kind in (Unavailable, MalformedAnswer)},
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of an account, and from what.

    Attributes:
        account: The account.
        spells: The states it was in, oldest first, each with the platform's own words.
        last: The polls in a row that ended as the last one did; None when it was never polled.
        changes: Every change of its profile and handle with when it was first seen (UTC), oldest first.

    """

    account: StoredAccount
    spells: tuple[Spell, ...]
    last: PollRun | None
    changes: tuple[tuple[datetime, ProfileChange], ...]

    @property
    def cause(self) -> Cause | None:
        """Whose doing it is that the last poll did not read it; None when it did, or there was none."""
        return None if self.last is None else _CAUSES.get(self.last.outcome)


def evidence_of(tx: Transaction, account: StoredAccount) -> Evidence:
    """Everything the store knows of an account's existence."""
    return Evidence(
        account,
        spells=states.history(tx, account.key),
        last=polls.last_poll(tx, account.key),
        changes=profiles.changes(tx, account.key),
    )
