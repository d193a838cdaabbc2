"""Lets Telegram bring updates instead of asking for them: a small server on this machine, behind a TLS proxy.

Whoever does not know the secret is refused: it is made anew at each start, told to Telegram with the address, compared
in constant time, and never written anywhere. Source: https://core.telegram.org/bots/api#setwebhook (``secret_token``,
sent back in the header ``X-Telegram-Bot-Api-Secret-Token``).
"""

import hmac
import json
import secrets
from asyncio import Queue
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

import structlog
from aiohttp import web
from telegram import Bot, Update

from bot.serving import served
from bot.setting_types import Listen

_log = structlog.get_logger("marsad.listen")

HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"

LARGEST_UPDATE: Final = 1 << 20
"""Bytes of a body that are read at most; Telegram's updates are a few kilobytes."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where updates arrive.

    Attributes:
        bot: Whose they are.
        updates: Where they go.
        secret: What Telegram proves itself with.

    """

    bot: Bot
    updates: "Queue[object]"
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)

    async def receive(self, request: web.Request) -> web.Response:
        """Take one update: 200 when it is taken, 403 without the secret, 400 or 413 when it is none."""
        given = request.headers.get(HEADER, "")
        if not hmac.compare_digest(given.encode(), self.secret.encode()):
            _log.warning("somebody posted to the webhook without its secret")
            raise web.HTTPForbidden
        try:
            update = Update.de_json(json.loads(await request.read()), self.bot)
        except (ValueError, TypeError, KeyError, AttributeError):
            raise web.HTTPBadRequest from None
        await self.updates.put(update)
        return web.Response()


@asynccontextmanager
async def serve(webhook: Webhook, listen: Listen) -> AsyncIterator[Listen]:
    """Take updates while the block lasts, on whatever path the proxy asks for; gives the address and port taken.

    Raises:
        OSError: If the address cannot be taken.

    """
    app = web.Application(client_max_size=LARGEST_UPDATE)
    app.router.add_post("/{path:.*}", webhook.receive)
    async with served(app, listen) as at:
        _log.info("waiting for Telegram's updates", host=at.host, port=at.port)
        yield at
