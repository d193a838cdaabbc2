from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.telegram.pacing import Pacing
from simulator.clock import Clock
from simulator.telegram_chats import Chat, ChatType
from simulator.telegram_limits import Pace, Violation

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
SECOND = timedelta(seconds=1)

CHATS = {
    500: Chat(id=500),
    501: Chat(id=501),
    -400: Chat(id=-400, type=ChatType.GROUP),
    -1_000_000_000_001: Chat(id=-1_000_000_000_001, type=ChatType.CHANNEL),
}
MANY = {1_000 + number: Chat(id=1_000 + number) for number in range(60)}

steps = st.lists(st.tuples(st.sampled_from(list(CHATS)), st.integers(0, 1_500)), min_size=1, max_size=150)
"""Which chat is to be written to, and the milliseconds since the step before."""

hurried = st.lists(st.tuples(st.sampled_from(list(MANY)), st.integers(0, 30)), min_size=40, max_size=150)


def attempt(steps: Sequence[tuple[int, int]], chats: dict[int, Chat]) -> list[Violation]:
    """Write whenever the pacing allows it, to a Telegram that counts; what it objects to."""
    clock = Clock(NOW)
    pacing, telegram = Pacing(clock.now), Pace(clock)
    for chat, pause_ms in steps:
        clock.advance(timedelta(milliseconds=pause_ms))
        if pacing.begin(chat):
            telegram.spend(chats[chat], "sendMessage")
            pacing.end(chat, counts=True)
    return telegram.violations


@pytest.fixture
def clock() -> Clock:
    return Clock(NOW)


@pytest.fixture
def pacing(clock: Clock) -> Pacing:
    return Pacing(clock.now)


@given(steps)
@settings(max_examples=50, deadline=None)
def test_no_chat_is_written_to_faster_than_telegram_allows(steps: list[tuple[int, int]]) -> None:
    assert attempt(steps, CHATS) == []


@given(hurried)
@settings(max_examples=50, deadline=None)
def test_all_chats_together_are_not_written_to_faster_than_telegram_allows(steps: list[tuple[int, int]]) -> None:
    assert attempt(steps, MANY) == []


def test_a_chat_never_written_to_may_be_at_once(pacing: Pacing) -> None:
    assert pacing.free_at(500) == NOW
    assert pacing.begin(500)


def test_a_chat_with_a_call_under_way_waits_for_its_end(pacing: Pacing, clock: Clock) -> None:
    pacing.begin(500)
    clock.advance(timedelta(minutes=5))

    during = pacing.begin(500)
    pacing.end(500, counts=True)
    after = pacing.begin(500)

    assert (during, after) == (False, True)


def test_a_chat_waits_a_second_and_a_little(pacing: Pacing, clock: Clock) -> None:
    pacing.begin(500)
    pacing.end(500, counts=True)

    assert NOW + SECOND < pacing.free_at(500) <= NOW + 1.2 * SECOND
    assert pacing.busy() == {500}
    clock.set(pacing.free_at(500))
    assert pacing.busy() == frozenset()


def test_a_call_that_telegram_certainly_refused_does_not_count(pacing: Pacing) -> None:
    pacing.begin(500)

    pacing.end(500, counts=False)

    assert (pacing.free_at(500), pacing.room()) == (NOW, 30)


def test_thirty_messages_fill_a_second(pacing: Pacing, clock: Clock) -> None:
    begun = [pacing.begin(chat) for chat in range(1, 41)]
    full = (pacing.room(), pacing.free_at(99))
    clock.set(full[1])

    assert [taken for taken, _ in groupby(begun)] == [True, False]
    assert sum(begun) == 30
    assert full[0] == 0
    assert pacing.room() == 30


def test_whoever_is_asked_something_comes_before_the_letters(pacing: Pacing) -> None:
    with pacing.preferred(500):
        during = pacing.busy()

    assert (during, pacing.busy()) == ({500}, frozenset())
    assert pacing.begin(500)


def test_what_began_long_ago_is_forgotten(pacing: Pacing, clock: Clock) -> None:
    pacing.begin(500)
    clock.advance(timedelta(minutes=10))
    pacing.begin(501)

    pacing.end(500, counts=False)

    assert pacing.room() == 29
