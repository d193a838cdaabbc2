"""Serves a web application of our own while a block lasts."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from bot.setting_types import Listen


@asynccontextmanager
async def served(application: web.Application, listen: Listen) -> AsyncIterator[Listen]:
    """Answer at an address, and let go of it at the end; gives the address and port taken.

    Raises:
        OSError: If the address cannot be taken.

    """
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, listen.host, listen.port).start()
        host, port = runner.addresses[0][:2]
        yield Listen(host, port)
    finally:
        await runner.cleanup()
