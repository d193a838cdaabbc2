"""The tables of people: who may do what, who was invited, and who did what; ``schema`` has the others."""

from typing import Final

from sqlalchemy import BigInteger, Column, Index, String, Table

from storage.columns import KEY, Instant, Prose, metadata

person: Final = Table(
    "person",
    metadata,
    Column("telegram_id", BigInteger, primary_key=True, autoincrement=False),
    Column("name", Prose),
    Column("role", String, nullable=False),
    Column("since", Instant, nullable=False),
    Column("let_in_by", BigInteger),
)

invitation: Final = Table(  # fingerprint: what is kept of the secret that the link carries
    "invitation",
    metadata,
    Column("key", KEY, primary_key=True),
    Column("fingerprint", String, nullable=False, unique=True),
    Column("role", String, nullable=False),
    Column("made_by", BigInteger, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_by", BigInteger),
    Column("used_at", Instant),
)

audit: Final = Table(  # person: NULL where nobody is known, or somebody asked to be forgotten
    "audit",
    metadata,
    Column("key", KEY, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("person", BigInteger),
    Column("name", Prose),
    Column("chat", BigInteger),
    Column("action", String, nullable=False),
    Column("detail", Prose, nullable=False),
    Index("ix_audit_person", "person"),
)
