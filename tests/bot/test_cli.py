import asyncio
import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from types import NoneType

import pytest
from click.testing import CliRunner

from bot.cli import main
from connectors.catalogue import CATALOGUE
from simulator.faults import Fault
from simulator.server import Simulator
from simulator.world import Page, XAccount

Result = tuple[int, str, str]
Marsad = Callable[..., "asyncio.Future[Result]"]

CONFIG = """
[storage]
url = "sqlite:///{folder}/marsad.db"
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
        simulator.world.put(Page(id="222", username="city.page", name="City", followers=77, fans=70))
        yield simulator


@pytest.fixture
def environment(sim: Simulator, tmp_path: Path) -> dict[str, str]:
    (tmp_path / "config.toml").write_text(CONFIG.format(folder=tmp_path), encoding="utf-8")
    return {
        "MARSAD_CONFIG": str(tmp_path / "config.toml"),
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
    """Runs a command in a thread of its own, beside the simulator: exit code, standard output, standard error."""
    monkeypatch.chdir(tmp_path)

    async def call(*arguments: str, **more: str) -> Result:
        result = await asyncio.to_thread(CliRunner().invoke, main, arguments, env={**environment, **more})
        assert isinstance(result.exception, SystemExit | NoneType), result.exception
        return result.exit_code, result.stdout, result.stderr

    return call


def rows(out: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in out.splitlines()]


async def test_poll_prints_an_object_an_account(marsad: Marsad) -> None:
    code, out, _ = await marsad("poll", "--json")

    x, facebook = rows(out)
    instant = x.pop("observed_at")
    assert code == 0
    assert str(instant).endswith("+00:00")
    assert x == {
        "platform": "x",
        "handle": "city_police",
        "platform_id": "111",
        "outcome": "read",
        "counters": {
            "followers": {"value": 990, "resolution": 1},
            "following": {"value": 0, "resolution": 1},
            "posts": {"value": 12, "resolution": 1},
            "listed": {"value": 0, "resolution": 1},
        },
    }
    assert facebook["counters"]["followers"] == {"value": 77, "resolution": 1}  # type: ignore[index]


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        ({"kind": "rate_limited"}, "rate_limited"),
        ({"kind": "unauthorized"}, "auth_failed"),
        ({"kind": "credits_depleted"}, "budget_spent"),
        ({"kind": "client_not_enrolled"}, "not_permitted"),
        ({"status": 503}, "unavailable"),
    ],
)
async def test_a_platform_that_fails_fails_alone(
    marsad: Marsad, sim: Simulator, fault: dict[str, object], outcome: str
) -> None:
    sim.faults.add(Fault(api="x", **fault))  # type: ignore[arg-type]

    code, out, err = await marsad("poll", "--json")

    assert code == 1
    assert [(row["platform"], row["outcome"]) for row in rows(out)] == [("x", outcome), ("facebook", "read")]
    assert "Traceback" not in err


async def test_a_missing_account_is_an_outcome(marsad: Marsad, sim: Simulator) -> None:
    sim.world.x("111").username = "someone_else"

    code, out, _ = await marsad("poll", "--json", "--platform", "x")

    assert code == 1
    assert [(row["outcome"], row["counters"]) for row in rows(out)] == [("not_found", {})]


async def test_status_tells_of_every_account(marsad: Marsad) -> None:
    await marsad("poll")

    code, out, _ = await marsad("status", "--json")
    _, table, _ = await marsad("status", "city_police")

    first = rows(out)[0]
    assert code == 0
    assert (first["handle"], first["followers"]) == ("city_police", {"value": 990, "resolution": 1})
    assert first["baseline"]["name"] == "2k"  # type: ignore[index]
    assert first["next_milestone"] == {"threshold": 1_000, "missing": 10, "projected": None}
    assert "990" in table
    assert "city.page" not in table


async def test_check_finds_everything_in_order(marsad: Marsad, sim: Simulator) -> None:
    sim.world.put(Page(id="20531316728", username="facebook", name="Facebook", followers=1))

    code, out, _ = await marsad("check")

    assert code == 0, out
    assert [line.split(":")[0] for line in out.splitlines()] == [
        "ok   settings",
        "     advice",
        "ok   database",
        *(f"ok   platform {platform}" for platform in CATALOGUE),
        "ok   telegram bot",
    ]


@pytest.mark.parametrize(
    ("api", "fault", "mend"),
    [
        ("x", {"kind": "unauthorized"}, "make a new token"),
        ("x", {"kind": "client_not_enrolled"}, "ask the platform for the permission"),
        ("x", {"kind": "credits_depleted"}, "add credits"),
        ("x", {"kind": "rate_limited"}, "wait; the limit renews by itself"),
        ("x", {"status": 503}, "check base_url"),
        ("graph", {"kind": "token_expired"}, "make a new token"),
        ("graph", {"kind": "permission"}, "ask the platform for the permission"),
        ("graph", {"kind": "dead_version"}, "for Facebook, version"),
        ("telegram", {"kind": "unauthorized"}, "copy it again from @BotFather"),
        ("telegram", {"drop": "before"}, "check telegram.base_url"),
    ],
)
async def test_check_says_how_to_mend_what_fails(
    marsad: Marsad, sim: Simulator, api: str, fault: dict[str, object], mend: str
) -> None:
    sim.faults.add(Fault(api=api, **fault))  # type: ignore[arg-type]

    code, out, err = await marsad("check")

    assert code == 1
    assert any(line.startswith("     to fix: ") and mend in line for line in out.splitlines())
    assert "Traceback" not in out + err


async def test_check_says_when_nobody_is_let_in(marsad: Marsad) -> None:
    code, out, _ = await marsad("check", MARSAD_TELEGRAM__ADMINS="[]")

    assert code == 1
    assert "to fix: add your Telegram user id to telegram.admins" in out


async def test_an_agency_comes_in_from_the_catalogue(marsad: Marsad) -> None:
    code, out, _ = await marsad("accounts", "add", "--from-seeds", "ma_dgsn", "--handle-of", "facebook", "dgsn.page")
    _, listed, _ = await marsad("accounts", "list", "--json")
    _, targets, _ = await marsad("baselines", "list", "--json")

    assert code == 0
    assert "unconfirmed until a first poll" in out
    assert {("ma_dgsn", "x", "DGSN_MAROC"), ("ma_dgsn", "facebook", "dgsn.page")} <= {
        (row["agency"], row["platform"], row["handle"]) for row in rows(listed)
    }
    assert "45k in one year" in {row["name"] for row in rows(targets)}


async def test_an_unknown_agency_is_named_with_what_is_near(marsad: Marsad) -> None:
    code, _, err = await marsad("accounts", "add", "--from-seeds", "ma_dgns")

    assert code == 2
    assert "ma_dgsn" in err


async def test_an_account_is_added_switched_off_and_on(marsad: Marsad) -> None:
    added = await marsad("accounts", "add", "x", "@second", "--agency", "city")
    off = await marsad("accounts", "disable", "3")
    _, listed, _ = await marsad("accounts", "list", "--json")
    nobody = await marsad("accounts", "enable", "99")

    assert (added[0], off[0], nobody[0]) == (0, 0, 2)
    assert [(row["handle"], row["enabled"]) for row in rows(listed)][2] == ("second", False)
    assert "there is no account 99" in nobody[2]


async def test_a_baseline_is_added_and_removed(marsad: Marsad) -> None:
    await marsad("accounts")
    arguments = ("--start", "2026-01-01", "--target", "5000", "--within", "6mo", "--source", "yearbook")
    added = await marsad("baselines", "add", "1", "5k", *arguments)
    _, listed, _ = await marsad("baselines", "list", "--json")
    removed = await marsad("baselines", "remove", "1", "5k")
    again = await marsad("baselines", "remove", "1", "5k")
    wrong = await marsad("baselines", "add", "1", "x", "--start", "2026-01-01", "--target", "5", "--within", "soon")

    assert [call[0] for call in (added, removed, again, wrong)] == [0, 0, 2, 2]
    assert {"name": "5k", "deadline": "2026-07-01", "source": "yearbook"}.items() <= rows(listed)[1].items()
    assert "write a whole number and y, mo, w or d" in wrong[2]


async def test_a_digest_and_a_chart_come_from_stored_data(marsad: Marsad, sim: Simulator, tmp_path: Path) -> None:
    await marsad("poll")
    sim.world.x("111").followers = 1_000
    await asyncio.sleep(1.1)
    await marsad("poll")

    digest = await marsad("digest", "--lang", "ar")
    wrong = await marsad("digest", "--week", "2026-W99")
    chart = await marsad("chart", "city_police", "--out", "pictures")

    assert (digest[0], wrong[0], chart[0]) == (0, 2, 0)
    assert (tmp_path / chart[1].strip()).read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(["poll", "--platform", "myspace"], 2), (["dance"], 2), (["status", "--colour"], 2), (["db", "check"], 0)],
)
async def test_exit_codes_tell_wrong_use_from_failure(marsad: Marsad, arguments: list[str], code: int) -> None:
    await marsad("accounts")

    assert (await marsad(*arguments))[0] == code


async def test_wrong_settings_are_said_and_end_with_2(marsad: Marsad) -> None:
    code, _, err = await marsad("status", MARSAD_DIGEST__LANGUAGE="klingon")

    assert code == 2
    assert "digest.language" in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    "url", ["sqlite:////nowhere/at/all.db", "postgresql://nobody:canary@127.0.0.1:1/none"], ids=["folder", "server"]
)
async def test_a_database_that_cannot_be_reached_is_said_without_a_traceback(marsad: Marsad, url: str) -> None:
    code, _, err = await marsad("status", MARSAD_STORAGE__URL=url)

    assert code == 1
    assert "The database" in err
    assert "Traceback" not in err
    assert "canary" not in err


async def test_a_database_that_is_none_is_said_without_a_traceback(marsad: Marsad, tmp_path: Path) -> None:
    (tmp_path / "marsad.db").write_text("this is a letter to my mother" * 100, encoding="utf-8")

    code, _, err = await marsad("status")

    assert code == 1
    assert "restore a copy" in err
    assert "Traceback" not in err


async def test_a_locked_database_is_said_without_a_traceback(marsad: Marsad, tmp_path: Path) -> None:
    await marsad("accounts")
    other = sqlite3.connect(tmp_path / "marsad.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    code, _, err = await marsad("accounts", "disable", "1")

    other.close()
    assert code == 1
    assert "busy" in err


async def test_simulated_platforms_are_served_until_told_to_stop(environment: dict[str, str], tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "simulate", "--json", "--clock", "2020-01-01"),
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), **environment},
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    found = json.loads(await process.stdout.readline())
    process.send_signal(signal.SIGTERM)
    async with asyncio.timeout(20):
        await process.communicate()

    assert process.returncode == 0
    assert set(found) == {
        *("x", "facebook", "telegram", "control"),
        *("telegram_web", "mastodon", "bluesky", "app_store", "newsroom"),
    }
