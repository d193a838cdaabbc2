"""One cycle of asking a platform: what is still to be asked, and whether the next request may be made."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.asking import is_nearly_used
from bot.polled import Polled
from connectors.connector import Answer
from connectors.errors import AuthFailed, BudgetSpent, ConnectorError, NotPermitted, RateLimited
from growth.reading import Profile
from storage.accounts import StoredAccount

MOST_FAILURES = 2
"""Failed requests in a row after which the rest of the cycle is left to the next one."""

_ENDS_THE_CYCLE = (RateLimited, BudgetSpent, AuthFailed, NotPermitted)
"""Failures that the next batch would meet as well."""

Batch = Sequence[StoredAccount]


@dataclass(slots=True)
class Cycle:
    """A cycle on its way.

    Attributes:
        waiting: The batches not asked yet, numbered from 0.
        polled: What came of each batch asked, by its number.
        too_dear: Accounts the day's budget has no room for.
        errors: Every failure so far.
        failures: How many of them came in a row up to now.
        in_flight: Requests on their way.
        remaining: The fewest requests that any answer said are left; None while none said.
        is_answered: Whether there was an answer to any batch.
        is_seeing: Whether any account was seen in one, so that we are not blocked.
        stopped_by: The failure that stands before what is still waiting; empty while nothing does.

    """

    waiting: deque[tuple[int, Batch]]
    polled: dict[int, list[Polled]] = field(default_factory=dict)
    too_dear: list[StoredAccount] = field(default_factory=list)
    errors: list[ConnectorError] = field(default_factory=list)
    failures: int = 0
    in_flight: int = 0
    remaining: int | None = None
    is_answered: bool = False
    is_seeing: bool = False
    stopped_by: str = ""

    @property
    def has_room(self) -> bool:
        """Whether another request may be made now."""
        is_spare = self.remaining is None or self.remaining > self.in_flight
        return bool(self.waiting) and not self.stopped_by and is_spare

    @property
    def in_order(self) -> list[Polled]:
        """What came of every account asked for, in the order of asking."""
        return [one for _, batch in sorted(self.polled.items()) for one in batch]

    def succeeded(self, answer: Answer) -> None:
        """Take note of an answer and of what it says is left."""
        self.is_answered, self.failures = True, 0
        self.is_seeing |= any(isinstance(reading, Profile) for reading in answer.readings)
        quota = answer.quota
        if quota is not None and quota.remaining is not None:
            self.remaining = quota.remaining if self.remaining is None else min(self.remaining, quota.remaining)
        if is_nearly_used(quota):
            self.stopped_by = RateLimited.__name__

    def failed(self, error: ConnectorError) -> None:
        """Take note of a failure."""
        self.errors.append(error)
        self.failures += 1
        if isinstance(error, _ENDS_THE_CYCLE) or self.failures >= MOST_FAILURES:
            self.stopped_by = type(error).__name__
