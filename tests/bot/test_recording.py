"""What a poll leaves: counters, states and alerts, kept together or not at all."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.recording import GAP_INTERVALS, Judging, outcome_of, record_and_judge
from bot.rule_book import RuleBook
from growth.count import Count
from growth.event import Event, TakenOver
from growth.platform import Metric
from growth.reading import Profile, Reading, Unread, UnreadReason
from growth.rules import Thresholds
from growth.state import AccountState
from simulator.server import Simulator
from storage import accounts, history, ledger, outbox, polls, profiles
from storage.accounts import StoredAccount
from storage.errors import StorageError
from storage.store import Store

DAY = timedelta(days=1)
JUDGING = Judging(RuleBook(Thresholds()), ZoneInfo("Africa/Casablanca"), DAY)

Record = Callable[..., None]


def profile(followers: int | None = 990, *, platform_id: str = "111", **known: object) -> Profile:
    counters = {} if followers is None else {Metric.FOLLOWERS: Count(followers)}
    return Profile(platform_id, "city_police", counters, **known)


def stored(store: Store) -> StoredAccount:
    with store.read() as tx:
        (account,) = accounts.accounts(tx)
    return account


@pytest.fixture
def record(store: Store, sim: Simulator) -> Record:
    """Keeps readings of the account, one a day."""

    def keep(*readings: Reading) -> None:
        for reading in readings:
            with store.begin() as tx:
                record_and_judge(tx, [(stored(store), reading)], JUDGING, now=sim.clock.now())
            sim.clock.advance(DAY)

    return keep


@pytest.fixture
def counts(store: Store, sim: Simulator) -> Callable[[], list[int]]:
    """The followers kept, oldest first."""

    def read() -> list[int]:
        with store.read() as tx:
            runs = history.runs(tx, stored(store).key, Metric.FOLLOWERS, until=sim.clock.now())
        return [run.count.value for run in runs]

    return read


@pytest.fixture
def told(store: Store, sim: Simulator) -> Callable[[], list[Event]]:
    """Every event, oldest first."""

    def read() -> list[Event]:
        with store.read() as tx:
            found = ledger.events(tx, start=sim.clock.now() - 400 * DAY, end=sim.clock.now() + DAY)
        return [one.event for one in found]

    return read


def test_a_first_reading_is_kept_and_tells_nothing(
    store: Store, record: Record, counts: Callable[[], list[int]], told: Callable[[], list[Event]]
) -> None:
    record(profile(1_000_000))

    account = stored(store)
    assert counts() == [1_000_000]
    assert (account.platform_id, account.state) == ("111", AccountState.OK)
    assert told() == []


@pytest.mark.parametrize(
    ("reading", "state"),
    [
        (Unread(UnreadReason.SUSPENDED), AccountState.SUSPENDED),
        (Unread(UnreadReason.DEACTIVATED), AccountState.DEACTIVATED),
        (Unread(UnreadReason.NOT_FOUND), AccountState.OK),
        (Unread(UnreadReason.PROTECTED), AccountState.PROTECTED),
        (Unread(UnreadReason.MALFORMED), AccountState.UNREADABLE),
        (Unread(UnreadReason.NOT_PERMITTED), AccountState.UNREADABLE),
        (Unread(UnreadReason.UNANSWERED), AccountState.OK),
        (profile(protected=True), AccountState.PROTECTED),
        (profile(platform_id="222"), AccountState.TAKEN_OVER),
    ],
)
def test_a_reading_shows_the_state_of_the_account(
    store: Store, record: Record, reading: Reading, state: AccountState
) -> None:
    record(profile())

    record(reading)

    assert stored(store).state is state


@pytest.mark.parametrize(
    ("between", "state"), [((), AccountState.NOT_FOUND), ((profile(),), AccountState.OK)], ids=["in a row", "not"]
)
def test_an_account_is_gone_after_two_polls_in_a_row_that_missed_it(
    store: Store, record: Record, between: tuple[Reading, ...], state: AccountState
) -> None:
    missed = Unread(UnreadReason.NOT_FOUND)

    record(profile(), missed, *between, missed)

    assert stored(store).state is state


@pytest.mark.parametrize(
    "reading", [Unread(UnreadReason.SUSPENDED), Unread(UnreadReason.UNANSWERED), profile(None)], ids=str
)
def test_what_was_not_read_is_neither_zero_nor_unchanged(
    record: Record, counts: Callable[[], list[int]], reading: Reading
) -> None:
    record(profile(990), reading, profile(990))

    assert counts() == [990, 990]


def test_counters_of_another_account_under_the_handle_are_not_ours(
    store: Store, record: Record, counts: Callable[[], list[int]], told: Callable[[], list[Event]]
) -> None:
    record(profile(990), profile(5, platform_id="222"), profile(5, platform_id="222"), profile(991))

    assert counts() == [990, 991]
    assert stored(store).platform_id == "111"
    assert [event.facts for event in told()] == [TakenOver("city_police", "111", "222")]


def test_polls_that_were_left_out_for_long_are_a_gap(store: Store, record: Record, sim: Simulator) -> None:
    record(profile(990), profile(990))
    sim.clock.advance(GAP_INTERVALS * DAY)

    record(profile(990))

    with store.read() as tx:
        last = polls.last_poll(tx, stored(store).key)
        runs = history.runs(tx, stored(store).key, Metric.FOLLOWERS)
    assert last is not None
    assert (last.outcome, last.polls) == (polls.READ, 1)
    assert [run.polls for run in runs] == [2, 1]


def test_the_same_poll_kept_again_changes_nothing(
    store: Store, record: Record, sim: Simulator, chat: int, told: Callable[[], list[Event]]
) -> None:
    record(profile(990), profile(1_010))
    sim.clock.advance(-DAY)

    record(profile(1_010))

    with store.read() as tx:
        letters = outbox.history(tx, chat, 10)
        last = polls.last_poll(tx, stored(store).key)
    assert [event.key for event in told()] == ["milestone:1:followers:1000"]
    assert len(letters) == 1
    assert last is not None
    assert last.polls == 2


def test_a_batch_that_cannot_be_kept_whole_is_not_kept_at_all(store: Store, sim: Simulator, tmp_path: Path) -> None:
    account = stored(store)
    with closing(sqlite3.connect(tmp_path / "marsad.db")) as broken:
        broken.execute(
            "CREATE TRIGGER no_latest BEFORE INSERT ON latest BEGIN SELECT RAISE(ABORT, 'the disk is on fire'); END"
        )

    with pytest.raises(StorageError), store.begin() as tx:
        record_and_judge(tx, [(account, profile())], JUDGING, now=sim.clock.now())

    with store.read() as tx:
        assert polls.last_polls(tx) == {}
        assert profiles.known_profiles(tx) == {}
    assert stored(store).state is AccountState.UNCONFIRMED


def test_a_batch_of_nothing_is_nothing(store: Store, sim: Simulator) -> None:
    with store.begin() as tx:
        record_and_judge(tx, [], JUDGING, now=sim.clock.now())

    with store.read() as tx:
        assert polls.last_polls(tx) == {}
        assert ledger.events(tx, start=sim.clock.now() - DAY, end=sim.clock.now() + DAY) == ()


def test_an_outcome_is_a_word() -> None:
    assert outcome_of(profile()) == "read"
    assert outcome_of(Unread(UnreadReason.NOT_FOUND)) == "not_found"
