"""Which platforms are on, and how they are read. A platform's SDK is imported when its connector is made."""

from bot.settings import Settings
from connectors.catalogue import CATALOGUE
from connectors.connector import Connector
from growth.platform import Platform


def readable(settings: Settings) -> tuple[Platform, ...]:
    """The platforms that are on and have the credentials they need, in the catalogue's order."""
    return tuple(
        platform
        for platform, entry in CATALOGUE.items()
        if settings.platform(platform).enabled and not entry.missing(settings.platform(platform).given)
    )


def connect(settings: Settings, platform: Platform) -> Connector:
    """The connector of a platform, as the settings want it."""
    chosen = settings.platform(platform)
    options = {"base_url": chosen.base_url} if chosen.base_url else {}
    return CATALOGUE[platform].connect(
        timeout_s=chosen.timeout.total_seconds(), **options, **chosen.options, **chosen.switches, **chosen.credentials
    )
