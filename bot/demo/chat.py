"""A chat with the bot without Telegram: the real bot on the simulated Telegram, and a page on this machine to write in.

The bot works on a copy of the database, as of its last reading, so that trying it changes nothing.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler
from pydantic import SecretStr

from bot.app import App, open_app
from bot.clock import utcnow
from bot.serving import served
from bot.setting_types import Listen
from bot.settings import Settings, StorageSettings, TelegramSettings
from bot.stores import open_store
from report.live_chat import live_chat
from report.words import LANGUAGES, words_for
from simulator.server import Simulator
from simulator.telegram_messages import Sent
from storage import polls
from storage.upkeep import backup

WRITER = 700_002
"""The Telegram user who writes in the page, an administrator of the bot."""

_POLICY = (
    "default-src 'none'; connect-src 'self'; img-src 'self'; form-action 'none'; base-uri 'none'; "
    "script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'"
)


@dataclass(frozen=True, slots=True)
class ChatRoom:
    """The page and what stands behind it.

    Attributes:
        app: The bot.
        simulator: Its Telegram.
        own: What was written in the page: how many messages the bot had sent by then, the text, the second (Unix).

    """

    app: App
    simulator: Simulator
    own: list[tuple[int, str, int]] = field(default_factory=list)

    async def page(self, request: web.Request) -> web.Response:
        """The page in the language that is asked for, or the settings'."""
        asked = request.query.get("lang", "")
        language = asked if asked in LANGUAGES else self.app.settings.digest.language
        nonce = secrets.token_urlsafe(16)
        text = live_chat(words_for(language), zone=self.app.settings.zone, nonce=nonce)
        headers = {"Content-Security-Policy": _POLICY.format(nonce=nonce), "X-Frame-Options": "DENY"}
        return web.Response(text=text, content_type="text/html", headers=headers)

    async def messages(self, request: web.Request) -> web.Response:
        """Every message as it stands; 204 when nothing changed since the version that is known."""
        telegram = self.simulator.telegram
        version = len(telegram.sent) + len(telegram.edits) + len(telegram.answers) + len(self.own)
        if request.query.get("known") == str(version):
            return web.Response(status=204)
        told = sorted([*self._own(), *self._bots()], key=lambda pair: pair[0])
        said = [answer.text for answer in telegram.answers if answer.text]
        return web.json_response(
            {"version": version, "messages": [message for _, message in told], "toast": said[-1] if said else None}
        )

    async def say(self, request: web.Request) -> web.Response:
        """Write to the bot."""
        text = str((await request.json())["text"])[:4096]
        self.own.append((len(self.simulator.telegram.sent), text, int(self.simulator.clock.now().timestamp())))
        self.simulator.telegram.say(text, chat_id=WRITER, language_code=self.app.settings.digest.language)
        return web.Response(status=204)

    async def press(self, request: web.Request) -> web.Response:
        """Press a button under a message."""
        body = await request.json()
        self.simulator.telegram.press(int(body["id"]), str(body["data"]), user_id=WRITER, chat_id=WRITER)
        return web.Response(status=204)

    async def file(self, request: web.Request) -> web.Response:
        """A picture or a file of a message."""
        for sent in self.simulator.telegram.sent:
            content = sent.photo or sent.document
            if str(sent.message_id) == request.match_info["id"] and content is not None:
                kind = "image/png" if sent.photo else "application/octet-stream"
                return web.Response(body=content, content_type=kind)
        raise web.HTTPNotFound

    def _own(self) -> list[tuple[int, dict[str, object]]]:
        """What was written in the page, with how many messages of the bot stand before it."""
        own = enumerate(self.own)
        return [(after, _message(f"own-{place}", text, at, is_own=True)) for place, (after, text, at) in own]

    def _bots(self) -> list[tuple[int, dict[str, object]]]:
        """The bot's messages that still stand, each as it was edited last and with its place among all it sent."""
        latest: Mapping[int, Sent] = {one.message_id: one for one in self.simulator.telegram.edits}
        return [
            (place, _shown(one, latest.get(one.message_id, one)))
            for place, one in enumerate(self.simulator.telegram.sent, start=1)
            if one.chat_id == WRITER and self.simulator.telegram.message(WRITER, one.message_id) is not None
        ]


def _shown(sent: Sent, now: Sent) -> dict[str, object]:
    message = _message(str(sent.message_id), now.html, int(sent.at.timestamp()), is_own=False)
    url = f"/file/{sent.message_id}"
    file = {"name": sent.filename or "file", "url": url} if sent.document else None
    return message | {"buttons": _buttons(now.reply_markup), "picture": url if sent.photo else None, "file": file}


def _buttons(markup: Any) -> list[list[dict[str, object]]]:  # noqa: ANN401 - JSON that the simulator has checked
    """The keyboard under a message, row by row."""
    rows = markup.get("inline_keyboard", []) if isinstance(markup, Mapping) else []
    shown = {"text": "text", "data": "callback_data", "url": "url"}
    return [[{name: one.get(field) for name, field in shown.items()} for one in row] for row in rows]


def _message(number: str, html: str, at: int, *, is_own: bool) -> dict[str, object]:
    return {"id": number, "own": is_own, "html": html, "at": at, "buttons": [], "picture": None, "file": None}


@asynccontextmanager
async def chat_room(settings: Settings, folder: Path, *, port: int = 0) -> AsyncIterator[str]:
    """Serve the page while the block lasts; gives its address.

    Args:
        settings: Whose database to show; its platforms and its bot are left alone.
        folder: An empty one, for the copy of the database.
        port: Where to listen on loopback; 0 lets the system choose.

    Raises:
        StorageError: If the database cannot be copied or read.
        OSError: If the port is taken.

    """
    copy = folder / "marsad.db"
    await asyncio.to_thread(backup, settings.storage.url, copy)
    async with Simulator.start() as simulator:
        telegram = TelegramSettings(
            token=SecretStr(simulator.tokens.telegram), base_url=simulator.urls.telegram, admins=(WRITER,)
        )
        changes = {"storage": StorageSettings(url=f"sqlite:///{copy}"), "telegram": telegram, "platforms": {}}
        own = settings.model_copy(update=changes)
        simulator.clock.set(await asyncio.to_thread(_last_reading, own))
        async with (
            open_app(own, now=simulator.clock.now) as app,
            _working(app),
            served(_application(ChatRoom(app, simulator)), Listen("127.0.0.1", port)) as at,
        ):
            yield f"http://{at.host}:{at.port}/"


def _last_reading(settings: Settings) -> datetime:
    """A minute after the last reading there is; the present when there is none."""
    now = utcnow()
    with closing(open_store(settings, now)) as store, store.read() as tx:
        return max((run.last_at + timedelta(minutes=1) for run in polls.last_polls(tx).values()), default=now)


@asynccontextmanager
async def _working(app: App) -> AsyncIterator[None]:
    """Let the bot listen and deliver while the block lasts."""
    stop = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        if app.listener is not None and app.delivery is not None:
            group.create_task(app.listener.listen(stop))
            group.create_task(app.delivery.run(stop))
        try:
            yield
        finally:
            stop.set()


def _application(room: ChatRoom) -> web.Application:
    pages = web.Application(client_max_size=64 * 1024, middlewares=[_from_this_page])
    pages.router.add_get("/", room.page)
    pages.router.add_get("/messages", room.messages)
    pages.router.add_get("/file/{id}", room.file)
    pages.router.add_post("/say", room.say)
    pages.router.add_post("/press", room.press)
    return pages


@web.middleware
async def _from_this_page(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse what another site's page makes a browser ask for."""
    host = request.host.rpartition(":")[0]
    is_ours = host in {"127.0.0.1", "localhost"}
    if not is_ours or (request.method == "POST" and request.content_type != "application/json"):
        raise web.HTTPForbidden
    return await handler(request)
