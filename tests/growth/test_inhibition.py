from datetime import UTC, datetime, timedelta

import pytest

from growth.alert import Alert, AlertKey, AlertStatus
from growth.count import Count
from growth.event import Drop, Event, Milestone, Phase, Rule, Severity, TakenOver
from growth.inhibition import inhibitors
from growth.platform import FACEBOOK, Metric, Platform, X
from growth.state import AccountState

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DROP = Drop(Metric.FOLLOWERS, Count(1_000), Count(900), NOW - timedelta(days=1), NOW, 10.0)
MILESTONE = Milestone(Metric.FOLLOWERS, 1_000, Count(1_001), None)
TAKEOVER = TakenOver("city_police", "111", "222")
UNREADABLE, CREDENTIAL = AlertKey(Rule.UNREADABLE), AlertKey(Rule.CREDENTIAL_FAILING)
PURGE = AlertKey(Rule.PURGE, Metric.FOLLOWERS)
SUSPENDED = AlertKey(Rule.ACCOUNT_STATE, AccountState.SUSPENDED)
PROTECTED = AlertKey(Rule.ACCOUNT_STATE, AccountState.PROTECTED)


def event(facts: Drop | Milestone | TakenOver, *, account: int | None = 1, platform: Platform = X) -> Event:
    return Event(Phase.FIRED, Severity.WARNING, NOW, platform, account, facts, "key")


def life(status: AlertStatus) -> Alert:
    return Alert(status, NOW, NOW, 2, NOW, fired=1)


FIRING, PENDING = life(AlertStatus.FIRING), life(AlertStatus.PENDING)


@pytest.mark.parametrize(
    ("account", "key", "alert", "told", "is_covered"),
    [
        (None, UNREADABLE, FIRING, event(MILESTONE), True),
        (None, CREDENTIAL, FIRING, event(MILESTONE), True),
        (None, UNREADABLE, PENDING, event(MILESTONE), False),
        (None, UNREADABLE, FIRING, event(MILESTONE, platform=FACEBOOK), False),
        (None, UNREADABLE, FIRING, event(MILESTONE, account=None), False),
        (None, PURGE, FIRING, event(DROP), True),
        (None, PURGE, FIRING, event(DROP, account=9), False),
        (None, PURGE, FIRING, event(MILESTONE), False),
        (None, PURGE, PENDING, event(DROP, account=9), True),
        (1, SUSPENDED, FIRING, event(MILESTONE), True),
        (1, SUSPENDED, FIRING, event(TAKEOVER), False),
        (1, SUSPENDED, PENDING, event(MILESTONE), False),
        (1, PROTECTED, FIRING, event(MILESTONE), False),
        (2, SUSPENDED, FIRING, event(MILESTONE), False),
    ],
    ids=[
        *("outage over its accounts", "refused credential over its accounts", "an outage that is not told yet"),
        *("outage over another platform", "outage over a platform", "purge over a fall it names"),
        *("purge over a fall it does not name", "purge over anything else", "purge about to be told over any fall"),
        *(
            "gone over its own",
            "gone over a takeover",
            "going not told yet",
            "protected is not gone",
            "another is gone",
        ),
    ],
)
def test_only_what_something_larger_says_already_is_covered(
    account: int | None, key: AlertKey, alert: Alert, told: Event, *, is_covered: bool
) -> None:
    over = inhibitors(X, [(account, key, alert)], purged=[1, 2])

    assert over.cover(told) == is_covered
