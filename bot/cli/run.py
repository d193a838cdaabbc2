"""``marsad run``: the daemon."""

import click

from bot.cli.shared import run, settings_of
from bot.settings import Settings


@click.command("run")
@click.pass_context
def command(ctx: click.Context) -> None:
    """Watch until told to stop: poll, judge, deliver, answer.

    SIGTERM or Ctrl-C finishes what is in flight and ends with exit code 0.
    """
    settings = settings_of(ctx, is_daemon=True)
    run(ctx, lambda: _watch(settings))


async def _watch(settings: Settings) -> None:
    from bot.app import open_app
    from bot.daemon import Daemon

    async with open_app(settings) as app:
        with app.store.only_instance():
            await Daemon(app).run()
