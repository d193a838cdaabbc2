"""``marsad poll``: every account read once, now."""

import asyncio

import click

from bot.cli.exit_codes import FAILED, WRONG_USE
from bot.cli.shared import print_json, print_table, run, settings_of
from bot.polled import Polled, PollReport
from bot.settings import Settings
from growth.platform import BY_HAND, Metric, Platform
from growth.reading import Profile


@click.command("poll")
@click.option("--platform", "wanted", multiple=True, help="Only this platform; may be given again.")
@click.option("--json", "as_lines", is_flag=True, help="One JSON object an account.")
@click.pass_context
def command(ctx: click.Context, wanted: tuple[str, ...], *, as_lines: bool) -> None:
    """Read every account once, record and judge it, and show what was read.

    It may run beside the daemon: both keep to the same pauses, and each reading counts as one poll. What it finds to
    tell waits in the database for the daemon to send. Exit code 1 when an account could not be read.
    """
    settings = settings_of(ctx)
    platforms = _platforms(ctx, settings, wanted)
    reports = run(ctx, lambda: _poll(settings, platforms))
    polled = [one for report in reports for one in (*report.polled, *report.unasked)]
    if as_lines:
        print_json(_as_json(one) for one in polled)
    else:
        columns = ("platform", "handle", "outcome", "followers", "detail")
        print_table(columns, (_row(one) for one in polled))
    for report in reports:
        if report.held_until is not None:
            click.echo(f"{report.platform}: waiting until {report.held_until:%Y-%m-%d %H:%M} UTC", err=True)
    if not all(isinstance(one.reading, Profile) for one in polled):
        ctx.exit(FAILED)


def _platforms(ctx: click.Context, settings: Settings, wanted: tuple[str, ...]) -> tuple[Platform, ...]:
    from bot.platforms import readable

    on = readable(settings)
    by_hand = [name for name in wanted if name in BY_HAND]
    if by_hand:
        click.echo(f"{', '.join(by_hand)}: nothing to read; its counts are entered by hand.", err=True)
        ctx.exit(WRONG_USE)
    off = [name for name in wanted if name not in on]
    if off or not on:
        which = ", ".join(off) or "every platform"
        click.echo(f"{which}: off, or without the credentials it needs; `marsad check` says which.", err=True)
        ctx.exit(WRONG_USE)
    return tuple(platform for platform in on if not wanted or platform in wanted)


async def _poll(settings: Settings, platforms: tuple[Platform, ...]) -> list[PollReport]:
    from bot.app import open_app

    async with open_app(settings) as app:
        return await asyncio.gather(*(app.poll(platform) for platform in platforms))


def _as_json(one: Polled) -> dict[str, object]:
    """The object README documents: what was read of one account."""
    account = one.account
    profile = one.reading if isinstance(one.reading, Profile) else None
    counters = profile.counters if profile else {}
    return {
        "platform": account.platform,
        "handle": profile.handle if profile else account.handle,
        "platform_id": profile.platform_id if profile else account.platform_id,
        "outcome": one.outcome,
        "observed_at": one.observed_at.isoformat(),
        "counters": {
            metric.value: {"value": count.value, "resolution": count.resolution} for metric, count in counters.items()
        },
    }


def _row(one: Polled) -> tuple[str, ...]:
    reading = one.reading
    if isinstance(reading, Profile):
        followers = reading.counters.get(Metric.FOLLOWERS)
        return (one.account.platform, reading.handle, one.outcome, f"{followers.value:,}" if followers else "", "")
    detail = (reading.detail if reading is not None else one.detail) or ""
    return (one.account.platform, one.account.handle, one.outcome, "", detail)
