"""The daemon on a clock that runs and can be set, which the machine's cannot in a test."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import pytest
from support.process import until

from bot.app import App
from bot.daemon import Daemon
from growth.platform import X
from simulator.server import Simulator
from simulator.world import XAccount


@pytest.fixture
async def sim() -> AsyncIterator[Simulator]:
    async with Simulator.start() as simulator:
        simulator.world.put(XAccount(id="111", username="city_police", followers=990))
        yield simulator


@pytest.fixture
async def run(app: App) -> AsyncIterator[Callable[[], Daemon]]:
    """Starts a daemon, which polls every hour; it is stopped in good order after the test."""
    started: list[tuple[Daemon, asyncio.Task[None]]] = []

    def start() -> Daemon:
        daemon = Daemon(app)
        started.append((daemon, asyncio.create_task(daemon.run())))
        return daemon

    yield start
    for daemon, running in started:
        daemon.stop()
        await running


async def test_a_clock_set_back_by_a_day_stalls_no_poll(sim: Simulator, run: Callable[[], Daemon]) -> None:
    run()
    await until(lambda: len(sim.requests.of("x")) == 1)

    sim.clock.advance(timedelta(days=-1))

    await until(lambda: len(sim.requests.of("x")) == 2)


async def test_a_poll_of_the_future_keeps_nobody_waiting_longer_than_the_interval(
    app: App, sim: Simulator, run: Callable[[], Daemon]
) -> None:
    sim.clock.advance(timedelta(days=400))
    await app.poll(X)
    sim.clock.advance(timedelta(days=-400, hours=-2))

    run()

    # On the machine's clock an hour after a start two hours ago is over.
    await until(lambda: len(sim.requests.of("x")) == 2)
