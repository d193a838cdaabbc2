"""``marsad simulate``: the platforms' APIs on this machine, to try things on without tokens."""

import asyncio
import json
import signal
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from simulator.server import Simulator


@click.command("simulate")
@click.option("--clock", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"]), help="Stand still at this instant (UTC).")
@click.option(
    "--x-port", type=click.IntRange(0, 65535), default=0, help="X's port; 0, here and below, lets the system choose."
)
@click.option("--graph-port", type=click.IntRange(0, 65535), default=0, help="The Graph API's port.")
@click.option("--telegram-port", type=click.IntRange(0, 65535), default=0, help="The Bot API's port.")
@click.option("--control-port", type=click.IntRange(0, 65535), default=0, help="The control API's port.")
@click.option("--json", "as_json", is_flag=True, help="Print addresses and tokens as one JSON object.")
@click.option(
    "--chat", is_flag=True, help="Serve a page instead in which to talk to the bot, on a copy of the database."
)
@click.option("--chat-port", type=click.IntRange(0, 65535), default=0, help="The page's port.")
@click.pass_context
def command(
    ctx: click.Context,
    clock: datetime | None,
    x_port: int,
    graph_port: int,
    telegram_port: int,
    control_port: int,
    chat_port: int,
    *,
    as_json: bool,
    chat: bool,
) -> None:
    """Serve the simulated platforms and Telegram's Bot API on loopback until Ctrl-C.

    The control API sets the clock, the accounts and the faults; simulator/control.py documents it.
    """
    from simulator.server import Ports, serve

    if chat:
        _chat(ctx, chat_port)
        return
    ports = Ports(x=x_port, graph=graph_port, telegram=telegram_port, control=control_port)
    now = clock.replace(tzinfo=UTC) if clock else None

    async def work() -> None:
        stop = _until_told()
        await serve(stop, on_start=lambda simulator: _announce(simulator, as_json=as_json), now=now, ports=ports)

    try:
        asyncio.run(work())
    except OSError as error:
        raise click.ClickException(f"cannot listen: {error.strerror or error}; choose other ports") from error


def _until_told() -> asyncio.Event:
    """Set by SIGTERM and Ctrl-C."""
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    return stop


def _chat(ctx: click.Context, port: int) -> None:
    """Serve the page until told to stop."""
    from bot.cli.shared import run, settings_of
    from bot.demo.chat import chat_room

    settings = settings_of(ctx)

    async def work() -> None:
        stop = _until_told()
        with TemporaryDirectory(prefix="marsad-chat-") as folder:
            async with chat_room(settings, Path(folder), port=port) as address:
                click.echo(f"Talk to the bot at {address} (Ctrl-C ends it)")
                await stop.wait()

    run(ctx, work)


def _announce(simulator: "Simulator", *, as_json: bool) -> None:
    urls, tokens = simulator.urls, simulator.tokens
    found: dict[str, dict[str, str | bool | None]] = {
        "x": {"base_url": urls.x, "bearer_token": tokens.x},
        "facebook": {"base_url": urls.graph, "access_token": tokens.graph, "app_secret": tokens.app_secret},
        "instagram": {
            "base_url": urls.graph,
            "access_token": tokens.graph,
            "user_id": tokens.instagram_user,
            "app_secret": tokens.app_secret,
        },
        "threads": {"base_url": urls.threads, "access_token": tokens.threads},
        "youtube": {"base_url": urls.youtube, "api_key": tokens.youtube},
        "telegram": {"base_url": urls.telegram, "token": tokens.telegram},
        "telegram_web": {"base_url": urls.telegram_web},
        "mastodon": {"base_url": urls.mastodon, "allow_loopback": True},
        "bluesky": {"base_url": urls.bluesky},
        "tiktok": {
            "base_url": urls.tiktok,
            "client_key": tokens.tiktok_key,
            "client_secret": tokens.tiktok_secret,
        },
        "linkedin": {"base_url": urls.linkedin, "access_token": tokens.linkedin},
        "app_store": {"base_url": urls.itunes},
        "newsroom": {"base_url": urls.feeds, "allow_loopback": True},
        "control": {"base_url": urls.control},
    }
    if as_json:
        click.echo(json.dumps(found))
        return
    for api, values in found.items():
        section = {"telegram": api, "control": api, "telegram_web": "platforms.telegram"}.get(api, f"platforms.{api}")
        click.echo(f"[{section}]")
        for name, value in values.items():
            click.echo(f"{name} = {json.dumps(value)}")
