"""Reads the settings file and the environment, and says everything that is wrong with them at once."""

import os
import tomllib
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bot.settings import Settings
from bot.settings_duplicates import duplicates
from bot.settings_environment import CONFIG_VARIABLE, over, settings_in_environment, unknown_variables, variable
from bot.settings_problems import Problem, problems
from bot.spelling import near

DEFAULT_PATH = Path("config.toml")


class SettingsError(Exception):
    """The settings cannot be used.

    Attributes:
        problems: Every mistake found: first those of the settings, in their order, then variables that set nothing.

    """

    def __init__(self, path: Path | None, problems: tuple[Problem, ...]) -> None:
        lines = "\n".join(f"  {problem}" for problem in problems)
        super().__init__(f"{path or 'settings'}: {len(problems)} to fix\n{lines}")
        self.problems = problems


def find_settings_file(given: Path | None) -> Path | None:
    """The file to read: the one given, else ``MARSAD_CONFIG``, else ``./config.toml``; None when there is none."""
    named = os.environ.get(CONFIG_VARIABLE)
    if given is not None or named:
        return given or Path(str(named))
    return DEFAULT_PATH if DEFAULT_PATH.exists() else None


def load_settings(path: Path | None) -> Settings:
    """Read ``path`` and the environment, which wins; the defaults and the environment when ``path`` is None.

    Raises:
        SettingsError: With every mistake found.

    """
    table = over(read_toml(path) if path is not None else {}, settings_in_environment())
    found = (*duplicates(table), *_strays())
    try:
        settings = Settings.model_validate(table)
    except ValidationError as error:
        mistakes = tuple(_with_variable(problem) for problem in problems(error))
        raise SettingsError(path, (*mistakes, *found)) from None  # its text would print the secrets it was given
    if found:
        raise SettingsError(path, found)
    return settings


def read_toml(path: Path) -> dict[str, Any]:
    """The tables of a settings file, as they are written.

    Raises:
        SettingsError: If it cannot be read.

    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))  # some editors put a mark before the first byte
    except tomllib.TOMLDecodeError as error:
        mend = "text stands in double quotes, tables in brackets; config.example.toml shows each"
        raise SettingsError(path, (Problem("", f"is not valid TOML: {error}", mend),)) from None
    except UnicodeDecodeError:
        raise SettingsError(path, (Problem("", "is not UTF-8 text", "save it as UTF-8"),)) from None
    except OSError as error:
        wrong, mend = f"cannot be read: {error.strerror}", "name another with --config, or copy config.example.toml"
        raise SettingsError(path, (Problem("", wrong, mend),)) from error


def _with_variable(problem: Problem) -> Problem:
    """Name the variable where the mistake stands in the environment, so that nobody looks for it in the file."""
    name = variable(problem.key)
    if name not in {one.upper() for one in os.environ}:
        return problem
    return Problem(problem.key, f"{problem.wrong} (set by {name})", problem.mend)


def _strays() -> tuple[Problem, ...]:
    sections = [variable(section) for section in Settings.model_fields]
    return tuple(
        Problem(name, "sets nothing", f"{near(name.partition('__')[0], sections)}unset it, or mend its name")
        for name in unknown_variables()
    )
