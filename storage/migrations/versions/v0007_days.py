"""Days of counters, and on PostgreSQL a part of the table of runs for each month.

What is filled from the runs that are there already is filled afterwards, a few counters at a time: ``storage.dating``.
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0007"
down_revision: Final[str | None] = "0006"

INSTANT: Final = sa.BigInteger()
"""Whole UTC seconds since 1970."""
KEY: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
"""SQLite numbers rows by itself only where the type is spelled INTEGER."""

PART: Final = ("part_first", "part_open", "part_low", "part_high", "part_resolution")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "day_part",
        sa.Column("series", KEY, nullable=False),
        sa.Column("first_at", INSTANT, nullable=False),
        *(
            sa.Column(name, sa.BigInteger(), nullable=False)
            for name in ("last_at", "open", "close", "low", "high", "resolution")
        ),
        sa.Column("polls", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["series"], ["series.key"], name=op.f("fk_day_part_series")),
        sa.PrimaryKeyConstraint("series", "first_at", name=op.f("pk_day_part")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "undated",
        sa.Column("series", KEY, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["series"], ["series.key"], name=op.f("fk_undated_series")),
        sa.PrimaryKeyConstraint("series", name=op.f("pk_undated")),
    )
    op.add_column("series", sa.Column("coarse_until", INSTANT, nullable=False, server_default="0"))
    for name in PART:
        op.add_column("latest", sa.Column(name, sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("latest", sa.Column("part_polls", sa.Integer(), nullable=False, server_default="0"))
    op.execute("INSERT INTO undated SELECT series FROM latest")
    if op.get_bind().dialect.name == "postgresql":
        _part_runs_by_month()


def _part_runs_by_month() -> None:
    """The old table stays beside the new one until every counter's runs have been moved."""
    op.rename_table("run", "run_before")
    op.execute("ALTER INDEX pk_run RENAME TO pk_run_before")
    op.create_table(
        "run",
        sa.Column("series", KEY, nullable=False),
        sa.Column("first_seen", INSTANT, nullable=False),
        sa.Column("last_seen", INSTANT, nullable=False),
        sa.Column("polls", sa.Integer(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("resolution", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["series"], ["series.key"], name=op.f("fk_run_series")),
        sa.PrimaryKeyConstraint("series", "first_seen", name=op.f("pk_run")),
        postgresql_partition_by="RANGE (first_seen)",
    )
