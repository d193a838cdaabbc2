import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import web
from pydantic import SecretStr
from support.process import until

from bot.app import App, open_app
from bot.health.life import ping, signs_of_life
from bot.settings import MetricsSettings, Settings
from growth.platform import X
from simulator.server import Simulator

KEY = "canary-5c0b1f"


class Switch:
    """A dead man's switch: answers with a status and counts."""

    def __init__(self) -> None:
        self.status = 200
        self.pinged: list[str] = []
        self.url = ""

    async def answer(self, request: web.Request) -> web.Response:
        self.pinged.append(request.path)
        return web.Response(status=self.status)


@pytest.fixture
async def switch() -> AsyncIterator[Switch]:
    found = Switch()
    served = web.Application()
    served.router.add_get("/{key}", found.answer)
    runner = web.AppRunner(served)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    found.url = f"http://127.0.0.1:{runner.addresses[0][1]}/{KEY}"
    yield found
    await runner.cleanup()


@pytest.fixture
def settings(settings: Settings, switch: Switch) -> Settings:
    metrics = MetricsSettings(ping_url=SecretStr(switch.url), ping_every=timedelta(hours=1))
    return settings.model_copy(update={"metrics": metrics})


@pytest.fixture
def systemd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """The ear of systemd, in a folder short enough for an address."""
    address = f"\0marsad-{tmp_path.name}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
        ear.bind(address)
        ear.settimeout(0)  # as asyncio wants it
        monkeypatch.setenv("NOTIFY_SOCKET", "@" + address[1:])
        monkeypatch.setenv("WATCHDOG_USEC", "100000")
        yield ear


async def test_a_watch_that_works_pings(app: App, switch: Switch) -> None:
    await app.poll(X)

    arrived = await ping(app)

    assert arrived
    assert switch.pinged == [f"/{KEY}"]


async def test_a_watch_that_is_blind_does_not_ping(app: App, sim: Simulator, switch: Switch) -> None:
    await app.poll(X)
    sim.clock.advance(timedelta(days=1))

    arrived = await ping(app)

    assert not arrived
    assert switch.pinged == []


async def test_a_switch_that_refuses_is_logged_without_its_address(
    app: App, switch: Switch, capsys: pytest.CaptureFixture[str]
) -> None:
    await app.poll(X)
    switch.status = 500

    arrived = await ping(app)

    shown = capsys.readouterr()
    assert not arrived
    assert "the sign of life was refused" in shown.out
    assert KEY not in shown.out + shown.err


async def test_a_switch_that_is_away_is_logged_without_its_address(
    settings: Settings, sim: Simulator, capsys: pytest.CaptureFixture[str]
) -> None:
    away = MetricsSettings(ping_url=SecretStr(f"http://127.0.0.1:1/{KEY}"))
    async with open_app(settings.model_copy(update={"metrics": away}), now=sim.clock.now) as app:
        await app.poll(X)

        arrived = await ping(app)

    shown = capsys.readouterr()
    assert not arrived
    assert "the sign of life did not arrive" in shown.out
    assert KEY not in shown.out + shown.err


async def test_the_first_ping_goes_out_at_once(app: App, switch: Switch) -> None:
    await app.poll(X)

    async with signs_of_life(app):
        await until(lambda: len(switch.pinged) == 1)

    assert switch.pinged == [f"/{KEY}"]


async def test_systemd_hears_that_it_is_ready_goes_on_and_stops(app: App, systemd: socket.socket) -> None:
    loop = asyncio.get_running_loop()

    async with signs_of_life(app):
        heard = [await loop.sock_recv(systemd, 64) for _ in range(3)]

    while heard[-1] == b"WATCHDOG=1":
        heard.append(await loop.sock_recv(systemd, 64))
    assert heard[:3] == [b"READY=1", b"WATCHDOG=1", b"WATCHDOG=1"]
    assert heard[-1] == b"STOPPING=1"
