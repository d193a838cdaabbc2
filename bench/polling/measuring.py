"""Takes the time and the processor's share of a number of requests, several on their way at once."""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import aiohttp
from pydantic import SecretStr

from bot.app import open_app
from bot.asking import ask
from bot.polling import IN_FLIGHT
from bot.settings import AgencySettings, LogSettings, PlatformSettings, Settings, StorageSettings
from connectors import bluesky, x
from connectors.connector import Connector
from connectors.x_wire import LATEST_POST_FIELDS, USER_FIELDS
from growth.platform import X
from growth.reading import AccountRef, Profile
from storage import accounts

Batch = Sequence[AccountRef]


@dataclass(frozen=True, slots=True)
class Measured:
    """One way of reading a number of accounts.

    Attributes:
        name: The way.
        requests: Requests made.
        accounts: Accounts read.
        seconds: How long it took.
        cpu_s: Seconds of this process's processor time.

    """

    name: str
    requests: int
    accounts: int
    seconds: float
    cpu_s: float

    @property
    def rate(self) -> float:
        """Accounts a second."""
        return self.accounts / self.seconds

    @property
    def cpu_per_thousand_ms(self) -> float:
        """Milliseconds of processor time for a thousand accounts."""
        return 1_000_000 * self.cpu_s / self.accounts


async def connector_reads(name: str, connector: Connector, batches: Sequence[Batch]) -> Measured:
    """What our connector takes, as the poller asks it."""

    async def read(batch: Batch) -> int:
        answer = await ask(connector, batch)
        return sum(isinstance(reading, Profile) for reading in answer.readings)

    try:
        return await _measured(name, batches, read)
    finally:
        await connector.close()


async def bare_reads(
    name: str, address: Callable[[Batch], tuple[str, list[tuple[str, str]]]], key: str, batches: Sequence[Batch]
) -> Measured:
    """What bare aiohttp takes for the same requests, its answers taken apart as JSON and counted."""
    async with aiohttp.ClientSession() as session:

        async def read(batch: Batch) -> int:
            url, params = address(batch)
            async with session.get(url, params=params) as response:
                return len((await response.json())[key])

        return await _measured(name, batches, read)


async def poll_reads(name: str, port: int, number: int) -> Measured:
    """What a whole poll takes: asked, recorded in a database file and judged."""
    with TemporaryDirectory() as folder:
        settings = Settings(
            storage=StorageSettings(url=f"sqlite:///{Path(folder) / 'bench.db'}"),
            platforms={X: PlatformSettings(base_url=f"http://127.0.0.1:{port}", credentials={"bearer_token": TOKEN})},
            agencies=(AgencySettings(id="city", names={"en": "City"}),),
            log=LogSettings(level="error"),
        )
        async with open_app(settings) as app:
            with app.store.begin() as tx:
                for ref in refs_of_x(number):
                    accounts.save_account(
                        tx,
                        agency="city",
                        platform=X,
                        handle=ref.handle,
                        platform_id=ref.platform_id,
                        origin="command",
                        now=app.now(),
                    )
            start, cpu = time.perf_counter(), time.process_time()
            report = await app.poll(X)
            seconds, cpu_s = time.perf_counter() - start, time.process_time() - cpu
    read = sum(isinstance(one.reading, Profile) for one in report.polled)
    return Measured(name, -(-number // 100), read, seconds, cpu_s)


async def _measured(name: str, batches: Sequence[Batch], read: Callable[[Batch], Awaitable[int]]) -> Measured:
    await read(batches[0])  # connections are opened and modules imported before the clock runs
    waiting, found = deque(batches), list[int]()

    async def work() -> None:
        while waiting:
            found.append(await read(waiting.popleft()))

    start, cpu = time.perf_counter(), time.process_time()
    await asyncio.gather(*(work() for _ in range(IN_FLIGHT)))
    return Measured(name, len(batches), sum(found), time.perf_counter() - start, time.process_time() - cpu)


TOKEN = SecretStr("bench")


def refs_of_x(number: int) -> list[AccountRef]:
    """So many accounts of X."""
    return [AccountRef(f"unit{10_000 + one}", str(10_000 + one)) for one in range(number)]


def refs_of_bluesky(number: int) -> list[AccountRef]:
    """So many accounts of Bluesky."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    names = (f"{letters[one // 676 % 26]}{letters[one // 26 % 26]}{letters[one % 26]}" for one in range(number))
    return [AccountRef("unit.example", f"did:plc:{name}{'a' * 21}") for name in names]


def batched(refs: Sequence[AccountRef], size: int) -> list[Batch]:
    """The same in batches."""
    return [refs[at : at + size] for at in range(0, len(refs), size)]


def x_address(port: int) -> Callable[[Batch], tuple[str, list[tuple[str, str]]]]:
    """What is asked of X for a batch."""
    fields = ",".join((*USER_FIELDS, LATEST_POST_FIELDS[0]))
    return lambda batch: (
        f"http://127.0.0.1:{port}/2/users",
        [("ids", ",".join(str(ref.platform_id) for ref in batch)), ("user.fields", fields)],
    )


def bluesky_address(port: int) -> Callable[[Batch], tuple[str, list[tuple[str, str]]]]:
    """What is asked of Bluesky for a batch."""
    return lambda batch: (
        f"http://127.0.0.1:{port}/xrpc/app.bsky.actor.getProfiles",
        [("actors", str(ref.platform_id)) for ref in batch],
    )


def x_connector(port: int) -> Connector:
    """X, at the platform of the measurement."""
    return x.connect(bearer_token=TOKEN, base_url=f"http://127.0.0.1:{port}")


def bluesky_connector(port: int) -> Connector:
    """Bluesky, likewise."""
    return bluesky.connect(base_url=f"http://127.0.0.1:{port}")
