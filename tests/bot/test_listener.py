"""What the listener does with what Telegram sends, in which order, and with what it cannot use."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs
from support.process import until

from bot.app import App
from bot.telegram.commands import COMMANDS
from simulator.faults import Fault
from simulator.server import Simulator
from storage import chats
from storage.chats import ChatState
from storage.store import Store

ADMIN = 700
GROUP = -4000

HOSTILE = {
    "markup": '<b>x</b> & "y" <a href="tg://user?id=1">z</a>',
    "marks that turn text round": "\u202eevil \u2067 \u2066",
    "very long": "x" * 4_000,
    "mentions and links": "@everyone t.me/x /start https://example.org",
    "a query": "'; DROP TABLE chat; --",
    "unprintable": "\x00 \u200b \ufeff \x1b[31m",
    "numbers": "99999999999999999999 -1 1e309 ٣",
    "weeks": "9999-W53 0001-W01 2026-W99",
    "durations": "999999w",
    "half a pair": "👩\u200d🚀" * 50,
}

Ask = Callable[..., Awaitable[list[str]]]


@pytest.mark.usefixtures("polled")
async def test_no_command_stumbles_over_what_follows_it(ask: Ask, sim: Simulator) -> None:
    await ask("/language en")

    asked = [(command, kind) for command in COMMANDS for kind in HOSTILE]
    answers = {one: (await ask(f"/{one[0]} {HOSTILE[one[1]]}"))[0] for one in asked}

    assert [one for one, answer in answers.items() if "Something went wrong" in answer] == []
    assert [warning for one in sim.telegram.sent for warning in one.warnings] == []
    assert {one.status for one in sim.requests.of("telegram") if one.path.endswith(("Message", "Photo"))} == {200}


async def test_commands_of_one_chat_are_answered_in_the_order_they_were_given(ask: Ask, sim: Simulator) -> None:
    await ask("/start")
    sim.clock.advance(timedelta(seconds=5))
    sim.faults.add(Fault(api="telegram", path="sendMessage", delay_s=0.3, times=1))
    sim.telegram.say("/language fr", chat_id=ADMIN, user_id=ADMIN)
    sim.telegram.say("/mute off", chat_id=ADMIN, user_id=ADMIN)

    await until(lambda: len(sim.telegram.sent) == 2)
    sim.clock.advance(timedelta(seconds=5))
    await until(lambda: len(sim.telegram.sent) == 3)

    assert [one.text[:8] for one in sim.telegram.sent[1:]] == ["J’écris ", "🔔 Les al"]  # noqa: RUF001 - French


async def test_a_chat_that_left_and_came_back_at_once_is_back(ask: Ask, sim: Simulator, store: Store) -> None:
    await ask("/start")
    [change(ADMIN) for _ in range(5) for change in (sim.telegram.block, sim.telegram.unblock)]

    await ask("/help")

    with store.read() as tx:
        kept = chats.chat_by_telegram_id(tx, ADMIN)
    assert kept is not None
    assert kept.state is ChatState.ACTIVE


async def test_a_group_that_became_a_supergroup_is_followed_by_what_telegram_says_of_it(
    ask: Ask, sim: Simulator, store: Store
) -> None:
    await ask("/start", chat=GROUP, chat_type="group", title="Office")
    new_id = sim.telegram.migrate(GROUP)

    answers = await ask("/help", chat=new_id)

    with store.read() as tx:
        kept = [(chat.telegram_id, chat.scopes) for chat in chats.chats(tx)]
    assert answers[0].startswith("Commands")
    assert kept == [(new_id, frozenset({"all"}))]


@pytest.mark.parametrize("said", ["hello", "what /help does", "https://t.me/x/status", "🎉"])
async def test_what_is_no_command_is_not_answered(ask: Ask, said: str) -> None:
    await ask("/start")

    assert await ask(said, answers=0) == []


@pytest.mark.parametrize("said", ["/HELP", "/help@MARSAD_simulated_BOT", "/help \n please", "/help\u00a0now"])
async def test_a_command_is_known_however_it_is_written(ask: Ask, said: str) -> None:
    answers = await ask(said)

    assert answers[0].startswith("Commands")


@pytest.mark.parametrize("said", ["/", "/ help", "//help", "/@marsad_simulated_bot", "/helpp"])
async def test_what_only_looks_like_a_command_is_named_unknown(ask: Ask, said: str) -> None:
    assert await ask(said) == ["I do not know that command. /help lists those I know."]


async def test_a_command_that_fails_is_said_without_its_reason(ask: Ask, tmp_path: Path) -> None:
    await ask("/start")
    with closing(sqlite3.connect(tmp_path / "marsad.db", isolation_level=None)) as connection:
        connection.execute("DROP TABLE event")

    with capture_logs() as log:
        answers = await ask("/digest")
    later = await ask("/help")

    assert answers == ["Something went wrong on our side. It has been noted; please try again in a moment."]
    assert later[0].startswith("Commands")
    assert [one["event"] for one in log] == ["a command could not be answered"]


async def test_an_answer_that_cannot_be_sent_is_given_up_and_the_next_is_not(ask: Ask, sim: Simulator) -> None:
    await ask("/start")
    sim.faults.add(Fault(api="telegram", kind="flood", path="sendMessage", retry_after_s=3_600, times=1))
    await ask("/help", answers=0)

    answers = await ask("/help")

    assert answers[0].startswith("Commands")


async def test_it_goes_on_listening_after_telegram_was_away(ask: Ask, sim: Simulator) -> None:
    await ask("/start")
    sim.faults.add(Fault(api="telegram", path="getUpdates", kind="bad_gateway", times=1))
    sim.telegram.say("wakes the long poll", chat_id=ADMIN, user_id=ADMIN)

    answers = await ask("/help")

    assert answers[0].startswith("Commands")


@pytest.mark.parametrize("method", ["getMe", "deleteWebhook", "setMyCommands"])
async def test_it_stops_when_told_to_although_telegram_was_never_reached(app: App, sim: Simulator, method: str) -> None:
    sim.faults.add(Fault(api="telegram", path=method, kind="internal"))
    assert app.listener is not None
    stop = asyncio.Event()
    listening = asyncio.create_task(app.listener.listen(stop))
    await until(lambda: [one for one in sim.requests.of("telegram") if one.path.endswith(method)] != [])

    stop.set()
    await listening

    assert listening.exception() is None


async def test_an_answer_under_way_is_finished_before_it_stops(app: App, sim: Simulator) -> None:
    assert app.listener is not None
    stop = asyncio.Event()
    listening = asyncio.create_task(app.listener.listen(stop))
    sim.faults.add(Fault(api="telegram", path="sendMessage", delay_s=0.3, times=1))
    sim.telegram.say("/start", chat_id=ADMIN, user_id=ADMIN)
    await until(lambda: len(sim.telegram.sent) == 1)

    with capture_logs() as log:
        stop.set()
        await listening

    assert [one for one in log if one["log_level"] != "info"] == []
    assert sim.telegram.pending_updates == 0
