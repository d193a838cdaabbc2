from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime

import pytest
from pydantic import SecretStr

from connectors.catalogue import CATALOGUE
from connectors.connector import Connector
from growth.platform import APP_STORE, BLUESKY, FACEBOOK, MASTODON, NEWSROOM, TELEGRAM, Platform, X
from simulator.server import Simulator

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)

Connect = Callable[..., Connector]


@pytest.fixture
async def sim() -> AsyncIterator[Simulator]:
    async with Simulator.start(now=NOW) as simulator:
        yield simulator


@pytest.fixture
async def connect(sim: Simulator) -> AsyncIterator[Connect]:
    """Connects a platform to the simulator with the right credentials, or those given; closes it after the test."""
    secret = SecretStr(sim.tokens.app_secret or "")
    defaults: dict[Platform, dict[str, object]] = {
        X: {"bearer_token": SecretStr(sim.tokens.x), "base_url": sim.urls.x},
        FACEBOOK: {
            "access_token": SecretStr(sim.tokens.graph),
            "app_secret": secret,
            "base_url": sim.urls.graph,
        },
        TELEGRAM: {"base_url": sim.urls.telegram_web},
        MASTODON: {"base_url": sim.urls.mastodon, "allow_loopback": True},
        BLUESKY: {"base_url": sim.urls.bluesky},
        APP_STORE: {"base_url": sim.urls.itunes},
        NEWSROOM: {"base_url": sim.urls.feeds, "allow_loopback": True},
    }
    opened: list[Connector] = []

    def open_one(platform: Platform, **options: object) -> Connector:
        opened.append(CATALOGUE[platform].connect(**(defaults[platform] | options)))
        return opened[-1]

    yield open_one
    for connector in opened:
        await connector.close()


@pytest.fixture
def x(connect: Connect) -> Connector:
    return connect(X)


@pytest.fixture
def facebook(connect: Connect) -> Connector:
    return connect(FACEBOOK)
