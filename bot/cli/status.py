"""``marsad status``: every account as it stands, from stored data."""

import click

from bot.cli.database import stored
from bot.cli.shared import print_json, print_table, settings_of
from bot.cli.standing import standing_json
from growth.baseline import PaceState, Standing
from growth.digest import AccountStatus


@click.command("status")
@click.argument("words", nargs=-1)
@click.option("--json", "as_lines", is_flag=True, help="One JSON object an account.")
@click.pass_context
def command(ctx: click.Context, words: tuple[str, ...], *, as_lines: bool) -> None:
    """Show accounts as they stand: those WORDS fit (a platform, a handle, an agency), or all."""
    from bot.facts import statuses
    from bot.picking import pick
    from storage import accounts

    settings = settings_of(ctx)
    with stored(ctx, settings) as (tx, now):
        found = statuses(tx, pick(accounts.accounts(tx), words), settings, now=now, zone=settings.zone)
    if as_lines:
        print_json(_as_json(status) for status in found)
    else:
        columns = ("agency", "platform", "handle", "state", "followers", "7 days", "baseline", "next milestone", "read")
        print_table(columns, (_row(status) for status in found))


def _as_json(status: AccountStatus) -> dict[str, object]:
    """The object README documents: one account as it stands."""
    name, standing, ahead = status.name, status.standing, status.next_milestone
    return {
        "agency": name.agency,
        "platform": name.platform,
        "handle": name.handle,
        "state": status.state.value,
        "followers": (
            {"value": status.followers.value, "resolution": status.followers.resolution} if status.followers else None
        ),
        "observed_at": status.observed_at.isoformat() if status.observed_at else None,
        "is_stale": status.is_stale,
        "net_day": status.net_day,
        "net_week": status.net_week,
        "baseline": standing_json(standing) if standing else None,
        "next_milestone": (
            {
                "threshold": ahead.threshold,
                "missing": ahead.missing,
                "projected": ahead.projected.isoformat() if ahead.projected else None,
            }
            if ahead
            else None
        ),
    }


def _row(status: AccountStatus) -> tuple[str, ...]:
    standing, ahead = status.standing, status.next_milestone
    return (
        status.name.in_language("en"),
        status.name.platform,
        status.name.handle,
        status.state.value + (" (stale)" if status.is_stale else ""),
        f"{status.followers.value:,}" if status.followers else "",
        f"{status.net_week:+,}" if status.net_week is not None else "",
        _pace(standing) if standing else "",
        f"{ahead.threshold:,}" + (f" about {ahead.projected}" if ahead.projected else "") if ahead else "",
        f"{status.observed_at:%Y-%m-%d %H:%M}" if status.observed_at else "never",
    )


def _pace(standing: Standing) -> str:
    """The verdict, and the share of what is expected by now while the target is still ahead."""
    is_open = standing.state in {PaceState.BEHIND, PaceState.ON_PACE, PaceState.AHEAD}
    share = f" ({standing.ratio:.0%})" if is_open and standing.ratio is not None else ""
    return f"{standing.state.value.replace('_', ' ')}{share}"
