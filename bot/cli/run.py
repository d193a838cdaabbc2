"""``marsad run``: the daemon."""

import asyncio
import signal
from collections.abc import Callable
from contextlib import AsyncExitStack

import click
import structlog

from bot.cli.shared import run, settings_file_of, settings_of
from bot.logs import set_up_logs
from bot.settings import Settings
from bot.settings_file import SettingsError, load_settings
from storage.errors import StorageError

_log = structlog.get_logger("marsad.run")


@click.command("run")
@click.pass_context
def command(ctx: click.Context) -> None:
    """Watch until told to stop: poll, judge, deliver, answer.

    SIGTERM or Ctrl-C finishes what is in flight and ends with exit code 0. SIGHUP reads the settings anew; with
    mistakes in them it says which, and goes on with those it has.
    """
    settings = settings_of(ctx, is_daemon=True)
    run(ctx, lambda: _watch(settings, lambda: load_settings(settings_file_of(ctx))))


async def _watch(settings: Settings, load: Callable[[], Settings]) -> None:
    """Watch with these settings, then with those that SIGHUP brought, and so on."""
    before: Settings | None = None
    following: Settings | None = settings
    while following is not None:
        settings = following
        set_up_logs(settings.log, settings.secrets())
        try:
            before, following = settings, await _watch_with(settings, load)
        except (StorageError, OSError) as error:
            if before is None or before is settings:
                raise
            _log.error("the new settings do not work; back to those before", reason=str(error))
            following = before


async def _watch_with(settings: Settings, load: Callable[[], Settings]) -> Settings | None:
    """Watch until told to stop; gives the settings to go on with, None when that was all."""
    from bot.app import open_app
    from bot.daemon import Daemon
    from bot.health.life import signs_of_life

    new: list[Settings] = []
    async with AsyncExitStack() as stack:
        app = await stack.enter_async_context(open_app(settings))
        stack.enter_context(app.store.only_instance())
        if settings.metrics.listen is not None:
            from bot.health.page import health_page

            await stack.enter_async_context(health_page(app, settings.metrics.listen))
        await stack.enter_async_context(signs_of_life(app))
        daemon = Daemon(app)

        def read_anew() -> None:
            try:
                new[:] = [load()]
            except SettingsError as error:
                _log.error("the new settings are not used", reason=str(error))
            else:
                _log.info("settings read anew")
                daemon.stop()

        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, read_anew)
        await daemon.run()
    return new[0] if new else None
