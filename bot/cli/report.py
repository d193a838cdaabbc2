"""``marsad report``: a week as a page to look into and a table."""

from pathlib import Path

import click

from bot.cli.database import stored
from bot.cli.exit_codes import WRONG_USE
from bot.cli.shared import settings_of
from bot.settings import LANGUAGES


@click.command("report")
@click.option("--week", help="ISO week such as 2026-W47; the last whole week without it.")
@click.option("--lang", type=click.Choice(LANGUAGES), help="Language; the settings' without it.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default=Path(), help="Folder for the files.")
@click.pass_context
def command(ctx: click.Context, week: str | None, lang: str | None, out: Path) -> None:
    """Write a week's report over every account: a page that opens offline, and a CSV table."""
    from bot.facts import digest_of
    from bot.reports import report
    from growth.weeks import week_meant
    from report.words import words_for
    from storage import accounts

    settings = settings_of(ctx)
    zone, words = settings.zone, words_for(lang or settings.digest.language)
    with stored(ctx, settings) as (tx, now):
        try:
            chosen = week_meant(week, now, zone)
        except ValueError as error:
            click.echo(str(error), err=True)
            ctx.exit(WRONG_USE)
        watched = accounts.accounts(tx)
        digest = digest_of(tx, watched, settings, chosen, now=now, zone=zone)
        found = report(tx, watched, digest, words, now=now, zone=zone)
    out.mkdir(parents=True, exist_ok=True)
    for path, text in (
        (out / f"marsad-{chosen.period}.{words.language}.html", found.page),
        (out / f"marsad-{chosen.period}.csv", found.table),
    ):
        path.write_text(text, encoding="utf-8", newline="")
        click.echo(path)
