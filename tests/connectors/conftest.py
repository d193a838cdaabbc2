from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime

import pytest
from support.platforms import connected

from connectors.connector import Connector
from growth.platform import FACEBOOK, X
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
    opened: list[Connector] = []

    def open_one(name: str, **options: object) -> Connector:
        opened.append(connected(sim, name, **options))
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
