"""The one thing every platform module offers: readings for a batch of accounts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from growth.platform import Platform
from growth.reading import AccountRef, Reading


@dataclass(frozen=True, slots=True)
class Quota:
    """What the platform said is left of a rate limit, so that the caller can stop before a refusal.

    Attributes:
        remaining: Requests left in the window; None when the platform speaks in shares.
        used: Share of the window used, in ``[0, 1]`` or above when already over; None when it speaks in requests.
        renews_at: When the window renews (UTC); None when not said.
        renews_after: Pause until it renews, counted from the answer; None when not said.

    """

    remaining: int | None = None
    used: float | None = None
    renews_at: datetime | None = None
    renews_after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """One request's yield.

    Attributes:
        readings: One per account asked for, in the order they were asked.
        quota: What is left of the rate limit; None when the platform did not say.
        requests: Paid requests made, where requests are what is paid for (``connectors.price``); None when they were as
            many as ``Per.REQUEST`` says, or cost nothing.

    """

    readings: tuple[Reading, ...]
    quota: Quota | None = None
    requests: int | None = None


class Connector(Protocol):
    """Reads public counters of one platform.

    No clock, no sleep, no retry and no database: dating, pacing and retrying are the caller's.
    """

    @property
    def platform(self) -> Platform:
        """The platform this reads."""
        ...

    @property
    def batch_size(self) -> int:
        """Accounts a request takes at most; 1 where the platform has no batch."""
        ...

    async def read(self, accounts: Sequence[AccountRef]) -> Answer:
        """Read between 1 and ``batch_size`` accounts.

        Raises:
            ConnectorError: When the request as a whole failed; the subclass says what to do next.

        """
        ...

    async def close(self) -> None:
        """Give back every connection. Safe to call twice."""
        ...
