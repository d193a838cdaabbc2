"""Which tables of time zones the program believes."""

import asyncio
from collections.abc import Callable, Coroutine
from importlib.resources import files
from pathlib import Path

import pytest

Start = Callable[..., Coroutine[None, None, asyncio.subprocess.Process]]


async def test_the_system_s_own_tables_of_time_zones_are_not_believed(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "zones" / "Nowhere").mkdir(parents=True)
    (tmp_path / "zones" / "Nowhere" / "Land").write_bytes((files("tzdata.zoneinfo") / "UTC").read_bytes())
    monkeypatch.setenv("PYTHONTZPATH", str(tmp_path / "zones"))
    monkeypatch.setenv("MARSAD_DIGEST__TIME_ZONE", "Nowhere/Land")

    process = await start("status")
    _, error = await process.communicate()

    assert process.returncode == 2
    assert b"is not an IANA time zone" in error
