import json
import subprocess
import sys

import pytest

HEAVY = {"aiohttp", "alembic", "apscheduler", "babel", "facebook", "matplotlib", "numpy", "pydantic", "rich"} | {
    "sqlalchemy",
    "structlog",
    "telegram",
    "tweepy",
}

PROBE = "import json, sys\n{work}\nprint(json.dumps(sorted({{name.split('.')[0] for name in sys.modules}})))"


def loaded(work: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", PROBE.format(work=work)], capture_output=True, text=True, check=True, timeout=60
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize("arguments", [["--help"], ["--version"]])
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    work = f"from bot.cli import main\nmain({arguments!r}, standalone_mode=False)"

    assert loaded(work) & HEAVY == set()


@pytest.mark.parametrize(
    ("platform", "given", "absent"),
    [("x", "bearer_token", "facebook"), ("facebook", "access_token", "tweepy")],
)
def test_only_the_sdk_of_a_platform_that_is_on_is_imported(platform: str, given: str, absent: str) -> None:
    work = (
        "import asyncio\nfrom bot.app import open_app\nfrom bot.settings import *\n"
        f"s = Settings(storage={{'url': 'sqlite:////dev/shm/marsad-startup-{platform}.db'}}, "
        f"platforms={{'{platform}': {{'{given}': 'x'}}}})\n"
        "async def work():\n    async with open_app(s): pass\n"
        "asyncio.run(work())"
    )

    assert absent not in loaded(work)
