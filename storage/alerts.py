"""Where every alert is in its life, between one poll and the next."""

from collections.abc import Collection, Mapping
from typing import Any, Final

from sqlalchemy import Row, select

from growth.alert import Alert, AlertKey, AlertStatus
from growth.event import Rule
from growth.platform import Platform
from storage import schema
from storage.columns import instant, seconds
from storage.transaction import Transaction

_WHOLE_PLATFORM: Final = 0
"""Stands for an account in the alerts of a platform; keys of accounts start at 1."""


def alerts(tx: Transaction, account: int | None, platform: Platform) -> Mapping[AlertKey, Alert]:
    """The alerts of one account, or of the whole platform when ``account`` is None; those that never began lack."""
    key = _WHOLE_PLATFORM if account is None else account
    return _by_account(tx, platform, [key]).get(key, {})


def alerts_of(tx: Transaction, accounts: Collection[int], platform: Platform) -> Mapping[int, Mapping[AlertKey, Alert]]:
    """The alerts of many accounts of one platform in one statement, by account; every account asked for is there."""
    found = _by_account(tx, platform, accounts)
    return {account: found.get(account, {}) for account in accounts}


def alive(
    tx: Transaction, platform: Platform, rules: Collection[Rule]
) -> tuple[tuple[int | None, AlertKey, Alert], ...]:
    """The alerts of some rules that are pending or firing on a platform: of which account (None: of it), which, how."""
    table = schema.alert
    is_alive = table.c.status.in_([AlertStatus.PENDING, AlertStatus.FIRING])
    mine = select(table).where(table.c.platform == platform, table.c.rule.in_(rules), is_alive)
    return tuple((row.account or None, AlertKey(Rule(row.rule), row.subject), _alert(row)) for row in tx.rows(mine))


def firing(tx: Transaction) -> tuple[tuple[Platform, int | None, AlertKey, Alert], ...]:
    """Every alert that fires, the longest first: where, of which account (None: of the platform), which, how."""
    table = schema.alert
    rows = tx.rows(select(table).where(table.c.status == AlertStatus.FIRING).order_by(table.c.since, table.c.account))
    return tuple(
        (Platform(row.platform), row.account or None, AlertKey(Rule(row.rule), row.subject), _alert(row))
        for row in rows
    )


def save_alerts(tx: Transaction, account: int | None, platform: Platform, changed: Mapping[AlertKey, Alert]) -> None:
    """Keep alerts as they are now, those of the platform when ``account`` is None. Repeating changes nothing."""
    save_alerts_of(tx, platform, {_WHOLE_PLATFORM if account is None else account: changed})


def save_alerts_of(tx: Transaction, platform: Platform, changed: Mapping[int, Mapping[AlertKey, Alert]]) -> None:
    """Keep alerts of many accounts of one platform in one statement. Repeating changes nothing."""
    rows = [
        {
            "platform": platform,
            "account": account,
            "rule": key.rule,
            "subject": key.subject,
            "status": alert.status,
            "since": alert.since,
            "turned_at": alert.turned_at,
            "polls": alert.polls,
            "judged_at": alert.judged_at,
            "fired": alert.fired,
            "firings": [seconds(at) for at in alert.firings] or None,
            "unstable_since": alert.unstable_since,
        }
        for account, lives in changed.items()
        for key, alert in lives.items()
    ]
    tx.upsert(schema.alert, rows, key=["platform", "account", "rule", "subject"])


def _by_account(
    tx: Transaction, platform: Platform, accounts: Collection[int]
) -> Mapping[int, Mapping[AlertKey, Alert]]:
    """The alerts that began, by account."""
    table = schema.alert
    found: dict[int, dict[AlertKey, Alert]] = {}
    for row in tx.rows(select(table).where(table.c.platform == platform, table.c.account.in_(accounts))):
        found.setdefault(row.account, {})[AlertKey(Rule(row.rule), row.subject)] = _alert(row)
    return found


def _alert(row: Row[Any]) -> Alert:
    firings = tuple(instant(at) for at in row.firings or ())
    lived = (row.turned_at, row.polls, row.judged_at, row.fired, firings, row.unstable_since)
    return Alert(AlertStatus(row.status), row.since, *lived)
