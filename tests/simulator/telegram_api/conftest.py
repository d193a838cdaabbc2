"""A Bot API on loopback, the real python-telegram-bot against it, and plain HTTP beside it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime

import pytest
from aiohttp import ClientSession, web
from telegram import Bot
from telegram.request import HTTPXRequest

from simulator.clock import Clock
from simulator.faults import Faults
from simulator.request_log import RequestLog
from simulator.telegram import TelegramApi

TOKEN = "123456789:SIMULATED-canary-token-0123456789"

Ask = Callable[..., Awaitable[tuple[int, dict[str, object]]]]


@pytest.fixture
def token() -> str:
    return TOKEN


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime(2026, 3, 1, 9, tzinfo=UTC))


@pytest.fixture
def faults(clock: Clock) -> Faults:
    return Faults(clock)


@pytest.fixture
def requests() -> RequestLog:
    return RequestLog()


@pytest.fixture
def api(clock: Clock, faults: Faults, requests: RequestLog) -> TelegramApi:
    return TelegramApi(TOKEN, clock, faults, requests)


@pytest.fixture
async def url(api: TelegramApi) -> AsyncIterator[str]:
    runner = web.AppRunner(api.app(), access_log=None, shutdown_timeout=0.05, handler_cancellation=True)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


@pytest.fixture
async def bot(url: str) -> AsyncIterator[Bot]:
    # There is no TLS on loopback, and loading the certificates would take longer than most tests.
    request, updates = (HTTPXRequest(httpx_kwargs={"verify": False}) for _ in range(2))
    async with Bot(TOKEN, base_url=f"{url}/bot", request=request, get_updates_request=updates) as bot:
        yield bot


@pytest.fixture
async def ask(url: str) -> AsyncIterator[Ask]:
    """A method called with plain HTTP; gives the status and the JSON."""
    async with ClientSession() as session:

        async def call(method: str, **arguments: object) -> tuple[int, dict[str, object]]:
            async with session.post(f"{url}/bot{TOKEN}/{method}", json=arguments) as answer:
                return answer.status, await answer.json()

        yield call
