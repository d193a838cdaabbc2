from pathlib import Path

import pytest

from bot.secret_files import read_secret
from bot.settings_file import SettingsError, load_settings


def secret_file(path: Path, text: str = "the token\n", *, mode: int = 0o600) -> Path:
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return path


def config(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_secret_may_be_a_file(tmp_path: Path) -> None:
    token = secret_file(tmp_path / "token")

    settings = load_settings(config(tmp_path, f'[telegram]\ntoken_file = "{token}"\n'))

    assert settings.telegram.token is not None
    assert settings.telegram.token.get_secret_value() == "the token"


@pytest.mark.parametrize("name", ["access_token", "app_secret"])
def test_a_platform_s_secrets_may_be_files(tmp_path: Path, name: str) -> None:
    path = secret_file(tmp_path / "secret")

    settings = load_settings(config(tmp_path, f'[platforms.facebook]\n{name}_file = "{path}"\n'))

    assert settings.platforms["facebook"].credentials[name].get_secret_value() == "the token"


@pytest.mark.parametrize("mode", [0o604, 0o644, 0o666])
def test_a_secret_that_anyone_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = secret_file(tmp_path / "token", mode=mode)

    with pytest.raises(ValueError, match=f"run: chmod 600 {path}"):
        read_secret(path)


def test_what_systemd_hands_over_is_taken_whatever_its_mode(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))

    assert read_secret(secret_file(tmp_path / "token", mode=0o444)) == "the token"


@pytest.mark.parametrize(("text", "says"), [("", "is empty"), (" \n", "is empty")])
def test_an_empty_file_is_no_secret(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        read_secret(secret_file(tmp_path / "token", text))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"telegram: cannot read .*nowhere: FileNotFoundError"):
        load_settings(config(tmp_path, f'[telegram]\ntoken_file = "{tmp_path}/nowhere"\n'))


def test_a_secret_given_twice_is_a_mistake(tmp_path: Path) -> None:
    path = secret_file(tmp_path / "token")

    with pytest.raises(SettingsError, match="token and token_file are both given; keep one of them"):
        load_settings(config(tmp_path, f'[telegram]\ntoken = "x"\ntoken_file = "{path}"\n'))
