import stat
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from bot.settings_file import load_settings
from growth.platform import X
from storage import accounts
from storage.store import Store

TOKEN = "123456789:AAF-canary_canary_canary_canary_cana"
EVERYTHING = ("fr", "Europe/Paris", "ma_dgsn fr_police_nationale", TOKEN, "AAAA", "EAAB", "AIza", "700")
LATER = ("", "", "", "", "", "", "", "")


def answered(folder: Path, *answers: str) -> Result:
    return CliRunner().invoke(main, ["init", str(folder)], input="\n".join(answers) + "\n")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def watched(folder: Path) -> tuple[Any, ...]:
    store = Store.open(f"sqlite:///{folder / 'marsad.db'}")
    with store.read() as tx:
        found = accounts.accounts(tx)
    store.close()
    return found


def test_answers_become_settings_that_can_be_used(tmp_path: Path) -> None:
    result = answered(tmp_path / "watch", *EVERYTHING)

    settings = load_settings(tmp_path / "watch" / "config.toml")
    assert result.exit_code == 0, result.output
    assert (settings.digest.language, settings.digest.time_zone) == ("fr", "Europe/Paris")
    assert settings.telegram.token is not None
    assert settings.telegram.token.get_secret_value() == TOKEN
    assert settings.telegram.admins == (700,)
    assert settings.platform(X).credentials["bearer_token"].get_secret_value() == "AAAA"
    assert {account.agency for account in watched(tmp_path / "watch")} == {"ma_dgsn", "fr_police_nationale"}


def test_what_is_not_known_yet_is_left_out(tmp_path: Path) -> None:
    result = answered(tmp_path, *LATER)

    settings = load_settings(tmp_path / "config.toml")
    assert result.exit_code == 0, result.output
    assert (settings.digest.language, settings.telegram.token, settings.telegram.admins) == ("ar", None, ())
    assert {account.agency for account in watched(tmp_path)} == {"ma_dgsn"}
    assert not (tmp_path / "secrets").exists()


def test_secrets_are_their_owner_s_alone_and_never_shown(tmp_path: Path) -> None:
    result = answered(tmp_path, *EVERYTHING)

    assert TOKEN not in result.output
    assert TOKEN not in (tmp_path / "config.toml").read_text(encoding="utf-8")
    assert mode(tmp_path / "config.toml") == mode(tmp_path / "secrets" / "telegram") == 0o600
    assert mode(tmp_path / "secrets") == 0o700


@pytest.mark.parametrize("there", ["config.toml", "secrets/x"])
def test_nothing_is_overwritten(tmp_path: Path, there: str) -> None:
    (tmp_path / there).parent.mkdir(exist_ok=True)
    (tmp_path / there).write_text("mine", encoding="utf-8")

    result = answered(tmp_path, *EVERYTHING)

    assert result.exit_code == 1
    assert "is there already" in result.output
    assert (tmp_path / there).read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("place", "wrong", "said"),
    [
        (0, "de", "'de' is not one of 'ar', 'fr', 'en'"),
        (1, "Africa/Casablanka", "did you mean 'Africa/Casablanca'?"),
        (2, "ma_dgsm", "ma_dgsn"),
        (3, "a token", "holds a space"),
        (7, "me", "valid integer"),
    ],
)
def test_a_wrong_answer_is_asked_for_again(tmp_path: Path, place: int, wrong: str, said: str) -> None:
    result = answered(tmp_path, *EVERYTHING[:place], wrong, *EVERYTHING[place:])

    assert result.exit_code == 0, result.output
    assert said in result.output
