from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.alert_settings import AlertSettings
from bot.announce import announce
from bot.reminders import open_reminders
from growth.alert import Alert, AlertKey, Patience
from growth.condition import Condition, Subject, carried
from growth.event import Facts, Rule, Silent, StateChanged, Unreadable
from growth.platform import X
from growth.state import AccountState
from simulator.server import Simulator
from storage import acks, alerts, chats, ledger, outbox, tellings
from storage.store import Store

DAY = timedelta(days=1)
SUSPENDED, SILENT = AlertKey(Rule.ACCOUNT_STATE, AccountState.SUSPENDED), AlertKey(Rule.SILENT)
CRITICAL = AlertSettings(remind_critical=3 * DAY)

Fire = Callable[..., None]
Remind = Callable[..., int]


@pytest.fixture
def fire(store: Store, sim: Simulator) -> Fire:
    """Lets an alert fire, or end, and be told."""

    def judge(key: AlertKey, facts: Facts, *, account: int | None = 1, is_true: bool = True) -> None:
        now = sim.clock.now()
        condition = Condition(key, is_true=is_true, hold=Patience(), keep=Patience(), facts=facts)
        with store.begin() as tx:
            verdict = carried([condition], alerts.alerts(tx, account, X), Subject(X, account), now=now)
            alerts.save_alerts(tx, account, X, verdict.alerts)
            announce(tx, verdict.events, now=now)
        sim.clock.advance(timedelta(seconds=1))

    return judge


@pytest.fixture
def suspended(chat: int, fire: Fire, sim: Simulator) -> int:
    """The chat was told that the account is suspended; the ledger's key of that."""
    fire(SUSPENDED, StateChanged(AccountState.SUSPENDED, sim.clock.now()))
    return chat


@pytest.fixture
def remind(store: Store, sim: Simulator) -> Remind:
    """Looks for reminders after so many days; how many there were."""

    def after(days: float, settings: AlertSettings = CRITICAL) -> int:
        sim.clock.advance(days * DAY)
        with store.begin() as tx:
            return open_reminders(tx, settings, now=sim.clock.now())

    return after


def test_what_nobody_acknowledged_is_said_again_once_each_time(store: Store, suspended: int, remind: Remind) -> None:
    counts = [remind(days) for days in (2.9, 0.1, 0.5, 2.5, 0)]

    with store.read() as tx:
        told = [one.nth for letter in outbox.history(tx, suspended, 9) for one in tellings.told_in(tx, letter)]
    assert counts == [0, 1, 0, 1, 0]
    assert told == [0, 1, 2]


def test_after_a_downtime_one_reminder_stands_in_for_those_missed(suspended: int, remind: Remind) -> None:
    assert suspended
    assert [remind(100), remind(0)] == [1, 0]


def test_what_somebody_has_seen_is_not_said_again(store: Store, sim: Simulator, suspended: int, remind: Remind) -> None:
    with store.begin() as tx:
        acks.acknowledge(tx, 1, by="Amal", now=sim.clock.now())
        assert ledger.event(tx, 1) is not None

    assert suspended
    assert remind(4) == 0


def test_what_is_over_is_not_said_again(suspended: int, fire: Fire, sim: Simulator, remind: Remind) -> None:
    fire(SUSPENDED, StateChanged(AccountState.SUSPENDED, sim.clock.now()), is_true=False)

    assert suspended
    assert remind(4) == 0


def test_minor_alerts_are_said_again_only_where_the_operator_says_so(
    chat: int, fire: Fire, sim: Simulator, remind: Remind
) -> None:
    fire(SILENT, Silent(8, sim.clock.now() - 8 * DAY))

    assert chat
    assert remind(30) == 0
    assert remind(0, AlertSettings(remind_warning=DAY)) == 1


def test_a_chat_that_wants_no_reminders_gets_none(store: Store, suspended: int, remind: Remind) -> None:
    with store.begin() as tx:
        chats.set_reminds(tx, suspended, reminds=False)

    assert remind(4) == 0


def test_a_chat_that_was_never_told_is_not_reminded(
    suspended: int, add_chat: Callable[..., int], remind: Remind
) -> None:
    add_chat(501)

    assert suspended
    assert remind(4) == 1


def test_what_an_outage_says_already_is_not_said_again(
    suspended: int, fire: Fire, sim: Simulator, remind: Remind
) -> None:
    fire(AlertKey(Rule.UNREADABLE), Unreadable("Unavailable", sim.clock.now(), 2), account=None)

    assert suspended
    assert remind(4) == 0


def test_what_flaps_is_not_said_again(store: Store, sim: Simulator, suspended: int, remind: Remind) -> None:
    def unsteady(alert: Alert) -> Alert:
        return replace(alert, unstable_since=sim.clock.now())

    with store.begin() as tx:
        known = alerts.alerts(tx, 1, X)
        alerts.save_alerts(tx, 1, X, {SUSPENDED: unsteady(known[SUSPENDED])})

    assert suspended
    assert remind(4) == 0
