"""``marsad cite``: a figure as a line to quote."""

from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from bot.cli.database import stored
from bot.cli.exit_codes import FAILED
from bot.cli.history import picked
from bot.cli.shared import print_json, settings_of
from bot.settings import LANGUAGES

if TYPE_CHECKING:
    from growth.figure import Figure
    from storage.accounts import StoredAccount


@click.command("cite")
@click.argument("account")
@click.option("--at", "moment", metavar="DATE", help="A day, or an instant after which nothing counts; today without.")
@click.option("--metric", default="followers", show_default=True, help="The counter.")
@click.option("--lang", type=click.Choice(LANGUAGES), help="One language; all three without it.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object: the figure's parts and its lines.")
@click.pass_context
def command(
    ctx: click.Context, account: str, moment: str | None, metric: str, lang: str | None, *, as_json: bool
) -> None:
    """Print the figure of ACCOUNT (its key, platform/handle, or words that fit it) for a day as a line to quote.

    What Marsad measured on that day comes before what was imported for it, and that before what others published. The
    line says which of the three it is, how exact it is, when it was read and where it comes from.
    """
    from bot.citing import figure_on, nearest
    from growth.platform import Metric
    from growth.wall import local_day
    from report.citation import citation
    from report.words import words_for

    if metric not in list(Metric):
        raise click.UsageError(f"--metric {metric!r} is not known; write one of {', '.join(Metric)}")
    settings = settings_of(ctx)
    with stored(ctx, settings) as (tx, now):
        found = picked(ctx, tx, account)
        day, at = _moment(moment) if moment else (local_day(now, settings.zone), now)
        day = local_day(at, settings.zone) if at is not None else day
        figure = figure_on(tx, found, Metric(metric), day, at=at, zone=settings.zone)
        near = nearest(tx, found, Metric(metric), day, zone=settings.zone) if figure is None else ()
    if figure is None:
        known = " and ".join(f"{one.day} ({one.method})" for one in near if one is not None) or "none"
        click.echo(f"{found.platform}/{found.handle} has no {metric} for {day}; the nearest figures: {known}", err=True)
        ctx.exit(FAILED)
    lines = {one: citation(found.name, figure, words_for(one), zone=settings.zone) for one in LANGUAGES}
    if as_json:
        print_json([_as_json(found, figure, lines)])
        return
    for language in [lang] if lang else LANGUAGES:
        click.echo(lines[language])


def _moment(text: str) -> tuple[date, datetime | None]:
    """The day that was written, and the instant where one was."""
    from bot.series_cells import instant_of

    try:
        return date.fromisoformat(text.strip()), None
    except ValueError:
        pass
    try:
        instant = instant_of(text)
    except ValueError as error:
        raise click.UsageError(f"--at {error}") from None
    return instant.date(), instant


def _as_json(account: "StoredAccount", figure: "Figure", lines: dict[str, str]) -> dict[str, object]:
    return {
        "agency": account.agency,
        "platform": account.platform,
        "handle": account.handle,
        "metric": figure.metric.value,
        "value": figure.count.value,
        "resolution": figure.count.resolution,
        "method": figure.method.value,
        "rounding": figure.rounding.value,
        "date": figure.day.isoformat(),
        "precision": figure.precision.value,
        "at": figure.at.isoformat() if figure.at else None,
        "source": figure.source,
        "citation": lines,
    }
