"""Quiet hours: when a chat wants its alerts held, and when they may go out again."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from growth.wall import first_instant


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours of every day in which alerts are held.

    Attributes:
        start: The first wall time that is quiet.
        end: The first wall time that is not; earlier than ``start`` when the hours pass midnight. Never equal to it.
        lets_critical: Whether critical alerts go out all the same.

    """

    start: time
    end: time
    lets_critical: bool = True

    def covers(self, now: datetime, zone: ZoneInfo) -> bool:
        """Whether ``now`` lies in ``[start, end)`` of the reader's zone."""
        at = now.astimezone(zone).time()
        if self.start < self.end:
            return self.start <= at < self.end
        return at >= self.start or at < self.end

    def over_at(self, now: datetime, zone: ZoneInfo) -> datetime:
        """The first instant (UTC) after ``now`` at which the hours end; ``now`` should lie in them."""
        today = now.astimezone(zone).date()
        ends = (first_instant(datetime.combine(today + timedelta(days=days), self.end), zone) for days in (0, 1, 2))
        return next(end for end in ends if end > now)
