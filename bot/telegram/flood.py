"""How often one person may ask: whoever writes without end is told once to wait, and then not heard for a while."""

from collections import deque
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

MOST: Final = 20
"""Questions, typed or pressed, that one person may ask in a window."""

WINDOW: Final = timedelta(minutes=1)

_MOST_PEOPLE: Final = 10_000
"""People remembered; those who have been still longest are forgotten first."""


class Turn(StrEnum):
    """What becomes of a question."""

    ANSWER = "answer"
    SLOW = "slow"
    """Tell them to wait: the first question too many."""
    IGNORE = "ignore"


class Flood:
    """Counts each person's questions. Forgotten at a restart, which harms nobody."""

    def __init__(self) -> None:
        self._asked: dict[int, deque[datetime]] = {}

    def ask(self, person: int, now: datetime) -> Turn:
        """Count a question at ``now`` (UTC) by Telegram's number of the person, or of the channel that asks."""
        asked = self._asked.pop(person, deque())
        self._asked[person] = asked  # the youngest stands last
        while len(self._asked) > _MOST_PEOPLE:
            del self._asked[next(iter(self._asked))]
        while asked and asked[0] <= now - WINDOW:
            asked.popleft()
        if len(asked) > MOST:
            return Turn.IGNORE
        asked.append(now)
        return Turn.ANSWER if len(asked) <= MOST else Turn.SLOW
