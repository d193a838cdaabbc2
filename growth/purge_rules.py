"""The rule over the accounts of a platform together: many of them falling at once are one purge."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from math import ceil
from typing import Final

from growth.alert import Alert, AlertKey, Patience
from growth.condition import Condition, Subject, carried
from growth.event import Drop, Fall, Purge, Rule
from growth.platform import Metric, Platform
from growth.thresholds import Thresholds
from growth.watch import Verdict

FEWEST: Final = 3
"""Two accounts that fall on the same day are no platform's purge, however few are watched."""

WINDOW: Final = timedelta(days=1)
"""Accounts whose falls began within so long of each other fell together."""

PURGE: Final = AlertKey(Rule.PURGE, Metric.FOLLOWERS)


def quorum(watched: int, thresholds: Thresholds) -> int:
    """How many of the accounts watched on a platform must fall within a day for a purge to be told."""
    return max(FEWEST, min(thresholds.purge_accounts, ceil(thresholds.purge_share * watched)))


def judge_purge(
    platform: Platform,
    drops: Sequence[tuple[str, int, Drop]],
    *,
    watched: int,
    alerts: Mapping[AlertKey, Alert],
    thresholds: Thresholds,
    now: datetime,
) -> Verdict:
    """What one whole poll of a platform gives to tell of its accounts together; the end of a purge is not told.

    Args:
        platform: The platform.
        drops: The falls that began within a day of each other and still show: handle, account, numbers.
        watched: How many accounts are watched on the platform.
        alerts: The platform's alerts so far.
        thresholds: The rules' numbers.
        now: When the poll ended (UTC).

    """
    needed = quorum(watched, thresholds)
    is_true = len(drops) >= needed and Rule.PURGE not in thresholds.off
    condition = Condition(
        PURGE,
        is_true=is_true,
        hold=thresholds.hold_of(Rule.PURGE),
        keep=_keep(thresholds),
        facts=_facts(drops, watched, needed) if is_true else None,
    )
    return carried([condition], alerts, Subject(platform, account=None), now=now, flapping=thresholds.flapping)


def _keep(thresholds: Thresholds) -> Patience:
    """A purge outlasts the falls it explains, which may have begun and may end a day apart."""
    own, falls = thresholds.keep_of(Rule.PURGE), thresholds.keep_of(Rule.DROP)
    return Patience(max(own.polls, falls.polls + 1), max(own.span, falls.span + 2 * WINDOW))


def _facts(drops: Sequence[tuple[str, int, Drop]], watched: int, needed: int) -> Purge:
    falls = [Fall(account, handle, drop.before, drop.after) for handle, account, drop in drops]
    falls.sort(key=lambda fall: (fall.after.value / max(fall.before.value, 1), fall.account))
    since, until = min(drop.since for _, _, drop in drops), max(drop.until for _, _, drop in drops)
    return Purge(Metric.FOLLOWERS, tuple(falls), watched, needed, since, until)
