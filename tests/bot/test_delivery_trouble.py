"""Delivery when its own side fails: the database, the words, a process that dies, a Telegram that is slow."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta

import pytest
from structlog.testing import capture_logs
from support.process import until

from bot.app import App
from bot.delivery import Delivery
from bot.letters import Writer
from bot.settings import Settings
from bot.telegram.pacing import Pacing
from bot.telegram.sender import open_bot
from simulator.faults import Fault
from simulator.server import Simulator
from storage import outbox
from storage.errors import DatabaseLocked
from storage.letters import Letter, LetterKind, LetterState
from storage.store import Store

Tell = Callable[..., None]
Settle = Callable[[], Awaitable[None]]
Said = Callable[..., list[str]]

REPEAT = "↻ Possible repeat: this message may have reached you already."
UNWRITABLE = {
    "an alert without its event": (LetterKind.ALERT, None),
    "a digest of nothing": (LetterKind.DIGEST, None),
    "a digest of no week": (LetterKind.DIGEST, json.dumps({"period": "someday"})),
    "a digest beyond the calendar": (LetterKind.DIGEST, json.dumps({"period": "9999-W53"})),
    "a notice that is no JSON": (LetterKind.NOTICE, "{"),
    "a notice without words": (LetterKind.NOTICE, json.dumps(["notice.unheard_of", {}])),
    "a notice without its values": (LetterKind.NOTICE, json.dumps(["notice.returned", {}])),
    "a notice of another shape": (LetterKind.NOTICE, json.dumps({"n": 1})),
}


@pytest.fixture
def pacing(sim: Simulator) -> Pacing:
    return Pacing(sim.clock.now)


@pytest.fixture
async def impatient(app: App, settings: Settings, sim: Simulator, pacing: Pacing) -> AsyncIterator[Delivery]:
    """A delivery that gives up quickly on a busy database."""
    store = Store.open(settings.storage.url, wait=timedelta(milliseconds=50))
    async with open_bot(settings.telegram) as bot:
        yield Delivery(store, bot, Writer(settings, app.now), pacing, sim.clock.now)
    store.close()


@pytest.fixture
async def running(app: App) -> AsyncIterator[Delivery]:
    """The app's delivery as the daemon runs it."""
    assert app.delivery is not None
    stop = asyncio.Event()
    task = asyncio.create_task(app.delivery.run(stop))
    yield app.delivery
    stop.set()
    await task


@pytest.fixture
def letters(store: Store) -> Callable[[int], list[Letter]]:
    """A chat's letters in their order."""

    def all_of(chat: int) -> list[Letter]:
        with store.read() as tx:
            return list(reversed(outbox.history(tx, chat, 100)))

    return all_of


async def test_what_became_of_a_letter_is_kept_although_the_database_was_busy_at_that_moment(
    sim: Simulator, chat: int, tell: Tell, impatient: Delivery, store: Store, said: Said
) -> None:
    sim.faults.add(Fault(api="telegram", path="sendMessage", delay_s=0.3, times=1))
    tell(chat, 1)
    await impatient.launch()
    with store.begin(), capture_logs() as log:
        await until(lambda: [one for one in log if "not kept yet" in one["event"]] != [])
        with pytest.raises(DatabaseLocked):
            await impatient.launch()

    await impatient.flush()
    tell(chat, 2)
    sim.clock.advance(timedelta(seconds=2))
    await impatient.flush()

    assert [line[:1] for line in said()] == ["🎉", "🎉"]


async def test_a_busy_database_is_waited_for(
    chat: int, tell: Tell, impatient: Delivery, said: Said, store: Store
) -> None:
    tell(chat, 1)
    stop = asyncio.Event()
    with store.begin():
        task = asyncio.create_task(impatient.run(stop))
        await asyncio.sleep(0.2)
        before = said()

    impatient.wake()
    await until(lambda: len(said()) == 1)
    stop.set()
    await task

    assert before == []


@pytest.mark.parametrize("unwritable", UNWRITABLE.values(), ids=UNWRITABLE.keys())
async def test_a_letter_that_cannot_be_worded_is_put_aside_and_those_behind_it_go_on(
    app: App,
    chat: int,
    tell: Tell,
    settle: Settle,
    said: Said,
    letters: Callable[[int], list[Letter]],
    unwritable: tuple[LetterKind, str | None],
) -> None:
    kind, payload = unwritable
    with app.store.begin() as tx:
        outbox.enqueue(tx, chat=chat, kind=kind, dedupe_key="bad", now=app.now(), payload=payload)
    tell(chat, 1)

    await settle()

    assert [letter.state for letter in letters(chat)] == [LetterState.REFUSED, LetterState.SENT]
    assert letters(chat)[0].reason
    assert len(said()) == 1


async def test_a_chat_whose_call_takes_long_holds_up_no_other(
    sim: Simulator,
    chat: int,
    add_chat: Callable[..., int],
    tell: Tell,
    running: Delivery,
    said: Said,
    letters: Callable[[int], list[Letter]],
) -> None:
    other = add_chat(501)
    sim.faults.add(Fault(api="telegram", path="sendMessage", chat_id=500, delay_s=0.8, times=1))
    tell(chat, 1)
    running.wake()
    await until(lambda: len(said(500)) == 1)

    tell(other, 2)
    running.wake()
    await until(lambda: [letter.state for letter in letters(other)] == [LetterState.SENT])

    assert [letter.state for letter in letters(chat)] == [LetterState.SENDING]


async def test_what_is_in_flight_is_finished_when_it_is_time_to_stop(
    sim: Simulator, chat: int, tell: Tell, app: App, said: Said, letters: Callable[[int], list[Letter]]
) -> None:
    sim.faults.add(Fault(api="telegram", path="sendMessage", delay_s=0.3, times=1))
    tell(chat, 1)
    stop = asyncio.Event()
    assert app.delivery is not None
    task = asyncio.create_task(app.delivery.run(stop))
    await until(lambda: len(said()) == 1)

    stop.set()
    await task

    assert [letter.state for letter in letters(chat)] == [LetterState.SENT]


async def test_a_call_that_is_cut_short_counts_as_perhaps_delivered(
    sim: Simulator,
    chat: int,
    tell: Tell,
    impatient: Delivery,
    said: Said,
    letters: Callable[[int], list[Letter]],
) -> None:
    sim.faults.add(Fault(api="telegram", path="sendMessage", delay_s=5, times=1))
    tell(chat, 1)
    before = asyncio.all_tasks()
    await impatient.launch()
    await until(lambda: len(said()) == 1)

    [task.cancel() for task in asyncio.all_tasks() - before if "Delivery._send" in repr(task)]
    await until(lambda: [letter.state for letter in letters(chat)] == [LetterState.UNKNOWN])
    sim.clock.advance(timedelta(seconds=5))
    await impatient.flush()

    assert said()[1] == REPEAT


async def test_a_process_killed_between_the_parts_of_a_letter_says_no_part_again_that_arrived(
    sim: Simulator, chat: int, tell: Tell, app: App, settle: Settle, said: Said, store: Store
) -> None:
    tell(chat, 1)
    now = sim.clock.now()
    with store.begin() as tx:
        letter = outbox.due(tx, now, limit=1)[0]
        outbox.mark_sending(tx, letter.key, now=now, owner="killed", parts=["one", "two", "three"])
        outbox.part_sent(tx, letter.key, message_id=1, now=now)
        outbox.mark_sending(tx, letter.key, now=now, owner="killed")

    assert app.delivery is not None
    await app.delivery.recover()
    await settle()

    assert [one.text for one in sim.telegram.sent] == [f"{REPEAT}\ntwo", "three"]
    assert said() == [REPEAT, "three"]


async def test_chats_that_have_no_turn_do_not_starve_those_behind_them(
    sim: Simulator,
    add_chat: Callable[..., int],
    tell: Tell,
    app: App,
    pacing: Pacing,
    settings: Settings,
) -> None:
    busy = range(1_000, 1_035)
    [tell(add_chat(number), number) for number in busy]
    tell(add_chat(501), 99)
    turns = [_take_turn(sim, pacing, number) for number in busy]
    async with open_bot(settings.telegram) as bot:
        delivery = Delivery(app.store, bot, Writer(settings, app.now), pacing, app.now)

        due = await delivery.flush()

    assert all(turns)
    assert [sent.chat_id for sent in sim.telegram.sent] == [501]
    assert due is not None
    assert due > sim.clock.now()


def _take_turn(sim: Simulator, pacing: Pacing, chat: int) -> bool:
    """Begin a call to a chat that does not end."""
    sim.clock.advance(timedelta(seconds=1))
    return pacing.begin(chat)
