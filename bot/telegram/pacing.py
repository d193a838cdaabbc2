"""Telegram's sending limits, kept before they are met.

At most 30 messages a second in all, one a second in a chat, 20 a minute in a group or channel.
Source: https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
"""

from collections import defaultdict, deque
from datetime import datetime, timedelta

_OVERALL = (30, timedelta(seconds=1))
_PRIVATE = (1, timedelta(seconds=1))
_GROUP = (20, timedelta(minutes=1))


class Pacing:
    """Remembers recent sends and says when a chat may be written to next. Forgotten at a restart, which a 429 mends."""

    def __init__(self) -> None:
        self._all: deque[datetime] = deque(maxlen=_OVERALL[0])
        self._chats: defaultdict[int, deque[datetime]] = defaultdict(lambda: deque(maxlen=_GROUP[0]))

    def free_at(self, telegram_id: int, now: datetime) -> datetime:
        """The first instant, ``now`` or later, at which this chat may get a message."""
        sent = self._chats[telegram_id]
        windows = [(self._all, *_OVERALL), (sent, *_PRIVATE)]
        if telegram_id < 0:
            windows.append((sent, *_GROUP))
        return max([now, *(_frees(times, most, window) for times, most, window in windows if len(times) >= most)])

    def note(self, telegram_id: int, now: datetime) -> None:
        """Remember a send."""
        self._all.append(now)
        self._chats[telegram_id].append(now)


def _frees(times: deque[datetime], most: int, window: timedelta) -> datetime:
    return times[-most] + window
