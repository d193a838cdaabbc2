"""``marsad digest``: a weekly digest, printed or put into the outbox."""

import click

from bot.cli.database import stored
from bot.cli.exit_codes import WRONG_USE
from bot.cli.shared import settings_of
from bot.settings import LANGUAGES


@click.command("digest")
@click.option("--week", help="ISO week such as 2026-W47; the last whole week without it.")
@click.option("--lang", type=click.Choice(LANGUAGES), help="Language; the settings' without it.")
@click.option("--html", "as_html", is_flag=True, help="As Telegram HTML instead of plain text.")
@click.option("--send", is_flag=True, help="Put every chat's due digests into the outbox; the daemon delivers them.")
@click.pass_context
def command(ctx: click.Context, week: str | None, lang: str | None, *, as_html: bool, send: bool) -> None:
    """Print a week's digest over every account; a past week comes out as it was."""
    from bot.digests import open_due
    from bot.facts import digest_of
    from growth.weeks import week_meant
    from report.digest_text import digest_text
    from report.telegram_html import plain
    from report.words import words_for
    from storage import accounts

    settings = settings_of(ctx)
    zone = settings.zone
    with stored(ctx, settings, writes=send) as (tx, now):
        if send:
            click.echo(f"{open_due(tx, settings, now=now)} digests opened")
            return
        try:
            chosen = week_meant(week, now, zone)
        except ValueError as error:
            click.echo(str(error), err=True)
            ctx.exit(WRONG_USE)
        digest = digest_of(tx, accounts.accounts(tx), settings, chosen, now=now, zone=zone)
    text = digest_text(digest, words_for(lang or settings.digest.language), zone=zone)
    click.echo(text if as_html else plain(text))
