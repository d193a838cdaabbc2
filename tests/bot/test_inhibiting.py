"""What is told once for many: a purge instead of its falls, an account that is gone instead of everything of it."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.announce import announce, release
from bot.facts import digest_of
from bot.recording import Judging, record_and_judge, record_purge
from bot.rule_book import RuleBook
from bot.settings import Settings
from growth.alert import AlertKey, Patience
from growth.condition import Condition, Subject, carried
from growth.count import Count
from growth.event import Drop, Event, Facts, Phase, Purge, Rule, StateChanged
from growth.flapping import FlapLimits
from growth.platform import Metric, X
from growth.reading import Profile
from growth.rules import Thresholds
from growth.state import AccountState
from growth.weeks import week_of
from simulator.server import Simulator
from storage import accounts, alerts, chats, ledger, outbox, tellings
from storage.accounts import StoredAccount
from storage.store import Store
from storage.tellings import DEFAULT_GROUPING
from storage.transaction import Transaction

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
ZONE = ZoneInfo("Africa/Casablanca")
JUDGING = Judging(RuleBook(Thresholds()), ZONE, DAY)
QUIET_DAYS = 11
FOLLOWERS = Metric.FOLLOWERS
NEVER = FlapLimits(firings=1_000_000)

Live = Callable[..., None]


@pytest.fixture
def fleet(store: Store, sim: Simulator) -> Sequence[StoredAccount]:
    """Six accounts on X."""
    with store.begin() as tx:
        for number in range(1, 6):
            accounts.save_account(
                tx,
                agency="city",
                platform=X,
                handle=f"station_{number}",
                origin="test",
                now=sim.clock.now(),
            )
        return accounts.accounts(tx, platform=X)


@pytest.fixture
def live(store: Store, sim: Simulator, fleet: Sequence[StoredAccount]) -> Live:
    """Lets a day pass: every account is read, those in ``fallen`` with so much less; all grow a little."""
    grown = dict.fromkeys((account.key for account in fleet), 10_100)

    def day(*, fallen: Sequence[int] = (), by: float = 0.05, days: int = 1) -> None:
        for index in fallen:
            grown[fleet[index].key] = round(grown[fleet[index].key] * (1 - by))
        for _ in range(days):
            now = sim.clock.now()
            with store.begin() as tx:
                stored = {one.key: one for one in accounts.accounts(tx, platform=X)}
                read = [
                    (one, Profile(str(key), one.handle, {FOLLOWERS: Count(grown[key])})) for key, one in stored.items()
                ]
                for batch in (read[:1], read[1:]):
                    record_and_judge(tx, batch, JUDGING, now=now)
                record_purge(tx, X, JUDGING, now=now)
            for key in grown:
                grown[key] += 10 + key % 3
            sim.clock.advance(DAY)

    return day


@pytest.fixture
def told(store: Store) -> Callable[[int], list[Event]]:
    """What a chat was told, or is about to be."""

    def of(chat: int) -> list[Event]:
        with store.read() as tx:
            keys = [one.event for letter in outbox.history(tx, chat, 999) for one in tellings.told_in(tx, letter)]
            return [event for event in (ledger.event(tx, key) for key in keys) if event is not None]

    return of


def rules(events: Sequence[Event]) -> list[Rule]:
    return sorted(event.rule for event in events)


def test_a_purge_is_one_event_instead_of_its_falls(chat: int, live: Live, told: Callable[[int], list[Event]]) -> None:
    live(days=QUIET_DAYS)

    live(fallen=range(5))
    after_one = told(chat)
    live()

    (purge,) = told(chat)
    assert after_one == []
    assert isinstance(purge.facts, Purge)
    assert (len(purge.facts.falls), purge.facts.watched, purge.facts.needed) == (5, 6, 3)
    assert all(fall.after.value < fall.before.value for fall in purge.facts.falls)


def test_the_digest_lists_a_purge_and_not_its_falls(
    store: Store, sim: Simulator, settings: Settings, chat: int, live: Live, fleet: Sequence[StoredAccount]
) -> None:
    live(days=QUIET_DAYS)
    live(fallen=range(4))
    live()

    with store.read() as tx:
        week = week_of(sim.clock.now() - DAY, ZONE)
        digest = digest_of(tx, fleet, settings, week, now=sim.clock.now(), zone=ZONE)

    assert chat
    assert [event.rule for event, _ in digest.events] == [Rule.PURGE]


def test_who_follows_one_of_the_accounts_hears_of_the_purge(
    store: Store, chat: int, live: Live, told: Callable[[int], list[Event]], fleet: Sequence[StoredAccount]
) -> None:
    with store.begin() as tx:
        chats.unsubscribe(tx, chat, accounts.EVERYTHING)
        chats.subscribe(tx, chat, f"account:{fleet[1].key}")
    live(days=QUIET_DAYS)

    live(fallen=range(3))
    live()

    assert rules(told(chat)) == [Rule.PURGE]


def test_two_falls_on_a_day_are_two_falls(chat: int, live: Live, told: Callable[[int], list[Event]]) -> None:
    live(days=QUIET_DAYS)

    live(fallen=range(2))
    live(days=4)

    assert rules(told(chat)) == [Rule.DROP, Rule.DROP]


def test_a_poll_that_read_every_account_wrong_is_no_purge(
    chat: int, live: Live, told: Callable[[int], list[Event]]
) -> None:
    live(days=QUIET_DAYS)

    live(fallen=range(6), by=0.5)
    live(fallen=range(6), by=-1.0)
    live(days=4)

    assert told(chat) == []


def test_a_purge_is_told_once(chat: int, live: Live, told: Callable[[int], list[Event]]) -> None:
    live(days=QUIET_DAYS)

    live(fallen=range(6))
    live(days=9)

    assert rules(told(chat)) == [Rule.PURGE]


def step(tx: Transaction, account: int, sim: Simulator, *, is_down: bool, has_fallen: bool) -> None:
    """One poll of an account that is gone or not, and has fallen or not."""
    now = sim.clock.now()
    gone = StateChanged(AccountState.SUSPENDED, now)
    drop = Drop(FOLLOWERS, Count(1_000), Count(900), now - DAY, now, 10.0)
    facts: Sequence[tuple[AlertKey, bool, Facts]] = (
        (AlertKey(Rule.DROP, FOLLOWERS), has_fallen, drop),
        (AlertKey(Rule.ACCOUNT_STATE, AccountState.SUSPENDED), is_down, gone),
    )
    found = [Condition(key, is_true=is_true, hold=Patience(), keep=Patience(), facts=of) for key, is_true, of in facts]
    verdict = carried(found, alerts.alerts(tx, account, X), Subject(X, account), now=now, flapping=NEVER)
    alerts.save_alerts(tx, account, X, verdict.alerts)
    announce(tx, verdict.events, now=now)
    release(tx, X, now=now, grouping=DEFAULT_GROUPING)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(days=st.lists(st.tuples(st.booleans(), st.booleans()), max_size=10))
def test_what_still_stands_when_nothing_stands_over_it_is_told_and_told_once(
    store: Store,
    sim: Simulator,
    chat: int,
    told: Callable[[int], list[Event]],
    days: list[tuple[bool, bool]],
) -> None:
    with store.begin() as tx:
        (account,) = accounts.accounts(tx, platform=X)
        for is_down, has_fallen in days:
            step(tx, account.key, sim, is_down=is_down, has_fallen=has_fallen)
            sim.clock.advance(DAY)
        step(tx, account.key, sim, is_down=False, has_fallen=False)
        sim.clock.advance(DAY)
        step(tx, account.key, sim, is_down=False, has_fallen=True)
        sim.clock.advance(DAY)
        firing = alerts.alerts(tx, account.key, X)[AlertKey(Rule.DROP, FOLLOWERS)]

    drops = [event.key for event in told(chat) if event.rule is Rule.DROP and event.phase is Phase.FIRED]
    assert Subject(X, account.key).firing_name(AlertKey(Rule.DROP, FOLLOWERS), firing) in drops
    assert len(drops) == len(set(drops))


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ([(True, True), (False, True)], [Rule.ACCOUNT_STATE, Rule.ACCOUNT_STATE, Rule.DROP]),
        ([(True, True), (True, False), (False, False)], [Rule.ACCOUNT_STATE, Rule.ACCOUNT_STATE]),
        ([(True, True), (False, False)], [Rule.ACCOUNT_STATE, Rule.ACCOUNT_STATE]),
        ([(False, True), (True, True)], [Rule.ACCOUNT_STATE, Rule.DROP]),
    ],
    ids=["still so when it is back", "over before it is back", "over as it is back", "told before it was gone"],
)
def test_of_an_account_that_is_gone_only_that_is_told(
    store: Store,
    sim: Simulator,
    chat: int,
    told: Callable[[int], list[Event]],
    days: list[tuple[bool, bool]],
    expected: list[Rule],
) -> None:
    for is_down, has_fallen in days:
        with store.begin() as tx:
            (account,) = accounts.accounts(tx, platform=X)
            step(tx, account.key, sim, is_down=is_down, has_fallen=has_fallen)
            for letter in outbox.due(tx, sim.clock.now() + HOUR, limit=9):
                outbox.mark_sending(tx, letter.key, now=sim.clock.now() + HOUR, owner="test", parts=("text",))
                outbox.mark_sent(tx, letter.key, message_id=letter.key, now=sim.clock.now() + HOUR)
        sim.clock.advance(DAY)

    assert (
        rules([event for event in told(chat) if event.rule is not Rule.DROP or event.phase is Phase.FIRED]) == expected
    )


def test_what_waits_in_a_letter_is_taken_back_when_something_larger_explains_it(
    store: Store, sim: Simulator, chat: int, told: Callable[[int], list[Event]]
) -> None:
    with store.begin() as tx:
        (account,) = accounts.accounts(tx, platform=X)
        step(tx, account.key, sim, is_down=False, has_fallen=True)
        sim.clock.advance(timedelta(seconds=10))
        step(tx, account.key, sim, is_down=True, has_fallen=True)

    assert rules(told(chat)) == [Rule.ACCOUNT_STATE]
