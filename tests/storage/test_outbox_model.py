"""The outbox against a model of what its readers see, over random lives with crashes in them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import delete

from storage import chat_schema, chats, outbox
from storage.columns import metadata
from storage.letters import Letter, LetterKind, LetterState
from storage.store import Store

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CHATS = st.integers(0, 2)


class Outbox(RuleBasedStateMachine):
    """Three chats; Telegram is a list of what arrived, which the program may or may not have heard about.

    What it must promise: nothing is lost, the order of a chat is kept, and what arrives twice says so.
    """

    def __init__(self, store: Store) -> None:
        super().__init__()
        self.store = store
        self.now = START
        self.written = 0
        self.flying: dict[int, Letter] = {}
        self.arrived: dict[int, list[tuple[str, bool]]] = {}
        self.order: dict[int, list[str]] = {}
        self.closed_unsent: set[str] = set()
        self.parked: set[int] = set()
        with store.begin() as tx:
            for table in reversed(metadata.sorted_tables):
                tx.change(delete(table))
            self.keys = [self._chat(tx, number) for number in range(3)]

    def _chat(self, tx: object, number: int) -> int:
        key = chats.save_chat(
            tx,
            telegram_id=-number - 1,
            kind="group",
            title=None,
            language="en",
            region="MA",
            zone=ZoneInfo("UTC"),
            now=START,
        )
        self.order[key] = []
        self.arrived[key] = []
        return key

    @rule(which=CHATS)
    def enqueue(self, which: int) -> None:
        self.written += 1
        dedupe_key = f"letter {self.written}"
        chat = self.keys[which]
        with self.store.begin() as tx:
            assert outbox.enqueue(tx, chat=chat, kind=LetterKind.ALERT, dedupe_key=dedupe_key, now=self.now)
        self.order[chat].append(dedupe_key)

    @rule(which=CHATS, back=st.integers(0, 5))
    def enqueue_a_double(self, which: int, back: int) -> None:
        chat = self.keys[which]
        for dedupe_key in self.order[chat][-1 - back : -1 - back + 1 or None]:
            with self.store.begin() as tx:
                double = outbox.enqueue(tx, chat=chat, kind=LetterKind.ALERT, dedupe_key=dedupe_key, now=self.now)
            assert double is None

    @rule()
    def claim(self) -> None:
        with self.store.begin() as tx:
            due = outbox.due(tx, self.now, limit=99)
            claimed = [letter for letter in due if outbox.mark_sending(tx, letter.key, now=self.now, owner="model")]
        assert claimed == list(due)
        assert not {letter.chat for letter in due} & self.flying.keys()
        self.flying |= {letter.chat: letter for letter in due}

    @precondition(lambda self: self.flying)
    @rule(pick=st.integers(0, 9), wait_s=st.integers(0, 100))
    def fail_before_telegram(self, pick: int, wait_s: int) -> None:
        letter = self._land(pick)
        with self.store.begin() as tx:
            outbox.retry_at(tx, letter.key, self.now + timedelta(seconds=wait_s))

    @precondition(lambda self: self.flying)
    @rule(pick=st.integers(0, 9), arrives=st.booleans(), wait_s=st.integers(0, 100))
    def lose_the_answer(self, pick: int, *, arrives: bool, wait_s: int) -> None:
        letter = self._land(pick)
        self._arrive(letter, arrives=arrives)
        with self.store.begin() as tx:
            outbox.mark_unknown(tx, letter.key, self.now + timedelta(seconds=wait_s))

    @precondition(lambda self: self.flying)
    @rule(pick=st.integers(0, 9))
    def deliver(self, pick: int) -> None:
        letter = self._land(pick)
        self._arrive(letter, arrives=True)
        with self.store.begin() as tx:
            outbox.mark_sent(tx, letter.key, message_id=letter.key, now=self.now)

    @precondition(lambda self: self.flying)
    @rule(pick=st.integers(0, 9))
    def refuse(self, pick: int) -> None:
        letter = self._land(pick)
        self.closed_unsent.add(letter.dedupe_key)
        with self.store.begin() as tx:
            outbox.refuse(tx, letter.key, "no", self.now)

    @rule(arrive=st.booleans())
    def crash_and_start(self, *, arrive: bool) -> None:
        """Every letter in flight may or may not have arrived; the program remembers nothing of them."""
        for letter in self.flying.values():
            self._arrive(letter, arrives=arrive)
        with self.store.begin() as tx:
            assert outbox.recover(tx, self.now) == len(self.flying)
        self.flying = {}

    @precondition(lambda self: self.flying)
    @rule(pick=st.integers(0, 9))
    def be_blocked(self, pick: int) -> None:
        letter = self._land(pick)
        with self.store.begin() as tx:
            outbox.park_chat(tx, letter.chat, self.now)
        self.parked.add(letter.chat)

    @precondition(lambda self: self.parked)
    @rule()
    def come_back(self) -> None:
        chat = self.parked.pop()
        with self.store.begin() as tx:
            waited = outbox.unpark_chat(tx, chat, self.now)
            told = {letter.dedupe_key for letter in outbox.history(tx, chat, 999) if letter.state == "parked"}
        new = told - self.closed_unsent
        assert sum(waited.values()) == len(new)
        self.closed_unsent |= new

    @rule(which=CHATS)
    def become_a_supergroup(self, which: int) -> None:
        with self.store.begin() as tx:
            old = chats.chat(tx, self.keys[which]).telegram_id
            assert chats.migrate(tx, old, old - 1000) == (self.keys[which],)

    @rule(which=CHATS, wait_s=st.integers(0, 100))
    def be_held(self, which: int, wait_s: int) -> None:
        with self.store.begin() as tx:
            chats.hold(tx, self.keys[which], self.now + timedelta(seconds=wait_s))

    @rule(seconds=st.integers(1, 200))
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @invariant()
    def what_arrives_is_in_order_and_doubles_say_so(self) -> None:
        for chat, arrived in self.arrived.items():
            numbers = [self.order[chat].index(dedupe_key) for dedupe_key, _ in arrived]
            assert numbers == sorted(numbers)
            firsts = {number: index for index, number in reversed(list(enumerate(numbers)))}
            assert all(is_repeat or firsts[numbers[index]] == index for index, (_, is_repeat) in enumerate(arrived))

    def teardown(self) -> None:
        """Let the program run on until all is quiet: then everything has arrived, was refused, or told in a summary."""
        while self.parked:
            self.come_back()
        self.crash_and_start(arrive=False)
        for _ in range(self.written + 1):
            self.now += timedelta(seconds=101)
            self.claim()
            while self.flying:
                self.deliver(0)
        self.what_arrives_is_in_order_and_doubles_say_so()
        for chat, arrived in self.arrived.items():
            seen = {dedupe_key for dedupe_key, _ in arrived}
            assert set(self.order[chat]) == seen | (self.closed_unsent & set(self.order[chat]))
        with self.store.read() as tx:
            assert outbox.due_times(tx) == ()
            assert tx.rows(chat_schema.outbox.select().where(chat_schema.outbox.c.state == LetterState.SENDING)) == []

    def _land(self, pick: int) -> Letter:
        """One of the letters in flight, no longer so."""
        return self.flying.pop(sorted(self.flying)[pick % len(self.flying)])

    def _arrive(self, letter: Letter, *, arrives: bool) -> None:
        if arrives:
            self.arrived[letter.chat].append((letter.dedupe_key, letter.is_repeat))


@pytest.mark.timeout(60)
def test_nothing_is_lost_order_is_kept_and_doubles_are_labelled(store: Store) -> None:
    run_state_machine_as_test(
        lambda: Outbox(store),
        settings=settings(
            max_examples=25, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
