"""``marsad backtest``: what the rules would have said of a file or of a stored account."""

import json
from collections.abc import Callable, Coroutine
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result

from bot.cli import main

FIRST = date(2025, 1, 1)
DAYS = np.arange(150)
COUNTS = 20_000 + np.random.default_rng(1).poisson(40, 150).cumsum() - 900 * (DAYS >= 90) + 2_000 * (DAYS >= 120)
WORDS = {90: "bot_purge", 120: "viral", 140: "purge"}
Told = tuple[int, str, str]
Marsad = Callable[..., Coroutine[Any, Any, Told]]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    rows = [f"{FIRST + timedelta(days=day)},{count},{WORDS.get(day, '')}" for day, count in enumerate(COUNTS)]
    found = tmp_path / "police.csv"
    found.write_text("\n".join(["date,value,event", *rows]), encoding="utf-8")
    return found


@pytest.fixture
def ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(main, ["backtest", *map(str, arguments)])


def test_each_line_is_one_object_with_the_numbers(path: Path, ask: Callable[..., Result]) -> None:
    done = ask(path, "--json")
    said = [json.loads(line) for line in done.stdout.splitlines()]

    assert done.exit_code == 0
    assert [list(one) for one in said] == [["at", "rule", "account", "severity", "numbers"]] * len(said)
    assert [(one["at"][:10], one["rule"], one["severity"]) for one in said] == [
        ("2025-04-02", "drop", "warning"),
        ("2025-05-02", "surge", "info"),
    ]
    assert {one["account"] for one in said} == {"police"}
    assert said[0]["numbers"]["before"] - said[0]["numbers"]["after"] == pytest.approx(900, abs=80)


def test_the_event_column_is_held_against_what_was_said(path: Path, ask: Callable[..., Result]) -> None:
    done = ask(path)

    assert "drop: 1 right, 1 missed, 0 false in 0.4 years; precision 1.00, recall 0.50, F1 0.67" in done.stdout
    assert "surge: 1 right, 0 missed, 0 false" in done.stdout
    assert "drop: 1 right" in ask(path, "--json").stderr


def test_the_score_alone_is_objects_too(path: Path, ask: Callable[..., Result]) -> None:
    said = [json.loads(line) for line in ask(path, "--score", "--json").stdout.splitlines()]

    assert [(one["rule"], one["precision"], one["recall"]) for one in said] == [("drop", 1.0, 0.5), ("surge", 1.0, 1.0)]


def test_a_steady_account_is_left_in_peace(path: Path, ask: Callable[..., Result]) -> None:
    path.write_text(
        "\n".join(["date,value", *(f"{FIRST + timedelta(days=day)},{20_000 + 9 * day}" for day in range(99))])
    )

    assert ask(path).stdout == "Nothing would have been said.\n"
    assert ask(path, "--json").output == ""


def test_other_rules_can_be_tried(path: Path, tmp_path: Path, ask: Callable[..., Result]) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text("[alerts]\ndrop_share = 0.2\nhold.surge = { polls = 3 }\n", encoding="utf-8")

    assert "drop " not in ask(path, "--rules", rules, "--json").stdout
    assert ask(path, "--rules", rules).exit_code == 0


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        ("[alerts]\ndrop_share = 2\n", "alerts.drop_share: is too large"),
        ("[alerts]\ndrop_shares = 0.2\n", "alerts.drop_shares: is not a key"),
        ("drop_share = 0.2\n", "has no section [alerts]; write [alerts]"),
        ("[alerts\n", "is not valid TOML"),
    ],
)
def test_wrong_rules_are_said(path: Path, tmp_path: Path, ask: Callable[..., Result], rules: str, told: str) -> None:
    (tmp_path / "rules.toml").write_text(rules, encoding="utf-8")

    done = ask(path, "--rules", tmp_path / "rules.toml")

    assert done.exit_code == 2
    assert told in done.stderr


def test_a_word_that_is_not_known_is_said(path: Path, ask: Callable[..., Result]) -> None:
    path.write_text(path.read_text(encoding="utf-8").replace("viral", "parade"), encoding="utf-8")

    assert "for want of knowing the word: parade" in ask(path, "--json").stderr


async def test_a_stored_account_is_replayed(marsad: Marsad) -> None:
    unread = await marsad("backtest", "x/city_police")
    await marsad("poll")

    assert unread[0] == 1
    assert "x/city_police was never read" in unread[2]
    assert await marsad("backtest", "x/city_police", "--json") == (0, "", "")
