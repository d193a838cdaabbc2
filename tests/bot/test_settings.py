import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import BaseModel

from bot.settings import Settings
from bot.settings_file import SettingsError, find_settings_file, load_settings
from connectors.catalogue import CATALOGUE
from growth.event import Rule
from growth.platform import X

ROOT = Path(__file__).parents[2]
CANARY = "canary-Secret-0123456789"


Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def put(text: str) -> Path:
        path = tmp_path / "config.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return put


def problems(path: Path) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        load_settings(path)
    return [str(problem) for problem in caught.value.problems]


def keys_of(table: Mapping[str, object], prefix: str = "") -> Iterator[str]:
    for key, value in table.items():
        if isinstance(value, dict) and prefix + key not in {"agencies.names", "alerts.hold", "alerts.keep"}:
            yield from keys_of(value, f"{prefix}{key}.")
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            yield from keys_of(value[0], f"{prefix}{key}.")
        else:
            yield prefix + key


def known_keys(model: type[BaseModel], prefix: str = "") -> Iterator[str]:
    for name, field in model.model_fields.items():
        inner = next((part for part in _parts(field.annotation) if issubclass(part, BaseModel)), None)
        if inner is None or name in {"platforms", "hold", "keep"}:
            yield prefix + name
        else:
            yield from known_keys(inner, f"{prefix}{name}.")


def _parts(annotation: object) -> Iterator[type]:
    if isinstance(annotation, type):
        yield annotation
    for part in getattr(annotation, "__args__", ()):
        yield from _parts(part)


def example(*, with_commented: bool) -> str:
    """The example file; commented keys count as keys, commented prose does not."""
    text = (ROOT / "config.example.toml").read_text(encoding="utf-8")
    lines = text.splitlines()
    wanted = [line.removeprefix("# ") if _is_key(line) and with_commented else line for line in lines]
    return "\n".join(line for line in wanted if "_file" not in line)


def _is_key(line: str) -> bool:
    return re.match(r"# [a-z_.]+ = ", line) is not None


def test_the_example_file_is_valid() -> None:
    settings = load_settings(ROOT / "config.example.toml")

    assert settings.agencies[0].id == "ma_dgsn"


def test_the_example_file_explains_every_key_there_is() -> None:
    shown = set(keys_of(tomllib.loads(example(with_commented=True))))
    platform_keys = {
        f"platforms.{platform}.{key}"
        for platform, entry in CATALOGUE.items()
        for key in (
            *entry.secrets,
            *entry.optional_secrets,
            *entry.options,
            "enabled",
            "interval",
            "timeout",
            "base_url",
        )
    }

    missing = (
        ({key for key in known_keys(Settings) if key != "platforms"} | platform_keys)
        - shown
        - {
            "source",
            "alerts.hold",
            "alerts.keep",
            "agencies.population",
            "agencies.source",
        }
    )

    assert {key for key in missing if not key.startswith("agencies.accounts.platform_id")} == set()


def test_defaults_alone_are_valid() -> None:
    settings = load_settings(None)

    assert settings.storage.url == "sqlite:///marsad.db"
    assert settings.platform(X).interval == timedelta(hours=1)


def test_the_environment_wins_over_the_file(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(f'[telegram]\ntoken = "from file"\n[platforms.x]\nbearer_token = "{CANARY}"\ninterval = "1h"\n')
    monkeypatch.setenv("MARSAD_TELEGRAM__TOKEN", "from environment")
    monkeypatch.setenv("MARSAD_PLATFORMS__X__INTERVAL", "15m")
    monkeypatch.setenv("MARSAD_LOG__LEVEL", "debug")

    settings = load_settings(path)

    assert settings.telegram.token is not None
    assert settings.telegram.token.get_secret_value() == "from environment"
    assert settings.platform(X).interval == timedelta(minutes=15)
    assert settings.platform(X).credentials["bearer_token"].get_secret_value() == CANARY
    assert settings.log.level == "debug"


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


def test_every_mistake_is_told_at_once_with_its_key(write: Write) -> None:
    path = write(
        '[storage]\nurl = "mysql://x"\n[digest]\ntime_zone = "Casablanca"\nlanguage = "de"\n'
        '[platforms.x]\ninterval = "soon"\ncolour = "blue"\n[platforms.myspace]\n[alerts]\nsurge_share = -1\n'
        '[[agencies]]\nid = "Bad Id"\nnames = {}\n[[agencies.accounts]]\nplatform = "x"\nhandle = " "\n'
        '[[agencies.accounts.baselines]]\nname = "n"\nstart = 2019-01-01\ntarget = 5\nwithin = "1 year"\n'
    )

    found = problems(path)

    assert {problem.split(":")[0] for problem in found} >= {
        "storage",
        "digest.time_zone",
        "digest.language",
        "platforms.x.interval",
        "platforms.x.colour",
        "platforms.myspace.[key]",
        "alerts.surge_share",
        "agencies.0.id",
        "agencies.0.names",
        "agencies.0.accounts.0.handle",
        "agencies.0.accounts.0.baselines.0.within",
    }
    assert any("write one such as Africa/Casablanca" in problem for problem in found)
    assert any("write a whole number and s, m, h, d or w" in problem for problem in found)


def test_no_mistake_repeats_a_secret(write: Write) -> None:
    path = write(f'[telegram]\ntoken = ["{CANARY}"]\n[platforms.x]\nbearer_token = {{ a = "{CANARY}" }}\n')

    with pytest.raises(SettingsError) as caught:
        load_settings(path)

    assert CANARY not in str(caught.value)
    assert CANARY not in repr(caught.value.__context__)


def test_no_repr_shows_a_secret(write: Write) -> None:
    settings = load_settings(write(f'[telegram]\ntoken = "{CANARY}"\n[platforms.x]\nbearer_token = "{CANARY}"\n'))

    assert CANARY not in repr(settings) + str(settings) + settings.model_dump_json()
    assert [secret.get_secret_value() for secret in settings.secrets()] == [CANARY, CANARY]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[storage\n", "not valid TOML"),
        ('[[agencies]]\nid = "a"\n', "agencies.0.names: is missing; add it"),
        ("[strage]\n", "strage: is not a key Marsad knows"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(write: Write, text: str, says: str) -> None:
    assert says in problems(write(text))[0]


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    (found,) = problems(tmp_path / "nowhere.toml")

    assert found == "cannot be read: No such file or directory; start from config.example.toml"


def test_patience_can_be_set_for_every_rule(write: Write) -> None:
    rows = "\n".join(f'hold.{rule} = {{ polls = 3, span = "2d" }}' for rule in Rule)

    settings = load_settings(write(f"[alerts]\n{rows}\n"))

    assert {patience.span for patience in settings.alerts.hold.values()} == {timedelta(days=2)}
