"""Who is let in: people, groups, their topics, and channels, whose posts do not say who wrote them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta

import pytest
from support.process import until

from bot.app import App, open_app
from bot.settings import Settings
from simulator.server import Simulator
from simulator.telegram_chats import Chat, ChatType
from storage import chats
from storage.chats import Role
from storage.store import Store

ADMIN = 700
STRANGER = 666
ANONYMOUS = 1_087_968_824
"""The user that stands for every administrator of a group who writes in the group's name."""
GROUP = -4000
CHANNEL = -1_000_000_005_000
FORUM = -1_000_000_006_000

WELCOME = "👋 Marsad"
REFUSAL = "This bot only answers chats that its operator has let in."

Ask = Callable[..., Awaitable[list[str]]]


@pytest.fixture
async def open_to_all(settings: Settings, sim: Simulator) -> AsyncIterator[App]:
    """The app with open access, listening."""
    telegram = settings.telegram.model_copy(update={"access": "open"})
    async with open_app(settings.model_copy(update={"telegram": telegram}), now=sim.clock.now) as app:
        assert app.listener is not None
        stop = asyncio.Event()
        listening = asyncio.create_task(app.listener.listen(stop))
        yield app
        stop.set()
        await listening


@pytest.fixture
def forum(sim: Simulator) -> int:
    """A supergroup with two topics; its Telegram id."""
    sim.telegram.put(Chat(id=FORUM, type=ChatType.SUPERGROUP, title="Forum", is_forum=True, topics={5: "A", 6: "B"}))
    return FORUM


@pytest.fixture
def channel(sim: Simulator) -> int:
    """A channel the bot is not in yet; its Telegram id."""
    sim.telegram.put(Chat(id=CHANNEL, type=ChatType.CHANNEL, title="News", bot="left"))
    return CHANNEL


@pytest.fixture
def places(store: Store) -> Callable[[], list[tuple[int, int | None, frozenset[str]]]]:
    """The chats that are kept: where they are, and what they follow."""

    def kept() -> list[tuple[int, int | None, frozenset[str]]]:
        with store.read() as tx:
            return [(chat.telegram_id, chat.thread_id, chat.scopes) for chat in chats.chats(tx)]

    return kept


async def test_a_channel_that_an_administrator_brings_the_bot_to_is_let_in(
    ask: Ask, sim: Simulator, channel: int
) -> None:
    sim.telegram.change_status(channel, "administrator", user_id=ADMIN)

    answers = await ask("/start", chat=channel)

    assert answers[0].startswith(WELCOME)


async def test_a_channel_that_a_stranger_brings_the_bot_to_is_refused_once(
    ask: Ask, sim: Simulator, channel: int, places: Callable[[], list[object]]
) -> None:
    sim.telegram.change_status(channel, "administrator", user_id=STRANGER)

    first = await ask("/start", chat=channel)
    again = await ask("/status", chat=channel, answers=0)

    assert "Number of this chat" in first[0] or "رقم" in first[0]
    assert again == []
    assert places() == []


async def test_a_post_says_nothing_of_its_writer_and_gives_no_rights(ask: Ask, sim: Simulator, channel: int) -> None:
    sim.telegram.chats[channel].bot = "administrator"

    answers = await ask("/start", chat=channel, user_id=ADMIN)

    assert not answers[0].startswith(WELCOME)


async def test_a_group_that_an_administrator_brings_the_bot_to_is_let_in(ask: Ask, sim: Simulator) -> None:
    sim.telegram.put(Chat(id=GROUP, type=ChatType.GROUP, title="Office", bot="left"))
    sim.telegram.change_status(GROUP, "member", user_id=ADMIN)

    answers = await ask("/help", chat=GROUP, user_id=STRANGER)

    assert answers[0].startswith("Commands")


async def test_being_thrown_out_of_an_unknown_group_is_nothing(
    ask: Ask, sim: Simulator, places: Callable[[], list[object]]
) -> None:
    sim.telegram.put(Chat(id=GROUP, type=ChatType.GROUP, title="Office"))
    sim.telegram.change_status(GROUP, "kicked", user_id=ADMIN)

    await ask("/help")

    assert [place[0] for place in places()] == [ADMIN]


async def test_an_administrator_hidden_behind_the_group_is_a_stranger(ask: Ask) -> None:
    answers = await ask("/start", chat=GROUP, user_id=ANONYMOUS, chat_type="group", title="Office", language_code="en")

    assert answers[0].startswith(REFUSAL)


async def test_a_persons_name_gives_no_rights(ask: Ask) -> None:
    answers = await ask("/start", chat=STRANGER, user_id=STRANGER, username="admin", language_code="en")

    assert answers[0].startswith(REFUSAL)


async def test_an_administrator_is_one_wherever_the_question_is_asked(ask: Ask, store: Store, sim: Simulator) -> None:
    await ask("/start", chat=GROUP, chat_type="group", title="Office")

    with store.read() as tx:
        kept = chats.chat_by_telegram_id(tx, GROUP)
    assert kept is not None
    assert (kept.kind, kept.title, kept.role) == ("group", "Office", Role.VIEWER)
    assert sim.telegram.sent[0].chat_id == GROUP


async def test_a_topic_answers_for_its_group(
    ask: Ask, sim: Simulator, forum: int, places: Callable[[], list[object]]
) -> None:
    await ask("/start", chat=forum)

    answers = await ask("/help", chat=forum, user_id=STRANGER, thread_id=5)

    assert answers[0].startswith("Commands")
    assert sim.telegram.sent[-1].thread_id == 5
    assert places() == [(FORUM, None, frozenset({"all"}))]


async def test_an_administrators_start_makes_a_topic_a_chat_of_its_own(
    ask: Ask, sim: Simulator, forum: int, places: Callable[[], list[object]]
) -> None:
    await ask("/start", chat=forum)
    await ask("/start", chat=forum, thread_id=5)
    await ask("/unsubscribe", chat=forum)
    await ask("/help", chat=forum, thread_id=6)

    assert places() == [(FORUM, None, frozenset()), (FORUM, 5, frozenset({"all"}))]
    assert [one.thread_id for one in sim.telegram.sent] == [None, 5, None, 6]


async def test_a_topic_that_was_let_in_speaks_for_the_rest_of_its_group(ask: Ask, sim: Simulator, forum: int) -> None:
    await ask("/start", chat=forum, thread_id=5)

    answers = await ask("/help", chat=forum, user_id=STRANGER, thread_id=6)

    assert answers[0].startswith("Commands")
    assert sim.telegram.sent[-1].thread_id == 6


async def test_a_refusal_is_said_where_the_stranger_spoke(ask: Ask, sim: Simulator, forum: int) -> None:
    await ask("/start", chat=forum, user_id=STRANGER, thread_id=6)

    assert sim.telegram.sent[-1].thread_id == 6


async def test_many_strangers_at_once_are_refused_within_the_limits(ask: Ask, sim: Simulator) -> None:
    await ask("/help")
    [sim.telegram.say("/start", chat_id=9_000 + number, user_id=9_000 + number) for number in range(40)]

    await until(lambda: len(sim.telegram.sent) == 30)
    sim.clock.advance(timedelta(seconds=5))
    await until(lambda: len(sim.telegram.sent) == 41)

    assert not sim.telegram.violations


@pytest.mark.usefixtures("open_to_all")
async def test_open_access_lets_in_a_channel_whoever_brings_the_bot(sim: Simulator, channel: int) -> None:
    sim.telegram.change_status(channel, "administrator", user_id=STRANGER)
    sim.telegram.say("/start", chat_id=channel)

    await until(lambda: len(sim.telegram.sent) == 1)

    assert sim.telegram.sent[0].text.startswith(WELCOME)


async def test_open_access_gives_nobody_more_than_a_viewers_role(sim: Simulator, open_to_all: App) -> None:
    sim.telegram.say("/start", chat_id=STRANGER, user_id=STRANGER)

    await until(lambda: len(sim.telegram.sent) == 1)

    with open_to_all.store.read() as tx:
        (kept,) = chats.chats(tx)
    assert kept.role is Role.VIEWER
