"""Which platforms are on, and how they are read. A platform's SDK is imported when its connector is made."""

from bot.budget import Budget
from bot.settings import Settings
from connectors.catalogue import CATALOGUE
from connectors.connector import Connector
from connectors.price import Unit, in_micros
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


def credential_of(settings: Settings, platform: Platform) -> Platform:
    """Whose rate limit a platform uses: the first in the catalogue's order that has one of its secrets.

    Meta counts the calls of an app, whichever of its platforms they are about.
    """
    own = set(settings.platform(platform).credentials.values())
    sharing = (one for one in CATALOGUE if own & set(settings.platform(one).credentials.values()))
    return next(sharing, platform)


def budget_of(settings: Settings, platform: Platform) -> Budget | None:
    """What reading a platform may cost; None where it costs nothing."""
    price = CATALOGUE[platform].price
    if price is None:
        return None
    chosen = settings.platform(platform)
    limit = chosen.daily_budget_usd if price.unit is Unit.USD else chosen.daily_units or price.daily
    return Budget(credential_of(settings, platform), price, None if limit is None else in_micros(limit))
