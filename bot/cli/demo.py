"""``marsad demo``: the first year of a presence, replayed against simulated platforms."""

from pathlib import Path

import click

from bot.cli.shared import run
from bot.settings import LANGUAGES


@click.command("demo")
@click.option("--lang", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Language of the chat.")
@click.option("--days", type=click.IntRange(min=1), default=10_000, help="Stop after so many days of the story.")
@click.option("--seed", type=int, default=2019, show_default=True, help="Another seed, another year.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("demo"),
    show_default=True,
    help="Folder for the database, the settings and the pictures; what a demo left there is replaced.",
)
@click.pass_context
def command(ctx: click.Context, lang: str, days: int, seed: int, out: Path) -> None:
    """Replay the first year of the DGSN's presence: real program, real HTTP, simulated platforms."""
    from bot.demo.play import play
    from bot.demo.stage import story
    from bot.demo.telling import tell, watched

    chosen = story(days)
    with watched(chosen) as on_day:
        played = run(ctx, lambda: play(chosen, language=lang, seed=seed, out=out, on_day=on_day))
    tell(played, language=lang)
