"""How long single readings are kept, by platform; a counter's days are kept for good."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from bot.settings import Settings
from connectors.catalogue import CATALOGUE
from growth.platform import Platform
from storage.retention import Pruned, prunable, prune
from storage.store import Store


def kept_days(settings: Settings, platform: Platform) -> int | None:
    """Days for which a platform's single readings are kept; None for ever."""
    chosen = settings.platform(platform)
    if chosen.retention_days is not None or chosen.storage_amendment:
        return chosen.retention_days
    return CATALOGUE[platform].most_days


def prune_all(
    store: Store, settings: Settings, *, now: datetime, is_dry: bool = False
) -> Mapping[Platform, tuple[datetime, Pruned]]:
    """Let go of what is older than wanted, or only say what would go; by platform that has a limit, with the limit."""
    step: Callable[[Store, Platform, datetime], Pruned] = prunable if is_dry else prune
    limits = {platform: kept_days(settings, platform) for platform in CATALOGUE}
    before = {platform: now - timedelta(days=days) for platform, days in limits.items() if days is not None}
    return {platform: (limit, step(store, platform, limit)) for platform, limit in before.items()}
