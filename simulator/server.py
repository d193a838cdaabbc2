"""Every simulated API on loopback ports, started and stopped as one."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from simulator.clock import Clock
from simulator.faults import Faults
from simulator.request_log import RequestLog
from simulator.world import World

if TYPE_CHECKING:
    from simulator.telegram import TelegramApi


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """The credentials the simulated APIs accept; any other gets the platform's refusal. None opens anything real.

    Attributes:
        x: X's bearer token.
        graph: The Graph API's access token.
        instagram_user: The id of the professional account of Instagram that the token's owner has; no secret.
        app_secret: The secret of the Graph API's app, with which proofs are checked; None ignores proofs.
        telegram: The bot's token.
        youtube: The YouTube Data API's key.
        threads: The access token of Threads.
        tiktok_key: The key of TikTok's app.
        tiktok_secret: Its secret.
        linkedin: The access token of LinkedIn.

    """

    x: str = field(default="simulated-x-bearer-token", repr=False)
    graph: str = field(default="simulated-graph-access-token", repr=False)
    instagram_user: str = field(default="17841405309211844", repr=False)
    app_secret: str | None = field(default="simulated-graph-app-secret", repr=False)
    telegram: str = field(default="1234567890:SIMULATED-telegram-bot-token-000000", repr=False)
    youtube: str = field(default="simulated-youtube-api-key", repr=False)
    threads: str = field(default="simulated-threads-access-token", repr=False)
    tiktok_key: str = field(default="simulated-tiktok-client-key", repr=False)
    tiktok_secret: str = field(default="simulated-tiktok-client-secret", repr=False)
    linkedin: str = field(default="simulated-linkedin-access-token", repr=False)

    @property
    def secrets(self) -> tuple[str, ...]:
        """All of them, for the log of requests to leave out."""
        return tuple(value for name, value in asdict(self).items() if value and name != "instagram_user")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """Where to listen on 127.0.0.1; 0 lets the kernel choose a free port.

    Attributes:
        x: The X API's.
        graph: The Graph API's.
        telegram: The Bot API's.
        mastodon: That of every Mastodon instance.
        bluesky: Bluesky's.
        itunes: The App Store's.
        feeds: That of every newsroom.
        telegram_web: That of t.me.
        youtube: The YouTube Data API's.
        threads: The API of Threads.
        tiktok: TikTok's.
        linkedin: LinkedIn's.
        control: The control API's.

    """

    x: int = 0
    graph: int = 0
    telegram: int = 0
    mastodon: int = 0
    bluesky: int = 0
    itunes: int = 0
    feeds: int = 0
    telegram_web: int = 0
    youtube: int = 0
    threads: int = 0
    tiktok: int = 0
    linkedin: int = 0
    control: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Urls:
    """Base addresses such as ``http://127.0.0.1:40123``, without a slash at the end.

    Attributes:
        x: The X API's.
        graph: The Graph API's.
        telegram: The Bot API's, to which ``/bot<token>/<method>`` is appended.
        mastodon: Stands in for every Mastodon instance, which the Host header names.
        bluesky: Bluesky's.
        itunes: The App Store's.
        feeds: Stands in for every newsroom, which the Host header names.
        telegram_web: Stands in for t.me.
        youtube: The YouTube Data API's.
        threads: The API of Threads.
        tiktok: TikTok's.
        linkedin: LinkedIn's.
        control: The control API's.

    """

    x: str
    graph: str
    telegram: str
    mastodon: str
    bluesky: str
    itunes: str
    feeds: str
    telegram_web: str
    youtube: str
    threads: str
    tiktok: str
    linkedin: str
    control: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulator:
    """The platforms as they stand, while they are served.

    Attributes:
        urls: Where each API is.
        tokens: What each API accepts.
        clock: The platforms' time.
        world: The accounts there are.
        faults: What is to go wrong.
        requests: What was asked, oldest first, without its secrets.
        telegram: The Bot API: what was sent, and what people say to the bot.

    """

    urls: Urls
    tokens: Tokens
    clock: Clock
    world: World
    faults: Faults
    requests: RequestLog
    telegram: "TelegramApi"

    @classmethod
    @asynccontextmanager
    async def start(
        cls, *, now: datetime | None = None, tokens: Tokens | None = None, ports: Ports | None = None
    ) -> AsyncIterator["Simulator"]:
        """Serve every API until the block is left, then cut every connection, open polls too.

        Args:
            now: Where the clock stands; None lets it run with the machine's.
            tokens: What is accepted; None takes the fake ones of ``Tokens``.
            ports: Where to listen; None lets the kernel choose.

        Raises:
            OSError: When a port that was asked for is taken.

        """
        # A server is heavy to import, and a program that may never start one imports this module.
        from simulator.listeners import opened  # noqa: PLC0415  see above

        async with opened(Clock(now), tokens or Tokens(), ports or Ports()) as simulator:
            yield simulator


async def serve(
    stop: asyncio.Event,
    *,
    on_start: Callable[[Simulator], None],
    now: datetime | None = None,
    tokens: Tokens | None = None,
    ports: Ports | None = None,
) -> None:
    """Serve every API until told to stop, or until cancelled; nothing is printed.

    Args:
        stop: Set by whoever wants it to end.
        on_start: Called once, when every API answers.
        now: Where the clock stands; None lets it run with the machine's.
        tokens: What is accepted; None takes the fake ones of ``Tokens``.
        ports: Where to listen; None lets the kernel choose.

    Raises:
        OSError: When a port that was asked for is taken.

    """
    async with Simulator.start(now=now, tokens=tokens, ports=ports) as simulator:
        on_start(simulator)
        await stop.wait()
