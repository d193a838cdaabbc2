"""The tables of what reading cost, and of the handles that look like an agency's; ``schema`` has the others."""

from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, Date, ForeignKey, String, Table, UniqueConstraint

from storage.columns import KEY, Instant, Prose, metadata

spending: Final = Table(
    "spending",
    metadata,
    Column("credential", String, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("micros", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

paid: Final = Table(  # what a day's money has bought already, where the same thing costs once a day
    "paid",
    metadata,
    Column("credential", String, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("resource", Prose, primary_key=True),
    Column("is_certain", Boolean, nullable=False),  # false from the asking until the answer
    sqlite_with_rowid=False,
)

lookalike: Final = Table(
    "lookalike",
    metadata,
    Column("key", KEY, primary_key=True),
    Column("agency", String, ForeignKey("agency.id"), nullable=False),
    Column("platform", String, nullable=False),
    Column("handle", Prose, nullable=False),
    Column("resembles", Prose, nullable=False),
    Column("trick", String, nullable=False),
    Column("state", String, nullable=False),
    Column("platform_id", Prose),
    Column("display_name", Prose),
    Column("found_at", Instant),
    Column("checked_at", Instant),
    UniqueConstraint("agency", "platform", "handle"),
)

lookalike_count: Final = Table(
    "lookalike_count",
    metadata,
    Column("lookalike", KEY, ForeignKey("lookalike.key"), primary_key=True),
    Column("at", Instant, primary_key=True),
    Column("followers", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
