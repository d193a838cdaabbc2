"""Updates that Telegram brings: taken with the secret alone, answered like any other, refused when they are none."""

import asyncio
import io
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace

import aiohttp
import pytest
from support.process import until

from bot.app import App, open_app
from bot.setting_types import Listen
from bot.settings import Settings
from bot.telegram.sender import open_bot
from bot.telegram.webhook import HEADER, LARGEST_UPDATE, Webhook, serve
from simulator.server import Simulator
from storage import chats, outbox

ADMIN = 700
URL = "https://marsad.example/updates"


@pytest.fixture
async def webhook(settings: Settings) -> AsyncIterator[Webhook]:
    async with open_bot(settings.telegram) as bot:
        yield Webhook(bot, asyncio.Queue())


@pytest.fixture
async def address(webhook: Webhook) -> AsyncIterator[str]:
    async with serve(webhook, Listen("127.0.0.1", 0)) as listen:
        yield f"http://127.0.0.1:{listen.port}/updates"


@pytest.fixture
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.mark.parametrize(
    ("secret", "body", "status"),
    [
        (None, b'{"update_id": 1}', 200),
        ("", b'{"update_id": 1}', 403),
        ("wrong", b'{"update_id": 1}', 403),
        ("\u0665", b'{"update_id": 1}', 403),
        (None, b"no json", 400),
        (None, b"[]", 400),
        (None, b"{}", 400),
        (None, b"\xff", 400),
        (None, b" " * (LARGEST_UPDATE + 1), 413),
    ],
)
async def test_an_update_is_taken_with_the_secret_and_when_it_is_one(
    webhook: Webhook, address: str, client: aiohttp.ClientSession, secret: str | None, body: bytes, status: int
) -> None:
    headers = {HEADER: webhook.secret if secret is None else secret}

    async with client.post(address, data=io.BytesIO(body), headers=headers) as answer:
        assert answer.status == status

    assert webhook.updates.qsize() == (status == 200)


async def test_nothing_but_posting_is_answered(address: str, client: aiohttp.ClientSession) -> None:
    async with client.get(address) as answer:
        assert answer.status == 405


def test_the_secret_is_long_new_each_time_and_not_shown(webhook: Webhook) -> None:
    other = replace(webhook, secret=Webhook(webhook.bot, webhook.updates).secret)

    assert len(webhook.secret) >= 32
    assert webhook.secret != other.secret
    assert webhook.secret not in repr(webhook)


async def test_a_command_that_telegram_brings_is_answered(
    settings: Settings, sim: Simulator, client: aiohttp.ClientSession
) -> None:
    with_webhook = {"webhook_url": URL, "webhook_listen": Listen("127.0.0.1", 0)}
    telegram = settings.telegram.model_copy(update=with_webhook)
    async with open_app(settings.model_copy(update={"telegram": telegram}), now=sim.clock.now) as app:
        assert app.listener is not None
        stop = asyncio.Event()
        listening = asyncio.create_task(app.listener.listen(stop))
        await until(lambda: app.listener is not None and app.listener.listens_at is not None)
        await until(lambda: sim.telegram.webhook.url == URL)
        chat = {"id": ADMIN, "type": "private", "first_name": "Admin"}
        sim.telegram.say("hello", chat_id=ADMIN, user_id=ADMIN)
        user = {"id": ADMIN, "is_bot": False, "first_name": "Admin"}
        message = {"message_id": 1, "date": 0, "chat": chat, "from": user, "text": "/start"}
        assert app.listener.listens_at is not None
        async with client.post(
            f"http://127.0.0.1:{app.listener.listens_at.port}/updates",
            json={"update_id": 5, "message": message},
            headers={HEADER: sim.telegram.webhook.secret_token},
        ) as answer:
            assert answer.status == 200
        await until(lambda: len(sim.telegram.sent) == 1)
        stop.set()
        await listening

    assert sim.telegram.sent[0].text.startswith("👋")


async def test_a_second_listener_on_the_same_token_is_said_to_the_administrators_once(
    ask: Callable[..., Awaitable[list[str]]], app: App, sim: Simulator, settle: Callable[[], Awaitable[None]]
) -> None:
    await ask("/start")
    async with open_bot(app.settings.telegram) as other:
        for _ in range(2):
            await other.get_updates(timeout=0)
            sim.telegram.say("wakes the long poll", chat_id=ADMIN, user_id=ADMIN)
            await ask("/help")
    with app.store.read() as tx:
        chat = chats.chat_by_telegram_id(tx, ADMIN)
        assert chat is not None
        letters = outbox.history(tx, chat.key, 9)

    await settle()

    assert len(letters) == 1
    assert sim.telegram.sent[-1].text.startswith("⚠️ Another program listens with the same token.")
