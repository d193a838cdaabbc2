"""``marsad import``: counts that somebody else measured, from a file."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.exit_codes import FAILED
from bot.cli.shared import print_json, settings_of

if TYPE_CHECKING:
    from datetime import datetime

    from bot.importing import Clash, Tally
    from bot.settings import Settings
    from storage.accounts import StoredAccount
    from storage.store import Store

_SHOWN = 20
"""Bad rows and conflicts that are shown of each; ``--json`` shows more."""


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", "is_dry", is_flag=True, help="Say what would change, and change nothing.")
@click.option("--account", help="The account of every row: its key, platform/handle, or words that fit it.")
@click.option("--metric", default="followers", show_default=True, help="The counter of rows that name none.")
@click.option("--source", help="Where the counts come from, for rows that do not say; the file's name without it.")
@click.option("--json", "as_lines", is_flag=True, help="One JSON object a bad row and conflict, then a summary.")
@click.pass_context
def command(
    ctx: click.Context,
    file: Path,
    account: str | None,
    metric: str,
    source: str | None,
    *,
    is_dry: bool,
    as_lines: bool,
) -> None:
    """Bring in counts that somebody else measured, from FILE: CSV, JSON Lines, Parquet, or a web archive's index.

    Its columns are agency, platform, handle, platform_id, metric, value, resolution, observed_at and source; instants
    and counts are needed. Bad rows are told with their line, and the others go in. What was measured stands, whatever
    the file says, and the same file twice changes nothing. Exit code 1: some rows are bad.
    """
    from bot.clock import utcnow
    from bot.import_file import ImportFileError, batches_of
    from bot.importing import Defaults, import_counts
    from growth.platform import Metric

    if metric not in list(Metric):
        raise click.UsageError(f"--metric {metric!r} is not known; write one of {', '.join(Metric)}")
    settings, now = settings_of(ctx), utcnow()
    with _opened(ctx, settings, now) as store, _progress(file) as progress:
        defaults = Defaults(source or file.name, _account(ctx, store, account), Metric(metric))
        try:
            tally = import_counts(store, batches_of(file), defaults, now=now, is_dry=is_dry, progress=progress)
        except ImportFileError as error:
            click.echo(str(error), err=True)
            ctx.exit(FAILED)
    if as_lines:
        print_json(_as_json(tally, is_dry=is_dry))
    else:
        _tell(file, tally, is_dry=is_dry)
    ctx.exit(FAILED if tally.bad else 0)


@contextmanager
def _opened(ctx: click.Context, settings: "Settings", now: "datetime") -> "Iterator[Store]":
    """The database, closed at the end; an expected failure of it ends the program with its sentence."""
    from bot.stores import open_store
    from storage.errors import StorageError

    try:
        store = open_store(settings, now)
        try:
            yield store
        finally:
            store.close()
    except StorageError as error:
        click.echo(str(error), err=True)
        ctx.exit(FAILED)


@contextmanager
def _progress(file: Path) -> Iterator[Callable[[float], None]]:
    """A bar on a terminal, nothing elsewhere."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task(file.name, total=1.0)
        yield lambda share: bar.update(task, completed=share)


def _account(ctx: click.Context, store: "Store", account: str | None) -> "StoredAccount | None":
    from bot.cli.history import picked

    if account is None:
        return None
    with store.read() as tx:
        return picked(ctx, tx, account)


def _tell(file: Path, tally: "Tally", *, is_dry: bool) -> None:
    for row in tally.listed_bad[:_SHOWN]:
        click.echo(f"{file}: line {row.line} left out: {row.why}", err=True)
    _more(tally.bad, "bad rows")
    for clash in tally.listed_clashes[:_SHOWN]:
        click.echo(f"{file}: line {clash.line}: {_clash(clash)}", err=True)
    _more(tally.clashes, "conflicts")
    for name in tally.accounts:
        click.echo(f"{'would add' if is_dry else 'added'} the account {name}")
    click.echo(
        f"{file}: {tally.rows:,} rows; {'would be ' if is_dry else ''}new {tally.added:,}, known already "
        f"{tally.unchanged:,}, in conflict with what is known {tally.clashes:,}, bad {tally.bad:,}"
    )


def _more(number: int, what: str) -> None:
    if number > _SHOWN:
        click.echo(f"and {number - _SHOWN:,} more {what}; --json lists them", err=True)


def _clash(clash: "Clash") -> str:
    known = "measured" if clash.is_measured else "imported before"
    return (
        f"{clash.counter} at {clash.at:%Y-%m-%dT%H:%M:%SZ}: {clash.offered:,} is offered and {clash.known.value:,} was "
        f"{known}, which stands"
    )


def _as_json(tally: "Tally", *, is_dry: bool) -> Iterator[dict[str, object]]:
    yield from ({"kind": "bad", "line": row.line, "why": row.why} for row in tally.listed_bad)
    for clash in tally.listed_clashes:
        yield {
            "kind": "conflict",
            "line": clash.line,
            "counter": clash.counter,
            "observed_at": clash.at.isoformat(),
            "offered": clash.offered,
            "known": clash.known.value,
            "method": "measured" if clash.is_measured else "imported",
        }
    yield {
        "kind": "summary",
        "dry_run": is_dry,
        "rows": tally.rows,
        "added": tally.added,
        "unchanged": tally.unchanged,
        "conflicts": tally.clashes,
        "bad": tally.bad,
        "accounts": tally.accounts,
    }
