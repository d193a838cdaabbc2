"""What commands about one counter share: its history from a file of counts, or the stored account a word means."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.exit_codes import FAILED, WRONG_USE

if TYPE_CHECKING:
    from bot.series_file import SeriesFile
    from storage.accounts import StoredAccount
    from storage.transaction import Transaction

_TABLES = frozenset({".csv", ".tsv", ".txt"})
"""Endings by which a file is meant even where there is none; handles have dots too."""

_SHOWN_ROWS = 3


def file_of(source: str) -> Path | None:
    """The file that was meant; None when an account was."""
    path = Path(source)
    return path if path.is_file() or path.suffix.casefold() in _TABLES else None


def read_file(ctx: click.Context, path: Path, handle: str | None) -> "SeriesFile":
    """One account's series from a file; says which rows were left out, or ends the program saying why none is left."""
    from bot.series_file import SeriesFileError, read_series_file

    try:
        found = read_series_file(path, handle=handle)
    except SeriesFileError as error:
        click.echo(str(error), err=True)
        ctx.exit(FAILED)
    for row in found.bad[:_SHOWN_ROWS]:
        click.echo(f"{path}: line {row.line} left out: {row.why}", err=True)
    if len(found.bad) > _SHOWN_ROWS:
        click.echo(f"{path}: {len(found.bad) - _SHOWN_ROWS} more lines left out", err=True)
    return found


def picked(ctx: click.Context, tx: "Transaction", source: str) -> "StoredAccount":
    """The one stored account that was meant, by its key or its names; else ends the program naming those there are."""
    from bot.picking import NotOne, pick_one
    from storage import accounts

    try:
        return pick_one(accounts.accounts(tx), source)
    except NotOne as error:
        click.echo(f"{error}; `marsad accounts` lists them", err=True)
        ctx.exit(WRONG_USE)
