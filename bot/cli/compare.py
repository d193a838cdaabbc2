"""``marsad compare``: accounts or agencies against each other."""

from typing import TYPE_CHECKING

import click

from bot.cli.database import stored
from bot.cli.exit_codes import WRONG_USE
from bot.cli.shared import print_json, print_table, settings_of

if TYPE_CHECKING:
    from bot.comparing import Asked
    from growth.between import Place
    from growth.comparison import Comparison

_FEWEST = 2


@click.command("compare")
@click.argument("who", metavar="[ACCOUNT|AGENCY|PLATFORM]...", nargs=-1)
@click.option("--json", "as_lines", is_flag=True, help="One JSON object a contender.")
@click.pass_context
def command(ctx: click.Context, who: tuple[str, ...], *, as_lines: bool) -> None:
    """Compare accounts or agencies by followers, share, growth, size at the same age, per 1,000 residents and staff.

    Each word names a handle (also as platform/handle, or the key that `marsad accounts` prints) or an agency, by its
    id or a part of its name; a platform's name restricts the comparison to it. Without words every agency is compared,
    or every account where there is one agency only.
    """
    from bot.comparing import asked_for, comparison
    from storage import accounts

    settings = settings_of(ctx)
    with stored(ctx, settings) as (tx, now):
        asked = asked_for(accounts.accounts(tx), who)
        _refuse(ctx, asked)
        found = comparison(tx, asked.groups, now=now, zone=settings.zone)
    if as_lines:
        print_json(_as_json(found, index) for index in range(len(found.contenders)))
    else:
        _print(found)


def _refuse(ctx: click.Context, asked: "Asked") -> None:
    """End the program where there is nothing to compare."""
    if asked.unknown:
        click.echo(f"nobody fits {', '.join(asked.unknown)}; `marsad accounts` lists everyone", err=True)
        ctx.exit(WRONG_USE)
    if len(asked.groups) < _FEWEST:
        click.echo("a comparison takes two accounts or agencies at least; `marsad accounts` lists everyone", err=True)
        ctx.exit(WRONG_USE)


def _as_json(found: "Comparison", index: int) -> dict[str, object]:
    """One contender and its place by every measure; null where that is not known."""
    from growth.comparison import Measure

    who = found.contenders[index]
    return {
        "agency": who.agency,
        "platforms": list(who.platforms),
        "handle": who.handle,
        "launched": who.launched.isoformat() if who.launched else None,
        "age_days": found.age_days,
        **{measure.value: _place_json(found.measures.get(measure, ())[index:]) for measure in Measure},
        "staff": who.staff,
        "staff_year": who.staff_year,
        "residents": who.residents,
        "residents_year": who.residents_year,
        "source": who.source,
    }


def _place_json(places: "tuple[Place | None, ...]") -> dict[str, object] | None:
    place = places[0] if places else None
    if place is None:
        return None
    return {"low": place.value.low, "high": place.value.high, "rank": place.rank, "tied": place.is_tied}


def _print(found: "Comparison") -> None:
    """A column a measure, and below it what a reader must know."""
    from report.compare_text import compare_notes, contender_names, measure_text, place_text
    from report.telegram_html import plain
    from report.words import words_for

    words = words_for("en")
    names = contender_names(found.contenders, words)
    columns = ("", *(plain(measure_text(found, measure, words)) for measure in found.measures))
    print_table(
        columns,
        (
            (
                plain(name),
                *(
                    _cell(place, plain(place_text(place, measure, words)) if place else "")
                    for measure, places in found.measures.items()
                    for place in places[index : index + 1]
                ),
            )
            for index, name in enumerate(names)
        ),
    )
    for note in compare_notes(found, words):
        click.echo(plain(note))


def _cell(place: "Place | None", value: str) -> str:
    """A rank and a number; blank where it is not known."""
    return "" if place is None else f"{place.rank}{'=' if place.is_tied else '.'} {value}"
