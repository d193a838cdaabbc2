"""What a poll came to, account by account."""

from dataclasses import dataclass
from datetime import datetime

from growth.platform import Platform
from growth.reading import Profile, Reading, Unread
from storage.accounts import StoredAccount


@dataclass(frozen=True, slots=True)
class Polled:
    """What one poll of one account came to.

    Attributes:
        account: The account, as stored before the poll.
        observed_at: When (UTC).
        reading: What was read; None when the request as a whole failed.
        failure: The class of that failure, such as ``RateLimited``; None when there was an answer.
        detail: Its words, without secrets; None when there was an answer.

    """

    account: StoredAccount
    observed_at: datetime
    reading: Reading | None = None
    failure: str | None = None
    detail: str | None = None

    @property
    def outcome(self) -> str:
        """``read``, the reason it was not, or the failure's class in the style of a reason."""
        match self.reading:
            case Profile():
                return "read"
            case Unread(reason):
                return reason.value
            case None:
                return as_reason(self.failure or "")


@dataclass(frozen=True, slots=True)
class PollReport:
    """What one poll of a platform came to.

    Attributes:
        platform: The platform.
        polled: One per account asked for; empty while held.
        unasked: One per account left to a later poll, with the failure that stands in the way.
        held_until: When the platform may be asked again; None when it was asked.

    """

    platform: Platform
    polled: tuple[Polled, ...] = ()
    unasked: tuple[Polled, ...] = ()
    held_until: datetime | None = None


def as_reason(failure: str) -> str:
    """``RateLimited`` as ``rate_limited``: the words of the readings' reasons."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in failure).lstrip("_")
