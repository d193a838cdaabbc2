from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from growth.count import Count
from growth.event import Event, Milestone, Phase, Severity
from growth.platform import Metric, X
from storage import chats, ledger, outbox
from storage.chats import ChatState
from storage.columns import EPOCH
from storage.letters import Letter, LetterKind, LetterState
from storage.store import Store

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
AddChat = Callable[..., int]


def write(store: Store, chat: int, *dedupe_keys: str) -> list[int]:
    with store.begin() as tx:
        keys = [
            outbox.enqueue(tx, chat=chat, kind=LetterKind.ALERT, dedupe_key=dedupe_key, now=NOW)
            for dedupe_key in dedupe_keys
        ]
    assert None not in keys
    return [key or 0 for key in keys]


def claim(store: Store, key: int) -> bool:
    with store.begin() as tx:
        return outbox.mark_sending(tx, key, now=NOW, owner="test")


def due(store: Store, at: datetime = NOW) -> list[str]:
    with store.read() as tx:
        return [letter.dedupe_key for letter in outbox.due(tx, at, limit=100)]


def next_due(store: Store) -> datetime | None:
    with store.read() as tx:
        return min((at for _, at in outbox.due_times(tx)), default=None)


def letter(store: Store, chat: int) -> Letter:
    with store.read() as tx:
        return outbox.history(tx, chat, 1)[0]


def test_a_letter_is_due_as_soon_as_it_is_written(store: Store, chat: int) -> None:
    with store.begin() as tx:
        event = ledger.append(
            tx, Event(Phase.FIRED, Severity.INFO, NOW, X, None, Milestone(Metric.FOLLOWERS, 10, Count(10), 3), "m")
        )
        key = outbox.enqueue(
            tx, chat=chat, kind=LetterKind.ALERT, dedupe_key="m", now=NOW, ledger=event, payload='{"n": 1}'
        )

    with store.read() as tx:
        assert outbox.due(tx, NOW, limit=9) == (
            Letter(
                key=key or 0,
                chat=chat,
                telegram_id=500,
                thread_id=None,
                seq=1,
                kind=LetterKind.ALERT,
                ledger=event,
                payload='{"n": 1}',
                parts=(),
                parts_sent=0,
                state=LetterState.PENDING,
                attempts=0,
                next_at=EPOCH,
                is_repeat=False,
                message_id=None,
                reason=None,
                created_at=NOW,
                closed_at=None,
                dedupe_key="m",
            ),
        )


def test_a_letter_for_the_same_thing_is_written_once(store: Store, chat: int) -> None:
    (key,) = write(store, chat, "same")
    with store.begin() as tx:
        assert outbox.enqueue(tx, chat=chat, kind=LetterKind.ALERT, dedupe_key="same", now=NOW) is None
        outbox.mark_sent(tx, key, message_id=1, now=NOW)

        assert outbox.enqueue(tx, chat=chat, kind=LetterKind.ALERT, dedupe_key="same", now=NOW) is None


def test_a_refused_double_leaves_no_hole_in_the_order(store: Store, chat: int) -> None:
    write(store, chat, "one")
    with store.begin() as tx:
        outbox.enqueue(tx, chat=chat, kind=LetterKind.ALERT, dedupe_key="one", now=NOW)
    write(store, chat, "two")

    assert letter(store, chat).seq == 2


def test_two_chats_may_be_told_the_same_thing(store: Store, add_chat: AddChat) -> None:
    write(store, add_chat(1), "same")
    write(store, add_chat(2), "same")

    assert due(store) == ["same", "same"]


def test_a_letter_to_nobody_is_a_mistake(store: Store) -> None:
    with pytest.raises(LookupError, match="12345"), store.begin() as tx:
        outbox.enqueue(tx, chat=12345, kind=LetterKind.ALERT, dedupe_key="m", now=NOW)


def test_only_the_first_letter_of_a_chat_is_due(store: Store, add_chat: AddChat) -> None:
    write(store, add_chat(1), "a1", "a2")
    write(store, add_chat(2), "b1", "b2")

    assert due(store) == ["a1", "b1"]


def test_no_more_letters_are_given_than_asked_for(store: Store, add_chat: AddChat) -> None:
    write(store, add_chat(1), "a1")
    write(store, add_chat(2), "b1")

    with store.read() as tx:
        assert [found.dedupe_key for found in outbox.due(tx, NOW, limit=1)] == ["a1"]


def test_a_chat_with_a_letter_in_flight_waits(store: Store, chat: int) -> None:
    first, second = write(store, chat, "one", "two")

    assert claim(store, first)

    assert due(store) == []
    assert next_due(store) is None
    assert not claim(store, first)
    assert not claim(store, second)


def test_a_letter_cannot_be_claimed_before_its_turn(store: Store, chat: int) -> None:
    _first, second = write(store, chat, "one", "two")

    assert not claim(store, second)


def test_the_next_letter_is_due_once_the_first_is_sent(store: Store, chat: int) -> None:
    first, _second = write(store, chat, "one", "two")
    claim(store, first)

    with store.begin() as tx:
        outbox.mark_sent(tx, first, message_id=77, now=NOW + MINUTE)

    assert due(store) == ["two"]
    with store.read() as tx:
        sent = outbox.history(tx, chat, 2)[1]
    assert (sent.state, sent.message_id, sent.attempts) == (LetterState.SENT, 77, 1)
    assert (sent.closed_at, sent.is_repeat) == (NOW + MINUTE, False)


def test_sent_is_sent_and_saying_so_again_changes_nothing(store: Store, chat: int) -> None:
    (key,) = write(store, chat, "one")
    claim(store, key)

    with store.begin() as tx:
        outbox.mark_sent(tx, key, message_id=77, now=NOW)
        outbox.mark_sent(tx, key, message_id=78, now=NOW + MINUTE)
        outbox.retry_at(tx, key, NOW)
        outbox.mark_unknown(tx, key, NOW)
        outbox.refuse(tx, key, "late", NOW)
        outbox.recover(tx, NOW)

    assert (letter(store, chat).state, letter(store, chat).message_id) == (LetterState.SENT, 77)


def test_a_letter_that_was_not_delivered_waits_for_its_instant_before_those_behind_it(store: Store, chat: int) -> None:
    first, _second = write(store, chat, "one", "two")
    claim(store, first)

    with store.begin() as tx:
        outbox.retry_at(tx, first, NOW + 5 * MINUTE)

    assert due(store, NOW + 4 * MINUTE) == []
    assert next_due(store) == NOW + 5 * MINUTE
    assert due(store, NOW + 5 * MINUTE) == ["one"]
    with store.read() as tx:
        assert [found.is_repeat for found in outbox.due(tx, NOW + 5 * MINUTE, limit=1)] == [False]


def test_a_letter_that_may_have_been_delivered_is_due_again_as_a_repeat(store: Store, chat: int) -> None:
    first, _second = write(store, chat, "one", "two")
    claim(store, first)

    with store.begin() as tx:
        outbox.mark_unknown(tx, first, NOW + MINUTE)

    assert due(store) == []
    with store.read() as tx:
        (again,) = outbox.due(tx, NOW + MINUTE, limit=9)
    assert (again.dedupe_key, again.state, again.is_repeat) == ("one", LetterState.UNKNOWN, True)
    assert claim(store, first)


def test_a_repeat_stays_a_repeat_when_it_is_tried_again(store: Store, chat: int) -> None:
    (key,) = write(store, chat, "one")
    with store.begin() as tx:
        outbox.mark_sending(tx, key, now=NOW, owner="test")
        outbox.mark_unknown(tx, key, NOW)
        outbox.mark_sending(tx, key, now=NOW, owner="test")
        outbox.retry_at(tx, key, NOW)

    assert (letter(store, chat).is_repeat, letter(store, chat).attempts) == (True, 2)


def test_a_refused_letter_makes_way(store: Store, chat: int) -> None:
    first, _second = write(store, chat, "one", "two")
    claim(store, first)

    with store.begin() as tx:
        outbox.refuse(tx, first, "message is too long", NOW)

    assert due(store) == ["two"]
    with store.read() as tx:
        refused = outbox.history(tx, chat, 2)[1]
    assert (refused.state, refused.reason, refused.closed_at) == (LetterState.REFUSED, "message is too long", NOW)


@pytest.mark.parametrize("state", ["pending", "unknown"])
def test_only_a_letter_in_flight_can_fail(store: Store, chat: int, state: str) -> None:
    (key,) = write(store, chat, "one")
    claim(store, key)
    with store.begin() as tx:
        {"pending": outbox.retry_at, "unknown": outbox.mark_unknown}[state](tx, key, NOW)

    with store.begin() as tx:
        outbox.retry_at(tx, key, NOW + 9 * MINUTE)
        outbox.mark_unknown(tx, key, NOW + 9 * MINUTE)

    assert (letter(store, chat).state, letter(store, chat).next_at) == (state, NOW)


def test_a_held_chat_waits_while_others_go_on(store: Store, add_chat: AddChat) -> None:
    held, other = add_chat(1), add_chat(2)
    write(store, held, "held")
    write(store, other, "other")

    with store.begin() as tx:
        chats.hold(tx, held, NOW + 5 * MINUTE)

    assert due(store) == ["other"]
    assert due(store, NOW + 5 * MINUTE) == ["held", "other"]


def test_the_next_instant_is_the_end_of_a_hold(store: Store, chat: int) -> None:
    write(store, chat, "held")

    with store.begin() as tx:
        chats.hold(tx, chat, NOW + 5 * MINUTE)

    assert next_due(store) == NOW + 5 * MINUTE


@pytest.mark.usefixtures("chat")
def test_an_empty_outbox_has_nothing_due(store: Store) -> None:
    assert (due(store), next_due(store)) == ([], None)


def test_a_letter_written_before_the_clock_went_back_is_still_due(store: Store, chat: int) -> None:
    write(store, chat, "one")

    assert due(store, NOW - timedelta(days=400)) == ["one"]


def test_a_letter_keeps_the_texts_of_its_first_attempt(store: Store, chat: int) -> None:
    (key,) = write(store, chat, "long")
    with store.begin() as tx:
        outbox.mark_sending(tx, key, now=NOW, owner="test", parts=["<b>واحد</b>", "two"])
        outbox.retry_at(tx, key, NOW)

    assert claim(store, key)

    assert (letter(store, chat).parts, letter(store, chat).parts_sent) == (("<b>واحد</b>", "two"), 0)


def test_a_letter_of_two_parts_is_sent_when_both_are(store: Store, chat: int) -> None:
    (key,) = write(store, chat, "long")
    with store.begin() as tx:
        outbox.mark_sending(tx, key, now=NOW, owner="test", parts=["one", "two"])
        outbox.part_sent(tx, key, message_id=1, now=NOW)
    halfway = letter(store, chat)

    claim(store, key)
    with store.begin() as tx:
        outbox.part_sent(tx, key, message_id=2, now=NOW)

    assert (halfway.state, halfway.parts_sent) == (LetterState.PENDING, 1)
    assert (letter(store, chat).state, letter(store, chat).message_id) == (LetterState.SENT, 2)


def test_only_the_part_that_may_have_been_delivered_is_a_repeat(store: Store, chat: int) -> None:
    (key,) = write(store, chat, "long")
    with store.begin() as tx:
        outbox.mark_sending(tx, key, now=NOW, owner="test", parts=["one", "two"])
        outbox.mark_unknown(tx, key, NOW)
        outbox.mark_sending(tx, key, now=NOW, owner="test")
        outbox.part_sent(tx, key, message_id=1, now=NOW)

    assert (letter(store, chat).parts_sent, letter(store, chat).is_repeat) == (1, False)


def test_a_part_of_a_letter_that_is_not_in_flight_is_not_counted(store: Store, chat: int) -> None:
    (key,) = write(store, chat, "long")
    with store.begin() as tx:
        outbox.part_sent(tx, key, message_id=1, now=NOW)
        outbox.part_sent(tx, 12345, message_id=1, now=NOW)

    assert (letter(store, chat).state, letter(store, chat).parts_sent) == (LetterState.PENDING, 0)


def test_after_a_crash_letters_in_flight_come_back_as_repeats(store: Store, add_chat: AddChat) -> None:
    flying, waiting = add_chat(1), add_chat(2)
    (first, _second) = write(store, flying, "one", "two")
    write(store, waiting, "three")
    claim(store, first)

    with store.begin() as tx:
        assert outbox.recover(tx, NOW) == 1
        assert outbox.recover(tx, NOW) == 0

    with store.read() as tx:
        found = {one.dedupe_key: one.is_repeat for one in outbox.due(tx, NOW, limit=9)}
    assert found == {"one": True, "three": False}


def test_a_parked_chat_keeps_its_letters_and_those_to_come(store: Store, chat: int) -> None:
    first, _second = write(store, chat, "one", "two")
    claim(store, first)

    with store.begin() as tx:
        outbox.park_chat(tx, chat, NOW)
    write(store, chat, "three")

    with store.read() as tx:
        states = {found.dedupe_key: found.state for found in outbox.history(tx, chat, 9)}
        parked = chats.chat(tx, chat)
    assert states == dict.fromkeys(["one", "two", "three"], LetterState.PARKED)
    assert (due(store), next_due(store)) == ([], None)
    assert parked is not None
    assert (parked.state, parked.parked_at) == (ChatState.PARKED, NOW)


def test_a_chat_parked_twice_is_parked_since_the_first_time(store: Store, chat: int) -> None:
    with store.begin() as tx:
        outbox.park_chat(tx, chat, NOW)
        outbox.park_chat(tx, chat, NOW + MINUTE)
        found = chats.chat(tx, chat)

    assert found is not None
    assert found.parked_at == NOW


def test_a_chat_that_returns_is_told_how_many_letters_waited_and_they_are_not_sent(store: Store, chat: int) -> None:
    write(store, chat, "one", "two")
    with store.begin() as tx:
        outbox.enqueue(tx, chat=chat, kind=LetterKind.DIGEST, dedupe_key="digest", now=NOW)
        outbox.park_chat(tx, chat, NOW)

    with store.begin() as tx:
        waited = outbox.unpark_chat(tx, chat, NOW + MINUTE)
        again = outbox.unpark_chat(tx, chat, NOW + MINUTE)
    write(store, chat, "summary")

    assert (waited, again) == ({LetterKind.ALERT: 2, LetterKind.DIGEST: 1}, {})
    assert due(store) == ["summary"]
    with store.read() as tx:
        found = chats.chat(tx, chat)
    assert found is not None
    assert (found.state, found.parked_at) == (ChatState.ACTIVE, None)


def test_letters_of_a_second_absence_are_counted_alone(store: Store, chat: int) -> None:
    write(store, chat, "one")
    with store.begin() as tx:
        outbox.park_chat(tx, chat, NOW)
        outbox.unpark_chat(tx, chat, NOW)
        outbox.park_chat(tx, chat, NOW)
    write(store, chat, "two")

    with store.begin() as tx:
        assert outbox.unpark_chat(tx, chat, NOW) == {LetterKind.ALERT: 1}


def test_letters_sent_before_an_absence_are_not_counted(store: Store, chat: int) -> None:
    (key,) = write(store, chat, "one")
    with store.begin() as tx:
        outbox.mark_sent(tx, key, message_id=1, now=NOW)
        outbox.park_chat(tx, chat, NOW)

        assert outbox.unpark_chat(tx, chat, NOW) == {}


def test_a_delivery_confirmed_after_parking_counts_as_sent(store: Store, chat: int) -> None:
    (key,) = write(store, chat, "one")
    with store.begin() as tx:
        outbox.mark_sending(tx, key, now=NOW, owner="test")
        outbox.park_chat(tx, chat, NOW)
        outbox.mark_sent(tx, key, message_id=1, now=NOW)

        assert outbox.unpark_chat(tx, chat, NOW) == {}


def test_a_move_to_a_supergroup_keeps_letters_order_and_dedupe_keys(store: Store, chat: int) -> None:
    first, _second = write(store, chat, "one", "two")
    claim(store, first)

    with store.begin() as tx:
        chats.migrate(tx, 500, -100500)
        outbox.retry_at(tx, first, NOW)

        assert outbox.enqueue(tx, chat=chat, kind=LetterKind.ALERT, dedupe_key="two", now=NOW) is None

    with store.read() as tx:
        (head,) = outbox.due(tx, NOW, limit=9)
    assert (head.dedupe_key, head.telegram_id, head.seq) == ("one", -100500, 1)


def test_history_is_newest_first_and_as_long_as_asked_for(store: Store, chat: int) -> None:
    write(store, chat, "one", "two", "three")

    with store.read() as tx:
        assert [found.dedupe_key for found in outbox.history(tx, chat, 2)] == ["three", "two"]
