"""The rules' numbers, each with a default that an operator may change."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from growth.alert import Patience
from growth.event import Rule
from growth.flapping import DEFAULT_FLAPPING, FlapLimits
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
        Rule.PURGE: Patience(polls=2),
        Rule.PACE_CHANGED: Patience(polls=2, span=_DAY),
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
        Rule.PACE_CHANGED: Patience(polls=3, span=7 * _DAY),
    }
)
"""Patience before resolving where one judgement does not suffice."""

_STATE_HOLD: Final[Mapping[AccountState, Patience]] = MappingProxyType({AccountState.NOT_FOUND: Patience(polls=2)})
"""Missing is not deleted: a platform's replica may lose an account for one poll. Other states are said outright."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What the rules compare with.

    Attributes:
        off: Rules that tell nothing.
        surge_share: Smallest rise beyond the usual that is told, as a share of the count before it.
        surge_followers: The same in followers; a rise must reach both.
        drop_share: Smallest unusual fall, as a share.
        drop_followers: The same in followers; a fall must reach both.
        behind_share: How far below a baseline's path, as a share of what it asks for, before it is told.
        behind_followers: The same in followers; the gap must reach both.
        ahead_share: How far above, as a share.
        ahead_followers: The same in followers; the lead must reach both.
        pace_return: Share of these distances under which the count is back on pace; the band
            between the two keeps a count near the edge from being told again and again.
        pace_grace: Time from a baseline's start before which nothing is behind or ahead.
        stalled_after: Time without net growth.
        silent_after: Time without a post.
        pace_ratio: How many times faster or slower the latest weeks must be than those before; more than 1.
        purge_accounts: Accounts of a platform that must fall within a day for one purge to be told instead.
        purge_share: The same as a share of the accounts watched there, where that is fewer.
        flapping: When an alert counts as unstable.
        hold: Patience before firing, for the rules an operator gave one; ``hold_of`` adds the defaults.
        keep: Patience before resolving, likewise.

    """

    off: frozenset[Rule] = frozenset()
    surge_share: float = 0.007
    surge_followers: int = 30
    drop_share: float = 0.003
    drop_followers: int = 20
    behind_share: float = 0.10
    behind_followers: int = 0
    ahead_share: float = 0.10
    ahead_followers: int = 0
    pace_return: float = 0.5
    pace_grace: timedelta = timedelta(days=14)
    stalled_after: timedelta = timedelta(days=14)
    silent_after: timedelta = timedelta(days=7)
    pace_ratio: float = 1.5
    purge_accounts: int = 5
    purge_share: float = 0.20
    flapping: FlapLimits = DEFAULT_FLAPPING
    hold: Mapping[Rule, Patience] = field(default_factory=dict)
    keep: Mapping[Rule, Patience] = field(default_factory=dict)

    @property
    def jump(self) -> JumpLimits:
        """What a surge or a drop must exceed."""
        return JumpLimits(
            surge_share=self.surge_share,
            surge_followers=self.surge_followers,
            drop_share=self.drop_share,
            drop_followers=self.drop_followers,
        )

    def hold_of(self, rule: Rule) -> Patience:
        """Patience before the rule fires."""
        return self.hold.get(rule, _HOLD.get(rule, _ONCE))

    def hold_of_state(self, state: AccountState) -> Patience:
        """Patience before an account's state is told; an operator's ``hold`` for the rule holds for every state."""
        return self.hold.get(Rule.ACCOUNT_STATE, _STATE_HOLD.get(state, _ONCE))

    def keep_of(self, rule: Rule) -> Patience:
        """Patience before the rule resolves."""
        return self.keep.get(rule, _KEEP.get(rule, _ONCE))
