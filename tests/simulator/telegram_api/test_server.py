"""The HTTP side: bodies, tokens, methods, commands, and what goes wrong."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from io import BytesIO

import pytest
from aiohttp import ClientSession, FormData, web
from telegram import Bot, BotCommand, BotCommandScopeAllGroupChats, BotCommandScopeChat
from telegram.error import (
    BadRequest,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from simulator.clock import Clock
from simulator.faults import Drop, Fault, Faults
from simulator.gate import LARGEST_BODY
from simulator.request_log import RequestLog
from simulator.telegram import TelegramApi
from simulator.telegram_chats import Chat

Ask = Callable[..., Awaitable[tuple[int, dict[str, object]]]]

READER = 42


@pytest.fixture(autouse=True)
def reader(api: TelegramApi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    api.put(Chat(id=READER, first_name="Amal"))
    api.put(Chat(id=43, first_name="Nour"))


async def test_the_bot_is_who_its_token_says(bot: Bot) -> None:
    me = await bot.get_me()

    assert (me.id, me.is_bot, me.username) == (123456789, True, "marsad_simulated_bot")


@pytest.mark.parametrize(
    ("token", "status", "words"),
    [
        ("123456789:AnotherTokenThatIsWellFormed_0123456", 401, "Unauthorized"),
        ("123456789:short", 404, "Not Found"),
        ("nonsense", 404, "Not Found"),
    ],
)
async def test_a_wrong_token_is_refused(url: str, token: str, status: int, words: str) -> None:
    async with ClientSession() as session, session.get(f"{url}/bot{token}/getMe") as answer:
        body = await answer.json()

    assert (answer.status, body) == (status, {"ok": False, "error_code": status, "description": words})


@pytest.mark.parametrize("token", ["123456789:AnotherTokenThatIsWellFormed_0123456", "nonsense"])
async def test_a_wrong_token_is_an_invalid_token_to_the_library(url: str, token: str) -> None:
    stranger = Bot(token, base_url=f"{url}/bot")

    with pytest.raises(InvalidToken):
        await stranger.initialize()

    await stranger.shutdown()


async def test_methods_are_known_in_any_case_and_others_are_not(ask: Ask) -> None:
    assert (await ask("GETME"))[0] == 200
    assert await ask("getMoney") == (
        404,
        {"ok": False, "error_code": 404, "description": "Not Found: method not found"},
    )


async def test_there_is_nothing_else_on_the_server(url: str) -> None:
    async with ClientSession() as session, session.get(f"{url}/") as answer:
        assert await answer.json() == {"ok": False, "error_code": 404, "description": "Not Found"}


async def test_arguments_come_in_the_query_a_form_or_json(api: TelegramApi, url: str, token: str) -> None:
    api.limits = None
    address = f"{url}/bot{token}/sendMessage"
    multipart = FormData({"chat_id": "42", "text": "multipart"}, default_to_multipart=True)
    async with ClientSession() as session:
        bodies = [
            await (await session.get(address, params={"chat_id": "42", "text": "query"})).json(),
            await (await session.post(address, data={"chat_id": "42", "text": "form"})).json(),
            await (await session.post(address, data=multipart)).json(),
            await (await session.post(address, json={"chat_id": 42, "text": "json"})).json(),
        ]

    assert [body["ok"] for body in bodies] == [True] * 4
    assert [sent.text for sent in api.sent] == ["query", "form", "multipart", "json"]


async def test_a_body_too_large_for_any_server_is_refused(url: str, token: str) -> None:
    headers = {"Content-Type": "application/json"}
    body = BytesIO(bytes(LARGEST_BODY + 1))
    async with ClientSession(headers=headers) as session, session.post(f"{url}/bot{token}/getMe", data=body) as answer:
        refusal = await answer.json()

    assert (answer.status, refusal["description"]) == (413, "Request Entity Too Large")


async def test_commands_are_kept_by_scope_and_language(api: TelegramApi, bot: Bot) -> None:
    arabic = [BotCommand("status", "الوضع")]
    await bot.set_my_commands(arabic, language_code="ar")
    await bot.set_my_commands([BotCommand("help", "Help")], scope=BotCommandScopeAllGroupChats())
    await bot.set_my_commands([BotCommand("add", "Add")], scope=BotCommandScopeChat(READER))

    assert list(await bot.get_my_commands(language_code="ar")) == arabic
    assert await bot.get_my_commands() == ()
    assert [command.command for command in await bot.get_my_commands(BotCommandScopeAllGroupChats())] == ["help"]
    assert api.commands['{"chat_id": 42, "type": "chat"}', ""] == ({"command": "add", "description": "Add"},)


async def test_deleted_commands_are_gone(bot: Bot) -> None:
    await bot.set_my_commands([BotCommand("help", "Help")])

    await bot.delete_my_commands()

    assert await bot.get_my_commands() == ()


@pytest.mark.parametrize(
    ("commands", "words"),
    [
        ([{"command": "Status", "description": "x"}], "Bad Request: BOT_COMMAND_INVALID"),
        ([{"command": "الوضع", "description": "x"}], "Bad Request: BOT_COMMAND_INVALID"),
        ([{"command": "a", "description": ""}], "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID"),
        ([{"command": "a", "description": "x"}] * 101, "Bad Request: too many commands specified"),
    ],
)
async def test_a_command_telegram_refuses_is_refused(ask: Ask, commands: list[dict[str, str]], words: str) -> None:
    status, answer = await ask("setMyCommands", commands=commands)

    assert (status, answer["description"]) == (400, words)


async def test_the_bots_texts_are_kept(bot: Bot) -> None:
    await bot.set_my_description("Watches", language_code="en")
    await bot.set_my_short_description("Short")

    assert (await bot.get_my_description("en")).description == "Watches"
    assert (await bot.get_my_short_description()).short_description == "Short"
    assert (await bot.get_my_name()).name == ""


async def test_a_message_carried_out_before_the_connection_drops_is_delivered(
    api: TelegramApi, faults: Faults, bot: Bot
) -> None:
    faults.add(Fault(api="telegram", path="sendMessage", drop=Drop.AFTER, times=1))

    with pytest.raises(NetworkError):
        await bot.send_message(READER, "x")

    assert [sent.text for sent in api.sent] == ["x"]


async def test_a_message_whose_connection_drops_before_is_not_delivered(
    api: TelegramApi, faults: Faults, bot: Bot
) -> None:
    faults.add(Fault(api="telegram", path="sendMessage", drop=Drop.BEFORE, times=1))

    with pytest.raises(NetworkError):
        await bot.send_message(READER, "x")

    assert api.sent == ()


async def test_an_answer_later_than_the_callers_patience_was_still_carried_out(
    api: TelegramApi, faults: Faults, bot: Bot
) -> None:
    faults.add(Fault(api="telegram", path="sendMessage", delay_s=60, times=1))

    with pytest.raises(TimedOut):
        await bot.send_message(READER, "x", read_timeout=0.2)

    assert [sent.text for sent in api.sent] == ["x"]


async def test_a_flood_wait_can_hold_one_chat_and_let_the_others_go(
    api: TelegramApi, clock: Clock, faults: Faults, bot: Bot
) -> None:
    until = clock.now() + timedelta(seconds=40)
    faults.add(Fault(api="telegram", path="sendMessage", chat_id=READER, status=429, retry_after_s=40, until=until))

    with pytest.raises(RetryAfter) as refusal:
        await bot.send_message(READER, "held")
    await bot.send_message(43, "through")
    clock.set(until)
    await bot.send_message(READER, "later")

    assert refusal.value.retry_after == timedelta(seconds=40)
    assert [sent.text for sent in api.sent] == ["through", "later"]


@pytest.mark.parametrize(
    ("fault", "error", "words"),
    [
        ({"kind": "bad_gateway"}, NetworkError, r"Bad Gateway \(502\). Parsing the server response .*<html>"),
        ({"status": 502}, NetworkError, r"Bad Gateway \(502\). Parsing the server response .*<html>"),
        ({"status": 503}, NetworkError, r"Service Unavailable \(503\)"),
        ({"kind": "gateway_timeout"}, NetworkError, r"Gateway Timeout \(504\)"),
        ({"kind": "internal"}, NetworkError, "Internal Server Error"),
        ({"status": 418}, NetworkError, "I'm a Teapot"),
        ({"kind": "unauthorized"}, InvalidToken, "Unauthorized"),
        ({"status": 404}, InvalidToken, "Not Found"),
        ({"kind": "chat_not_found"}, BadRequest, "Chat not found"),
        ({"kind": "blocked"}, Forbidden, "Forbidden: bot was blocked by the user"),
        ({"kind": "kicked"}, Forbidden, "Forbidden: bot was kicked from the supergroup chat"),
        ({"kind": "deactivated"}, Forbidden, "Forbidden: user is deactivated"),
        ({"kind": "conflict"}, Conflict, "Conflict: terminated by other getUpdates request"),
        ({"kind": "flood"}, RetryAfter, "Flood control exceeded"),
        ({"status": 200, "body": "{", "content_type": "application/json"}, TelegramError, "Invalid server response"),
    ],
)
async def test_every_failure_is_what_the_library_makes_of_it(
    api: TelegramApi, faults: Faults, bot: Bot, fault: dict[str, str], error: type[Exception], words: str
) -> None:
    faults.add(Fault(api="telegram", path="sendMessage", times=1, **fault))  # type: ignore[arg-type]  # free-form

    with pytest.raises(error, match=words) as failure:
        await bot.send_message(READER, "x")

    assert type(failure.value) is error
    assert api.sent == ()


def test_a_failure_telegram_does_not_have_is_refused(api: TelegramApi, faults: Faults) -> None:
    assert api.sent == ()

    with pytest.raises(ValueError, match="telegram has no failure 'purge'"):
        faults.add(Fault(api="telegram", kind="purge"))


async def test_the_token_stands_nowhere(api: TelegramApi, requests: RequestLog, bot: Bot, ask: Ask, token: str) -> None:
    await bot.send_message(READER, "x")
    await ask("sendMessage", chat_id=7, text="x")

    assert [seen.path for seen in requests] == ["/bot***/getMe", "/bot***/sendMessage", "/bot***/sendMessage"]
    assert [seen.status for seen in requests] == [200, 200, 400]
    assert token not in repr([*requests, *api.sent, api])


async def test_a_server_that_stops_answers_the_poll_that_waits(api: TelegramApi, token: str) -> None:
    runner = web.AppRunner(api.app(), access_log=None, shutdown_timeout=60)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with ClientSession(f"http://127.0.0.1:{runner.addresses[0][1]}") as session:
        poll = asyncio.create_task(session.post(f"/bot{token}/getUpdates", json={"timeout": 50}))
        await asyncio.sleep(0.05)
        stopping = asyncio.create_task(runner.cleanup())
        answer = await (await poll).json()
    await stopping

    assert answer == {"ok": True, "result": []}
