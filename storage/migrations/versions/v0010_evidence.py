"""The log of answers that counts were read from, and what its days hash to."""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0010"
down_revision: Final[str | None] = "0009"

INSTANT: Final = sa.BigInteger()
"""Whole UTC seconds since 1970."""
KEY: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
"""SQLite numbers rows by itself only where the type is spelled INTEGER."""


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "endpoint",
        sa.Column("key", KEY, nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("reader", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_endpoint")),
        sa.UniqueConstraint("address", "reader", name=op.f("uq_endpoint_address_reader")),
    )
    op.create_table(
        "evidence",
        sa.Column("number", KEY, autoincrement=False, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("endpoint", KEY, nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["endpoint"], ["endpoint.key"], name=op.f("fk_evidence_endpoint")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_evidence")),
    )
    op.create_index(op.f("ix_evidence_at"), "evidence", ["at"])
    op.create_table(
        "seal",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("number", KEY, nullable=False),
        sa.Column("link", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_seal")),
    )
