"""The baselines accounts are held against."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row, delete, select

from growth.baseline import Baseline, BaselineKind, Curve, Recipe
from growth.platform import Metric
from growth.span import Span
from storage import schema
from storage.transaction import Transaction

Kept = Baseline | Recipe
"""What is kept of a baseline: two points and a curve, or how to draw it from counts."""


def save(tx: Transaction, account: int, baseline: Kept, origin: str) -> None:
    """Keep a baseline of an account; one of the same name is replaced, in its old place. Repeating changes nothing.

    Args:
        tx: A writing transaction.
        account: The account's key.
        baseline: A target, or the recipe of one that is drawn from counts.
        origin: Who entered it: ``settings``, ``seeds``, ``import`` or ``command``.

    """
    target = baseline if isinstance(baseline, Baseline) else None
    row = {
        "account": account,
        "name": baseline.name,
        "start": baseline.start,
        "target": target.target if target else None,
        "within_months": baseline.within.months,
        "within_days": baseline.within.days,
        "start_value": target.start_value if target else None,
        "curve": target.curve if target else None,
        "source": baseline.source,
        "metric": baseline.metric,
        "origin": origin,
        "kind": baseline.kind,
        "of_account": baseline.of if isinstance(baseline, Recipe) else None,
    }
    tx.upsert(schema.baseline, [row], key=["account", "name"])


def baselines(tx: Transaction, account: int | None = None) -> Mapping[int, tuple[Kept, ...]]:
    """The baselines by account, each account's in the order they were entered; accounts without one are left out.

    Args:
        tx: A transaction.
        account: Only this account's; None for every account's.

    """
    table = schema.baseline
    statement = select(table).order_by(table.c.key)
    found: dict[int, tuple[Kept, ...]] = {}
    for row in tx.rows(statement if account is None else statement.where(table.c.account == account)):
        found[row.account] = (*found.get(row.account, ()), _baseline(row))
    return found


def remove(tx: Transaction, account: int, name: str) -> bool:
    """Forget a baseline; whether there was one of that name."""
    table = schema.baseline
    return tx.change(delete(table).where(table.c.account == account, table.c.name == name)) > 0


def _baseline(row: Row[Any]) -> Kept:
    kind, within, metric = BaselineKind(row.kind), Span(months=row.within_months, days=row.within_days), row.metric
    if kind is not BaselineKind.TARGET:
        return Recipe(row.name, kind, row.start, within, of=row.of_account, source=row.source, metric=Metric(metric))
    return Baseline(
        name=row.name,
        start=row.start,
        target=row.target,
        within=within,
        start_value=row.start_value,
        curve=Curve(row.curve),
        source=row.source,
        metric=Metric(metric),
    )
