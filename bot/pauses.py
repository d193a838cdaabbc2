"""How long a platform is left alone, by what it said."""

from datetime import datetime, timedelta

from connectors.connector import Quota
from connectors.errors import BudgetSpent, ConnectorError, RateLimited
from storage.holds import Hold

QUOTA_NEARLY_USED = "quota nearly used"
"""Why a platform is left alone that has not refused us yet."""

DEFAULT_PAUSE = timedelta(minutes=15)
"""The pause after a refusal that named none: the longest window of the platforms that have one."""


def failure_of(hold: Hold) -> str:
    """The class of the failure that a pause stands for."""
    return RateLimited.__name__ if hold.reason == QUOTA_NEARLY_USED else hold.reason


def renewal(quota: Quota, now: datetime) -> datetime:
    """When a quota that is nearly used renews."""
    return quota.renews_at or now + (quota.renews_after or DEFAULT_PAUSE)


def pause_ends(error: ConnectorError, now: datetime) -> datetime | None:
    """When the platform may be asked again after a failure; None when it asks for no pause."""
    match error:
        case RateLimited():
            return error.until or now + (error.after or DEFAULT_PAUSE)
        case BudgetSpent():
            return error.until or now + DEFAULT_PAUSE
        case _:
            return None
