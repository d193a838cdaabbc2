"""Telegram's sending limits, kept before they are met.

At most 30 messages a second in all, one a second in a chat, 20 a minute in a group or channel.
Source: https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
"""

from collections import Counter, deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Lock

from bot.clock import Clock

_SLACK = timedelta(milliseconds=100)
"""Added to each window: Telegram counts arrivals, and one message may be on its way longer than the next."""

_OVERALL = (30, timedelta(seconds=1) + _SLACK)
_CHAT = (1, timedelta(seconds=1) + _SLACK)
_GROUP = (20, timedelta(minutes=1) + _SLACK)

_MEMORY = timedelta(minutes=2)
"""Longer than any window: what began before it limits nothing any more."""


class Pacing:
    """Says when a chat may be written to, and remembers who was. Forgotten at a restart, which a 429 mends.

    A message counts from the start of its call, and a chat with a call under way waits for its end. Threads may share
    it.

    Args:
        now: The clock, with its fractions of a second.

    """

    def __init__(self, now: Clock) -> None:
        self.now = now
        self._begun: deque[tuple[datetime, int]] = deque()
        self._under_way: Counter[int] = Counter()
        self._preferred: Counter[int] = Counter()
        self._turn = Lock()

    def free_at(self, telegram_id: int) -> datetime:
        """The first instant, now or later, at which this chat may get a message."""
        with self._turn:
            return self._free_at(telegram_id, self.now())

    def begin(self, telegram_id: int) -> bool:
        """Take this chat's turn, if it has one now; whoever does calls ``end`` when the call is over."""
        with self._turn:
            now = self.now()
            if self._free_at(telegram_id, now) > now:
                return False
            self._under_way[telegram_id] += 1
            self._begun.append((now, telegram_id))
            while self._begun[0][0] < now - _MEMORY:
                self._begun.popleft()
            return True

    def end(self, telegram_id: int, *, counts: bool) -> None:
        """The call that ``begin`` allowed is over; it does not count when Telegram certainly took no message."""
        with self._turn:
            self._under_way -= Counter({telegram_id: 1})
            if not counts:
                own = [index for index, (_, chat) in enumerate(self._begun) if chat == telegram_id]
                for index in own[-1:]:  # none when the call took longer than the memory
                    del self._begun[index]

    @contextmanager
    def preferred(self, telegram_id: int) -> Iterator[None]:
        """While the block lasts, the chat's next turn is for whoever opened it: somebody waits there for an answer."""
        with self._turn:
            self._preferred[telegram_id] += 1
        try:
            yield
        finally:
            with self._turn:
                self._preferred -= Counter({telegram_id: 1})

    def room(self) -> int:
        """How many messages may begin now, to whatever chats."""
        now = self.now()
        most, window = _OVERALL
        with self._turn:
            recent = sum(begun > now - window for begun, _ in self._begun)
            return max(0, most - recent)

    def busy(self) -> frozenset[int]:
        """The chats that may get no letter now for their own sake."""
        now = self.now()
        with self._turn:
            known = {chat for _, chat in self._begun} | set(self._under_way)
            return frozenset(chat for chat in known if self._chat_free_at(chat, now) > now) | set(self._preferred)

    def _free_at(self, telegram_id: int, now: datetime) -> datetime:
        every = [begun for begun, _ in self._begun]
        return max(self._chat_free_at(telegram_id, now), _frees(every, *_OVERALL, now=now))

    def _chat_free_at(self, telegram_id: int, now: datetime) -> datetime:
        if self._under_way[telegram_id]:
            return now + _CHAT[1]
        own = [begun for begun, chat in self._begun if chat == telegram_id]
        free = _frees(own, *_CHAT, now=now)
        return max(free, _frees(own, *_GROUP, now=now)) if telegram_id < 0 else free


def _frees(times: Sequence[datetime], most: int, window: timedelta, *, now: datetime) -> datetime:
    """When one more fits after ``times``, oldest first, with at most ``most`` in any ``window``."""
    return max(now, times[-most] + window) if len(times) >= most else now
