"""``marsad export``: everything known, to hand on."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.database import stored
from bot.cli.exit_codes import FAILED
from bot.cli.shared import settings_of

if TYPE_CHECKING:
    from bot.exporting import Wanted

_DAY = click.DateTime(["%Y-%m-%d"])
_ENDINGS = {".jsonl": "jsonl", ".ndjson": "jsonl", ".parquet": "parquet", ".pq": "parquet"}


@click.command("export")
@click.argument("words", nargs=-1)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="The file; standard output without it.")
@click.option(
    "--format", "form", type=click.Choice(["csv", "jsonl", "parquet"]), help="By the file's ending; else csv."
)
@click.option("--since", type=_DAY, help="The first day.")
@click.option("--until", type=_DAY, help="The last day.")
@click.option("--metric", "metrics", multiple=True, help="A counter, such as followers; all without it.")
@click.option("--method", "methods", multiple=True, help="measured, published or imported; all without it.")
@click.pass_context
def command(
    ctx: click.Context,
    words: tuple[str, ...],
    out: Path | None,
    form: str | None,
    since: datetime | None,
    until: datetime | None,
    metrics: tuple[str, ...],
    methods: tuple[str, ...],
) -> None:
    """Write every figure of the accounts WORDS fit: its method, precision, source and instant beside its value.

    The columns are those `marsad import` reads, and method, rounding and precision.
    """
    from bot.export_file import WRITERS, write_parquet
    from bot.exporting import rows_of
    from bot.parquet import ParquetError
    from bot.picking import pick
    from storage import accounts

    form = form or _ENDINGS.get(out.suffix.casefold() if out else "", "csv")
    if form == "parquet" and out is None:
        raise click.UsageError("Parquet goes into a file: name one with --out")
    wanted = _wanted(metrics, methods, since.date() if since else None, until.date() if until else None)
    settings = settings_of(ctx)
    with stored(ctx, settings) as (tx, _):
        found = pick(accounts.accounts(tx), words)
        rows = rows_of(tx, found, wanted, zone=settings.zone)
        try:
            if out is None:
                WRITERS[form](rows, sys.stdout)
                return
            with _replacing(out) as part:
                if form == "parquet":
                    number = write_parquet(rows, part)
                else:
                    with part.open("w", encoding="utf-8", newline="") as file:
                        number = WRITERS[form](rows, file)
        except ParquetError as error:
            click.echo(str(error), err=True)
            ctx.exit(FAILED)
    click.echo(f"{out}: {number:,} figures of {len(found):,} accounts")


def _wanted(metrics: tuple[str, ...], methods: tuple[str, ...], since: date | None, until: date | None) -> "Wanted":
    from bot.exporting import Wanted
    from growth.figure import Method
    from growth.platform import Metric

    for option, given, known in (("--metric", metrics, list(Metric)), ("--method", methods, list(Method))):
        wrong = [name for name in given if name not in known]
        if wrong:
            raise click.UsageError(f"{option} {wrong[0]!r} is not known; write one of {', '.join(known)}")
    return Wanted(
        metrics=tuple(Metric(name) for name in metrics) or tuple(Metric),
        methods=tuple(Method(name) for name in methods) or tuple(Method),
        since=since,
        until=until,
    )


@contextmanager
def _replacing(out: Path) -> Iterator[Path]:
    """A file beside the one that is wanted, which takes its place when it is whole."""
    part = out.with_name(f"{out.name}.part")
    try:
        yield part
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
