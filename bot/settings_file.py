"""Reads the settings file and says everything that is wrong with it at once."""

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bot.settings import Settings

DEFAULT_PATH = Path("config.toml")


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake.

    Attributes:
        key: Where, such as ``platforms.x.interval``; empty when the file as a whole is meant.
        wrong: What is wrong.

    """

    key: str
    wrong: str

    def __str__(self) -> str:
        """One line for the terminal."""
        return f"{self.key}: {self.wrong}" if self.key else self.wrong


class SettingsError(Exception):
    """The settings cannot be used.

    Attributes:
        problems: Every mistake found, in the order of the file.

    """

    def __init__(self, path: Path | None, problems: tuple[Problem, ...]) -> None:
        lines = "\n".join(f"  {problem}" for problem in problems)
        super().__init__(f"{path or 'settings'}: {len(problems)} to fix\n{lines}")
        self.problems = problems


def find_settings_file(given: Path | None) -> Path | None:
    """The file to read: the one given, else ``MARSAD_CONFIG``, else ``./config.toml``; None when there is none."""
    named = os.environ.get("MARSAD_CONFIG")
    if given is not None or named:
        return given or Path(str(named))
    return DEFAULT_PATH if DEFAULT_PATH.exists() else None


def load_settings(path: Path | None) -> Settings:
    """Read ``path`` and the environment, which wins; the defaults alone when ``path`` is None.

    Raises:
        SettingsError: With every mistake found.

    """
    table = _read_toml(path) if path is not None else {}
    try:
        return Settings(**{**table, "source": path})
    except ValidationError as error:
        raise SettingsError(path, _problems(error)) from None  # its text would print the secrets it was given


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(path, (Problem("", f"not valid TOML: {error}"),)) from error
    except UnicodeDecodeError as error:
        raise SettingsError(path, (Problem("", "not UTF-8 text; save it as UTF-8"),)) from error
    except OSError as error:
        wrong = f"cannot be read: {error.strerror}; start from config.example.toml"
        raise SettingsError(path, (Problem("", wrong),)) from error


def _problems(error: ValidationError) -> tuple[Problem, ...]:
    return tuple(
        Problem(".".join(str(part) for part in found["loc"]), _sentence(found["type"], found["msg"]))
        for found in error.errors(include_url=False, include_input=False, include_context=False)
    )


def _sentence(kind: str, message: str) -> str:
    if kind == "extra_forbidden":
        return "is not a key Marsad knows; check its spelling against config.example.toml, or delete it"
    if kind == "missing":
        return "is missing; add it"
    return message.removeprefix("Value error, ")
