"""``marsad impersonators``: handles that could be taken for an agency's, and which of them exist."""

from typing import TYPE_CHECKING

import click

from bot.cli.database import stored
from bot.cli.exit_codes import WRONG_USE
from bot.cli.shared import print_json, print_table, run, settings_of
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.impersonators import Linked
    from storage.lookalikes import StoredLookalike


@click.command("impersonators")
@click.argument("agency")
@click.option("--look", "looks", is_flag=True, help="Look up now which exist, and what the agency's site links to.")
@click.option("--all", "shows_all", is_flag=True, help="Show the handles that nobody has as well.")
@click.option("--json", "as_lines", is_flag=True, help="One JSON object a handle.")
@click.pass_context
def command(ctx: click.Context, agency: str, *, looks: bool, shows_all: bool, as_lines: bool) -> None:
    """List handles that could be taken for those of AGENCY (its id), and which of them exist and how they grow.

    --look asks the platforms where a lookup is free or cheap, with what the watched accounts leave of the day's
    budgets; without it only what is stored is told. That a handle exists does not say that it means harm.
    """
    from bot.impersonators import keep_lookalikes
    from bot.platforms import readable
    from storage.agencies import agencies
    from storage.lookalikes import stored_lookalikes

    settings = settings_of(ctx)
    with stored(ctx, settings, writes=True) as (tx, _):
        known = {one.id: one for one in agencies(tx)}
        if agency not in known:
            click.echo(f"No agency {agency} is known; known: {', '.join(known) or 'none'}.", err=True)
            ctx.exit(WRONG_USE)
        keep_lookalikes(tx, known[agency], readable(settings))
    links = run(ctx, lambda: _look(settings, agency)) if looks else ()
    with stored(ctx, settings) as (tx, _):
        found = [one for one in stored_lookalikes(tx, agency) if shows_all or one.presence != "free"]
    left = sum(one.presence == "unchecked" for one in found)
    if looks and left:
        said = "their platform is off or not cheap to ask, asks for a pause, or the day's budget is used up"
        click.echo(f"{left} handles were not looked up: {said}.", err=True)
    if as_lines:
        print_json(_as_json(one) for one in found)
        return
    columns = ("platform", "handle", "resembles", "by", "exists", "id", "name", "followers", "since found", "checked")
    print_table(columns, (_row(one) for one in found))
    for one in links:
        click.echo(_said(one))


async def _look(settings: Settings, agency: str) -> "tuple[Linked, ...]":
    from bot.app import open_app
    from bot.impersonators import linked, look

    async with open_app(settings) as app:
        await look(app, agency)
        return await linked(app, agency)


def _said(one: "Linked") -> str:
    back = {True: "which links back to it", False: "which does not link to it", None: "which could not be read"}
    named = f"names {one.site}, {back[one.links_back]}" if one.site else "names no site of its own"
    if one.site is None and one.links_back is not None:
        named += "; the agency's site " + ("links to it" if one.links_back else "does not link to it")
    return f"{one.account.platform} {one.account.handle} {named}"


def _as_json(one: "StoredLookalike") -> dict[str, object]:
    return {
        "platform": one.platform,
        "handle": one.handle,
        "resembles": one.resembles,
        "by": one.trick.value,
        "exists": one.presence.value,
        "platform_id": one.platform_id,
        "display_name": one.display_name,
        "followers": one.followers,
        "growth": _growth(one),
        "found_at": one.found_at.isoformat() if one.found_at else None,
        "checked_at": one.checked_at.isoformat() if one.checked_at else None,
    }


def _row(one: "StoredLookalike") -> tuple[str, ...]:
    growth = _growth(one)
    return (
        one.platform,
        one.handle,
        one.resembles,
        one.trick.value,
        one.presence.value,
        one.platform_id or "",
        "".join(letter if letter.isprintable() else " " for letter in one.display_name or ""),
        f"{one.followers:,}" if one.followers is not None else "",
        f"{growth:+,}" if growth is not None else "",
        f"{one.checked_at:%Y-%m-%d}" if one.checked_at else "never",
    )


def _growth(one: "StoredLookalike") -> int | None:
    """Followers won since it was first counted; None when it never was."""
    return None if one.followers is None or one.first_followers is None else one.followers - one.first_followers
