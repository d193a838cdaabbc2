"""How much of its limit an app has used on the Graph API.

Source: https://developers.facebook.com/docs/graph-api/overview/rate-limiting.
"""

import json
import math
from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from simulator.clock import Clock
from simulator.graph_problem import APP_RATE_LIMITED, BUSINESS_RATE_LIMITED, USER_RATE_LIMITED, GraphProblem
from simulator.rules import TokenKind
from simulator.world import World

BUSINESS_ID: Final = "112233445566778"
"""The business that ``X-Business-Use-Case-Usage`` speaks of."""

_CALLS_PER_APP_USER: Final = 200
"""Calls an hour for each user of the app, with an app or user token."""
_CALLS_PER_ENGAGED_USER: Final = 4800
"""Calls a day for each engaged user, with a system user's or a Page's token."""

_FULL: Final = 100
"""Percent of a limit at which calls are refused."""

_EXHAUSTED: Final = {
    TokenKind.APP: APP_RATE_LIMITED,
    TokenKind.USER: USER_RATE_LIMITED,
    TokenKind.SYSTEM_USER: BUSINESS_RATE_LIMITED,
}


@dataclass(frozen=True, slots=True)
class _Made:
    """Calls made at one instant."""

    at: datetime
    calls: int


class Usage:
    """Counts calls over a rolling window; calls made while throttled count too, so that asking on prolongs it.

    Args:
        clock: Dates the calls.
        world: Says whose token it is, and of how many users it has a share.
        is_app_s: Whether the calls count for the app whosever token it is, as those of business discovery do.

    """

    def __init__(self, clock: Clock, world: World, *, is_app_s: bool = False) -> None:
        self._is_app_s = is_app_s
        self._clock = clock
        self._world = world
        self._made: deque[_Made] = deque()
        self._calls = 0

    def spend(self, calls: int) -> GraphProblem | None:
        """Count calls that are about to be carried out.

        Returns:
            The refusal when the limit is reached; None lets them through.

        """
        is_over = self.percent >= _FULL
        self._made.append(_Made(self._clock.now(), calls))
        self._calls += calls
        return _EXHAUSTED[self._kind] if is_over else None

    @property
    def _kind(self) -> TokenKind:
        return TokenKind.APP if self._is_app_s else self._world.graph_rules.token_kind

    @property
    def percent(self) -> int:
        """Share of the limit used, rounded down; 100 and above is throttled."""
        if self._world.graph_rules.used_percent is not None:
            return self._world.graph_rules.used_percent
        self._forget_old()
        return self._calls * 100 // self._limit

    def headers(self, *, regain_after_s: int | None = None) -> dict[str, str]:
        """What the API says of it; an app's or user's share is not shown until it is a whole percent.

        Args:
            regain_after_s: Seconds after which it is said that calls may go on, as if the limit were reached; None
                says what is true.

        """
        percent = self.percent if regain_after_s is None else max(self.percent, _FULL)
        shown = {"call_count": percent, "total_cputime": percent, "total_time": percent}
        if self._kind is not TokenKind.SYSTEM_USER:
            return {"X-App-Usage": _text(shown)} if percent else {}
        minutes = self._minutes_to_regain(percent) if regain_after_s is None else math.ceil(regain_after_s / 60)
        usage = {"type": "pages", **shown, "estimated_time_to_regain_access": minutes}
        return {"X-Business-Use-Case-Usage": _text({BUSINESS_ID: [usage]})}

    @property
    def _limit(self) -> int:
        if self._kind is TokenKind.SYSTEM_USER:
            return max(_CALLS_PER_ENGAGED_USER * self._world.graph_rules.engaged_users, 1)
        return max(_CALLS_PER_APP_USER * self._world.graph_rules.app_users, 1)

    @property
    def _window(self) -> timedelta:
        return timedelta(days=1) if self._kind is TokenKind.SYSTEM_USER else timedelta(hours=1)

    def _minutes_to_regain(self, percent: int) -> int:
        if percent < _FULL:
            return 0
        oldest = self._made[0].at if self._made else self._clock.now()
        return max(math.ceil((oldest + self._window - self._clock.now()) / timedelta(minutes=1)), 1)

    def _forget_old(self) -> None:
        horizon = self._clock.now() - self._window
        while self._made and self._made[0].at <= horizon:
            self._calls -= self._made.popleft().calls


def _text(document: object) -> str:
    return json.dumps(document, separators=(",", ":"))
