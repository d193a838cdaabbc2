"""Buttons and choices where people are: a topic of a forum, a channel, a group that becomes a supergroup."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from support.process import until

from simulator.server import Simulator
from simulator.telegram_chats import Chat, ChatType
from storage import chats
from storage.store import Store

ADMIN, GROUP, CHANNEL, FORUM = 700, -4000, -1_000_000_005_000, -1_000_000_006_000

Ask = Callable[..., Awaitable[list[str]]]


def data_of(markup: Any, label: str) -> str:  # noqa: ANN401 - JSON as it came
    return next(one["callback_data"] for row in markup["inline_keyboard"] for one in row if label in one["text"])


@pytest.fixture
def zone_of(store: Store) -> Callable[..., str]:
    """The time zone a chat or topic has."""

    def read(telegram_id: int, thread: int | None = None) -> str:
        with store.read() as tx:
            chat = chats.chat_by_telegram_id(tx, telegram_id, thread)
        assert chat is not None
        return chat.zone.key

    return read


async def choose_paris(sim: Simulator, *, chat: int, message: int, markup: object) -> None:
    """Press the button under a message that chooses Paris."""
    before = len(sim.telegram.edits)
    sim.clock.advance(timedelta(seconds=5))
    sim.telegram.press(message, data_of(markup, "Paris"), user_id=ADMIN, chat_id=chat)
    await until(lambda: len(sim.telegram.edits) > before)


async def test_a_topic_of_a_forum_chooses_for_itself(ask: Ask, sim: Simulator, zone_of: Callable[..., str]) -> None:
    sim.telegram.put(Chat(id=FORUM, type=ChatType.SUPERGROUP, title="Forum", is_forum=True, topics={5: "A"}))
    await ask("/start", chat=FORUM)
    await ask("/start", chat=FORUM, thread_id=5)
    await ask("/timezone", chat=FORUM, thread_id=5)
    menu = sim.telegram.sent[-1]

    await choose_paris(sim, chat=FORUM, message=menu.message_id, markup=menu.reply_markup)

    assert menu.thread_id == 5
    assert (zone_of(FORUM, 5), zone_of(FORUM)) == ("Europe/Paris", "Africa/Casablanca")


async def test_a_channel_chooses_for_itself_through_its_posts(
    ask: Ask, sim: Simulator, zone_of: Callable[..., str]
) -> None:
    sim.telegram.put(Chat(id=CHANNEL, type=ChatType.CHANNEL, title="News", bot="left"))
    sim.telegram.change_status(CHANNEL, "administrator", user_id=ADMIN)

    await ask("/timezone Paris", chat=CHANNEL)
    refused = await ask("/audit", chat=CHANNEL)

    assert zone_of(CHANNEL) == "Europe/Paris"
    assert refused == ["Your role in this chat does not allow that."]


async def test_a_button_works_after_its_group_became_a_supergroup(
    ask: Ask, sim: Simulator, zone_of: Callable[..., str]
) -> None:
    await ask("/start", chat=GROUP, chat_type="group", title="Office")
    await ask("/timezone", chat=GROUP)
    old = sim.telegram.sent[-1]
    new = sim.telegram.migrate(GROUP)
    await until(lambda: sim.telegram.pending_updates == 0)
    await ask("/timezone", chat=new)
    message = sim.telegram.sent[-1]

    await choose_paris(sim, chat=new, message=message.message_id, markup=old.reply_markup)

    assert zone_of(new) == "Europe/Paris"


async def test_the_first_hello_and_the_languages_have_buttons(ask: Ask, sim: Simulator) -> None:
    await ask("/start")
    hello = sim.telegram.sent[-1]
    await ask("/language")
    asked = sim.telegram.sent[-1]

    sim.clock.advance(timedelta(seconds=5))
    sim.telegram.press(asked.message_id, data_of(asked.reply_markup, "Français"), user_id=ADMIN, chat_id=ADMIN)
    await until(lambda: len(sim.telegram.edits) == 1)
    sim.clock.advance(timedelta(seconds=5))
    sim.telegram.press(hello.message_id, data_of(hello.reply_markup, "Settings"), user_id=ADMIN, chat_id=ADMIN)
    await until(lambda: len(sim.telegram.sent) == 3)

    assert sim.telegram.edits[0].text.startswith("J")
    assert sim.telegram.sent[-1].text.startswith("⚙️ Réglages")


@pytest.mark.parametrize("text", ["good morning", "see /status", "", "@marsad_simulated_bot hello"])
async def test_what_is_no_command_is_neither_answered_nor_kept(ask: Ask, store: Store, text: str) -> None:
    await ask("/start", chat=GROUP, chat_type="group", title="Office")

    assert await ask(text or "…", chat=GROUP, answers=0) == []
    with store.read() as tx:
        assert [chat.telegram_id for chat in chats.chats(tx)] == [GROUP]
