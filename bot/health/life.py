"""Signs of life for those who watch the watch: a ping to a dead man's switch, and systemd's watchdog.

A dead man's switch is a service that raises the alarm when a ping stays away (healthchecks.io, Uptime Kuma and others):
it notices what no alert of ours can tell, that the machine, the network or Marsad itself is gone.
"""

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import timedelta
from typing import Any

import structlog

from bot.app import App
from bot.health.facts import gather, troubles
from storage.errors import StorageError

_log = structlog.get_logger("marsad.health")

PATIENCE_S = 20.0
"""How long a ping may take, in seconds."""


@asynccontextmanager
async def signs_of_life(app: App) -> AsyncIterator[None]:
    """Give signs of life while the block lasts, where the settings and systemd ask for them."""
    async with AsyncExitStack() as stack:
        if app.settings.metrics.ping_url is not None:
            await stack.enter_async_context(_every(app.settings.metrics.ping_every, lambda: ping(app)))
        watchdog = _watchdog()
        if watchdog is not None:
            tell_systemd("READY=1")
            stack.callback(tell_systemd, "STOPPING=1")
            await stack.enter_async_context(_every(watchdog, _alive))
        yield


async def ping(app: App) -> bool:
    """Ping the dead man's switch if the watch does its work; whether the ping arrived.

    While something is wrong the ping stays away, and the switch raises the alarm. The address is a secret: whoever
    knows it can keep the switch quiet.
    """
    import aiohttp  # noqa: PLC0415 - most daemons ping nobody

    url = app.settings.metrics.ping_url
    try:
        found = await asyncio.to_thread(_troubles, app)
    except StorageError as error:
        found = [str(error)]
    if url is None or found:
        _log.warning("no sign of life is given", troubles=found)
        return False
    patience = aiohttp.ClientTimeout(total=PATIENCE_S)
    try:
        async with aiohttp.ClientSession(timeout=patience) as session, session.get(url.get_secret_value()) as answer:
            arrived = answer.ok
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        _log.warning("the sign of life did not arrive", failure=type(error).__name__)
        return False
    if not arrived:
        _log.warning("the sign of life was refused", status=answer.status)
    return arrived


def tell_systemd(word: str) -> bool:
    """Tell systemd a word of sd_notify(3); False where nobody listens."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return False
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line, suppress(OSError):
        line.connect("\0" + address[1:] if address.startswith("@") else address)
        return line.send(word.encode()) > 0
    return False


async def _alive() -> None:
    """The event loop turns."""
    tell_systemd("WATCHDOG=1")


def _watchdog() -> timedelta | None:
    """Half of what systemd waits for a sign, as sd_watchdog_enabled(3) advises; None when it does not wait for any."""
    micros = os.environ.get("WATCHDOG_USEC", "")
    if "NOTIFY_SOCKET" not in os.environ:
        return None
    return timedelta(microseconds=int(micros) / 2) if micros.isdecimal() and int(micros) > 0 else timedelta(minutes=5)


def _troubles(app: App) -> list[str]:
    with app.store.read() as tx:
        return list(troubles(gather(tx, app.settings, now=app.now())))


@asynccontextmanager
async def _every(interval: timedelta, job: Callable[[], Coroutine[Any, Any, object]]) -> AsyncIterator[None]:
    """Do something now and every ``interval`` while the block lasts."""

    async def go_on() -> None:
        while True:
            await job()
            await asyncio.sleep(interval.total_seconds())

    task = asyncio.create_task(go_on())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
