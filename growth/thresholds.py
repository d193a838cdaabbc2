"""The rules' numbers, each with a default that an operator may change."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from growth.alert import Patience
from growth.event import Rule
from growth.jump import JumpLimits
from growth.state import AccountState

_ONCE: Final = Patience()
_DAY: Final = timedelta(days=1)

_HOLD: Final[Mapping[Rule, Patience]] = MappingProxyType(
    {
        Rule.BEHIND: Patience(polls=2),
        Rule.AHEAD: Patience(polls=2),
        Rule.SURGE: Patience(polls=2),
        Rule.DROP: Patience(polls=2),
        Rule.STALLED: Patience(polls=2),
        Rule.UNREADABLE: Patience(polls=2),
    }
)
"""Patience before firing where one judgement does not suffice. A drop or surge must be seen by two polls."""

_KEEP: Final[Mapping[Rule, Patience]] = MappingProxyType(
    {
        Rule.BEHIND: Patience(polls=3, span=_DAY),
        Rule.AHEAD: Patience(polls=3, span=_DAY),
        Rule.SURGE: Patience(polls=2, span=_DAY),
        Rule.DROP: Patience(polls=2, span=_DAY),
        Rule.STALLED: Patience(polls=3, span=_DAY),
    }
)
"""Patience before resolving where one judgement does not suffice."""

_STATE_HOLD: Final[Mapping[AccountState, Patience]] = MappingProxyType({AccountState.NOT_FOUND: Patience(polls=2)})
"""Missing is not deleted: a platform's replica may lose an account for one poll. Other states are said outright."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What the rules compare with.

    Attributes:
        surge_share: Smallest unusual rise that is told, as a share of the count before it.
        drop_share: Smallest unusual fall, likewise.
        behind_share: How far below a baseline's path, as a share of what it asks for, before it is told.
        ahead_share: How far above, likewise.
        pace_return: Share of ``behind_share`` or ``ahead_share`` under which the count is back on pace; the band
            between the two keeps a count near the edge from being told again and again.
        pace_grace: Time from a baseline's start before which nothing is behind or ahead.
        stalled_after: Time without net growth.
        silent_after: Time without a post.
        hold: Patience before firing, for the rules an operator gave one; ``hold_of`` adds the defaults.
        keep: Patience before resolving, likewise.

    """

    surge_share: float = 0.005
    drop_share: float = 0.003
    behind_share: float = 0.10
    ahead_share: float = 0.10
    pace_return: float = 0.5
    pace_grace: timedelta = timedelta(days=14)
    stalled_after: timedelta = timedelta(days=14)
    silent_after: timedelta = timedelta(days=7)
    hold: Mapping[Rule, Patience] = field(default_factory=dict)
    keep: Mapping[Rule, Patience] = field(default_factory=dict)

    @property
    def jump(self) -> JumpLimits:
        """What a surge or a drop must exceed."""
        return JumpLimits(surge_share=self.surge_share, drop_share=self.drop_share)

    def hold_of(self, rule: Rule) -> Patience:
        """Patience before the rule fires."""
        return self.hold.get(rule, _HOLD.get(rule, _ONCE))

    def hold_of_state(self, state: AccountState) -> Patience:
        """Patience before an account's state is told; an operator's ``hold`` for the rule holds for every state."""
        return self.hold.get(Rule.ACCOUNT_STATE, _STATE_HOLD.get(state, _ONCE))

    def keep_of(self, rule: Rule) -> Patience:
        """Patience before the rule resolves."""
        return self.keep.get(rule, _KEEP.get(rule, _ONCE))
