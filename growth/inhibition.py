"""Inhibition: what need not be told because something larger says it already.

An outage of a platform stands over its accounts, a purge over the falls it explains, an account that is gone over
everything of that account. What is held back is kept, and told when nothing stands over it any more, if it still holds.
Source of the idea: https://prometheus.io/docs/alerting/latest/alertmanager/#inhibition
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from growth.alert import Alert, AlertKey, AlertStatus
from growth.event import Event, Rule
from growth.platform import Platform
from growth.state import AccountState

RULES: Final = frozenset({Rule.UNREADABLE, Rule.CREDENTIAL_FAILING, Rule.PURGE, Rule.ACCOUNT_STATE})
"""The rules whose alerts stand over others."""

_OWN: Final = frozenset({Rule.ACCOUNT_STATE, Rule.TAKEN_OVER})
"""What is told of an account that is gone as well: that it is, and that another one took its handle."""


@dataclass(frozen=True, slots=True)
class Inhibitors:
    """What stands over smaller alerts of one platform.

    Attributes:
        platform: The platform.
        is_down: Whether it cannot be read.
        awaits_purge: Whether a purge is about to be told: its falls wait for it.
        purged: The accounts whose falls a purge told of explains.
        gone: The accounts that are gone.

    """

    platform: Platform
    is_down: bool = False
    awaits_purge: bool = False
    purged: frozenset[int] = frozenset()
    gone: frozenset[int] = frozenset()

    def cover(self, event: Event) -> bool:
        """Whether an event need not be told now; events of whole platforms always are."""
        if event.account is None or event.platform != self.platform:
            return False
        if self.is_down or (event.account in self.gone and event.rule not in _OWN):
            return True
        return event.rule is Rule.DROP and (self.awaits_purge or event.account in self.purged)


def inhibitors(
    platform: Platform, alerts: Iterable[tuple[int | None, AlertKey, Alert]], purged: Iterable[int]
) -> Inhibitors:
    """What stands over smaller alerts.

    Args:
        platform: The platform.
        alerts: Its alerts and those of its accounts: the account's key (None for the platform), which alert, its life.
        purged: The accounts that the latest purge told of there named.

    """
    known = list(alerts)
    wide = {key.rule: alert for account, key, alert in known if account is None}
    purge = wide.get(Rule.PURGE)
    return Inhibitors(
        platform,
        is_down=any(rule in wide and wide[rule].is_firing for rule in (Rule.UNREADABLE, Rule.CREDENTIAL_FAILING)),
        awaits_purge=purge is not None and purge.status is AlertStatus.PENDING,
        purged=frozenset(purged) if purge is not None and purge.is_firing else frozenset(),
        gone=frozenset(
            account for account, key, alert in known if account is not None and _is_gone(key) and alert.is_firing
        ),
    )


def _is_gone(key: AlertKey) -> bool:
    """A protected account is still there and still read."""
    return key.rule is Rule.ACCOUNT_STATE and key.subject != AccountState.PROTECTED
