"""What reading cost, look-alike handles, since when a platform is left alone, and a profile's picture."""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0004"
down_revision: Final[str | None] = "0003"

INSTANT: Final = sa.BigInteger()
"""Whole UTC seconds since 1970."""
KEY: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
"""SQLite numbers rows by itself only where the type is spelled INTEGER."""


def upgrade() -> None:
    """Make the tables and columns."""
    op.add_column("hold", sa.Column("since", INSTANT))
    op.add_column("profile", sa.Column("picture", sa.String()))
    _make_spending()
    _make_lookalikes()


def _make_spending() -> None:
    op.create_table(
        "spending",
        sa.Column("credential", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("micros", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("credential", "day", name=op.f("pk_spending")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "paid",
        sa.Column("credential", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("resource", sa.Text(), nullable=False),
        sa.Column("is_certain", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("credential", "day", "resource", name=op.f("pk_paid")),
        sqlite_with_rowid=False,
    )


def _make_lookalikes() -> None:
    op.create_table(
        "lookalike",
        sa.Column("key", KEY, nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("handle", sa.Text(), nullable=False),
        sa.Column("resembles", sa.Text(), nullable=False),
        sa.Column("trick", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("platform_id", sa.Text()),
        sa.Column("display_name", sa.Text()),
        sa.Column("found_at", INSTANT),
        sa.Column("checked_at", INSTANT),
        sa.ForeignKeyConstraint(["agency"], ["agency.id"], name=op.f("fk_lookalike_agency")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_lookalike")),
        sa.UniqueConstraint("agency", "platform", "handle", name=op.f("uq_lookalike_agency_platform_handle")),
    )
    op.create_table(
        "lookalike_count",
        sa.Column("lookalike", KEY, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("followers", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["lookalike"], ["lookalike.key"], name=op.f("fk_lookalike_count_lookalike")),
        sa.PrimaryKeyConstraint("lookalike", "at", name=op.f("pk_lookalike_count")),
        sqlite_with_rowid=False,
    )
