"""The log of answers that counts were read from, which is only ever added to; ``schema`` has the other tables."""

from typing import Final

from sqlalchemy import Column, Date, ForeignKey, LargeBinary, String, Table, UniqueConstraint

from storage.columns import KEY, Instant, Prose, metadata

endpoint: Final = Table(
    "endpoint",
    metadata,
    Column("key", KEY, primary_key=True),
    Column("address", Prose, nullable=False),
    Column("reader", String, nullable=False),  # what read it, and its version
    UniqueConstraint("address", "reader"),
)

evidence: Final = Table(
    "evidence",
    metadata,
    Column("number", KEY, primary_key=True, autoincrement=False),  # from 1, without a gap
    Column("at", Instant, nullable=False, index=True),
    Column("endpoint", KEY, ForeignKey("endpoint.key"), nullable=False),
    Column("digest", LargeBinary, nullable=False),  # SHA-256 of the answer, 32 bytes
)

seal: Final = Table(  # one a UTC day with entries: what they and all before them hash to
    "seal",
    metadata,
    Column("day", Date, primary_key=True),
    Column("number", KEY, nullable=False),  # the day's last entry
    Column("link", LargeBinary, nullable=False),  # 32 bytes
)
