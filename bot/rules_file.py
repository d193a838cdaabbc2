"""The rules' numbers from another settings file, to try them on the past."""

from pathlib import Path

from pydantic import ValidationError

from bot.alert_settings import AlertSettings
from bot.settings import Settings
from bot.settings_environment import over
from bot.settings_file import SettingsError, read_toml
from bot.settings_problems import Problem, problems

SECTION = "alerts"


def alerts_over(base: AlertSettings, path: Path) -> AlertSettings:
    """``base`` with what the ``[alerts]`` section of a settings file sets instead; nothing else in it is read.

    Raises:
        SettingsError: If the file cannot be read, has no such section, or with every mistake found in it.

    """
    table = read_toml(path).get(SECTION)
    if not isinstance(table, dict):
        mend = f"write [{SECTION}] and below it what is to be changed, such as drop_share = 0.005"
        raise SettingsError(path, (Problem("", f"has no section [{SECTION}]", mend),))
    try:
        return Settings.model_validate({SECTION: over(base.model_dump(), table)}).alerts
    except ValidationError as error:
        raise SettingsError(path, problems(error)) from None
