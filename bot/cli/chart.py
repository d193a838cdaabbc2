"""``marsad chart``: an account's growth as a picture."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.database import stored
from bot.cli.exit_codes import FAILED
from bot.cli.shared import settings_of
from bot.settings import LANGUAGES

if TYPE_CHECKING:
    from storage.accounts import StoredAccount


@click.command("chart")
@click.argument("words", nargs=-1)
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default=Path(), help="Folder for the PNGs.")
@click.option("--lang", type=click.Choice(LANGUAGES), help="Language; the settings' without it.")
@click.option("--dark", is_flag=True, help="Light lines on a dark ground.")
@click.pass_context
def command(ctx: click.Context, words: tuple[str, ...], out: Path, lang: str | None, *, dark: bool) -> None:
    """Draw the growth of the accounts WORDS fit (a platform, a handle, an agency), one PNG each."""
    from bot.charts import draw
    from bot.picking import pick
    from report.words import words_for
    from storage import accounts

    settings = settings_of(ctx)
    language = words_for(lang or settings.digest.language)
    with stored(ctx, settings) as (tx, now):
        found = pick(accounts.accounts(tx), words)
        drawn = [(account, draw(tx, account, language, now=now, zone=settings.zone, dark=dark)) for account in found]
    out.mkdir(parents=True, exist_ok=True)
    written = [_write(out / _file_name(account), png) for account, png in drawn if png is not None]
    for path in written:
        click.echo(str(path))
    if not written:
        click.echo("No account fits, or none has two counts yet to draw a line between.", err=True)
        ctx.exit(FAILED)


def _file_name(account: "StoredAccount") -> str:
    """Unique among accounts, and safe on every file system: handles are hostile."""
    return f"{account.agency}-{account.platform}-{account.key}.png"


def _write(path: Path, png: bytes) -> Path:
    path.write_bytes(png)
    return path
