"""Which chat was told what in which letter, what is held back meanwhile, and what flaps."""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0009"
down_revision: Final[str | None] = "0008"

INSTANT: Final = sa.BigInteger()
"""Whole UTC seconds since 1970."""
KEY: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
"""SQLite numbers rows by itself only where the type is spelled INTEGER."""


def upgrade() -> None:
    """Make the tables, and room for the latest firings of an alert."""
    op.create_table(
        "telling",
        sa.Column("chat", KEY, nullable=False),
        sa.Column("event", KEY, nullable=False),
        sa.Column("nth", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("letter", KEY, nullable=False),
        sa.ForeignKeyConstraint(["chat"], ["chat.key"], name=op.f("fk_telling_chat")),
        sa.ForeignKeyConstraint(["event"], ["event.key"], name=op.f("fk_telling_event")),
        sa.ForeignKeyConstraint(["letter"], ["outbox.key"], name=op.f("fk_telling_letter")),
        sa.PrimaryKeyConstraint("chat", "event", "nth", name=op.f("pk_telling")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_telling_letter"), "telling", ["letter"], unique=False)
    op.create_table(
        "inhibited",
        sa.Column("event", KEY, autoincrement=False, nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("over_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["event"], ["event.key"], name=op.f("fk_inhibited_event")),
        sa.PrimaryKeyConstraint("event", name=op.f("pk_inhibited")),
    )
    op.add_column("alert", sa.Column("firings", sa.JSON(), nullable=True))
    op.add_column("alert", sa.Column("unstable_since", INSTANT, nullable=True))
