"""What commands share: settings from the context, errors as sentences, tables and JSON lines."""

import asyncio
import json
import sys
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click
from pydantic import BaseModel, ValidationError

from bot.cli.exit_codes import FAILED, WRONG_USE
from bot.settings import Settings
from bot.settings_file import SettingsError, find_settings_file, load_settings
from bot.settings_problems import problems
from storage.errors import StorageError

KEY = click.IntRange(min=1, max=2**31 - 1)
"""An account's key as the database counts."""

Result = TypeVar("Result")
Checked = TypeVar("Checked", bound=BaseModel)


def settings_of(ctx: click.Context, *, is_daemon: bool = False) -> Settings:
    """The settings this call works with; ends the program with every mistake found in them.

    A command says by itself what it does, so that of the log only warnings are shown; the daemon shows what is set.
    """
    from bot.logs import set_up_logs

    try:
        settings = load_settings(settings_file_of(ctx))
    except SettingsError as error:
        click.echo(str(error), err=True)
        ctx.exit(WRONG_USE)
    log = (
        settings.log
        if is_daemon or settings.log.level != "info"
        else settings.log.model_copy(update={"level": "warning"})
    )
    set_up_logs(log, settings.secrets())
    return settings


def run(ctx: click.Context, work: Callable[[], Coroutine[Any, Any, Result]]) -> Result:
    """Run a command's work; an expected failure ends the program with its sentence and no traceback."""
    try:
        return asyncio.run(work())
    except StorageError as error:
        click.echo(str(error), err=True)
        ctx.exit(FAILED)


def checked(model: type[Checked], given: Mapping[str, object]) -> Checked:
    """What was typed, held to the same rules as the settings file.

    Raises:
        UsageError: With every mistake found.

    """
    try:
        return model.model_validate({name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        raise click.UsageError("\n".join(str(problem) for problem in problems(error))) from None


def print_json(rows: Iterable[object]) -> None:
    """One JSON object a line, in UTF-8 as it is."""
    for row in rows:
        click.echo(json.dumps(row, ensure_ascii=False, separators=(",", ":")))


def print_table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table as wide as the terminal, or one line a row when there is none."""
    from rich.console import Console
    from rich.table import Table

    table = Table(*columns, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        table.add_row(*row)
    width = None if sys.stdout.isatty() else 200
    Console(width=width, highlight=False, markup=False).print(table)


def settings_file_of(ctx: click.Context) -> Path | None:
    """The settings file this call works with; None when there is none."""
    return find_settings_file(ctx.find_root().obj)
