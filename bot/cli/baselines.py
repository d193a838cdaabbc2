"""``marsad baselines``: what accounts are held against."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from bot.cli.database import stored
from bot.cli.exit_codes import WRONG_USE
from bot.cli.shared import KEY, checked, print_json, print_table, settings_of
from bot.settings import BaselineSettings
from growth.baseline import BaselineKind, Curve, Recipe

if TYPE_CHECKING:
    from bot.facts import Held
    from growth.baseline import Baseline, Undrawable
    from growth.prospect import Prospect
    from storage.accounts import StoredAccount
    from storage.baselines import Kept

ORIGIN = "command"
_A_YEAR = "1y"


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
    """List every baseline with where its account stands and what may become of it."""
    from bot.facts import held
    from storage import accounts, baselines

    settings = settings_of(ctx)
    with stored(ctx, settings) as (tx, now):
        kept = baselines.baselines(tx)
        found = held(tx, accounts.accounts(tx), now=now, zone=settings.zone)
    rows = [row for account, one in found for row in _rows(account, kept[account.key], one)]
    if as_lines:
        print_json(_as_json(*row) for row in rows)
    else:
        columns = ("account", "handle", "name", "path", "start", "from", "target", "by")
        more = ("state", "expected", "pace", "days", "chance", "source")
        print_table((*columns, *more), (_row(*row) for row in rows))


@command.command("add")
@click.argument("account", type=KEY)
@click.argument("name")
@click.option(
    "--kind",
    type=click.Choice([one.value for one in BaselineKind]),
    default=BaselineKind.TARGET.value,
    show_default=True,
    help="Two points, or a path drawn from counts: another account's first year, this one's last year, a cohort.",
)
@click.option("--of", metavar="PLATFORM/HANDLE", help="With first_year: whose.")
@click.option("--start", type=click.DateTime(["%Y-%m-%d"]), help="The first day; a target needs one.")
@click.option("--target", type=int, help="Followers to reach; a target needs them.")
@click.option("--within", help="The time allowed, such as 1y, 6mo or 90d; 1y where a path is drawn.")
@click.option("--start-value", type=int, help="Followers on the first day of a target; 0 unless given.")
@click.option(
    "--curve", type=click.Choice([one.value for one in Curve]), help="The path to a target; linear unless given."
)
@click.option("--source", help="Who published the figures; it is printed with the baseline.")
@click.pass_context
def add(
    ctx: click.Context,
    account: int,
    name: str,
    kind: str,
    of: str | None,
    start: datetime | None,
    target: int | None,
    within: str | None,
    start_value: int | None,
    curve: str | None,
    source: str | None,
) -> None:
    """Hold ACCOUNT (its key as `marsad accounts` prints it) against a baseline called NAME; an older one is replaced.

    A first year begins on the day the account opened, the same period a year before on the first of January, and a
    cohort today, unless --start says otherwise.
    """
    from bot.drawings import drawings
    from storage import accounts, baselines

    is_target = kind == BaselineKind.TARGET
    given = {
        "name": name,
        "kind": kind,
        "of": of,
        "target": target,
        "within": within or (None if is_target else _A_YEAR),
        "start_value": start_value,
        "curve": curve,
        "source": source,
    }
    with stored(ctx, settings_of(ctx), writes=True) as (tx, now):
        found = accounts.account(tx, account)
        if found is None:
            click.echo(f"there is no account {account}; `marsad accounts` lists them", err=True)
            ctx.exit(WRONG_USE)
        day = start.date() if start else None if is_target else _first_day(kind, found, now.date())
        baseline = checked(BaselineSettings, {**given, "start": day}).to_baseline()
        baselines.save(tx, account, baseline, ORIGIN)
        made = drawings(tx, [found], now=now, zone=settings_of(ctx).zone)[account]
    click.echo(f"account {account}: {name}, {_said(baseline, made.baselines, made.missing)}")


def _first_day(kind: str, account: "StoredAccount", today: date) -> date:
    """The first day of a baseline for which none was given."""
    if kind == BaselineKind.LAST_YEAR:
        return today.replace(month=1, day=1)
    if kind == BaselineKind.COHORT:
        return today
    if account.launched is None:
        raise click.UsageError(f"nobody said when account {account.key} opened; give --start")
    return account.launched


def _said(kept: "Kept", made: "tuple[Baseline, ...]", missing: "tuple[Undrawable, ...]") -> str:
    """What was added, or why it cannot be drawn yet."""
    baseline = next((one for one in made if one.name == kept.name), None)
    if baseline is None:
        return f"kept; {_why(next(one for one in missing if one.recipe.name == kept.name))}"
    path = "" if baseline.route is None else f", drawn from {baseline.route.origin}"
    return f"{baseline.start_value:,} to {baseline.target:,} from {baseline.start} to {baseline.deadline}{path}"


def _why(missing: "Undrawable") -> str:
    """Why a baseline cannot be drawn, as the chat would say it."""
    from report.baseline_text import missing_reason
    from report.telegram_html import plain
    from report.words import words_for

    return f"it cannot be drawn yet: {plain(missing_reason(missing, words_for('en')))}"


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


def _rows(
    account: "StoredAccount", kept: "tuple[Kept, ...]", held: "Held"
) -> "Iterator[tuple[StoredAccount, Kept, Prospect | None, Undrawable | None]]":
    """Each baseline in its order, with where the account stands against it, or why it cannot be drawn."""
    prospects = {one.standing.baseline.name: one for one in held.prospects}
    missing = {one.recipe.name: one for one in held.missing}
    yield from ((account, one, prospects.get(one.name), missing.get(one.name)) for one in kept)


def _as_json(
    account: "StoredAccount", kept: "Kept", prospect: "Prospect | None", missing: "Undrawable | None"
) -> dict[str, object]:
    from bot.cli.standing import prospect_json

    standing = prospect_json(prospect) if prospect else {"state": None}
    baseline = prospect.standing.baseline if prospect else None
    route = baseline.route if baseline else None
    known = baseline or kept
    whose = {"account": account.key, "platform": account.platform, "handle": account.handle}
    return {
        **whose,
        **_definition(kept),
        **standing,
        "start_value": None if isinstance(known, Recipe) else known.start_value,
        "drawn_from": None
        if route is None
        else {
            "accounts": list(route.origin.accounts),
            "first": route.origin.first.isoformat(),
            "last": route.origin.last.isoformat(),
            "counts": route.origin.counts,
            "sources": list(route.origin.sources),
        },
        "missing": missing.reason.value if missing else None,
    }


def _definition(kept: "Kept") -> dict[str, object]:
    """What is known of a baseline before anything is counted."""
    recipe = kept if isinstance(kept, Recipe) else None
    target = None if isinstance(kept, Recipe) else kept
    return {
        "name": kept.name,
        "kind": kept.kind.value,
        "of": recipe.of if recipe else None,
        "start": kept.start.isoformat(),
        "target": target.target if target else None,
        "deadline": kept.within.after(kept.start).isoformat(),
        "curve": target.curve.value if target else None,
        "source": kept.source,
    }


def _row(
    account: "StoredAccount", kept: "Kept", prospect: "Prospect | None", missing: "Undrawable | None"
) -> tuple[str, ...]:
    baseline = prospect.standing.baseline if prospect else None
    known = baseline or (None if isinstance(kept, Recipe) else kept)
    return (
        str(account.key),
        f"{account.platform} {account.handle}",
        kept.name,
        kept.kind.value if isinstance(kept, Recipe) else kept.curve.value,
        kept.start.isoformat(),
        f"{known.start_value:,}" if known else "",
        f"{known.target:,}" if known else "",
        (known.deadline if known else kept.within.after(kept.start)).isoformat(),
        *(_measures(prospect) if prospect else (missing.reason.value if missing else "", "", "", "", "")),
        (known.source if known else kept.source) or "",
    )


def _measures(prospect: "Prospect") -> tuple[str, ...]:
    """State, expected count, pace ratio, days ahead and the chance of being in time; blank where they say nothing."""
    from growth.baseline import PaceState

    standing, chance = prospect.standing, prospect.chance
    if standing.state is PaceState.REACHED:
        return (standing.state.value, "", "", "", "")
    return (
        standing.state.value + (" (extrapolated)" if standing.extrapolated else ""),
        f"{standing.expected:,.0f}",
        f"{standing.ratio:.0%}" if standing.ratio is not None else "",
        f"{standing.days_ahead:+.0f}" if standing.days_ahead is not None else "",
        f"{chance:.0%}" if chance is not None else "",
    )
