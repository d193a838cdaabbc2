"""What is told, from when on, and how often: for all accounts, for those of an agency, for one account."""

from datetime import timedelta
from typing import Annotated

from pydantic import BeforeValidator, Field

from bot.section import Section
from bot.setting_types import Pause, Stretch, from_json, share
from growth.alert import Patience
from growth.event import Rule

Share = Annotated[float, BeforeValidator(share), Field(ge=0, lt=1)]
"""A share of a count: 0.005, or "0.5%"."""
Rise = Annotated[float, BeforeValidator(share), Field(ge=0, lt=10)]
"""A share that may exceed the whole."""
Followers = Annotated[int, Field(ge=0, lt=10**12)]


class PatienceSettings(Section):
    """How long a rule's condition must stand, in polls and in time."""

    polls: Annotated[int, Field(ge=1, le=1000)] = 1
    span: Stretch = timedelta(0)

    def to_patience(self) -> Patience:
        """The same, in the rules' words."""
        return Patience(polls=self.polls, span=self.span)


class RuleSettings(Section):
    """The rules' numbers; docs/rules.md says what each means. For an agency or an account, what is given wins."""

    off: Annotated[tuple[Rule, ...], BeforeValidator(from_json)] = ()
    surge_share: Rise = 0.007
    surge_followers: Followers = 30
    drop_share: Share = 0.003
    drop_followers: Followers = 20
    behind_share: Share = 0.10
    behind_followers: Followers = 0
    ahead_share: Rise = 0.10
    ahead_followers: Followers = 0
    pace_ratio: Annotated[float, Field(gt=1, le=100)] = 1.5
    stalled_after: Stretch = timedelta(days=14)
    silent_after: Stretch = timedelta(days=7)
    unstable_firings: Annotated[int, Field(ge=2, le=1000)] = 4
    unstable_within: Stretch = timedelta(days=7)
    calm_after: Stretch = timedelta(days=3)
    hold: dict[Rule, PatienceSettings] = Field(default_factory=dict)
    keep: dict[Rule, PatienceSettings] = Field(default_factory=dict)


class AlertSettings(RuleSettings):
    """The rules' numbers for every account, those of whole platforms, and how what is told goes out."""

    purge_accounts: Annotated[int, Field(ge=3, le=100_000)] = 5
    purge_share: Annotated[float, BeforeValidator(share), Field(gt=0, le=1)] = 0.20
    group_wait: Pause = timedelta(seconds=30)
    group_interval: Pause = timedelta(minutes=5)
    remind_critical: Stretch = timedelta(days=3)
    remind_warning: Stretch = timedelta(0)
    remind_info: Stretch = timedelta(0)
