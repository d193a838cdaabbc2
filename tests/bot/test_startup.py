"""What is imported when: a command pays for what it uses, and for nothing else."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

SDKS = frozenset(("aiohttp", "facebook", "feedparser", "lxml", "requests", "tweepy"))
HEAVY = SDKS | {
    *(
        "alembic",
        "apscheduler",
        "babel",
        "matplotlib",
        "numpy",
        "pydantic",
        "rich",
        "sqlalchemy",
        "structlog",
        "telegram",
    )
}

PROBE = """
import json, sys
from bot.cli import main
for arguments in {calls!r}:
    try:
        main(["--config", {config!r}, *arguments], standalone_mode=False)
    finally:
        print()
        print(json.dumps(sorted({{name.partition(".")[0] for name in sys.modules}})))
"""

Loaded = Callable[..., frozenset[str]]


@pytest.fixture
def loaded(tmp_path: Path) -> Loaded:
    """The packages that are imported when some commands have run one after the other."""

    def run(*calls: str, settings: str = "") -> frozenset[str]:
        config = tmp_path / "config.toml"
        config.write_text(f'[storage]\nurl = "sqlite:///{tmp_path}/marsad.db"\n{settings}', encoding="utf-8")
        probe = PROBE.format(calls=[call.split() for call in calls], config=str(config))
        done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True, timeout=100)
        return frozenset(json.loads(done.stdout.splitlines()[-1]))

    return run


def test_help_imports_nothing_heavy(loaded: Loaded) -> None:
    assert loaded("--help", "--version") & HEAVY == set()


def test_stored_data_is_shown_without_telegram_pictures_or_any_sdk(loaded: Loaded) -> None:
    assert loaded("accounts", "status", "digest") & (SDKS | {"telegram", "matplotlib", "apscheduler"}) == set()


def test_a_file_is_forecast_with_numpy_alone(loaded: Loaded, tmp_path: Path) -> None:
    rows = "".join(f"2026-01-{day:02},{100 + day}\n" for day in range(1, 29))
    (tmp_path / "counts.csv").write_text(f"date,value\n{rows}", encoding="utf-8")

    assert loaded(f"forecast {tmp_path / 'counts.csv'}") & HEAVY == {"numpy"}


@pytest.mark.parametrize(
    ("on", "sdk", "absent"),
    [
        ('[platforms.x]\nbearer_token = "a"\n', "tweepy", "facebook"),
        ('[platforms.facebook]\naccess_token = "a"\n', "facebook", "tweepy"),
    ],
    ids=["x", "facebook"],
)
def test_only_the_sdk_of_a_platform_that_is_on_is_imported(loaded: Loaded, on: str, sdk: str, absent: str) -> None:
    packages = loaded("poll", settings=on)

    assert sdk in packages
    assert absent not in packages
