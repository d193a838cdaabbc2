from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.settings import Settings
from bot.settings_file import SettingsError, find_settings_file, load_settings
from growth.event import Rule
from growth.platform import FACEBOOK, X

CANARY = "canary-Secret-0123456789"

Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def put(text: str) -> Path:
        path = tmp_path / "config.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return put


def test_defaults_alone_are_valid() -> None:
    settings = load_settings(None)

    assert settings.storage.url == "sqlite:///marsad.db"
    assert settings.platform(X).interval == timedelta(hours=1)
    assert settings.secrets() == ()


def test_the_environment_wins_over_the_file(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(f'[telegram]\ntoken = "from-file"\n[platforms.x]\nbearer_token = "{CANARY}"\ninterval = "1h"\n')
    monkeypatch.setenv("MARSAD_TELEGRAM__TOKEN", "from-environment")
    monkeypatch.setenv("MARSAD_PLATFORMS__X__INTERVAL", "15m")
    monkeypatch.setenv("MARSAD_LOG__LEVEL", "debug")

    settings = load_settings(path)

    assert settings.telegram.token is not None
    assert settings.telegram.token.get_secret_value() == "from-environment"
    assert settings.platform(X).interval == timedelta(minutes=15)
    assert settings.platform(X).credentials["bearer_token"].get_secret_value() == CANARY
    assert settings.log.level == "debug"


def test_a_platform_may_stand_in_the_environment_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MARSAD_PLATFORMS__X__BEARER_TOKEN", CANARY)
    monkeypatch.setenv("MARSAD_PLATFORMS__FACEBOOK__VERSION", "v27.0")
    monkeypatch.setenv("MARSAD_PLATFORMS__FACEBOOK__ENABLED", "false")

    settings = load_settings(None)

    assert settings.platform(X).credentials["bearer_token"].get_secret_value() == CANARY
    assert settings.platform(FACEBOOK).options == {"version": "v27.0"}
    assert not settings.platform(FACEBOOK).enabled


@pytest.mark.parametrize("secret", ["12345678", "1e5", "true", "null", "[1]"])
def test_a_secret_that_looks_like_a_number_stays_a_text(monkeypatch: pytest.MonkeyPatch, secret: str) -> None:
    monkeypatch.setenv("MARSAD_PLATFORMS__FACEBOOK__APP_SECRET", secret)
    monkeypatch.setenv("MARSAD_TELEGRAM__TOKEN", secret)

    settings = load_settings(None)

    assert settings.platform(FACEBOOK).credentials["app_secret"].get_secret_value() == secret
    assert settings.telegram.token is not None
    assert settings.telegram.token.get_secret_value() == secret


@pytest.mark.parametrize("value", ["7", "7,8", "7 8", "[7, 8]"])
def test_administrators_may_be_listed_in_any_usual_way(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("MARSAD_TELEGRAM__ADMINS", value)

    assert load_settings(None).telegram.admins in {(7,), (7, 8)}


def test_agencies_may_stand_in_the_environment_as_json(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MARSAD_AGENCIES", '[{"id": "city", "names": {"en": "City Police"}}]')

    assert [agency.id for agency in load_settings(None).agencies] == ["city"]


def test_an_empty_variable_sets_nothing(monkeypatch: pytest.MonkeyPatch, write: Write) -> None:
    monkeypatch.setenv("MARSAD_TELEGRAM__TOKEN", "")
    monkeypatch.setenv("MARSAD_CONFIG", "")

    settings = load_settings(write('[telegram]\ntoken = "from-file"\n'))

    assert settings.telegram.token is not None
    assert settings.telegram.token.get_secret_value() == "from-file"


def test_settings_made_in_code_do_not_look_at_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MARSAD_TELEGRAM__TOKEN", CANARY)

    assert Settings().telegram.token is None


def test_the_file_is_the_one_given_else_the_environment_s_else_the_usual_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    nothing = find_settings_file(None)
    (tmp_path / "config.toml").write_text("", encoding="utf-8")
    usual = find_settings_file(None)
    monkeypatch.setenv("MARSAD_CONFIG", "named.toml")

    assert nothing is None
    assert usual == Path("config.toml")
    assert find_settings_file(None) == Path("named.toml")
    assert find_settings_file(Path("given.toml")) == Path("given.toml")


def test_no_repr_shows_a_secret(write: Write) -> None:
    path = write(
        f'[storage]\nurl = "postgresql://me:{CANARY}@host/db"\n[telegram]\ntoken = "{CANARY}"\n'
        f'[platforms.x]\nbearer_token = "{CANARY}"\n'
    )

    settings = load_settings(path)

    assert CANARY not in repr(settings) + str(settings) + f"{settings.storage}{settings.platforms}"
    assert [secret.get_secret_value() for secret in settings.secrets()] == [CANARY, CANARY, CANARY]


@pytest.mark.parametrize("start", ["\ufeff", "\r\n\r\n"], ids=["byte order mark", "other line ends"])
def test_files_of_other_editors_are_read(tmp_path: Path, start: str) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(f'{start}[log]\r\nlevel = "debug"\r\n'.encode())

    assert load_settings(path).log.level == "debug"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "[storage]\nurl = sqlite\n",
            "is not valid TOML: Invalid value (at line 2, column 7); text stands in double quotes",
        ),
        ("[log]\n[log]\n", "is not valid TOML: Cannot declare ('log',) twice (at line 2, column 5); text stands"),
    ],
)
def test_broken_toml_is_told_with_its_line(write: Write, text: str, says: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(write(text))

    (found,) = caught.value.problems
    assert says in str(found)


def test_a_file_that_is_no_text_says_so(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_bytes(b"\xff\xfe[\x00l\x00")

    with pytest.raises(SettingsError, match="is not UTF-8 text; save it as UTF-8"):
        load_settings(tmp_path / "config.toml")


@pytest.mark.parametrize(("name", "why"), [("nowhere.toml", "No such file or directory"), ("", "Is a directory")])
def test_a_file_that_cannot_be_read_says_why(tmp_path: Path, name: str, why: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(tmp_path / name)

    assert str(caught.value.problems[0]) == (
        f"cannot be read: {why}; name another with --config, or copy config.example.toml"
    )


def test_patience_can_be_set_for_every_rule(write: Write) -> None:
    rows = "\n".join(f'hold.{rule} = {{ polls = 3, span = "2d" }}' for rule in Rule)

    settings = load_settings(write(f"[alerts]\n{rows}\n"))

    assert {patience.span for patience in settings.alerts.hold.values()} == {timedelta(days=2)}
    assert len(settings.alerts.hold) == len(Rule)
