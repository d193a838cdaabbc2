"""The command line beside simulated platforms on the machine's clock."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path
from types import NoneType
from typing import Any

import pytest
from click.testing import CliRunner

from bot.cli import main
from simulator.server import Simulator
from simulator.world import Page, XAccount

ROOT = Path(__file__).parents[3]

Result = tuple[int, str, str]
"""Exit code, standard output, standard error."""
Marsad = Callable[..., Coroutine[Any, Any, Result]]

CONFIG = """
[storage]
url = "sqlite:///{folder}/marsad.db"
wait = "3s"
[digest]
language = "en"
[[agencies]]
id = "city"
names = {{ en = "City Police" }}
[[agencies.accounts]]
platform = "x"
handle = "city_police"
[[agencies.accounts.baselines]]
name = "2k"
start = 2026-01-01
target = 2000
within = "1y"
[[agencies.accounts]]
platform = "facebook"
handle = "city.page"
"""


@pytest.fixture
async def sim() -> AsyncIterator[Simulator]:
    async with Simulator.start() as simulator:
        simulator.world.put(XAccount(id="1", username="X", name="X", followers=1))
        simulator.world.put(XAccount(id="111", username="city_police", name="City", followers=990, posts=12))
        simulator.world.put(Page(id="20531316728", username="facebook", name="Facebook", followers=1, fans=1))
        simulator.world.put(Page(id="222", username="city.page", name="City", followers=77, fans=70))
        yield simulator


@pytest.fixture
def offline(tmp_path: Path) -> dict[str, str]:
    """The settings without any secret: where nothing is asked of a platform."""
    (tmp_path / "config.toml").write_text(CONFIG.format(folder=tmp_path), encoding="utf-8")
    (tmp_path / "config.toml").chmod(0o600)
    return {"MARSAD_CONFIG": str(tmp_path / "config.toml")}


@pytest.fixture
def environment(sim: Simulator, offline: dict[str, str]) -> dict[str, str]:
    """The settings, secrets in the environment."""
    return offline | {
        "MARSAD_TELEGRAM__TOKEN": sim.tokens.telegram,
        "MARSAD_TELEGRAM__BASE_URL": sim.urls.telegram,
        "MARSAD_TELEGRAM__ADMINS": "[7]",
        "MARSAD_PLATFORMS__X__BEARER_TOKEN": sim.tokens.x,
        "MARSAD_PLATFORMS__X__BASE_URL": sim.urls.x,
        "MARSAD_PLATFORMS__FACEBOOK__ACCESS_TOKEN": sim.tokens.graph,
        "MARSAD_PLATFORMS__FACEBOOK__APP_SECRET": sim.tokens.app_secret or "",
        "MARSAD_PLATFORMS__FACEBOOK__BASE_URL": sim.urls.graph,
    }


@pytest.fixture
def marsad(environment: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Marsad:
    """Runs a command in a thread of its own, beside the simulator; an error that is not said fails the test."""
    monkeypatch.chdir(tmp_path)

    async def call(*arguments: str, **more: str) -> Result:
        result = await asyncio.to_thread(CliRunner().invoke, main, arguments, env={**environment, **more})
        assert isinstance(result.exception, SystemExit | NoneType), result.exception
        assert "Traceback" not in result.output
        return result.exit_code, result.stdout, result.stderr

    return call


@pytest.fixture
def start(
    environment: dict[str, str], tmp_path: Path
) -> Callable[..., Coroutine[Any, Any, asyncio.subprocess.Process]]:
    """Starts a command as a process of its own."""

    async def begin(*arguments: str, stdin: int = subprocess.DEVNULL) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", *arguments),
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    return begin


@pytest.fixture
def rows() -> Callable[[str], list[dict[str, Any]]]:
    """The objects of a ``--json`` output."""
    return lambda out: [json.loads(line) for line in out.splitlines()]
