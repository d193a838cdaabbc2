"""Platforms of other packages: the worked example of docs/connectors.md, installed and used, and broken ones."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLE = Path(__file__).parent / "third_party"

NAMES = "from connectors.catalogue import CATALOGUE; print(*CATALOGUE)"
BUILT_IN = [
    "x",
    "facebook",
    "instagram",
    "threads",
    "youtube",
    "telegram",
    "mastodon",
    "bluesky",
    "tiktok",
    "linkedin",
    "app_store",
    "newsroom",
]

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example, installed into a folder of its own."""
    target = tmp_path_factory.mktemp("packages")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "install"]
    subprocess.run([*pip, "--no-deps", "--no-build-isolation", "--target", target, EXAMPLE], check=True)
    return target


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs a program that sees the packages in a folder."""

    def call(packages: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        path = os.pathsep.join([str(packages), str(ROOT)])
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": path, **environment},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return call


@pytest.fixture
async def github() -> AsyncIterator[str]:
    """Where somebody answers as GitHub documents."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        user = {"login": "Police", "id": 9919, "name": "Police", "followers": 45_000, "following": 9}
        body = json.dumps(user).encode()
        writer.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body) + body
        )
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


def broken(folder: Path, name: str, value: str) -> Path:
    """A package with one entry point, as an installer leaves it."""
    info = folder / f"broken_{name}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: broken-{name}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[marsad.connectors]\n{name} = {value}\n")
    return folder


def test_a_package_brings_its_platform_after_the_built_in_ones(run: Run, installed: Path) -> None:
    done = run(installed, "-c", NAMES)

    assert done.stdout.split() == [*BUILT_IN, "github"]
    assert done.stderr == ""


def test_other_packages_are_not_looked_at_for_a_platform_that_is_built_in(run: Run, installed: Path) -> None:
    program = (
        "import sys; from connectors.catalogue import CATALOGUE; "
        "print('x' in CATALOGUE, CATALOGUE['bluesky'].module, 'marsad_github' in sys.modules); "
        "print('github' in CATALOGUE, 'marsad_github.connector' in sys.modules)"
    )

    done = run(installed, "-c", program)

    assert done.stdout.splitlines() == ["True connectors.bluesky False", "True False"], done.stderr


async def test_an_account_of_a_brought_platform_is_added_and_polled_like_any_other(
    run: Run, installed: Path, github: str
) -> None:
    settings = {"MARSAD_PLATFORMS__GITHUB__BASE_URL": github}

    added = run(installed, "-m", "bot", "accounts", "add", "github", "police", "--agency", "gb_ncsc", **settings)
    polled = await asyncio.to_thread(run, installed, "-m", "bot", "poll", "--platform", "github", "--json", **settings)

    (row,) = [json.loads(line) for line in polled.stdout.splitlines()]
    assert (added.returncode, polled.returncode) == (0, 0), added.stderr + polled.stderr
    assert (row["handle"], row["platform_id"]) == ("Police", "9919")
    assert row["counters"]["followers"] == {"value": 45_000, "resolution": 1}


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("missing", "no_such_package:ENTRY", "No module named 'no_such_package'"),
        ("nameless", "connectors.catalogue:NOTHING", "has no attribute 'NOTHING'"),
        ("untyped", "connectors.catalogue:GROUP", "it is no connectors.catalogue.Entry"),
        ("x", "marsad_github:ENTRY", "its name is taken"),
        ("Upper", "marsad_github:ENTRY", "its name is taken, or is not lower-case"),
        ("other", "marsad_github:ENTRY", "it calls itself github"),
    ],
)
def test_a_platform_that_cannot_be_used_is_left_out_and_said(
    run: Run, installed: Path, tmp_path: Path, name: str, value: str, said: str
) -> None:
    (tmp_path / "packages").mkdir()
    packages = broken(tmp_path / "packages", name, value)

    done = run(packages, "-c", NAMES, PYTHONPATH=os.pathsep.join([str(packages), str(installed), str(ROOT)]))

    assert done.stdout.split() == [*BUILT_IN, "github"]
    assert f"the platform {name} ({value}) is left out: " in done.stderr
    assert said in done.stderr
