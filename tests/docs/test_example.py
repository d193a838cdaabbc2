"""``config.example.toml`` is the authority on settings: every key stands in it, and nothing else does."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from bot.settings import PlatformSettings, Settings
from bot.settings_file import load_settings
from connectors.catalogue import CATALOGUE
from growth.cost import Unit

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "config.example.toml"

COMMENTED = re.compile(r"(?m)^# (?=\[\[|[a-z_.]+ = )")
"""Before a table or a key that is only shown: the rest of such a line is TOML."""

TWIN = re.compile(r"(?m)^# [a-z_]+_file = .*\n")
"""A secret's twin that names a file, which must not be given beside the secret itself."""


SHOWN_WHOLE = re.compile(r"agencies\.names|alerts\.(hold|keep)\.\w+|agencies(\.accounts)?\.alerts")
"""Tables of which the example shows a case: their keys stand elsewhere, or are anybody's."""


def keys_of(table: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    for key, value in table.items():
        if isinstance(value, dict) and not SHOWN_WHOLE.fullmatch(prefix + key):
            yield from keys_of(value, f"{prefix}{key}.")
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            for one in value:
                yield from keys_of(one, f"{prefix}{key}.")
        else:
            yield re.sub(r"(alerts\.(hold|keep))\.\w+", r"\1", prefix + key)


def fields_of(model: type[BaseModel], prefix: str = "") -> Iterator[str]:
    for name, field in model.model_fields.items():
        inner = next(models(field.annotation), None)
        if inner is None or name in {"hold", "keep"} or SHOWN_WHOLE.fullmatch(prefix + name):
            yield prefix + name
        elif inner is not PlatformSettings:
            yield from fields_of(inner, f"{prefix}{name}.")


def models(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in getattr(annotation, "__args__", ()):
        yield from models(part)


LIMITS = ("daily_units", "daily_budget_usd")
"""What a platform's cost may be limited by: units, or dollars."""


def platform_keys() -> set[str]:
    """Every key of every platform."""
    return {
        f"platforms.{platform}.{key}"
        for platform, entry in CATALOGUE.items()
        for key in (
            *("enabled", "base_url", "interval", "timeout"),
            *(() if entry.price is None else (LIMITS[entry.price.unit is Unit.USD],)),
            *(*entry.secrets, *entry.optional_secrets, *entry.options, *entry.switches),
            *(f"{secret}_file" for secret in (*entry.secrets, *entry.optional_secrets)),
        )
    }


TIMEOUT = PlatformSettings().timeout
"""Hosts that anybody may name are asked for less long; the example says so."""

ONLY_SOMEWHERE = {
    *("platforms.x.retention_days", "platforms.youtube.retention_days"),
    "platforms.youtube.storage_amendment",
}
"""Keys shown once, or where they differ from the others'."""

KNOWN = {*fields_of(Settings), *platform_keys(), *ONLY_SOMEWHERE, "telegram.token_file", "storage.url_file"}


def test_the_example_can_be_used_as_it_is() -> None:
    settings = load_settings(EXAMPLE)

    assert settings.agencies[0].id == "ma_dgsn"
    assert settings.agencies[0].accounts[0].baselines[0].target == 45_000


def test_the_example_can_be_used_with_everything_in_it_switched_on(tmp_path: Path) -> None:
    text = COMMENTED.sub("", TWIN.sub("", EXAMPLE.read_text(encoding="utf-8")))
    (tmp_path / "config.toml").write_text(text, encoding="utf-8")

    settings = load_settings(tmp_path / "config.toml")

    assert settings.telegram.token is not None
    assert settings.agencies[0].population is not None


def test_every_key_stands_in_the_example_and_nothing_else() -> None:
    shown = set(keys_of(tomllib.loads(COMMENTED.sub("", EXAMPLE.read_text(encoding="utf-8")))))

    assert sorted(KNOWN - shown) == []
    assert sorted(shown - KNOWN) == []


def test_what_the_example_shows_uncommented_is_the_default() -> None:
    shown = load_settings(EXAMPLE)

    platforms = {name: one.model_copy(update={"timeout": TIMEOUT}) for name, one in shown.platforms.items()}
    assert shown.model_copy(update={"agencies": (), "platforms": {}}) == Settings()
    assert set(platforms) == set(CATALOGUE)
    assert {name: one.model_copy(update={"switches": {}}) for name, one in platforms.items()} == dict.fromkeys(
        platforms, PlatformSettings()
    )
