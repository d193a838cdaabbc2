"""Sets the simulated world to a day of the story: counts, states, names and faults."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import numpy as np
from numpy.typing import NDArray

from bot.demo.cast import (
    CAST,
    DGSN_X,
    FIRST_DAY,
    GLITCH_DAY,
    LAST_DAY,
    OUTAGE_DAY,
    RATE_LIMITED_DAY,
    RENAMED,
    SUSPENDED,
    Role,
)
from growth.platform import X
from simulator.faults import Fault
from simulator.server import Simulator
from simulator.world import Page, XAccount, XState

MORNING = time(6, 0)
"""When accounts are read (UTC)."""

NOON = time(12, 0)
"""When the day's digests and letters go out (UTC): after nine o'clock in Casablanca, whatever its offset."""


@dataclass(frozen=True, slots=True)
class Stage:
    """The story's numbers, drawn once.

    Attributes:
        counts: Followers by role, one a day from the role's first day on.

    """

    counts: Mapping[Role, NDArray[np.int64]]

    @classmethod
    def drawn(cls, seed: int) -> "Stage":
        """The numbers for a seed; the same seed gives the same story."""
        random = np.random.default_rng(seed)
        return cls({role: role.curve.counts((LAST_DAY - role.opens).days + 1, random) for role in CAST})

    def set(self, simulator: Simulator, day: date) -> None:
        """Make the world what it was on the morning of ``day``."""
        simulator.clock.set(datetime.combine(day, MORNING, UTC))
        for role in CAST:
            if role.opens <= day:
                self._place(simulator, role, day)
        if day == RATE_LIMITED_DAY:
            simulator.faults.add(Fault(api="x", kind="rate_limited", times=1))
        if day == OUTAGE_DAY:
            ends = datetime.combine(day + timedelta(days=1), NOON, UTC)
            simulator.faults.add(Fault(api="graph", status=503, until=ends))

    def _place(self, simulator: Simulator, role: Role, day: date) -> None:
        followers = int(self.counts[role][(day - role.opens).days])
        opened = datetime.combine(role.opens, time(9, 0), UTC)
        posted = datetime.combine(day - timedelta(days=1), time(17, 30), UTC)
        posts = 3 + (day - role.opens).days * 2
        if role.platform == X:
            account = XAccount(
                id=role.platform_id,
                username=_handle(role, day),
                name=role.name,
                followers=followers // 2 if (role is DGSN_X and day == GLITCH_DAY) else followers,
                following=12,
                posts=posts,
                verified=True,
                verified_type="government",
                created_at=opened,
                last_post_at=max(posted, opened),
                state=_state(role, day),
            )
            simulator.world.put(account)
        else:
            page = Page(id=role.platform_id, username=role.handle, name=role.name, followers=followers, fans=followers)
            simulator.world.put(page)


def story(days: int) -> tuple[date, ...]:
    """The first ``days`` days of the story, or all of them."""
    whole = (LAST_DAY - FIRST_DAY).days + 1
    return tuple(FIRST_DAY + timedelta(days=number) for number in range(min(days, whole)))


def _handle(role: Role, day: date) -> str:
    who, since, handle = RENAMED
    return handle if role is who and day >= since else role.handle


def _state(role: Role, day: date) -> XState:
    who, since, back = SUSPENDED
    return XState.SUSPENDED if role is who and since <= day < back else XState.OK
