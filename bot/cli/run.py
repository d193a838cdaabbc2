"""``marsad run``: the daemon."""

from contextlib import AsyncExitStack

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
    from bot.health.life import signs_of_life

    async with AsyncExitStack() as stack:
        app = await stack.enter_async_context(open_app(settings))
        stack.enter_context(app.store.only_instance())
        if settings.metrics.listen is not None:
            from bot.health.page import health_page

            await stack.enter_async_context(health_page(app, settings.metrics.listen))
        await stack.enter_async_context(signs_of_life(app))
        await Daemon(app).run()
