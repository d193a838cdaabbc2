"""Limits on requests: in windows of time, each starting with the first request of it, and by calendar day."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from simulator.clock import Clock


@dataclass(slots=True)
class Window:
    """What was used of one limit.

    Attributes:
        ends_at: When it starts anew.
        used: Requests made since it started.

    """

    ends_at: datetime
    used: int = 0


class Windows:
    """Windows by whom they limit.

    Args:
        clock: Counts them.
        length: How long one lasts.

    """

    def __init__(self, clock: Clock, length: timedelta) -> None:
        self._clock = clock
        self._length = length
        self._windows: dict[str, Window] = {}

    def current(self, whom: str) -> Window:
        """The window there is now; a new one when the last is over."""
        now = self._clock.now()
        window = self._windows.get(whom)
        if window is None or not window.ends_at - self._length <= now < window.ends_at:
            window = self._windows[whom] = Window(now + self._length)
        return window

    def spend(self, whom: str, limit: int) -> bool:
        """Count one request; whether there was one left."""
        window = self.current(whom)
        window.used += 1
        return window.used <= limit


class Days:
    """Requests by calendar day.

    Args:
        clock: Counts the days.
        zone: The IANA zone whose midnight begins one.

    """

    def __init__(self, clock: Clock, zone: str = "UTC") -> None:
        self._clock = clock
        self._zone = ZoneInfo(zone)
        self._used: Counter[date] = Counter()

    def spend(self, limit: int) -> bool:
        """Count one request; whether there was one left of the day's."""
        today = self._clock.now().astimezone(self._zone).date()
        self._used[today] += 1
        return self._used[today] <= limit
