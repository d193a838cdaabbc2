"""``marsad db``: care of the database."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from bot.cli.exit_codes import FAILED, WRONG_USE
from bot.cli.shared import print_json, print_table, settings_of


@click.group("db")
def command() -> None:
    """Check, verify, copy, restore, upgrade, prune and measure the database."""


@command.command("check")
@click.pass_context
def check(ctx: click.Context) -> None:
    """Look through the whole database for damage. Exit code 1 when there is some."""
    from storage import upkeep

    address = settings_of(ctx).storage.url
    with _said(ctx):
        checked = upkeep.check(address)
    for problem in checked.problems:
        click.echo(problem)
    if checked.problems:
        click.echo(
            "to fix: restore a copy with `marsad db restore FILE`, or upgrade Marsad if it is of a later version"
        )
        ctx.exit(FAILED)
    click.echo(f"sound; its tables are at {checked.revision}")


@command.command("verify")
@click.option("--earlier", metavar="HEAD", help="A head that was written down once: the log must go through it.")
@click.pass_context
def verify(ctx: click.Context, *, earlier: str | None) -> None:
    """Hold the log of answers against its chain, and every day against its readings. Exit code 1 when they differ.

    Prints the log's head: written down elsewhere, it proves later that nothing before it was changed.
    """
    from bot.clock import utcnow
    from bot.stores import open_store
    from storage import evidence
    from storage.verify import unlike_days

    with _said(ctx):
        store = open_store(settings_of(ctx), utcnow())
        try:
            with store.read() as tx:
                found = evidence.verify(tx, earlier)
                problems = [*found.problems, *unlike_days(tx)]
        finally:
            store.close()
    for problem in problems:
        click.echo(problem)
    click.echo(f"head of the log of answers: {found.head}")
    if problems:
        click.echo(
            "to fix: look for who wrote to the database, and restore a copy from before with `marsad db restore`"
        )
        ctx.exit(FAILED)
    click.echo(f"sound: {found.head.number:,} answers, and every day agrees with its readings")


@command.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_context
def backup(ctx: click.Context, file: Path) -> None:
    """Copy the database to FILE while the daemon goes on; the copy is checked before it counts."""
    from storage import upkeep

    address = settings_of(ctx).storage.url
    with _said(ctx), _watched("copying") as progress:
        upkeep.backup(address, file, on_progress=progress)
    click.echo(f"{file}: {file.stat().st_size:,} bytes, sound")


@command.command("restore")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_context
def restore(ctx: click.Context, file: Path) -> None:
    """Put the copy in FILE in the database's place; refused while a daemon runs. What was there is kept beside it."""
    from storage import upkeep

    address = settings_of(ctx).storage.url
    with _said(ctx), _watched("restoring") as progress:
        kept = upkeep.restore(address, file, on_progress=progress)
    click.echo(f"restored from {file}")
    if kept is not None:
        click.echo(f"what was there lies in {kept}")


@command.command("upgrade")
@click.pass_context
def upgrade(ctx: click.Context) -> None:
    """Bring the tables to this version; the daemon does the same when it starts. Ended early, it goes on next time."""
    from storage.schema import REVISION
    from storage.store import Store

    settings = settings_of(ctx)
    with _said(ctx), _watched("upgrading") as progress:
        store = Store.open(settings.storage.url)
        try:
            store.upgrade(zone=settings.zone, on_progress=progress)
        finally:
            store.close()
    click.echo(f"the tables are at {REVISION}")


@command.command("prune")
@click.option("--dry-run", is_flag=True, help="Say what would go, and let nothing go.")
@click.option("--json", "as_lines", is_flag=True, help="One JSON object a platform.")
@click.pass_context
def prune(ctx: click.Context, *, dry_run: bool, as_lines: bool) -> None:
    """Let go of single readings older than each platform's retention_days; the days they make up stay.

    The daemon does the same once a day.
    """
    from bot.clock import utcnow
    from bot.pruning import prune_all
    from bot.stores import open_store

    settings = settings_of(ctx)
    with _said(ctx):
        store = open_store(settings, utcnow())
        try:
            found = prune_all(store, settings, now=utcnow(), is_dry=dry_run)
        finally:
            store.close()
    rows = [(platform, before.date().isoformat(), pruned) for platform, (before, pruned) in found.items()]
    if as_lines:
        print_json(
            {"platform": platform, "before": before, "counters": pruned.series, "runs": pruned.runs}
            for platform, before, pruned in rows
        )
    elif rows:
        title = "would go" if dry_run else "gone"
        print_table(
            ("platform", "before", "counters", title),
            ((platform, before, f"{pruned.series:,}", f"{pruned.runs:,}") for platform, before, pruned in rows),
        )
    else:
        click.echo("everything is kept for ever: no platform has retention_days")


@command.command("stats")
@click.option("--json", "as_lines", is_flag=True, help="One JSON object a table.")
@click.pass_context
def stats(ctx: click.Context, *, as_lines: bool) -> None:
    """Show what fills the database, largest first."""
    from storage import upkeep

    address = settings_of(ctx).storage.url
    with _said(ctx):
        found = upkeep.sizes(address)
    if as_lines:
        print_json({"table": table.name, "rows": table.rows, "bytes": table.size} for table in found)
    else:
        rows = ((table.name, f"{table.rows:,}", "" if table.size is None else f"{table.size:,}") for table in found)
        print_table(("table", "rows", "bytes"), rows)


@contextmanager
def _said(ctx: click.Context) -> Iterator[None]:
    """An expected failure as its sentence; another process on the database is wrong use, not a fault."""
    from storage.errors import AlreadyRunning, StorageError

    try:
        yield
    except AlreadyRunning as error:
        click.echo(f"{error} Stop it first.", err=True)
        ctx.exit(WRONG_USE)
    except StorageError as error:
        click.echo(str(error), err=True)
        ctx.exit(FAILED)


@contextmanager
def _watched(doing: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar; silent when nobody watches."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, disable=not console.is_terminal, transient=True) as progress:
        task = progress.add_task(doing, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)
