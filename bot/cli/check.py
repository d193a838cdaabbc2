"""``marsad check``: the doctor."""

import click

from bot.cli.shared import FAILED, run, settings_of
from bot.settings import Settings


@click.command("check")
@click.pass_context
def command(ctx: click.Context) -> None:
    """Try every setting, the database, each platform and Telegram, and say what to fix.

    Exit code 1 when anything is to fix.
    """
    settings = settings_of(ctx)
    if not run(ctx, lambda: _check(settings)):
        ctx.exit(FAILED)


async def _check(settings: Settings) -> bool:
    from bot.checks import checked

    is_fine = True
    async for finding in checked(settings):
        is_fine = is_fine and finding.is_fine
        click.echo(f"{'ok  ' if finding.is_fine else 'FAIL'} {finding.what}: {finding.said}")
        if finding.mend is not None:
            click.echo(f"     to fix: {finding.mend}")
    return is_fine
