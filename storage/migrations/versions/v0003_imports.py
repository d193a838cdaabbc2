"""Counts that were imported, and where they came from."""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0003"
down_revision: Final[str | None] = "0002"

INSTANT: Final = sa.BigInteger()
"""Whole UTC seconds since 1970."""
KEY: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
"""SQLite numbers rows by itself only where the type is spelled INTEGER."""


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "source",
        sa.Column("key", KEY, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_source")),
        sa.UniqueConstraint("text", name=op.f("uq_source_text")),
    )
    op.create_table(
        "imported",
        sa.Column("series", KEY, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("resolution", sa.BigInteger(), nullable=False),
        sa.Column("source", KEY, nullable=False),
        sa.ForeignKeyConstraint(["series"], ["series.key"], name=op.f("fk_imported_series")),
        sa.ForeignKeyConstraint(["source"], ["source.key"], name=op.f("fk_imported_source")),
        sa.PrimaryKeyConstraint("series", "at", name=op.f("pk_imported")),
        sqlite_with_rowid=False,
    )
