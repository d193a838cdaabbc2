import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.app import App
from bot.demo.chat import chat_room
from bot.settings import Settings
from storage import chats


@pytest.fixture
async def room(app: App, polled: None, settings: Settings, tmp_path: Path) -> AsyncIterator[aiohttp.ClientSession]:
    """A browser on the page of a chat room."""
    del app, polled
    (tmp_path / "room").mkdir()
    async with chat_room(settings, tmp_path / "room") as address, aiohttp.ClientSession(address) as browser:
        yield browser


async def messages_of(room: aiohttp.ClientSession, least: int) -> list[dict[str, Any]]:
    """What the page shows once it shows this many messages."""
    async with asyncio.timeout(20):
        while True:
            shown: list[dict[str, Any]] = (await (await room.get("/messages")).json())["messages"]
            if len(shown) >= least:
                return shown
            await asyncio.sleep(0.05)


async def say(room: aiohttp.ClientSession, text: str) -> int:
    return (await room.post("/say", json={"text": text})).status


async def test_the_bot_answers_in_the_page(room: aiohttp.ClientSession) -> None:
    await say(room, "/status")

    question, answer = await messages_of(room, 2)

    assert (question["own"], question["html"]) == (True, "/status")
    assert not answer["own"]
    assert "City Police" in answer["html"]


async def test_a_picture_is_shown(room: aiohttp.ClientSession) -> None:
    await say(room, "/chart city")
    _, answer = await messages_of(room, 2)

    picture = await room.get(answer["picture"])

    assert (await picture.read()).startswith(b"\x89PNG")


async def test_trying_it_changes_nothing(room: aiohttp.ClientSession, app: App) -> None:
    await say(room, "/start")
    await messages_of(room, 2)

    with app.store.read() as tx:
        assert [chat.telegram_id for chat in chats.chats(tx)] == []


async def test_nothing_new_is_not_sent_again(room: aiohttp.ClientSession) -> None:
    known = (await (await room.get("/messages")).json())["version"]

    again = await room.get("/messages", params={"known": str(known)})

    assert again.status == 204


@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("fr", "ltr"), ("en", "ltr")])
async def test_the_page_speaks_the_reader_s_language(
    room: aiohttp.ClientSession, language: str, direction: str
) -> None:
    page = await (await room.get("/", params={"lang": language})).text()

    assert f'<html lang="{language}" dir="{direction}">' in page


async def test_the_page_runs_no_script_but_its_own(room: aiohttp.ClientSession) -> None:
    first, second = await room.get("/"), await room.get("/")

    policies = [answer.headers["Content-Security-Policy"] for answer in (first, second)]
    nonce = policies[0].partition("script-src 'nonce-")[2].partition("'")[0]
    assert all(policy.startswith("default-src 'none'") for policy in policies)
    assert policies[0] != policies[1]
    assert (await first.text()).count(f'nonce="{nonce}"') == 2


async def test_another_site_s_page_can_do_nothing(room: aiohttp.ClientSession) -> None:
    rebound = await room.get("/messages", headers={"Host": "evil.example"})
    form = await room.post("/say", data={"text": "/start"})

    assert (rebound.status, form.status) == (403, 403)
