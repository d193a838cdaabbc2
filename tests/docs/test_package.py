"""The wheel holds everything the program needs, and runs without the repository."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("bot", "connectors", "growth", "report", "seeds", "simulator", "storage")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built as ``pip install .`` builds it."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True, timeout=100)
    (found,) = folder.glob("*.whl")
    return found


def test_every_file_of_every_room_is_in_it(wheel: Path) -> None:
    held = set(zipfile.ZipFile(wheel).namelist())

    files = [path for room in ROOMS for path in (ROOT / room).rglob("*") if path.is_file() and path.suffix != ".pyc"]
    assert {path.relative_to(ROOT).as_posix() for path in files} <= held


def test_nothing_else_is_in_it(wheel: Path) -> None:
    tops = {name.partition("/")[0] for name in zipfile.ZipFile(wheel).namelist()}

    assert {top for top in tops if not top.endswith(".dist-info")} == set(ROOMS)


def test_it_runs_without_the_repository(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    run = (sys.executable, "-c", "import bot.cli; print(bot.cli.__file__); bot.cli.main()", "status", "--json")

    done = subprocess.run(
        run,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "site")},
        capture_output=True,
        text=True,
        check=True,
        timeout=100,
    )

    assert done.stdout == f"{tmp_path}/site/bot/cli/__init__.py\n"
    assert (tmp_path / "marsad.db").exists()
