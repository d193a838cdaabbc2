"""Holds what is kept twice against each other, and says where it differs."""

from collections.abc import Iterator

import numpy as np
from sqlalchemy import BigInteger, Row, select, type_coerce, union_all

from growth.daily import Whole, borne_out
from growth.platform import Metric
from storage import schema
from storage.days import parts
from storage.transaction import Transaction

_ENDS = ("first_seen", "last_seen", "polls", "value", "resolution")


def unlike_days(tx: Transaction) -> Iterator[str]:
    """Each counter with days that its runs do not bear out, in words; none when all is sound.

    Days from which single runs are gone cannot be held against anything and are passed over.
    """
    series = schema.series
    for row in tx.rows(select(series).order_by(series.c.key)):
        kept = parts(tx, row.account, Metric(row.metric), since=row.coarse_until)
        wrong = np.flatnonzero(~borne_out(kept, _runs(tx, row.key)))
        if len(wrong):
            first = kept[int(wrong[0])].first_at
            yield (
                f"{row.metric} of account {row.account}: {len(wrong)} of {len(kept)} parts of days disagree with its "
                f"runs, the first of {first:%Y-%m-%d}"
            )


def _runs(tx: Transaction, series: int) -> Whole:
    chosen = (
        select(*(type_coerce(table.c[name], BigInteger).label(name) for name in _ENDS)).where(table.c.series == series)
        for table in (schema.run, schema.latest)
    )
    rows: list[Row[*tuple[int, ...]]] = list(tx.rows(union_all(*chosen).order_by("first_seen")))
    return np.array([tuple(row) for row in rows], dtype=np.int64).reshape(-1, len(_ENDS))
