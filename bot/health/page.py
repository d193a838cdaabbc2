"""Serves how the watch is doing on this machine: ``/healthz``, ``/readyz``, ``/metrics``."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import structlog
from aiohttp import web

from bot.app import App
from bot.health.facts import gather, troubles
from bot.health.metrics import render
from bot.serving import served
from bot.setting_types import Listen
from growth.health import Health
from storage.errors import StorageError
from storage.upkeep import bytes_of

_log = structlog.get_logger("marsad.health")

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
"""What Prometheus' text format is called."""


@dataclass(frozen=True, slots=True)
class HealthPage:
    """The three pages about one running app.

    Attributes:
        app: The app.

    """

    app: App

    async def alive(self, _: web.Request) -> web.Response:
        """Whether the process turns: it answers, so it does. For whoever restarts what hangs."""
        return web.json_response({"alive": True})

    async def ready(self, _: web.Request) -> web.Response:
        """Whether it does its work; 503 and the reasons when it does not."""
        try:
            found = list(troubles(await asyncio.to_thread(self._gathered)))
        except StorageError as error:
            found = [str(error)]
        return web.json_response({"ready": not found, "troubles": found}, status=503 if found else 200)

    async def metrics(self, _: web.Request) -> web.Response:
        """Everything in numbers, for Prometheus; 503 while the database cannot be read."""
        try:
            page = await asyncio.to_thread(self._rendered)
        except StorageError as error:
            return web.Response(text=f"{error}\n", status=503)
        return web.Response(body=page, headers={"Content-Type": CONTENT_TYPE})

    def _gathered(self) -> Health:
        with self.app.store.read() as tx:
            return gather(tx, self.app.settings, now=self.app.now())

    def _rendered(self) -> bytes:
        delivery = self.app.delivery
        return render(
            self._gathered(),
            polls=self.app.outcomes,
            deliveries={} if delivery is None else delivery.outcomes,
            database_bytes=bytes_of(self.app.settings.storage.url),
        )


@asynccontextmanager
async def health_page(app: App, listen: Listen) -> AsyncIterator[Listen]:
    """Serve the pages while the block lasts; gives the address and port taken.

    Raises:
        OSError: If the address cannot be taken.

    """
    page = HealthPage(app)
    pages = web.Application()
    for path, answer in (("/healthz", page.alive), ("/readyz", page.ready), ("/metrics", page.metrics)):
        pages.router.add_get(path, answer)
    async with served(pages, listen) as at:
        _log.info("serving health and metrics", host=at.host, port=at.port)
        yield at
