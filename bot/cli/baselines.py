"""``marsad baselines``: the targets accounts are held against."""

from datetime import datetime
from typing import TYPE_CHECKING

import click

from bot.cli.database import stored
from bot.cli.exit_codes import WRONG_USE
from bot.cli.shared import KEY, checked, print_json, print_table, settings_of
from bot.settings import BaselineSettings

if TYPE_CHECKING:
    from growth.baseline import Baseline, Standing
    from storage.accounts import StoredAccount

ORIGIN = "command"


@click.group("baselines", invoke_without_command=True)
@click.pass_context
def command(ctx: click.Context) -> None:
    """List, add and remove the targets accounts are held against."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_baselines)


@command.command("list")
@click.option("--json", "as_lines", is_flag=True, help="One JSON object a baseline.")
@click.pass_context
def list_baselines(ctx: click.Context, *, as_lines: bool = False) -> None:
    """List every baseline with where its account stands."""
    from bot.facts import standings
    from storage import accounts, baselines

    settings = settings_of(ctx)
    with stored(ctx, settings) as (tx, now):
        targets = baselines.baselines(tx)
        rows = [
            (account, target, _state(target, standings(tx, account, now=now, zone=settings.zone)))
            for account in accounts.accounts(tx)
            for target in targets.get(account.key, ())
        ]
    if as_lines:
        print_json(_as_json(account, target, state) for account, target, state in rows)
    else:
        columns = ("account", "handle", "name", "start", "from", "target", "by", "curve", "state", "source")
        print_table(columns, (_row(account, target, state) for account, target, state in rows))


@command.command("add")
@click.argument("account", type=KEY)
@click.argument("name")
@click.option("--start", required=True, type=click.DateTime(["%Y-%m-%d"]), help="The first day.")
@click.option("--target", required=True, type=int, help="Followers to reach.")
@click.option("--within", required=True, help="The time allowed, such as 1y, 6mo or 90d.")
@click.option("--start-value", type=int, default=0, show_default=True, help="Followers on that day.")
@click.option(
    "--curve",
    type=click.Choice(["linear", "exponential", "front_loaded"]),
    default="linear",
    show_default=True,
    help="The path between the two ends.",
)
@click.option("--source", help="Who published the figures; it is printed with the baseline.")
@click.pass_context
def add(
    ctx: click.Context,
    account: int,
    name: str,
    start: datetime,
    target: int,
    within: str,
    start_value: int,
    curve: str,
    source: str | None,
) -> None:
    """Hold ACCOUNT (its key as `marsad accounts` prints it) against a target called NAME; an older one is replaced."""
    from storage import accounts, baselines

    given = {"name": name, "start": start.date(), "target": target, "within": within, "start_value": start_value}
    baseline = checked(BaselineSettings, {**given, "curve": curve, "source": source}).to_baseline()
    with stored(ctx, settings_of(ctx), writes=True) as (tx, _):
        if accounts.account(tx, account) is None:
            click.echo(f"there is no account {account}; `marsad accounts` lists them", err=True)
            ctx.exit(WRONG_USE)
        baselines.save(tx, account, baseline, ORIGIN)
    click.echo(f"account {account}: {name}, {start_value:,} to {target:,} from {baseline.start} to {baseline.deadline}")


@command.command("remove")
@click.argument("account", type=KEY)
@click.argument("name")
@click.pass_context
def remove(ctx: click.Context, account: int, name: str) -> None:
    """Remove the baseline NAME of ACCOUNT; one that the settings name comes back with the next start."""
    from storage import baselines

    with stored(ctx, settings_of(ctx), writes=True) as (tx, _):
        is_known = baselines.remove(tx, account, name)
    if not is_known:
        click.echo(f"account {account} has no baseline {name!r}; `marsad baselines` lists them", err=True)
        ctx.exit(WRONG_USE)


def _state(target: "Baseline", held: "tuple[Standing, ...]") -> str:
    """Where the account stands against the target; empty before a first count."""
    return next((standing.state.value for standing in held if standing.baseline == target), "")


def _as_json(account: "StoredAccount", target: "Baseline", state: str) -> dict[str, object]:
    return {
        "account": account.key,
        "platform": account.platform,
        "handle": account.handle,
        "name": target.name,
        "start": target.start.isoformat(),
        "start_value": target.start_value,
        "target": target.target,
        "deadline": target.deadline.isoformat(),
        "curve": target.curve.value,
        "source": target.source,
        "state": state or None,
    }


def _row(account: "StoredAccount", target: "Baseline", state: str) -> tuple[str, ...]:
    return (
        str(account.key),
        f"{account.platform} {account.handle}",
        target.name,
        target.start.isoformat(),
        f"{target.start_value:,}",
        f"{target.target:,}",
        target.deadline.isoformat(),
        target.curve.value,
        state,
        target.source or "",
    )
