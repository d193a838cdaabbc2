"""How the watch itself is doing, as plain facts for texts and pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from growth.platform import Platform

LONGEST_WAIT: Final = timedelta(hours=1)
"""How long a message that could go out may wait before delivery counts as stuck: a group takes 1,200 in that time."""


@dataclass(frozen=True, slots=True)
class PlatformHealth:
    """How one platform that is on is being read.

    Attributes:
        platform: The platform.
        outcomes: How many of its watched accounts last answered with each outcome; ``never`` for those never asked.
        overdue: How many were last asked for three intervals ago or longer, or never.
        last_at: When any of them was last asked for (UTC); None when none was.
        failing_since: Since when no poll had any answer (UTC); None when the last one had one.
        held_until: Until when the platform asked to be left alone (UTC); None when it may be asked.

    """

    platform: Platform
    outcomes: Mapping[str, int]
    overdue: int
    last_at: datetime | None
    failing_since: datetime | None
    held_until: datetime | None

    @property
    def watched(self) -> int:
        """Accounts watched."""
        return sum(self.outcomes.values())

    @property
    def is_blind(self) -> bool:
        """Whether accounts are watched and every one of them is overdue."""
        return 0 < self.watched == self.overdue


@dataclass(frozen=True, slots=True)
class Health:
    """How the watch is doing.

    Attributes:
        at: The instant it was gathered (UTC).
        platforms: Those that are on.
        letters: How many messages stand in each state but the final ones, by the state's name.
        oldest: When the oldest message was written that could have gone out by now (UTC); None when none waits.
        chats: How many chats stand in each state, by the state's name.

    """

    at: datetime
    platforms: tuple[PlatformHealth, ...]
    letters: Mapping[str, int]
    oldest: datetime | None
    chats: Mapping[str, int]

    @property
    def blind(self) -> tuple[PlatformHealth, ...]:
        """Platforms of which nothing is seen any more."""
        return tuple(platform for platform in self.platforms if platform.is_blind)

    @property
    def is_stuck(self) -> bool:
        """Whether messages do not get out."""
        return self.oldest is not None and self.at - self.oldest > LONGEST_WAIT
