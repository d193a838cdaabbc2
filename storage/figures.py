"""Counts that agencies or the press published, kept beside the measured ones and never mixed with them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Row, and_, delete, exists, or_, select

from growth.figure import Precision, PublishedFigure, Rounding
from growth.platform import Metric
from storage import schema
from storage.accounts import fold
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class StoredFigure:
    """A figure and the store's key for it.

    Attributes:
        key: The store's key.
        figure: The figure.

    """

    key: int
    figure: PublishedFigure


def save_figures(tx: Transaction, figures: Iterable[PublishedFigure]) -> None:
    """Keep figures of known agencies; one of the same source, counter and day is replaced. Repeating is harmless."""
    key = ["agency", "platform", "handle", "metric", "day", "precision", "source"]
    rows = [{**asdict(figure), "handle": fold(figure.handle)} for figure in figures]
    tx.upsert(schema.figure, rows, key=key)


def remove_figure(tx: Transaction, key: int) -> bool:
    """Forget a figure; whether there was one of that key."""
    return tx.change(delete(schema.figure).where(schema.figure.c.key == key)) > 0


def stored_figures(
    tx: Transaction, *, agency: str | None = None, platform: str | None = None
) -> tuple[StoredFigure, ...]:
    """Published figures, oldest first; only those of an agency or of a platform where one is given."""
    table = schema.figure
    statement = select(table).order_by(table.c.day, table.c.key)
    statement = statement if agency is None else statement.where(table.c.agency == agency)
    statement = statement if platform is None else statement.where(table.c.platform == platform)
    return tuple(StoredFigure(row.key, _figure(row)) for row in tx.rows(statement))


def figures(tx: Transaction, *, agency: str | None = None, platform: str | None = None) -> tuple[PublishedFigure, ...]:
    """The same without keys."""
    return tuple(one.figure for one in stored_figures(tx, agency=agency, platform=platform))


def figures_of(
    tx: Transaction, accounts: Collection[int], metric: Metric | None = None
) -> Mapping[int, tuple[PublishedFigure, ...]]:
    """The figures that speak of single accounts, by account, oldest first; accounts without any are left out.

    A figure that names a handle is of the account that has or had it; another one is of the agency's account on the
    platform where there is only one. Sums over several platforms are nobody's.

    Args:
        tx: A transaction.
        accounts: The accounts' keys.
        metric: Only figures of this counter; None for all.

    """
    figure, account, alias, twin = schema.figure, schema.account, schema.account_handle, schema.account.alias()
    is_named = exists().where(
        alias.c.account == account.c.key, alias.c.platform == account.c.platform, alias.c.folded == figure.c.handle
    )
    has_twin = exists().where(
        twin.c.agency == account.c.agency, twin.c.platform == account.c.platform, twin.c.key != account.c.key
    )
    statement = (
        select(figure, account.c.key.label("account"))
        .join(account, and_(account.c.agency == figure.c.agency, account.c.platform == figure.c.platform))
        .where(account.c.key.in_(accounts), or_(and_(figure.c.handle == "", ~has_twin), is_named))
        .order_by(figure.c.day, figure.c.key)
    )
    statement = statement if metric is None else statement.where(figure.c.metric == metric)
    found: defaultdict[int, list[PublishedFigure]] = defaultdict(list)
    for row in tx.rows(statement):
        found[row.account].append(_figure(row))
    return {key: tuple(some) for key, some in found.items()}


def _figure(row: Row[Any]) -> PublishedFigure:
    return PublishedFigure(
        agency=row.agency,
        platform=row.platform,
        metric=Metric(row.metric),
        day=row.day,
        precision=Precision(row.precision),
        value=row.value,
        rounding=Rounding(row.rounding),
        source=row.source,
        quote_language=row.quote_language,
        note=row.note,
        handle=row.handle,
    )
