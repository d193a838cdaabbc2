"""The settings that variables of the environment name: ``MARSAD_TELEGRAM__TOKEN`` for ``telegram.token``."""

import os
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic.fields import FieldInfo
from pydantic_settings import EnvSettingsSource

from bot.secret_files import SUFFIX
from bot.settings import Settings

PREFIX = "MARSAD_"
CONFIG_VARIABLE = "MARSAD_CONFIG"
"""Names the settings file; it is no setting."""

Table = dict[str, Any]
"""Settings as a file writes them."""


class _Environment(EnvSettingsSource):
    """Every value is a text; the settings read it. A token of digits alone must not become a number."""

    def decode_complex_value(self, field_name: str, field: FieldInfo, value: Any) -> Any:  # noqa: ANN401 - pydantic's signature
        del field_name, field
        return value


def settings_in_environment() -> Table:
    """What the environment sets, as a file would; an empty variable sets nothing."""
    return _Environment(Settings, env_ignore_empty=True)()


def variable(key: str) -> str:
    """The variable's name for a key such as ``telegram.token``."""
    return PREFIX + key.upper().replace(".", "__")


def unknown_variables() -> Iterator[str]:
    """Variables with our prefix that set nothing, in alphabetical order."""
    known = set(Settings.model_fields)
    for name in sorted(os.environ):
        section = name.upper().removeprefix(PREFIX).partition("__")[0].lower()
        if name.upper().startswith(PREFIX) and name.upper() != CONFIG_VARIABLE and section not in known:
            yield name


def over(table: Mapping[str, Any], above: Mapping[str, Any]) -> Table:
    """``table`` with what ``above`` sets in its place; a secret and its file replace each other."""
    result = {key: value for key, value in table.items() if _twin(key) not in above}
    for key, value in above.items():
        below = result.get(key)
        both = isinstance(value, dict) and isinstance(below, dict)
        result[key] = over(below, value) if both and below is not None else value
    return result


def _twin(key: str) -> str:
    return key.removesuffix(SUFFIX) if key.endswith(SUFFIX) else key + SUFFIX
