"""People, invitations, who did what; what was acknowledged; what a chat wants to hear and when."""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0005"
down_revision: Final[str | None] = "0004"

INSTANT: Final = sa.BigInteger()
"""Whole UTC seconds since 1970."""
KEY: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
"""SQLite numbers rows by itself only where the type is spelled INTEGER."""


def upgrade() -> None:
    """Make the tables, and room for a chat's choices."""
    _people()
    _choices()
    op.create_table(
        "ack",
        sa.Column("event", KEY, autoincrement=False, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("person", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["event"], ["event.key"], name=op.f("fk_ack_event")),
        sa.PrimaryKeyConstraint("event", name=op.f("pk_ack")),
    )


def _people() -> None:
    op.create_table(
        "person",
        sa.Column("telegram_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("let_in_by", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("telegram_id", name=op.f("pk_person")),
    )
    op.create_table(
        "invitation",
        sa.Column("key", KEY, nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("made_by", sa.BigInteger(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("used_by", sa.BigInteger(), nullable=True),
        sa.Column("used_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_invitation")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_invitation_fingerprint")),
    )
    op.create_table(
        "audit",
        sa.Column("key", KEY, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("person", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("chat", sa.BigInteger(), nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_audit")),
    )
    op.create_index("ix_audit_person", "audit", ["person"], unique=False)


def _choices() -> None:
    for column in (
        sa.Column("quiet_from", sa.Time(), nullable=True),
        sa.Column("quiet_until", sa.Time(), nullable=True),
        sa.Column("quiet_lets_critical", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("least_severity", sa.String(), nullable=True),
        sa.Column("least_share", sa.Float(), nullable=True),
        sa.Column("least_milestone", sa.BigInteger(), nullable=True),
        sa.Column("reminds", sa.Boolean(), nullable=False, server_default=sa.true()),
    ):
        op.add_column("chat", column)
    op.create_table(
        "silence",
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("chat", KEY, nullable=False),
        sa.Column("until", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["chat"], ["chat.key"], name=op.f("fk_silence_chat")),
        sa.PrimaryKeyConstraint("scope", "chat", name=op.f("pk_silence")),
        sqlite_with_rowid=False,
    )
