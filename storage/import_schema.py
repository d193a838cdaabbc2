"""The tables of counts that somebody else measured and we were given; ``schema`` has the others."""

from typing import Final

from sqlalchemy import BigInteger, Column, ForeignKey, Table

from storage.columns import KEY, Instant, Prose, metadata

source: Final = Table(
    "source",
    metadata,
    Column("key", KEY, primary_key=True),
    Column("text", Prose, nullable=False, unique=True),
)

imported: Final = Table(
    "imported",
    metadata,
    Column("series", KEY, ForeignKey("series.key"), primary_key=True),
    Column("at", Instant, primary_key=True),
    Column("value", BigInteger, nullable=False),
    Column("resolution", BigInteger, nullable=False),
    Column("source", KEY, ForeignKey("source.key"), nullable=False),
    sqlite_with_rowid=False,
)
