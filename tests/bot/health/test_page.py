import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families as families_of

from bot.app import App
from bot.health.page import health_page
from bot.setting_types import Listen
from growth.platform import X
from simulator.faults import Fault
from simulator.server import Simulator

Numbers = dict[tuple[str, ...], float]
Page = Callable[[str], Awaitable[aiohttp.ClientResponse]]


@pytest.fixture
async def page(app: App) -> AsyncIterator[Page]:
    async with (
        health_page(app, Listen("127.0.0.1", 0)) as at,
        aiohttp.ClientSession(f"http://{at.host}:{at.port}") as web,
    ):
        yield web.get


def numbers(text: str) -> Numbers:
    """Every sample by its name and its labels, the platform before the outcome."""
    samples = [sample for family in families_of(text) for sample in family.samples]
    return {
        (sample.name, *(label for _, label in sorted(sample.labels.items(), reverse=True))): sample.value
        for sample in samples
    }


async def test_it_is_alive_and_ready_after_a_poll(app: App, page: Page) -> None:
    await app.poll(X)

    alive, ready = await page("/healthz"), await page("/readyz")

    assert (alive.status, ready.status) == (200, 200)
    assert await ready.json() == {"ready": True, "troubles": []}


async def test_a_platform_that_is_not_read_is_a_trouble(app: App, sim: Simulator, page: Page) -> None:
    await app.poll(X)
    sim.clock.advance(timedelta(hours=3))

    ready = await page("/readyz")

    assert ready.status == 503
    assert await ready.json() == {"ready": False, "troubles": ["x is not being read: all 1 accounts are overdue"]}


async def test_messages_that_do_not_get_out_are_a_trouble(
    app: App,
    sim: Simulator,
    chat: int,
    tell: Callable[..., None],
    page: Page,
) -> None:
    sim.faults.add(Fault(api="telegram", path="sendMessage", kind="internal"))
    tell(chat, 1)
    await app.deliver()
    sim.clock.advance(timedelta(hours=1, seconds=1))
    await app.poll(X)

    ready = await page("/readyz")

    assert (await ready.json())["troubles"] == [
        "messages are not getting out: the oldest has waited since 2026-03-02 09:00 UTC"
    ]


async def test_a_database_that_cannot_be_read_is_a_trouble_and_no_crash(tmp_path: Path, page: Page) -> None:
    with closing(sqlite3.connect(tmp_path / "marsad.db", isolation_level=None)) as somebody_else:
        somebody_else.execute("DROP TABLE last_poll")

    ready, metrics, alive = await page("/readyz"), await page("/metrics"), await page("/healthz")

    assert (ready.status, metrics.status, alive.status) == (503, 503, 200)


async def test_prometheus_reads_every_number(
    app: App, sim: Simulator, chat: int, tell: Callable[..., None], page: Page
) -> None:
    await app.poll(X)
    tell(chat, 1)
    await app.deliver()
    sim.faults.add(Fault(api="telegram", path="sendMessage", kind="internal"))
    sim.faults.add(Fault(api="x", kind="unavailable"))
    sim.clock.advance(timedelta(minutes=1))
    tell(chat, 2)
    await app.deliver()
    await app.poll(X)
    sim.clock.advance(timedelta(minutes=1))

    shown = numbers(await (await page("/metrics")).text())

    assert shown["marsad_polls_total", "x", "read"] == 1
    assert shown["marsad_polls_total", "x", "unavailable"] == 1
    assert shown["marsad_accounts", "x", "unavailable"] == 1
    assert shown["marsad_accounts_overdue", "x"] == 0
    assert shown["marsad_poll_age_seconds", "x"] == 60
    assert shown["marsad_failing_seconds", "x"] == 60
    assert shown["marsad_held_seconds", "x"] == 0
    assert shown["marsad_messages", "pending"] == 1
    assert shown["marsad_message_oldest_seconds",] == 60
    assert shown["marsad_chats", "active"] == 1
    assert shown["marsad_deliveries_total", "delivered"] == 1
    assert shown["marsad_deliveries_total", "not_sent"] == 1
    assert shown["marsad_deliveries_total", "refused"] == 0
    assert shown["marsad_database_bytes",] > 4096
