from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from growth.count import Count
from growth.event import Event, Milestone, Phase, Severity
from growth.platform import Metric, X
from storage import acks, chats, ledger, outbox
from storage.letters import LetterKind
from storage.store import Store
from storage.tellings import Grouping, Telling, take_back, tell, told_in

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
GROUPING = Grouping()

AddChat = Callable[..., int]
Add = Callable[[int], int]


@pytest.fixture
def add(store: Store, account: int) -> Add:
    """Keeps a milestone of so many; its key in the ledger."""

    def keep(threshold: int) -> int:
        facts = Milestone(Metric.FOLLOWERS, threshold, Count(threshold), None)
        with store.begin() as tx:
            key = ledger.append(tx, Event(Phase.FIRED, Severity.INFO, NOW, X, account, facts, f"milestone:{threshold}"))
        assert key is not None
        return key

    return keep


@pytest.fixture
def chat(add_chat: AddChat) -> int:
    return add_chat(-400)


@pytest.fixture
def say(store: Store) -> Callable[..., int | None]:
    """Lets a chat know of an event, seconds after nine."""

    def one(chat: int, event: int, second: int = 0, *, nth: int = 0) -> int | None:
        with store.begin() as tx:
            return tell(tx, chat=chat, event=event, now=NOW + second * SECOND, grouping=GROUPING, nth=nth)

    return one


@pytest.fixture
def waiting(store: Store) -> Callable[[int], list[list[int]]]:
    """What each letter of a chat tells, oldest first."""

    def of(chat: int) -> list[list[int]]:
        with store.read() as tx:
            letters = reversed(outbox.history(tx, chat, 99))
            return [[telling.event for telling in told_in(tx, letter)] for letter in letters]

    return of


def begin(store: Store, letter: int | None, second: int) -> None:
    """Claim a letter and have it sent, seconds after nine."""
    assert letter is not None
    with store.begin() as tx:
        assert outbox.mark_sending(tx, letter, now=NOW + second * SECOND, owner="test", parts=("text",))
        outbox.mark_sent(tx, letter, message_id=1, now=NOW + second * SECOND)


def due_at(store: Store) -> datetime:
    with store.read() as tx:
        ((_, due),) = outbox.due_times(tx)
    return due


def test_the_first_event_of_a_letter_waits_half_a_minute(store: Store, chat: int, add: Add, say: AddChat) -> None:
    say(chat, add(1_000))

    assert due_at(store) == NOW + 30 * SECOND


def test_events_that_come_while_a_letter_waits_join_it(
    chat: int, add: Add, say: AddChat, waiting: Callable[[int], list[list[int]]], store: Store
) -> None:
    events = [add(1_000), add(2_000), add(5_000)]

    letters = {say(chat, event, second) for second, event in zip((0, 10, 29), events, strict=True)}

    assert len(letters) == 1
    assert waiting(chat) == [events]
    assert due_at(store) == NOW + 30 * SECOND


def test_an_event_that_comes_after_a_letter_was_begun_waits_five_minutes_from_it(
    store: Store, chat: int, add: Add, say: AddChat, waiting: Callable[[int], list[list[int]]]
) -> None:
    first, second = add(1_000), add(2_000)
    begin(store, say(chat, first), 30)

    say(chat, second, 31)

    assert waiting(chat) == [[first], [second]]
    assert due_at(store) == NOW + 330 * SECOND


def test_an_event_long_after_the_last_letter_waits_half_a_minute_again(
    store: Store, chat: int, add: Add, say: AddChat
) -> None:
    begin(store, say(chat, add(1_000)), 30)

    say(chat, add(2_000), 3_600)

    assert due_at(store) == NOW + 3_630 * SECOND


def test_a_digest_in_between_keeps_no_event_from_joining(
    store: Store, chat: int, add: Add, say: AddChat, waiting: Callable[[int], list[list[int]]]
) -> None:
    first, second = add(1_000), add(2_000)
    say(chat, first)
    with store.begin() as tx:
        outbox.enqueue(tx, chat=chat, kind=LetterKind.DIGEST, dedupe_key="digest", now=NOW)

    say(chat, second, 10)

    assert waiting(chat) == [[first, second], []]


def test_an_event_is_told_to_a_chat_once_and_reminded_of_once_each_time(
    store: Store, chat: int, add: Add, say: AddChat
) -> None:
    event = add(1_000)
    letter = say(chat, event)

    assert say(chat, event, 40) is None
    assert say(chat, event, 50, nth=1) == letter
    assert say(chat, event, 60, nth=1) is None
    with store.read() as tx:
        (kept,) = outbox.history(tx, chat, 9)
        assert told_in(tx, kept) == (Telling(event, 0), Telling(event, 1))


def test_a_parked_chat_gets_a_letter_an_event_so_that_its_summary_counts_them(
    store: Store, chat: int, add: Add, say: AddChat
) -> None:
    with store.begin() as tx:
        outbox.park_chat(tx, chat, NOW)
    say(chat, add(1_000))
    say(chat, add(2_000))

    with store.begin() as tx:
        counted = outbox.unpark_chat(tx, chat, NOW)

    assert counted == {LetterKind.ALERT: 2}


def test_what_is_taken_back_leaves_its_letter_and_an_empty_letter_is_gone(
    store: Store, chat: int, add: Add, say: AddChat, waiting: Callable[[int], list[list[int]]]
) -> None:
    first, second = add(1_000), add(2_000)
    say(chat, first)
    say(chat, second)

    with store.begin() as tx:
        take_back(tx, first)
    left = waiting(chat)
    with store.begin() as tx:
        take_back(tx, second)

    assert left == [[second]]
    assert waiting(chat) == []


def test_what_was_taken_back_can_be_told_later(
    store: Store, chat: int, add: Add, say: AddChat, waiting: Callable[[int], list[list[int]]]
) -> None:
    first, second = add(1_000), add(2_000)
    letter = say(chat, first)
    say(chat, second)
    with store.begin() as tx:
        take_back(tx, first)
    begin(store, letter, 30)

    say(chat, first, 40)

    assert waiting(chat) == [[second], [first]]


def test_what_was_sent_is_not_taken_back(
    store: Store, chat: int, add: Add, say: AddChat, waiting: Callable[[int], list[list[int]]]
) -> None:
    event = add(1_000)
    begin(store, say(chat, event), 30)

    with store.begin() as tx:
        take_back(tx, event)

    assert waiting(chat) == [[event]]


@pytest.mark.parametrize("sent", ["group", "supergroup"])
def test_a_supergroup_met_before_the_move_is_told_nothing_twice_and_loses_nothing(
    store: Store, add_chat: AddChat, add: Add, say: AddChat, waiting: Callable[[int], list[list[int]]], sent: str
) -> None:
    keys = {"group": add_chat(-400), "supergroup": add_chat(-100400)}
    both, own, late = add(1_000), add(2_000), add(5_000)
    letters = {name: say(key, both) for name, key in keys.items()}
    begin(store, letters[sent], 30)
    say(keys["group"], own, 31)
    say(keys["supergroup"], late, 32)

    with store.begin() as tx:
        chats.migrate(tx, -400, -100400)

    told = [event for letter in waiting(keys["group"]) for event in letter]
    assert sorted(told) == [both, own, late]


def test_what_somebody_has_seen_is_kept_once(store: Store, add: Add) -> None:
    seen, unseen = add(1_000), add(2_000)

    with store.begin() as tx:
        first = acks.acknowledge(tx, seen, by="Amal", now=NOW)
        again = acks.acknowledge(tx, seen, by="Karim", now=NOW)

    with store.read() as tx:
        assert acks.acknowledged(tx, [seen, unseen]) == {seen}
    assert (first, again) == (True, False)
