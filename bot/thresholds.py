"""The rules' numbers as the operator set them."""

from dataclasses import replace
from typing import Any, Final

from bot.alert_settings import AlertSettings, RuleSettings
from growth.thresholds import Thresholds

_SAME: Final = frozenset(
    {
        *("surge_share", "surge_followers", "drop_share", "drop_followers"),
        *("behind_share", "behind_followers", "ahead_share", "ahead_followers"),
        *("pace_ratio", "stalled_after", "silent_after"),
    }
)
"""Settings that the rules call the same."""


def thresholds_from(settings: AlertSettings) -> Thresholds:
    """The operator's numbers for every account in the rules' words."""
    base = Thresholds(purge_accounts=settings.purge_accounts, purge_share=settings.purge_share)
    return _changed(base, settings, set(RuleSettings.model_fields))


def refined(usual: Thresholds, given: RuleSettings) -> Thresholds:
    """``usual`` with what is given for some accounts in its place; patience is replaced rule by rule."""
    return _changed(usual, given, given.model_fields_set)


def _changed(base: Thresholds, given: RuleSettings, names: set[str]) -> Thresholds:
    changes: dict[str, Any] = {name: getattr(given, name) for name in names & _SAME}
    flapping = {
        mine: getattr(given, name)
        for name, mine in (("unstable_firings", "firings"), ("unstable_within", "window"), ("calm_after", "calm"))
        if name in names
    }
    if "off" in names:
        changes["off"] = frozenset(given.off)
    for name in names & {"hold", "keep"}:
        mine = {rule: patience.to_patience() for rule, patience in getattr(given, name).items()}
        changes[name] = {**getattr(base, name), **mine}
    return replace(base, **changes, flapping=replace(base.flapping, **flapping))
