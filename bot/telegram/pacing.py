"""Telegram's sending limits, kept before they are met.

At most 30 messages a second in all, one a second in a chat, 20 a minute in a group or channel.
Source: https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
"""

from collections import Counter, deque
from collections.abc import Sequence
from datetime import datetime, timedelta
from threading import Lock

_OVERALL = (30, timedelta(seconds=1))
_CHAT = (1, timedelta(seconds=1))
_GROUP = (20, timedelta(minutes=1))

_MEMORY = timedelta(minutes=1)
"""The longest of the windows: what ended before it limits nothing any more."""


class Pacing:
    """Says when a chat may be written to, and remembers who was. Forgotten at a restart, which a 429 mends.

    Telegram counts a message somewhere between the start of its call and the end; so one under way counts as sent now,
    and one that ended counts from its end. Threads may share it.
    """

    def __init__(self) -> None:
        self._ended: deque[tuple[datetime, int]] = deque()
        self._under_way: Counter[int] = Counter()
        self._turn = Lock()

    def free_at(self, telegram_id: int, now: datetime) -> datetime:
        """The first instant, ``now`` or later, at which this chat may get a message."""
        with self._turn:
            return self._free_at(telegram_id, now)

    def begin(self, telegram_id: int, now: datetime) -> bool:
        """Take this chat's turn at ``now``, if it has one; whoever does calls ``end`` when the call is over."""
        with self._turn:
            is_free = self._free_at(telegram_id, now) <= now
            self._under_way[telegram_id] += is_free
        return is_free

    def end(self, telegram_id: int, now: datetime) -> None:
        """The call that ``begin`` allowed is over, whatever came of it."""
        with self._turn:
            self._under_way[telegram_id] -= 1
            self._under_way += Counter()  # lets go of zeros
            self._ended.append((now, telegram_id))
            while self._ended[0][0] < now - _MEMORY:
                self._ended.popleft()

    def room(self, now: datetime) -> int:
        """How many messages may begin at ``now``, to whatever chats."""
        most, window = _OVERALL
        with self._turn:
            recent = sum(ended > now - window for ended, _ in self._ended)
            return max(0, most - recent - self._under_way.total())

    def busy(self, now: datetime) -> frozenset[int]:
        """The chats that may get no message at ``now`` for their own sake."""
        with self._turn:
            known = {chat for _, chat in self._ended} | set(self._under_way)
            return frozenset(chat for chat in known if self._chat_free_at(chat, now) > now)

    def _free_at(self, telegram_id: int, now: datetime) -> datetime:
        every = [ended for ended, _ in self._ended] + [now] * self._under_way.total()
        return max(self._chat_free_at(telegram_id, now), _frees(every, *_OVERALL, now=now))

    def _chat_free_at(self, telegram_id: int, now: datetime) -> datetime:
        own = [ended for ended, chat in self._ended if chat == telegram_id] + [now] * self._under_way[telegram_id]
        free = _frees(own, *_CHAT, now=now)
        return max(free, _frees(own, *_GROUP, now=now)) if telegram_id < 0 else free


def _frees(times: Sequence[datetime], most: int, window: timedelta, *, now: datetime) -> datetime:
    """When one more fits after ``times``, oldest first, with at most ``most`` in any ``window``."""
    return max(now, times[-most] + window) if len(times) >= most else now
