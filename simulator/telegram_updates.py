"""Updates waiting for a simulated bot: long polling, one poller at a time, a day's memory.

Source: https://core.telegram.org/bots/api#getting-updates.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from simulator.clock import Clock
from simulator.telegram_call import Json, conflict

KEPT_FOR: Final = timedelta(hours=24)
MOST_AT_ONCE: Final = 100
LONGEST_POLL_S: Final = 50
"""Seconds of real time an empty poll is held at most, whatever it asks for."""

FIRST_UPDATE_ID: Final = 700_000_001
_ONLY_WHEN_ASKED_FOR: Final = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where updates would be delivered. It is remembered, and nothing is ever delivered to it.

    Attributes:
        url: The address; empty when none is set and updates are polled for.
        secret_token: The header's value asked for; empty when none.
        max_connections: The number asked for.

    """

    url: str = ""
    secret_token: str = ""
    max_connections: int = 40


@dataclass(frozen=True, slots=True)
class _Update:
    id: int
    at: datetime
    kind: str
    body: Json


class UpdateQueue:
    """Updates by id, oldest first.

    Args:
        clock: The simulator's; updates older than a day on it are gone.

    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._waiting: list[_Update] = []
        self._next_id = FIRST_UPDATE_ID
        self._poll: asyncio.Future[None] | None = None
        self.allowed: tuple[str, ...] = ()
        """The kinds asked for last; empty means all but those that must be asked for."""
        self.webhook = Webhook()

    def add(self, kind: str, body: Json) -> int:
        """Let something happen to the bot.

        Returns:
            The update's id. One of a kind that was not asked for takes an id too, and is not kept.

        """
        update = _Update(self._next_id, self._clock.now(), kind, body)
        self._next_id += 1
        if kind in self.allowed if self.allowed else kind not in _ONLY_WHEN_ASKED_FOR:
            self._waiting.append(update)
            self._wake()
        return update.id

    @property
    def pending(self) -> int:
        """How many wait."""
        self._forget_old()
        return len(self._waiting)

    def allow(self, kinds: Iterable[str]) -> None:
        """Keep only these kinds from now on."""
        self.allowed = tuple(kinds)

    def drop(self) -> None:
        """Forget all that waits."""
        self._waiting.clear()

    async def poll(self, *, offset: int, limit: int, timeout_s: int) -> list[Json]:
        """Updates from ``offset`` on, after waiting up to ``timeout_s`` seconds of real time for the first.

        Args:
            offset: Lower ids are confirmed and forgotten; negative counts from the end; 0 confirms nothing.
            limit: How many at most.
            timeout_s: Seconds to wait when there are none; 0 answers at once.

        Raises:
            Refused: When a webhook is set, or another poll begins while this one waits.

        """
        if self.webhook.url:
            raise conflict(
                "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
            )
        self.interrupt("terminated by other getUpdates request; make sure that only one bot instance is running")
        self._confirm(offset)
        if timeout_s > 0 and not self.pending:
            await self._wait(min(timeout_s, LONGEST_POLL_S))
        self._forget_old()
        return [{"update_id": update.id, update.kind: update.body} for update in self._waiting[:limit]]

    def interrupt(self, reason: str) -> None:
        """End the poll that waits with a conflict, if one does."""
        if self._poll is not None and not self._poll.done():
            self._poll.set_exception(conflict(reason))

    def close(self) -> None:
        """Answer the poll that waits, so that its server can stop."""
        self._wake()

    def _wake(self) -> None:
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(None)

    async def _wait(self, timeout_s: float) -> None:
        self._poll = poll = asyncio.get_running_loop().create_future()
        try:
            await asyncio.wait([poll], timeout=timeout_s)
        finally:
            poll.cancel()
        if not poll.cancelled():
            poll.result()

    def _confirm(self, offset: int) -> None:
        self._forget_old()
        if offset < 0:
            self._waiting = self._waiting[offset:]
        self._waiting = [update for update in self._waiting if update.id >= offset]

    def _forget_old(self) -> None:
        oldest = self._clock.now() - KEPT_FOR
        self._waiting = [update for update in self._waiting if update.at > oldest]
