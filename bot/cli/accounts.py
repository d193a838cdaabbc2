"""``marsad accounts``: the accounts watched."""

import sys
from datetime import datetime
from typing import TYPE_CHECKING

import click

from bot.cli.database import stored
from bot.cli.evidence import show
from bot.cli.exit_codes import WRONG_USE
from bot.cli.shared import KEY, checked, print_json, print_table, settings_of
from bot.settings import AccountSettings

if TYPE_CHECKING:
    from storage.accounts import StoredAccount

ORIGIN = "command"


@click.group("accounts", invoke_without_command=True)
@click.pass_context
def command(ctx: click.Context) -> None:
    """List, show, add, switch on and off the accounts watched."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_accounts)


command.add_command(show)


@command.command("list")
@click.option("--json", "as_lines", is_flag=True, help="One JSON object an account.")
@click.pass_context
def list_accounts(ctx: click.Context, *, as_lines: bool = False) -> None:
    """List every account."""
    from storage import accounts

    with stored(ctx, settings_of(ctx)) as (tx, _):
        found = accounts.accounts(tx)
    if as_lines:
        print_json(_as_json(account) for account in found)
    else:
        columns = ("key", "agency", "platform", "handle", "platform id", "state", "watched", "origin")
        print_table(columns, (_row(account) for account in found))


@command.command("add")
@click.argument("platform", required=False)
@click.argument("handle", required=False)
@click.option("--agency", help="The agency's id; it must be in the settings or the catalogue.")
@click.option("--platform-id", help="The platform's immutable id, if known.")
@click.option("--launched", type=click.DateTime(["%Y-%m-%d"]), help="The day the account opened.")
@click.option("--from-seeds", "seed", help="Bring this agency in from the catalogue, such as ma_dgsn.")
@click.option(
    "--handle-of",
    "handles",
    type=(str, str),
    multiple=True,
    metavar="PLATFORM HANDLE",
    help="With --from-seeds: a handle that no source prints; asked for at a terminal.",
)
@click.pass_context
def add(
    ctx: click.Context,
    platform: str | None,
    handle: str | None,
    agency: str | None,
    platform_id: str | None,
    launched: datetime | None,
    seed: str | None,
    handles: tuple[tuple[str, str], ...],
) -> None:
    """Add one account (PLATFORM HANDLE --agency ID), or a whole agency with --from-seeds."""
    if seed is not None:
        _add_seed(ctx, seed, dict(handles))
        return
    if platform is None or handle is None or agency is None:
        raise click.UsageError("name PLATFORM, HANDLE and --agency, or --from-seeds AGENCY")
    day = launched.date() if launched else None
    given = {"platform": platform, "handle": handle, "platform_id": platform_id, "launched": day}
    _add_one(ctx, checked(AccountSettings, given), agency)


@command.command("enable")
@click.argument("key", type=KEY)
@click.pass_context
def enable(ctx: click.Context, key: int) -> None:
    """Read an account again (KEY as `marsad accounts` prints it)."""
    _switch(ctx, key, enabled=True)


@command.command("disable")
@click.argument("key", type=KEY)
@click.pass_context
def disable(ctx: click.Context, key: int) -> None:
    """Stop reading an account; its history stays (KEY as `marsad accounts` prints it)."""
    _switch(ctx, key, enabled=False)


def _add_one(ctx: click.Context, account: AccountSettings, agency: str) -> None:
    from bot.seeding import bring_in_agency
    from growth.platform import Platform
    from seeds import UnknownAgency, load
    from storage import accounts, agencies

    with stored(ctx, settings_of(ctx), writes=True) as (tx, now):
        if agency not in {known.id for known in agencies.agencies(tx)}:
            try:
                bring_in_agency(tx, load(), agency)
            except UnknownAgency as error:
                click.echo(f"{error}; or add it to the settings", err=True)
                ctx.exit(WRONG_USE)
        key = accounts.save_account(
            tx,
            agency=agency,
            platform=Platform(account.platform),
            handle=account.handle,
            platform_id=account.platform_id,
            launched=account.launched,
            origin=ORIGIN,
            now=now,
        )
    click.echo(f"account {key}: {account.platform} {account.handle}")


def _add_seed(ctx: click.Context, agency: str, given: dict[str, str]) -> None:
    from bot.seeding import bring_in
    from connectors.catalogue import CATALOGUE
    from growth.platform import BY_HAND
    from seeds import UnknownAgency, load

    try:
        seed = load().agency(agency)
    except UnknownAgency as error:
        click.echo(str(error), err=True)
        ctx.exit(WRONG_USE)
    settings = settings_of(ctx)
    unknown = [account.platform for account in seed.accounts if not account.is_identified]
    needless = [platform for platform in given if platform not in unknown]
    if needless:
        wanted = ", ".join(unknown) or "none"
        raise click.UsageError(f"{agency} waits for no handle of {', '.join(needless)}; it waits for: {wanted}")
    asked = [platform for platform in unknown if platform in (*CATALOGUE, *BY_HAND) and platform not in given]
    handles = {platform: given.get(platform, "") for platform in unknown}
    if sys.stdin.isatty():
        handles |= {platform: _ask(platform) for platform in asked}
    with stored(ctx, settings, writes=True) as (tx, now):
        brought = bring_in(tx, load(), agency, handles, now=now)
    click.echo(
        f"{agency}: {brought.accounts} accounts, {brought.baselines} baselines, {brought.figures} published figures. "
        "Handles come from sources and are unconfirmed until a first poll has read them."
    )
    for platform in brought.left_out:
        click.echo(f"left out: {platform}; name its handle with --handle-of {platform} HANDLE")


def _ask(platform: str) -> str:
    question = f"{platform}: no source prints this account's handle. Handle (empty: leave it out)"
    handle: str = click.prompt(question, default="", show_default=False)
    return handle


def _switch(ctx: click.Context, key: int, *, enabled: bool) -> None:
    from storage import accounts

    with stored(ctx, settings_of(ctx), writes=True) as (tx, _):
        is_known = accounts.set_enabled(tx, key, enabled=enabled)
    if not is_known:
        click.echo(f"there is no account {key}; `marsad accounts` lists them", err=True)
        ctx.exit(WRONG_USE)


def _as_json(account: "StoredAccount") -> dict[str, object]:
    return {
        "key": account.key,
        "agency": account.agency,
        "platform": account.platform,
        "handle": account.handle,
        "platform_id": account.platform_id,
        "state": account.state.value,
        "enabled": account.enabled,
        "launched": account.launched.isoformat() if account.launched else None,
        "origin": account.origin,
    }


def _row(account: "StoredAccount") -> tuple[str, ...]:
    return (
        str(account.key),
        account.agency,
        account.platform,
        account.handle,
        account.platform_id or "",
        account.state.value,
        "yes" if account.enabled else "no",
        account.origin,
    )
