"""Chats, the outbox and the digest periods."""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0002"
down_revision: Final[str | None] = "0001"

INSTANT: Final = sa.BigInteger()
"""Whole UTC seconds since 1970."""
KEY: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
"""SQLite numbers rows by itself only where the type is spelled INTEGER."""


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "chat",
        sa.Column("key", KEY, nullable=False),
        sa.Column("telegram_id", sa.BigInteger(), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("digest_weekday", sa.Integer(), nullable=True),
        sa.Column("digest_at", sa.Time(), nullable=True),
        sa.Column("muted_until", INSTANT, nullable=True),
        sa.Column("hold_until", INSTANT, nullable=True),
        sa.Column("parked_at", INSTANT, nullable=True),
        sa.Column("last_seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_chat")),
        sa.UniqueConstraint("telegram_id", "thread_id", name=op.f("uq_chat_telegram_id_thread_id")),
    )
    op.create_table(
        "stranger",
        sa.Column("telegram_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("refused_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("telegram_id", name=op.f("pk_stranger")),
    )
    op.create_table(
        "subscription",
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("chat", KEY, nullable=False),
        sa.ForeignKeyConstraint(["chat"], ["chat.key"], name=op.f("fk_subscription_chat")),
        sa.PrimaryKeyConstraint("scope", "chat", name=op.f("pk_subscription")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "outbox",
        sa.Column("key", KEY, nullable=False),
        sa.Column("chat", KEY, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("dedupe_key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("ledger", KEY, nullable=True),
        sa.Column("payload", sa.Text(), nullable=True),
        sa.Column("parts", sa.JSON(), nullable=True),
        sa.Column("parts_sent", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", INSTANT, nullable=False),
        sa.Column("is_repeat", sa.Boolean(), nullable=False),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("sending_at", INSTANT, nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["chat"], ["chat.key"], name=op.f("fk_outbox_chat")),
        sa.ForeignKeyConstraint(["ledger"], ["event.key"], name=op.f("fk_outbox_ledger")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_outbox")),
        sa.UniqueConstraint("chat", "dedupe_key", name=op.f("uq_outbox_chat_dedupe_key")),
        sa.UniqueConstraint("chat", "seq", name=op.f("uq_outbox_chat_seq")),
    )
    op.create_index(
        "ix_outbox_open",
        "outbox",
        ["chat", "seq"],
        unique=False,
        sqlite_where=sa.text("state IN ('pending', 'sending', 'unknown')"),
        postgresql_where=sa.text("state IN ('pending', 'sending', 'unknown')"),
    )
    op.create_table(
        "digest",
        sa.Column("chat", KEY, nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("letter", KEY, nullable=True),
        sa.Column("covered_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["chat"], ["chat.key"], name=op.f("fk_digest_chat")),
        sa.ForeignKeyConstraint(["letter"], ["outbox.key"], name=op.f("fk_digest_letter")),
        sa.PrimaryKeyConstraint("chat", "period", name=op.f("pk_digest")),
        sqlite_with_rowid=False,
    )
