"""The tables of days: what is kept of a counter's day for good. ``schema`` has the others.

A day is kept in the parts that the midnights of UTC and of the account's zone cut it into. The part that is going on
lies in ``latest``, the finished ones here, as with runs.
"""

from typing import Final

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, Table

from storage.columns import KEY, Instant, metadata

day_part: Final = Table(
    "day_part",
    metadata,
    Column("series", KEY, ForeignKey("series.key"), primary_key=True),
    Column("first_at", Instant, primary_key=True),
    Column("last_at", Instant, nullable=False),
    Column("open", BigInteger, nullable=False),
    Column("close", BigInteger, nullable=False),
    Column("low", BigInteger, nullable=False),
    Column("high", BigInteger, nullable=False),
    Column("resolution", BigInteger, nullable=False),
    Column("polls", Integer, nullable=False),
    sqlite_with_rowid=False,
)

undated: Final = Table(  # series of an older database whose days are still to be computed; empty once they are
    "undated",
    metadata,
    Column("series", KEY, ForeignKey("series.key"), primary_key=True, autoincrement=False),
)
