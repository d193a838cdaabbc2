"""Chats as they are found: closed, reopened, moved, muted, many, and each in its own language."""

import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.app import App
from growth.platform import X
from simulator.faults import Fault
from simulator.server import Simulator
from simulator.telegram_chats import BotStatus, Chat
from storage import chats, outbox
from storage.chats import ChatState
from storage.letters import LetterKind, LetterState
from storage.store import Store
from storage.transaction import Transaction

Tell = Callable[..., None]
Settle = Callable[[], Awaitable[None]]
Said = Callable[..., list[str]]

ADMIN = 700
GROUP = -1_000_000_000_400

REPEATS = {
    "ar": "↻ قد تكون هذه الرسالة مكررة: ربما وصلتكم من قبل.",
    "fr": "↻ Doublon possible\u00a0: ce message vous est peut-être déjà parvenu.",
    "en": "↻ Possible repeat: this message may have reached you already.",
}


def _mute_members(chat: Chat) -> None:
    chat.can_send = False


def _throw_out(chat: Chat) -> None:
    chat.bot = BotStatus.KICKED


def _leave(chat: Chat) -> None:
    chat.bot = BotStatus.LEFT


CLOSED = {"members may not write": _mute_members, "thrown out": _throw_out, "left": _leave}


@pytest.fixture
def state(store: Store) -> Callable[[int], tuple[ChatState, list[LetterState]]]:
    """A chat's state, and those of its letters in their order."""

    def both(key: int) -> tuple[ChatState, list[LetterState]]:
        with store.read() as tx:
            chat = chats.chat(tx, key)
            letters = outbox.history(tx, key, 100)
        assert chat is not None
        return chat.state, [letter.state for letter in reversed(letters)]

    return both


@pytest.fixture
def topics(sim: Simulator, store: Store, add_chat: Callable[..., int]) -> tuple[int, int]:
    """Two topics of one supergroup; their keys."""
    general = add_chat(GROUP, kind="supergroup")
    sim.telegram.chats[GROUP].is_forum = True
    sim.telegram.chats[GROUP].topics |= {5: "Alerts"}
    with store.begin() as tx:
        kept = chats.chat(tx, general)
        assert kept is not None
        place = {"telegram_id": GROUP, "thread_id": 5, "kind": "supergroup", "title": "Room", "language": "en"}
        topic = chats.save_chat(tx, **place, region="MA", zone=kept.zone, now=kept.since)
    return general, topic


@pytest.mark.parametrize("close", CLOSED.values(), ids=CLOSED.keys())
async def test_letters_wait_for_a_chat_that_takes_none(
    sim: Simulator,
    add_chat: Callable[..., int],
    tell: Tell,
    settle: Settle,
    state: Callable[[int], tuple[ChatState, list[LetterState]]],
    close: Callable[[Chat], None],
) -> None:
    group = add_chat(GROUP, kind="supergroup")
    close(sim.telegram.chats[GROUP])
    tell(group, 1)

    await settle()

    assert state(group) == (ChatState.PARKED, [LetterState.PARKED])


async def test_a_topic_that_is_gone_parks_its_own_letters_only(
    sim: Simulator,
    topics: tuple[int, int],
    tell: Tell,
    settle: Settle,
    state: Callable[[int], tuple[ChatState, list[LetterState]]],
) -> None:
    general, topic = topics
    sim.telegram.chats[GROUP].topics.clear()
    tell(general, 1)
    tell(topic, 2)

    await settle()

    assert state(general) == (ChatState.ACTIVE, [LetterState.SENT])
    assert state(topic) == (ChatState.PARKED, [LetterState.PARKED])


async def test_letters_go_to_their_topic(sim: Simulator, topics: tuple[int, int], tell: Tell, settle: Settle) -> None:
    general, topic = topics
    tell(topic, 1)
    tell(general, 2)

    await settle()

    assert [one.thread_id for one in sim.telegram.sent] == [5, None]
    assert not sim.telegram.violations


async def test_a_pause_that_telegram_asks_for_holds_every_topic_of_the_chat(
    sim: Simulator, topics: tuple[int, int], tell: Tell, app: App
) -> None:
    general, topic = topics
    sim.faults.add(Fault(api="telegram", kind="flood", path="sendMessage", retry_after_s=600))
    tell(general, 1)
    tell(topic, 2)
    await app.deliver()
    sim.clock.advance(timedelta(seconds=30))

    due = await app.deliver()

    assert due == sim.clock.now() + timedelta(seconds=570)
    assert len([one for one in sim.requests.of("telegram") if one.path.endswith("sendMessage")]) == 1


@pytest.mark.parametrize("status", [400, 403, 404, 409])
async def test_a_refusal_that_is_not_telegrams_loses_nothing(
    sim: Simulator,
    chat: int,
    tell: Tell,
    settle: Settle,
    state: Callable[[int], tuple[ChatState, list[LetterState]]],
    status: int,
) -> None:
    page = {"body": "<html>Blocked by the proxy</html>", "content_type": "text/html"}
    sim.faults.add(Fault(api="telegram", path="sendMessage", status=status, times=1, **page))
    tell(chat, 1)

    await settle()

    assert state(chat) == (ChatState.ACTIVE, [LetterState.SENT])
    assert sim.telegram.sent[0].text.startswith("🎉")


async def test_administrators_are_told_once_that_a_chat_takes_no_messages(
    sim: Simulator, chat: int, add_chat: Callable[..., int], tell: Tell, settle: Settle, said: Said
) -> None:
    add_chat(ADMIN)
    sim.telegram.block(500)
    tell(chat, 1)
    await settle()
    tell(chat, 2)

    await settle()

    assert said(ADMIN) == [
        "⚠️ The chat “\u2068Room\u2069” no longer takes messages. Its messages wait until it returns."
    ]


@pytest.mark.parametrize("language", REPEATS)
async def test_a_possible_repeat_says_so_in_the_language_of_the_chat(
    sim: Simulator, add_chat: Callable[..., int], tell: Tell, settle: Settle, said: Said, language: str
) -> None:
    reader = add_chat(500, language=language)
    sim.faults.add(Fault(api="telegram", path="sendMessage", drop="after", times=1))
    tell(reader, 1)

    await settle()

    assert said()[1] == REPEATS[language]
    assert sim.telegram.sent[1].html.endswith(sim.telegram.sent[0].html)


async def test_a_group_that_moves_between_two_letters_gets_both_in_order(
    sim: Simulator, add_chat: Callable[..., int], tell: Tell, app: App, settle: Settle, said: Said
) -> None:
    group = add_chat(-400, kind="group")
    tell(group, 1, 2, 3)
    await app.deliver()
    new_id = sim.telegram.migrate(-400)

    await settle()

    assert [line[3:8].strip("\u2068") for line in said(-400) + said(new_id)] == ["1,00", "2,00", "3,00"]


@pytest.mark.usefixtures("polled")
async def test_a_muted_chat_gets_no_alert_and_its_digest_tells_of_it_all_the_same(
    sim: Simulator, chat: int, app: App, settle: Settle, store: Store, said: Said
) -> None:
    with store.begin() as tx:
        chats.mute(tx, chat, sim.clock.now() + timedelta(days=1))
    sim.world.x("111").followers = 2_050
    await app.poll(X)
    sim.clock.advance(timedelta(hours=1))
    await app.poll(X)
    await settle()
    during = said()
    sim.clock.advance(timedelta(days=7))

    await app.open_digests()
    await settle()

    (digest,) = [one.text for one in sim.telegram.sent if one.chat_id == 500]
    assert during == []
    assert "Milestones passed" in digest
    assert "2,050" in digest


async def test_fifty_letters_for_a_person_and_fifty_for_a_group_go_out_beside_each_other(
    sim: Simulator, chat: int, add_chat: Callable[..., int], tell: Tell, settle: Settle, said: Said
) -> None:
    group = add_chat(-400, kind="group")
    tell(chat, *range(1, 51))
    tell(group, *range(101, 151))
    start = sim.clock.now()

    await settle()

    assert [len(said(500)), len(said(-400))] == [50, 50]
    assert sorted(said(500), key=len) == said(500)
    assert not sim.telegram.violations
    assert sim.clock.now() - start < timedelta(minutes=3)


async def test_two_hundred_chats_get_their_letter_within_the_limits(
    sim: Simulator, store: Store, settle: Settle
) -> None:
    start = sim.clock.now()
    with store.begin() as tx:
        [_add_with_letter(sim, tx, 1_000 + number) for number in range(200)]

    await settle()

    assert len({one.chat_id for one in sim.telegram.sent}) == len(sim.telegram.sent) == 200
    assert not sim.telegram.violations
    assert sim.clock.now() - start < timedelta(seconds=10)


def _add_with_letter(sim: Simulator, tx: Transaction, telegram_id: int) -> None:
    sim.telegram.say("hello", chat_id=telegram_id, user_id=telegram_id)
    place = {"telegram_id": telegram_id, "kind": "private", "title": None, "language": "en", "region": "MA"}
    now, payload = sim.clock.now(), json.dumps(["reply.unmuted", {}])
    chat = chats.save_chat(tx, **place, zone=ZoneInfo("Africa/Casablanca"), now=now)
    outbox.enqueue(tx, chat=chat, kind=LetterKind.NOTICE, dedupe_key="n", now=now, payload=payload)


async def test_a_hold_does_not_end_because_the_bot_is_made_an_administrator(
    sim: Simulator, add_chat: Callable[..., int], tell: Tell, app: App, ask: Callable[..., Awaitable[list[str]]]
) -> None:
    group = add_chat(-400, kind="group")
    sim.faults.add(Fault(api="telegram", kind="flood", path="sendMessage", retry_after_s=3600, times=1))
    tell(group, 1)
    await app.deliver()

    sim.telegram.change_status(-400, "administrator", user_id=ADMIN)
    await ask("/help")
    due = await app.deliver()

    assert due is not None
    assert due > sim.clock.now() + timedelta(minutes=59)


async def test_a_letter_for_a_chat_that_left_meanwhile_counts_when_it_arrived(
    sim: Simulator,
    chat: int,
    app: App,
    store: Store,
    state: Callable[[int], tuple[ChatState, list[LetterState]]],
) -> None:
    now, payload = sim.clock.now(), json.dumps(["reply.unmuted", {}])
    with store.begin() as tx:
        outbox.enqueue(tx, chat=chat, kind=LetterKind.NOTICE, dedupe_key="n", now=now, payload=payload)
    assert app.delivery is not None
    sim.faults.add(Fault(api="telegram", path="sendMessage", delay_s=0.3, times=1))
    await app.delivery.launch()
    with store.begin() as tx:
        outbox.park_chat(tx, chat, now)

    await app.deliver()

    assert state(chat) == (ChatState.PARKED, [LetterState.SENT])
