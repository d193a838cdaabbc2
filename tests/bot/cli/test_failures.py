"""An expected failure is a sentence and an exit code, never a traceback (the fixture looks for one every time)."""

import asyncio
import os
import signal
import sqlite3
import stat
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

Result = tuple[int, str, str]
Marsad = Callable[..., Coroutine[Any, Any, Result]]


@pytest.fixture
def environment(offline: dict[str, str]) -> dict[str, str]:
    """Nothing here asks a platform."""
    return offline


X_IS_ON = {"MARSAD_PLATFORMS__X__BEARER_TOKEN": "a"}
ANY_COMMAND = [["status"], ["poll"], ["accounts", "disable", "1"], ["digest"], ["run"], ["baselines"], ["chart"]]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--help"], 0),
        (["--version"], 0),
        (["db", "check"], 0),
        (["dance"], 2),
        (["status", "--colour"], 2),
        (["poll", "--platform", "myspace"], 2),
        (["digest", "--lang", "de"], 2),
        (["simulate", "--x-port", "99999"], 2),
        (["demo", "--days", "0"], 2),
        (["chart"], 1),
    ],
)
async def test_exit_codes_tell_done_from_failed_from_wrong(marsad: Marsad, arguments: list[str], code: int) -> None:
    await marsad("accounts")

    assert (await marsad(*arguments))[0] == code


@pytest.mark.parametrize("arguments", ANY_COMMAND)
async def test_wrong_settings_end_every_command_with_2(marsad: Marsad, arguments: list[str]) -> None:
    code, out, err = await marsad(*arguments, MARSAD_DIGEST__LANGUAGE="klingon", MARSAD_LOG__LEVEL="loud")

    assert (code, out) == (2, "")
    assert (
        "2 to fix\n  digest.language: is none of the words it may be (set by MARSAD_DIGEST__LANGUAGE); write 'ar'"
        in err
    )


async def test_a_settings_file_that_is_not_there_ends_with_2(marsad: Marsad) -> None:
    code, _, err = await marsad("--config", "nowhere.toml", "status")

    assert code == 2
    assert "nowhere.toml: 1 to fix\n  cannot be read: No such file or directory; name another with --config" in err


@pytest.mark.parametrize("arguments", ANY_COMMAND)
async def test_a_database_that_cannot_be_opened_ends_every_command_with_1(marsad: Marsad, arguments: list[str]) -> None:
    code, out, err = await marsad(*arguments, MARSAD_STORAGE__URL="sqlite:////nowhere/at/all.db", **X_IS_ON)

    assert (code, out) == (1, "")
    assert err == "The database file /nowhere/at/all.db cannot be opened (No such file or directory).\n"


@pytest.mark.parametrize(
    "url",
    ["sqlite:////proc/marsad.db", "sqlite:////", "postgresql://me:canary@127.0.0.1:1/n"],
    ids=["a folder that takes no file", "a folder", "no server"],
)
async def test_a_database_that_cannot_be_opened_is_said_without_its_password(marsad: Marsad, url: str) -> None:
    code, out, err = await marsad("status", MARSAD_STORAGE__URL=url)

    assert (code, out) == (1, "")
    assert err.startswith("The database")
    assert "canary" not in err


async def test_a_database_that_is_none_is_said(marsad: Marsad, tmp_path: Path) -> None:
    (tmp_path / "marsad.db").write_text("this is a letter to my mother" * 100, encoding="utf-8")

    code, _, err = await marsad("status")

    assert code == 1
    assert "restore a copy" in err


async def test_a_torn_database_is_said(marsad: Marsad, tmp_path: Path) -> None:
    await marsad("accounts")
    path = tmp_path / "marsad.db"
    data = path.read_bytes()
    path.write_bytes(data[:4096] + os.urandom(len(data) - 4096))

    code, _, err = await marsad("status")

    assert code == 1
    assert err.startswith("The database")


async def test_a_database_of_a_later_version_is_said(marsad: Marsad, tmp_path: Path) -> None:
    await marsad("accounts")
    other = sqlite3.connect(tmp_path / "marsad.db", isolation_level=None)
    other.execute("UPDATE alembic_version SET version_num = '9999'")
    other.close()

    code, _, err = await marsad("status")

    assert code == 1
    assert "written by a later version of Marsad" in err


async def test_a_database_that_somebody_writes_to_is_said(marsad: Marsad, tmp_path: Path) -> None:
    await marsad("accounts")
    other = sqlite3.connect(tmp_path / "marsad.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    code, _, err = await marsad("accounts", "disable", "1")

    other.close()
    assert code == 1
    assert "The database is busy" in err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["chart", "--out", "a-file/pictures"], "Error: a-file/pictures: Not a directory"),
        (["demo", "--days", "1", "--out", "a-file/demo"], "Error: a-file/demo: Not a directory"),
        (["db", "backup", "a-file/copy.db"], "a-file"),
    ],
)
async def test_a_folder_that_cannot_be_made_is_said(
    marsad: Marsad, tmp_path: Path, arguments: list[str], says: str
) -> None:
    await marsad("accounts")
    (tmp_path / "a-file").touch()

    code, _, err = await marsad(*arguments)

    assert code == 1
    assert says in err


async def test_a_database_is_its_owner_s_alone(marsad: Marsad, tmp_path: Path) -> None:
    await marsad("accounts")

    assert stat.S_IMODE((tmp_path / "marsad.db").stat().st_mode) == 0o600


async def test_a_reader_that_has_seen_enough_ends_it_quietly(start: Any) -> None:  # noqa: ANN401 - see the fixture
    process = await start("baselines", "--json")
    process.stdout._transport.close()  # noqa: SLF001 - as `head` does
    async with asyncio.timeout(30):
        err = await process.stderr.read()
        await process.wait()

    assert b"Traceback" not in err


async def test_ctrl_c_ends_a_command_without_a_traceback(start: Any) -> None:  # noqa: ANN401 - see the fixture
    process = await start("simulate", "--json")
    await process.stdout.readline()
    process.send_signal(signal.SIGINT)
    async with asyncio.timeout(30):
        _, err = await process.communicate()

    assert process.returncode == 0
    assert err == b""
