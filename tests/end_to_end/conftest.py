"""The daemon as a process of its own, against simulated platforms on the machine's clock."""

import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from support.process import Marsad, parent_of_lives

from simulator.server import Simulator
from simulator.world import XAccount

CONFIG = """
[storage]
url = "sqlite:///{database}"
[telegram]
token = "{telegram}"
base_url = "{telegram_url}"
admins = [700]
[alerts]
group_wait = "0s"
group_interval = "0s"
[platforms.x]
bearer_token = "{x}"
base_url = "{x_url}"
interval = "1s"
[platforms.facebook]
enabled = false
[digest]
language = "en"
[[agencies]]
id = "city"
names = {{ en = "City Police" }}
[[agencies.accounts]]
platform = "x"
handle = "city_police"
"""


@pytest.fixture
async def sim() -> AsyncIterator[Simulator]:
    async with Simulator.start() as simulator:
        simulator.world.put(XAccount(id="111", username="city_police", name="City Police", followers=990))
        yield simulator


@pytest.fixture(scope="session")
def parent() -> Iterator[subprocess.Popen[bytes]]:
    with parent_of_lives() as process:
        yield process


@pytest.fixture
def marsad(sim: Simulator, tmp_path: Path, parent: subprocess.Popen[bytes]) -> Iterator[Marsad]:
    config, database = tmp_path / "config.toml", tmp_path / "marsad.db"
    values = {"telegram": sim.tokens.telegram, "x": sim.tokens.x}
    config.write_text(
        CONFIG.format(database=database, telegram_url=sim.urls.telegram, x_url=sim.urls.x, **values), encoding="utf-8"
    )
    config.chmod(0o600)
    program = Marsad(parent, config, database)
    yield program
    program.end()
