"""What is imported when: a command pays for what it uses, and for nothing else."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

HEAVY = frozenset(
    (
        *("aiohttp", "alembic", "apscheduler", "babel", "facebook", "feedparser", "matplotlib", "numpy", "pydantic"),
        *("requests", "rich", "selectolax", "sqlalchemy", "structlog", "telegram", "tweepy"),
    )
)
SDKS = frozenset(("aiohttp", "facebook", "feedparser", "selectolax", "tweepy"))

PROBE = """
import json, sys
from bot.cli import main
try:
    main({arguments!r}, standalone_mode=False)
finally:
    print()
    print(json.dumps(sorted({{name.partition(".")[0] for name in sys.modules}})))
"""

Loaded = Callable[..., frozenset[str]]


@pytest.fixture
def loaded(tmp_path: Path) -> Loaded:
    """The packages a command had imported when it ended."""

    def run(*arguments: str, settings: str = "") -> frozenset[str]:
        config = tmp_path / "config.toml"
        config.write_text(f'[storage]\nurl = "sqlite:///{tmp_path}/marsad.db"\n{settings}', encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-c", PROBE.format(arguments=["--config", str(config), *arguments])],
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        return frozenset(json.loads(done.stdout.splitlines()[-1]))

    return run


@pytest.mark.parametrize("argument", ["--help", "--version"])
def test_help_imports_nothing_heavy(loaded: Loaded, argument: str) -> None:
    assert loaded(argument) & HEAVY == set()


@pytest.mark.parametrize("command", ["status", "digest"])
def test_stored_data_is_shown_without_telegram_pictures_or_any_sdk(loaded: Loaded, command: str) -> None:
    assert loaded(command) & (SDKS | {"telegram", "matplotlib", "apscheduler"}) == set()


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
