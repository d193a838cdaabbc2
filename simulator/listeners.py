"""Opens the loopback listeners of every simulated API, and closes them quickly."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from typing import Final

from aiohttp import web

from simulator.bluesky import BlueskyApi
from simulator.clock import Clock
from simulator.control import Control
from simulator.faults import Faults
from simulator.feeds import FeedsApi
from simulator.graph import GraphApi
from simulator.itunes import ItunesApi
from simulator.linkedin import LinkedinApi
from simulator.mastodon import MastodonApi
from simulator.request_log import RequestLog
from simulator.server import Ports, Simulator, Tokens, Urls
from simulator.telegram import TelegramApi
from simulator.telegram_public import public_chats
from simulator.telegram_web import TelegramWebApi
from simulator.threads import ThreadsApi
from simulator.tiktok import TiktokApi
from simulator.world import World
from simulator.x import XApi
from simulator.youtube import YoutubeApi

LOOPBACK: Final = "127.0.0.1"

_PATIENCE_S: Final = 0.05
"""Seconds a request in progress gets to end by itself when the simulator closes: an open poll would take minutes."""


@asynccontextmanager
async def opened(clock: Clock, tokens: Tokens, ports: Ports) -> AsyncIterator[Simulator]:
    """Every API, listening on loopback while the block lasts.

    Raises:
        OSError: When a port that was asked for is taken.

    """
    world = World()
    faults = Faults(clock)
    requests = RequestLog(tokens.secrets)
    x = XApi(tokens.x, clock, world, faults, requests)
    graph = GraphApi(tokens, clock, world, faults, requests)
    telegram = TelegramApi(tokens.telegram, clock, faults, requests, partial(public_chats, world))
    kept = (clock, world, faults, requests)
    youtube = YoutubeApi(tokens.youtube, *kept)
    linkedin = LinkedinApi(tokens.linkedin, *kept)
    threads = ThreadsApi(tokens.threads, *kept)
    tiktok = TiktokApi(tokens.tiktok_key, tokens.tiktok_secret, *kept)
    control = Control(clock=clock, world=world, faults=faults, requests=requests, telegram=telegram)
    async with AsyncExitStack() as stack:
        urls = Urls(
            x=await stack.enter_async_context(_listening(x.app(), ports.x)),
            graph=await stack.enter_async_context(_listening(graph.app(), ports.graph)),
            telegram=await stack.enter_async_context(_listening(telegram.app(), ports.telegram)),
            mastodon=await stack.enter_async_context(_listening(MastodonApi(*kept).app(), ports.mastodon)),
            bluesky=await stack.enter_async_context(_listening(BlueskyApi(*kept).app(), ports.bluesky)),
            itunes=await stack.enter_async_context(_listening(ItunesApi(*kept).app(), ports.itunes)),
            feeds=await stack.enter_async_context(_listening(FeedsApi(*kept).app(), ports.feeds)),
            telegram_web=await stack.enter_async_context(_listening(TelegramWebApi(*kept).app(), ports.telegram_web)),
            youtube=await stack.enter_async_context(_listening(youtube.app(), ports.youtube)),
            threads=await stack.enter_async_context(_listening(threads.app(), ports.threads)),
            tiktok=await stack.enter_async_context(_listening(tiktok.app(), ports.tiktok)),
            linkedin=await stack.enter_async_context(_listening(linkedin.app(), ports.linkedin)),
            control=await stack.enter_async_context(_listening(control.app(), ports.control)),
        )
        control.tell(urls)
        yield Simulator(
            urls=urls, tokens=tokens, clock=clock, world=world, faults=faults, requests=requests, telegram=telegram
        )


@asynccontextmanager
async def _listening(app: web.Application, port: int) -> AsyncIterator[str]:
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=_PATIENCE_S, handler_cancellation=True)
    await runner.setup()
    try:
        await web.TCPSite(runner, LOOPBACK, port).start()
        yield f"http://{LOOPBACK}:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()
