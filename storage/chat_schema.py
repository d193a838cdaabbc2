"""The tables of chats and of what is sent to them; ``schema`` has the others."""

from typing import Final

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Time,
    UniqueConstraint,
    text,
    true,
)

from storage.columns import KEY, Instant, Prose, metadata

chat: Final = Table(
    "chat",
    metadata,
    Column("key", KEY, primary_key=True),
    Column("telegram_id", BigInteger, nullable=False),
    Column("thread_id", BigInteger, nullable=False),  # 0: no forum topic; NULLs would be distinct to UNIQUE
    Column("kind", String, nullable=False),
    Column("title", Prose),
    Column("language", String, nullable=False),
    Column("region", String, nullable=False),
    Column("zone", String, nullable=False),
    Column("state", String, nullable=False),
    Column("role", String, nullable=False),
    Column("since", Instant, nullable=False),
    Column("digest_weekday", Integer),
    Column("digest_at", Time),
    Column("muted_until", Instant),
    Column("hold_until", Instant),
    Column("parked_at", Instant),
    Column("last_seq", BigInteger, nullable=False),
    Column("quiet_from", Time),
    Column("quiet_until", Time),
    Column("quiet_lets_critical", Boolean, nullable=False, server_default=true()),
    Column("least_severity", String),
    Column("least_share", Float),
    Column("least_milestone", BigInteger),
    Column("reminds", Boolean, nullable=False, server_default=true()),
    UniqueConstraint("telegram_id", "thread_id"),
)

stranger: Final = Table(
    "stranger",
    metadata,
    Column("telegram_id", BigInteger, primary_key=True, autoincrement=False),
    Column("refused_at", Instant, nullable=False),
)

subscription: Final = Table(
    "subscription",
    metadata,
    Column("scope", String, primary_key=True),
    Column("chat", KEY, ForeignKey("chat.key"), primary_key=True),
    sqlite_with_rowid=False,
)

silence: Final = Table(  # until: NULL is until it is taken back
    "silence",
    metadata,
    Column("scope", String, primary_key=True),
    Column("chat", KEY, ForeignKey("chat.key"), primary_key=True),
    Column("until", Instant),
    sqlite_with_rowid=False,
)

outbox: Final = Table(
    "outbox",
    metadata,
    Column("key", KEY, primary_key=True),
    Column("chat", KEY, ForeignKey("chat.key"), nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("dedupe_key", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("ledger", KEY, ForeignKey("event.key")),
    Column("payload", Prose),
    Column("parts", JSON),
    Column("parts_sent", Integer, nullable=False),
    Column("state", String, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_at", Instant, nullable=False),
    Column("is_repeat", Boolean, nullable=False),
    Column("owner", String),
    Column("sending_at", Instant),
    Column("message_id", BigInteger),
    Column("reason", Prose),
    Column("created_at", Instant, nullable=False),
    Column("closed_at", Instant),
    UniqueConstraint("chat", "seq"),
    UniqueConstraint("chat", "dedupe_key"),
    Index(
        "ix_outbox_open",
        "chat",
        "seq",
        sqlite_where=text("state IN ('pending', 'sending', 'unknown')"),
        postgresql_where=text("state IN ('pending', 'sending', 'unknown')"),
    ),
)

telling: Final = Table(  # nth: 0 the first time, then one more with each reminder
    "telling",
    metadata,
    Column("chat", KEY, ForeignKey("chat.key"), primary_key=True),
    Column("event", KEY, ForeignKey("event.key"), primary_key=True),
    Column("nth", Integer, primary_key=True, autoincrement=False),
    Column("letter", KEY, ForeignKey("outbox.key"), nullable=False, index=True),
    sqlite_with_rowid=False,
)

digest: Final = Table(
    "digest",
    metadata,
    Column("chat", KEY, ForeignKey("chat.key"), primary_key=True),
    Column("period", String, primary_key=True),
    Column("due_at", Instant, nullable=False),
    Column("letter", KEY, ForeignKey("outbox.key")),
    Column("covered_by", String),
    sqlite_with_rowid=False,
)
