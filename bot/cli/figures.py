"""``marsad figures``: counts that others published."""

from typing import TYPE_CHECKING

import click

from bot.cli.database import stored
from bot.cli.exit_codes import WRONG_USE
from bot.cli.history import picked
from bot.cli.shared import KEY, print_json, print_table, settings_of

if TYPE_CHECKING:
    from storage.figures import StoredFigure

_ROUNDINGS = ("exact", "rounded", "approx")


@click.group("figures", invoke_without_command=True)
@click.pass_context
def command(ctx: click.Context) -> None:
    """List, add and remove counts that others published."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_figures)


@command.command("list")
@click.option("--agency", help="Only this agency's, by its id.")
@click.option("--platform", help="Only this platform's; `all` for sums over several.")
@click.option("--json", "as_lines", is_flag=True, help="One JSON object a figure.")
@click.pass_context
def list_figures(
    ctx: click.Context, agency: str | None = None, platform: str | None = None, *, as_lines: bool = False
) -> None:
    """List published figures, oldest first."""
    from storage import figures

    with stored(ctx, settings_of(ctx)) as (tx, _):
        found = figures.stored_figures(tx, agency=agency, platform=platform)
    if as_lines:
        print_json(_as_json(one) for one in found)
    else:
        columns = ("key", "agency", "platform", "handle", "metric", "date", "value", "rounding", "source")
        print_table(columns, (_row(one) for one in found))


@command.command("add")
@click.argument("account")
@click.option("--date", "day", required=True, help="What it speaks of: 2023-12-26, 2023-12 or 2023.")
@click.option("--value", required=True, help="The count.")
@click.option("--source", required=True, help="Where it was published: an address, or a citation.")
@click.option(
    "--rounding",
    type=click.Choice(_ROUNDINGS),
    default="exact",
    show_default=True,
    help="How exactly the source gives it: to the last digit, as a round number, or as about or more than.",
)
@click.option("--metric", default="followers", show_default=True, help="The counter.")
@click.option("--language", help="The source's language, such as ar.")
@click.option("--note", help="What a reader must know beside it.")
@click.pass_context
def add(
    ctx: click.Context,
    account: str,
    day: str,
    value: str,
    source: str,
    rounding: str,
    metric: str,
    language: str | None,
    note: str | None,
) -> None:
    """Keep a figure of ACCOUNT (its key, platform/handle, or words that fit it); one of the same source is replaced."""
    from bot.figure_entry import FigureError, TypedFigure, entered
    from bot.published import keep_figure

    settings, typed = settings_of(ctx), TypedFigure(day, value, source, rounding, metric, language, note)
    with stored(ctx, settings, writes=True) as (tx, now):
        found = picked(ctx, tx, account)
        try:
            figure = entered(found, typed, now=now, zone=settings.zone)
        except FigureError as error:
            raise click.UsageError(str(error)) from None
        events = keep_figure(tx, found, figure, now=now, zone=settings.zone)
    click.echo(f"{found.platform}/{found.handle}: {figure.value:,} ({figure.rounding}), {day}, published: {source}")
    if events:
        click.echo("It contradicts what was measured at that time by more than rounding explains.", err=True)


@command.command("load")
@click.argument("agency")
@click.pass_context
def load(ctx: click.Context, agency: str) -> None:
    """Keep every figure the catalogue has of AGENCY, such as ma_dgsn, which must be known. Repeating is harmless."""
    from bot.published import tell_contradictions
    from bot.seeding import save_published
    from seeds import UnknownAgency
    from seeds import load as load_catalogue
    from storage import accounts, agencies

    settings = settings_of(ctx)
    with stored(ctx, settings, writes=True) as (tx, now):
        if agency not in {known.id for known in agencies.agencies(tx)}:
            click.echo(f"{agency} is not known here; add an account of it first", err=True)
            ctx.exit(WRONG_USE)
        try:
            number = save_published(tx, load_catalogue(), agency)
        except UnknownAgency as error:
            click.echo(str(error), err=True)
            ctx.exit(WRONG_USE)
        events = tell_contradictions(tx, accounts.accounts(tx, agency=agency), now=now, zone=settings.zone)
    click.echo(f"{agency}: {number} published figures, {len(events)} of them contradicted by what was measured")


@command.command("remove")
@click.argument("key", type=KEY)
@click.pass_context
def remove(ctx: click.Context, key: int) -> None:
    """Forget the figure KEY, as `marsad figures list` prints it."""
    from storage import figures

    with stored(ctx, settings_of(ctx), writes=True) as (tx, _):
        is_known = figures.remove_figure(tx, key)
    if not is_known:
        click.echo(f"there is no figure {key}; `marsad figures list` lists them", err=True)
        ctx.exit(WRONG_USE)


def _as_json(one: "StoredFigure") -> dict[str, object]:
    figure = one.figure
    return {
        "key": one.key,
        "agency": figure.agency,
        "platform": figure.platform,
        "handle": figure.handle or None,
        "metric": figure.metric.value,
        "date": figure.precision.written(figure.day),
        "value": figure.value,
        "rounding": figure.rounding.value,
        "language": figure.quote_language,
        "source": figure.source,
        "note": figure.note,
    }


def _row(one: "StoredFigure") -> tuple[str, ...]:
    figure = one.figure
    return (
        str(one.key),
        figure.agency,
        figure.platform,
        figure.handle,
        figure.metric.value,
        figure.precision.written(figure.day),
        f"{figure.value:,}",
        figure.rounding.value,
        figure.source,
    )
