"""How fast a bot may send, counted on the simulator's clock.

Source: https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this: one message a second in a chat,
20 a minute in a group, about 30 a second overall. The short bursts it hints at have no number, so there are none here.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil
from typing import Final

from simulator.clock import Clock
from simulator.telegram_call import too_many_requests
from simulator.telegram_chats import Chat, ChatType

SECOND: Final = timedelta(seconds=1)
MINUTE: Final = timedelta(minutes=1)


class Limit(StrEnum):
    """Which limit was passed."""

    OVERALL = "overall"
    PRIVATE = "private"
    GROUP = "group"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Messages a bot may send. Channels count as groups.

    Attributes:
        overall_per_s: To all chats together, in any second.
        private_per_s: To one person, in any second; above 1 stands for a tolerated burst.
        group_per_min: To one group or channel, in any minute.

    """

    overall_per_s: int = 30
    private_per_s: int = 1
    group_per_min: int = 20


@dataclass(frozen=True, slots=True)
class Violation:
    """A message refused with 429.

    Attributes:
        limit: The limit passed.
        chat_id: Where it was meant to go.
        method: The method called.
        at: When, on the simulator's clock (UTC).
        retry_after_s: The pause asked for, in seconds.

    """

    limit: Limit
    chat_id: int
    method: str
    at: datetime
    retry_after_s: int


class _Window:
    """Instants of the last ``span``; one exactly ``span`` old no longer counts."""

    def __init__(self, span: timedelta) -> None:
        self._span = span
        self._at: list[datetime] = []

    def wait_s(self, most: int, count: int, now: datetime) -> int:
        """Whole seconds until ``count`` more fit; 0 when they fit now, or would not fit an empty window either."""
        self._at = [at for at in self._at if now - self._span < at <= now]
        excess = len(self._at) + count - most
        if excess <= 0 or not self._at:
            return 0
        leaving = self._at[min(excess, len(self._at)) - 1]
        return ceil((leaving + self._span - now).total_seconds())

    def add(self, count: int, now: datetime) -> None:
        self._at.extend([now] * count)


class Pace:
    """Lets messages through or refuses them.

    Args:
        clock: The simulator's.

    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.limits: Limits | None = Limits()
        """What is enforced; None lets everything through."""
        self.violations: list[Violation] = []
        self._overall = _Window(SECOND)
        self._private: defaultdict[int, _Window] = defaultdict(lambda: _Window(SECOND))
        self._groups: defaultdict[int, _Window] = defaultdict(lambda: _Window(MINUTE))

    def spend(self, chat: Chat, method: str, count: int = 1) -> None:
        """Count messages about to be sent.

        Args:
            chat: Where to.
            method: The method called.
            count: How many at once; an album counts each of its items.

        Raises:
            Refused: A 429 that says how long to wait. Nothing is counted then, and a violation is recorded.

        """
        if self.limits is None:
            return
        now = self._clock.now()
        is_private = chat.type == ChatType.PRIVATE
        own = (self._private if is_private else self._groups)[chat.id]
        most = self.limits.private_per_s if is_private else self.limits.group_per_min
        waits = {
            Limit.PRIVATE if is_private else Limit.GROUP: own.wait_s(most, count, now),
            Limit.OVERALL: self._overall.wait_s(self.limits.overall_per_s, count, now),
        }
        limit = max(waits, key=waits.__getitem__)
        if waits[limit]:
            self.violations.append(Violation(limit, chat.id, method, now, waits[limit]))
            raise too_many_requests(waits[limit])
        own.add(count, now)
        self._overall.add(count, now)
