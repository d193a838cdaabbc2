from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from growth.alert import Alert, AlertKey, AlertStatus
from growth.event import Rule
from growth.platform import FACEBOOK, X
from storage.alerts import alerts, alerts_of, save_alerts, save_alerts_of
from storage.store import Store

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
BEHIND = AlertKey(Rule.BEHIND, "45k in one year")
DROP = AlertKey(Rule.DROP)
LATER = NOW + timedelta(hours=1)
FIRING = Alert(AlertStatus.FIRING, since=NOW, turned_at=NOW - timedelta(hours=1), polls=2, judged_at=LATER, fired=3)
PENDING = Alert(AlertStatus.PENDING, since=NOW, turned_at=NOW, polls=1, judged_at=NOW)


def test_alerts_come_back_as_they_were_saved(store: Store, account: int) -> None:
    with store.begin() as tx:
        save_alerts(tx, account, X, {BEHIND: FIRING, DROP: PENDING})

    with store.read() as tx:
        assert alerts(tx, account, X) == {BEHIND: FIRING, DROP: PENDING}


def test_only_the_changed_ones_need_saving(store: Store, account: int) -> None:
    with store.begin() as tx:
        save_alerts(tx, account, X, {BEHIND: FIRING, DROP: PENDING})
        save_alerts(tx, account, X, {DROP: replace(PENDING, polls=2)})
        save_alerts(tx, account, X, {})

    with store.read() as tx:
        assert alerts(tx, account, X) == {BEHIND: FIRING, DROP: replace(PENDING, polls=2)}


def test_alerts_of_a_platform_are_none_of_its_accounts(store: Store, account: int) -> None:
    with store.begin() as tx:
        save_alerts(tx, None, X, {AlertKey(Rule.UNREADABLE): FIRING})

    with store.read() as tx:
        assert alerts(tx, None, X) == {AlertKey(Rule.UNREADABLE): FIRING}
        assert alerts(tx, None, FACEBOOK) == {}
        assert alerts(tx, account, X) == {}


def test_alerts_of_many_accounts_are_read_at_once(store: Store, add_account: Callable[..., int]) -> None:
    one, two = add_account("one"), add_account("two")
    with store.begin() as tx:
        save_alerts(tx, one, X, {BEHIND: FIRING})

    with store.read() as tx:
        assert alerts_of(tx, [one, two], X) == {one: {BEHIND: FIRING}, two: {}}


def test_alerts_of_many_accounts_are_saved_at_once(store: Store, add_account: Callable[..., int]) -> None:
    one, two = add_account("one"), add_account("two")

    with store.begin() as tx:
        save_alerts_of(tx, X, {one: {BEHIND: FIRING, DROP: PENDING}, two: {DROP: FIRING}})

    with store.read() as tx:
        assert alerts_of(tx, [one, two], X) == {one: {BEHIND: FIRING, DROP: PENDING}, two: {DROP: FIRING}}
