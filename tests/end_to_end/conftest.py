"""The daemon as a process of its own, against simulated platforms on the machine's clock."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from support.process import Marsad

from simulator.server import Simulator
from simulator.world import XAccount

CONFIG = """
[storage]
url = "sqlite:///{database}"
[telegram]
token = "{telegram}"
base_url = "{telegram_url}"
admins = [700]
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


@pytest.fixture
async def marsad(sim: Simulator, tmp_path: Path) -> AsyncIterator[Marsad]:
    config, database = tmp_path / "config.toml", tmp_path / "marsad.db"
    values = {"telegram": sim.tokens.telegram, "x": sim.tokens.x}
    config.write_text(
        CONFIG.format(database=database, telegram_url=sim.urls.telegram, x_url=sim.urls.x, **values), encoding="utf-8"
    )
    config.chmod(0o600)
    program = Marsad(config, database)
    yield program
    await program.end()
