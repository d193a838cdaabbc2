"""``marsad forecast``: one object from a file alone, refusals in a sentence, and stored accounts by their names."""

import json
from collections.abc import Callable, Coroutine
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result

from bot.cli import main

FIRST = date(2025, 1, 1)
COUNTS = 5_000 + 20 * np.arange(200) + np.random.default_rng(1).integers(-3, 4, 200)
Told = tuple[int, str, str]
Marsad = Callable[..., Coroutine[Any, Any, Told]]


def table(counts: object, *, head: str = "date,value") -> str:
    rows = [f"{FIRST + timedelta(days=index)},{count}" for index, count in enumerate(np.asarray(counts))]
    return "\n".join([head, *rows])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "counts.csv"
    found.write_text(table(COUNTS), encoding="utf-8")
    return found


def ask(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["forecast", *map(str, arguments)])


def test_nothing_but_one_object_is_printed(path: Path) -> None:
    done = ask(path, "--at", "2025-07-01", "--horizon", "30d", "--level", "80", "--json")
    said = json.loads(done.stdout)

    assert (done.exit_code, done.stderr) == (0, "")
    assert list(said) == ["at", "horizon_days", "median", "low", "high"]
    assert (said["at"], said["horizon_days"]) == ("2025-07-01", 30)
    assert all(type(said[name]) is int for name in ("horizon_days", "median", "low", "high"))
    assert said["low"] < said["median"] < said["high"]
    assert said["median"] == pytest.approx(5_000 + 20 * (181 + 30), abs=40)


def test_the_last_observation_is_where_it_stands_unless_told_otherwise(path: Path) -> None:
    said = json.loads(ask(path, "--json").stdout)
    named = json.loads(ask(path, "--at", "2025-07-19", "--json").stdout)

    assert said["at"] == "2025-07-19T00:00:00+00:00"
    assert {**said, "at": ""} == {**named, "at": ""}


def test_what_a_file_tells_of_later_days_changes_nothing(path: Path) -> None:
    before = ask(path, "--at", "2025-06-01", "--json").stdout
    path.write_text(table(np.where(np.arange(200) > 151, 3, COUNTS)), encoding="utf-8")

    assert ask(path, "--at", "2025-06-01", "--json").stdout == before


@pytest.mark.parametrize("same", ["2025-05-31T23:30", "2025-05-31T23:30:00Z", "2025-06-01T00:30+01:00"])
def test_an_instant_knows_what_was_observed_by_then(path: Path, same: str) -> None:
    day = json.loads(ask(path, "--at", "2025-05-31", "--json").stdout)
    instant = json.loads(ask(path, "--at", same, "--json").stdout)

    assert instant["at"] == "2025-05-31T23:30:00+00:00"
    assert instant["median"] == pytest.approx(day["median"] + 20 * 23.5 / 24, abs=2)


def test_a_day_knows_its_last_reading_and_counts_from_its_hour(tmp_path: Path) -> None:
    path = tmp_path / "hourly.csv"
    instants = [datetime(2025, 1, 1, tzinfo=UTC) + timedelta(hours=6 * index) for index in range(200)]
    rows = [f"{at.isoformat()},{5_000 + 5 * index}" for index, at in enumerate(instants)]
    path.write_text("\n".join(["observed_at,value", *rows]), encoding="utf-8")

    said = json.loads(ask(path, "--at", "2025-02-09", "--horizon", "10d", "--json").stdout)

    assert said["median"] == 5_000 + 5 * (4 * 39 + 3) + 20 * 10


@pytest.mark.parametrize(
    ("options", "days"), [(["--horizon", "12w"], 84), (["--horizon", "45"], 45), (["--horizon", "36h"], 1.5)]
)
def test_a_horizon_is_a_duration(path: Path, options: list[str], days: float) -> None:
    assert json.loads(ask(path, "--json", *options).stdout)["horizon_days"] == days


def test_a_level_may_be_written_as_a_share(path: Path) -> None:
    assert ask(path, "--json", "--level", "0.95").stdout == ask(path, "--json", "--level", "95").stdout


def test_a_sentence_and_the_next_round_number_are_told_to_people(path: Path) -> None:
    done = ask(path)

    assert done.exit_code == 0
    assert done.stdout.startswith("2025-08-18: 9,5")
    assert "with a chance of 80%." in done.stdout
    assert "10,000: between 2025-" in done.stdout
    assert "; not within a year: 0%." in done.stdout
    assert "From 199 days of history up to 2025-07-19 00:00 UTC." in done.stdout


@pytest.mark.parametrize(
    ("target", "told"), [("9000", "9,000: between "), ("8000", "8,000: reached."), ("900000", "900,000: not ")]
)
def test_any_count_can_be_dated(path: Path, target: str, told: str) -> None:
    assert told in ask(path, "--target", target).stdout


def test_a_short_history_is_refused_in_a_sentence(path: Path) -> None:
    done = ask(path, "--at", "2025-01-09")

    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == "No forecast: a forecast needs 14 days of history; there are 8.\n"


def test_a_refusal_is_an_object_too(path: Path) -> None:
    done = ask(path, "--at", "2025-01-09", "--json")

    assert done.exit_code == 1
    assert json.loads(done.stdout) == {
        "at": "2025-01-09",
        "horizon_days": 30,
        "median": None,
        "low": None,
        "high": None,
        "reason": "a forecast needs 14 days of history; there are 8",
    }


def test_rows_left_out_are_told_beside_the_answer(path: Path) -> None:
    path.write_text(table(COUNTS) + "\nsoon,5\n\n2025-09-01,many\n,1\n2025-09-02,-3\n", encoding="utf-8")

    done = ask(path, "--json")

    assert json.loads(done.stdout)["at"] == "2025-07-19T00:00:00+00:00"
    assert f"{path}: line 202 left out: 'soon' is no date" in done.stderr
    assert f"{path}: 1 more lines left out" in done.stderr


def test_one_of_several_accounts_of_a_file_is_chosen_by_its_handle(path: Path) -> None:
    lines = table(COUNTS).splitlines()
    both = [lines[0] + ",handle", *(f"{row},{name}" for row in lines[1:] for name in ("a", "b"))]
    path.write_text("\n".join(both), encoding="utf-8")

    assert ask(path, "--json").exit_code == 1
    assert "holds 2 accounts (a, b); choose one with --handle" in ask(path, "--json").stderr
    assert ask(path, "--json", "--handle", "b").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["missing.csv"], 1, "missing.csv: No such file"),
        (["{path}", "--horizon", "soon"], 2, "--horizon 'soon' is no duration; write it as 30d or 12w"),
        (["{path}", "--horizon", "0d"], 2, "--horizon must lie ahead"),
        (["{path}", "--level", "100"], 2, "--level is in per cent, between 0 and 100"),
        (["{path}", "--at", "soon"], 2, "--at 'soon' is no date; write it as"),
    ],
)
def test_wrong_use_is_said(path: Path, arguments: list[str], code: int, told: str) -> None:
    done = ask(*(one.format(path=path) for one in arguments))

    assert done.exit_code == code
    assert told in done.stderr


async def test_a_stored_account_is_found_by_its_names(marsad: Marsad) -> None:
    await marsad("poll")
    code, out, told = await marsad("forecast", "x/city_police", "--json")
    unclear = await marsad("forecast", "city")
    unknown = await marsad("forecast", "zzz")

    assert (code, json.loads(out)["reason"]) == (1, "a forecast needs 5 observations; there are 1")
    assert "No forecast" in told
    assert unclear[0] == unknown[0] == 2
    assert "city fits several accounts; choose one of 1: x/city_police, 2: facebook/city.page" in unclear[2]
    assert "zzz fits no account; choose one of" in unknown[2]
