"""``marsad check``: the doctor."""

from typing import TYPE_CHECKING

import click

from bot.cli.exit_codes import FAILED, WRONG_USE
from bot.cli.shared import run, settings_file_of, settings_of
from bot.settings import Settings
from bot.settings_file import SettingsError, load_settings

if TYPE_CHECKING:
    from pathlib import Path

    from bot.checks import Finding


@click.command("check")
@click.pass_context
def command(ctx: click.Context) -> None:
    """Try every setting, the database, each platform and Telegram, and say what to fix.

    Each platform is asked for one account that is surely there and one of yours. Exit code 1 when anything is to fix,
    2 when the settings cannot be used.
    """
    from bot.checks import found_wrong

    source = settings_file_of(ctx)
    try:
        load_settings(source)
    except SettingsError as error:
        for finding in found_wrong(error.problems):
            _show(finding)
        ctx.exit(WRONG_USE)
    settings = settings_of(ctx)
    if not run(ctx, lambda: _check(settings, source)):
        ctx.exit(FAILED)


async def _check(settings: Settings, source: "Path | None") -> bool:
    from bot.checks import checked

    is_fine = True
    async for finding in checked(settings, source):
        is_fine = is_fine and finding.is_fine
        _show(finding)
    return is_fine


def _show(finding: "Finding") -> None:
    click.echo(f"{'ok  ' if finding.is_fine else 'FAIL'} {finding.what}: {finding.said}")
    if finding.mend is not None:
        click.echo(f"     {'advice' if finding.is_fine else 'to fix'}: {finding.mend}")
