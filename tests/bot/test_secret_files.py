from pathlib import Path

import pytest

from bot.secret_files import read_secret
from bot.settings_file import SettingsError, load_settings

TOKEN = "canary-Secret-0123456789"


def secret_file(path: Path, text: str = f"{TOKEN}\n", *, mode: int = 0o600) -> Path:
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return path


def config(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def said(path: Path) -> str:
    with pytest.raises(SettingsError) as caught:
        load_settings(path)
    return "\n".join(str(problem) for problem in caught.value.problems)


def test_a_secret_may_be_a_file(tmp_path: Path) -> None:
    token = secret_file(tmp_path / "token")

    settings = load_settings(config(tmp_path, f'[telegram]\ntoken_file = "{token}"\n'))

    assert settings.telegram.token is not None
    assert settings.telegram.token.get_secret_value() == TOKEN


@pytest.mark.parametrize("name", ["access_token", "app_secret"])
def test_a_platform_s_secrets_may_be_files(tmp_path: Path, name: str) -> None:
    path = secret_file(tmp_path / "secret")

    settings = load_settings(config(tmp_path, f'[platforms.facebook]\n{name}_file = "{path}"\n'))

    assert settings.platforms["facebook"].credentials[name].get_secret_value() == TOKEN


def test_a_database_s_address_may_be_a_file(tmp_path: Path) -> None:
    path = secret_file(tmp_path / "secret", f"postgresql://me:{TOKEN}@host/marsad\n")

    settings = load_settings(config(tmp_path, f'[storage]\nurl_file = "{path}"\n'))

    assert settings.storage.url == f"postgresql://me:{TOKEN}@host/marsad"
    assert [secret.get_secret_value() for secret in settings.secrets()] == [TOKEN]


@pytest.mark.parametrize("mode", [0o604, 0o644, 0o666, 0o602])
def test_a_secret_that_anyone_may_read_or_change_is_refused(tmp_path: Path, mode: int) -> None:
    path = secret_file(tmp_path / "token", mode=mode)

    found = said(config(tmp_path, f'[telegram]\ntoken_file = "{path}"\n'))

    assert found == f"telegram.token: stands in {path}, which anyone on this machine may use; run: chmod 600 {path}"


@pytest.mark.parametrize("mode", [0o400, 0o440, 0o640])
def test_a_secret_that_its_owner_and_group_may_read_is_taken(tmp_path: Path, mode: int) -> None:
    assert read_secret(secret_file(tmp_path / "token", mode=mode)) == TOKEN


def test_what_systemd_hands_over_is_taken_whatever_its_mode(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))

    assert read_secret(secret_file(tmp_path / "token", mode=0o444)) == TOKEN


def test_a_relative_path_starts_where_systemd_hands_secrets_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "handed-over").mkdir()
    secret_file(tmp_path / "handed-over" / "x", "handed-over", mode=0o444)
    secret_file(tmp_path / "x", "here")
    secret_file(tmp_path / "y", "here-too")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path / "handed-over"))

    assert (read_secret(Path("x")), read_secret(Path("y"))) == ("handed-over", "here-too")


def test_a_file_that_leads_out_of_systemd_s_folder_is_not_trusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "handed-over"
    folder.mkdir()
    (folder / "token").symlink_to(secret_file(tmp_path / "token", mode=0o644))
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(folder))

    with pytest.raises(ValueError, match="anyone on this machine may use"):
        read_secret(Path("token"))


@pytest.mark.parametrize("text", ["", " \n"])
def test_an_empty_file_is_no_secret(tmp_path: Path, text: str) -> None:
    with pytest.raises(ValueError, match="which is empty; write the secret into it"):
        read_secret(secret_file(tmp_path / "token", text))


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("nowhere", "has a file that cannot be read (No such file or directory); name one this process may read"),
        (".", "has a file that cannot be read (Is a directory); name one this process may read"),
        (TOKEN, "has a file that cannot be read (No such file or directory); name one this process may read"),
        ("a" * 300, "has a file that cannot be read (File name too long); name one this process may read"),
        ("a\\u0000b", "has a file that is not text; write the secret into it as plain text"),
        ("", "has a twin ending in _file that names no file; write the file's path in quotes"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_mistake_that_does_not_repeat_its_name(
    tmp_path: Path, path: str, why: str
) -> None:
    assert said(config(tmp_path, f'[telegram]\ntoken_file = "{path}"\n')) == f"telegram.token: {why}"


def test_a_file_that_is_no_text_is_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "token").write_bytes(b"\xff\xfe\x00")

    with pytest.raises(ValueError, match="has a file that is not text"):
        read_secret(tmp_path / "token")


def test_every_secret_s_file_is_looked_at_before_anything_is_said(tmp_path: Path) -> None:
    path = secret_file(tmp_path / "open", mode=0o644)

    found = said(
        config(
            tmp_path,
            f'[telegram]\ntoken_file = "nowhere"\naccess = "half"\n[platforms.x]\nbearer_token_file = "{path}"\n'
            f'[platforms.facebook]\naccess_token_file = "nowhere"\napp_secret_file = "{path}"\n',
        )
    )

    assert [line.partition(":")[0] for line in found.splitlines()] == [
        "telegram.token",
        "telegram.access",
        "platforms.x.bearer_token",
        "platforms.facebook.access_token",
        "platforms.facebook.app_secret",
    ]


def test_a_secret_given_twice_is_a_mistake(tmp_path: Path) -> None:
    path = secret_file(tmp_path / "token")

    found = said(config(tmp_path, f'[telegram]\ntoken = "x"\ntoken_file = "{path}"\n'))

    assert found == "telegram.token: and token_file are both given; keep one of them"


def test_a_secret_in_the_environment_wins_over_the_file_s_in_either_form(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = secret_file(tmp_path / "token")
    monkeypatch.setenv("MARSAD_TELEGRAM__TOKEN", "from-environment")
    monkeypatch.setenv("MARSAD_PLATFORMS__X__BEARER_TOKEN_FILE", str(path))

    settings = load_settings(
        config(tmp_path, '[telegram]\ntoken_file = "nowhere"\n[platforms.x]\nbearer_token = "from-file"\n')
    )

    assert settings.telegram.token is not None
    assert settings.telegram.token.get_secret_value() == "from-environment"
    assert settings.platforms["x"].credentials["bearer_token"].get_secret_value() == TOKEN
