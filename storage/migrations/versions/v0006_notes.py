"""Which account a published figure is of, and notes on what happened."""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0006"
down_revision: Final[str | None] = "0005"

KEY: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
"""SQLite numbers rows by itself only where the type is spelled INTEGER."""

_FIGURE: Final = ["metric", "day", "precision", "source"]


def upgrade() -> None:
    """Change the tables. Figures of before name no account."""
    with op.batch_alter_table("figure") as figure:
        figure.add_column(sa.Column("handle", sa.Text(), nullable=False, server_default=""))
        figure.drop_constraint(op.f("uq_figure_agency_platform_metric_day_precision_source"), type_="unique")
        figure.create_unique_constraint(
            op.f("uq_figure_agency_platform_handle_metric_day_precision_source"),
            ["agency", "platform", "handle", *_FIGURE],
        )
    op.create_table(
        "note",
        sa.Column("key", KEY, nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("account", KEY, nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("origin", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["account.key"], name=op.f("fk_note_account")),
        sa.ForeignKeyConstraint(["agency"], ["agency.id"], name=op.f("fk_note_agency")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_note")),
    )
    op.create_index(op.f("ix_note_agency"), "note", ["agency"])
