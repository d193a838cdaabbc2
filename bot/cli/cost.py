"""``marsad cost``: what reading the platforms costs, from the ledger alone."""

import click

from bot.cli.database import stored
from bot.cli.shared import print_json, print_table, settings_of
from growth.cost import Cost, Unit


@click.command("cost")
@click.option("--json", "as_lines", is_flag=True, help="One JSON object a platform.")
@click.pass_context
def command(ctx: click.Context, *, as_lines: bool) -> None:
    """Show what each platform cost today and this month, what the month will cost, and who the budget leaves out."""
    from bot.costs import costs

    settings = settings_of(ctx)
    with stored(ctx, settings) as (tx, now):
        found = costs(tx, settings, now=now)
    if as_lines:
        print_json(_as_json(cost) for cost in found)
        return
    if not found:
        click.echo("Nothing that is read costs money or units.")
        return
    print_table(
        ("platform", "today", "cap", "month", "month expected", "paid today", "renews"), (_row(cost) for cost in found)
    )
    for cost in found:
        if cost.left_out:
            names = ", ".join(cost.left_out)
            click.echo(f"{cost.platform}: {len(cost.left_out)} beyond today's budget, most overdue first: {names}")


def _as_json(cost: Cost) -> dict[str, object]:
    """The object README documents: what one platform costs."""
    return {
        "platform": cost.platform,
        "unit": cost.unit.value,
        "day": cost.day.isoformat(),
        "renews_at": cost.renews_at.isoformat(),
        "today": float(cost.today),
        "cap": float(cost.cap) if cost.cap is not None else None,
        "month": float(cost.month),
        "forecast": float(cost.forecast),
        "accounts": cost.accounts,
        "paid": cost.paid,
        "left_out": list(cost.left_out),
    }


def _row(cost: Cost) -> tuple[str, ...]:
    amounts = (cost.today, cost.cap, cost.month, cost.forecast)
    sign, form = ("$", ",.2f") if cost.unit is Unit.USD else ("", ",.0f")
    shown = ["none" if amount is None else f"{sign}{amount:{form}}" for amount in amounts]
    today = shown[0] if cost.unit is Unit.USD else f"{shown[0]} {cost.unit}"
    paid = "" if cost.paid is None else f"{cost.paid} of {cost.accounts}"
    return (cost.platform, today, *shown[1:], paid, f"{cost.renews_at:%Y-%m-%d %H:%M} UTC")
