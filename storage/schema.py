"""The tables as this version knows them. Migrations make them; a test holds the two against each other.

Counters and polls lie as runs: a stretch that reads the same is one row with two ends. The stretch that is still going
on lies in ``latest`` (or ``last_poll``), the finished ones in ``run`` (or ``poll_run``): a poll that changes nothing
touches one row of a small table, and the latest count needs no search. Tables that are read by their whole key are
clustered by it (WITHOUT ROWID on SQLite), which halves them: https://www.sqlite.org/withoutrowid.html
"""

from typing import Final

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
)

from storage.columns import KEY, Instant, Prose, metadata

REVISION: Final = "0010"
"""The newest migration: where ``upgrade`` leads."""

agency: Final = Table(
    "agency",
    metadata,
    Column("id", String, primary_key=True),
    Column("names", JSON, nullable=False),
    Column("country", String),
    Column("kind", String),
    Column("staff", Integer),
    Column("staff_women", Integer),
    Column("staff_year", Integer),
    Column("population", BigInteger),
    Column("population_year", Integer),
    Column("source", Prose),
)

account: Final = Table(
    "account",
    metadata,
    Column("key", KEY, primary_key=True),
    Column("agency", String, ForeignKey("agency.id"), nullable=False, index=True),
    Column("platform", String, nullable=False),
    Column("handle", Prose, nullable=False),
    Column("platform_id", Prose),
    Column("launched", Date),
    Column("state", String, nullable=False),
    Column("state_since", Instant, nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("confirmed_at", Instant),
    Column("origin", String, nullable=False),
    Index("ix_account_platform_id", "platform", "platform_id"),
)

account_handle: Final = Table(  # every name an account was ever known by, so that a renamed one is not added twice
    "account_handle",
    metadata,
    Column("platform", String, primary_key=True),
    Column("folded", Prose, primary_key=True),
    Column("account", KEY, ForeignKey("account.key"), nullable=False, index=True),
    sqlite_with_rowid=False,
)

account_state: Final = Table(
    "account_state",
    metadata,
    Column("account", KEY, ForeignKey("account.key"), primary_key=True),
    Column("since", Instant, primary_key=True),
    Column("state", String, nullable=False),
    Column("detail", Prose),
    sqlite_with_rowid=False,
)

series: Final = Table(
    "series",
    metadata,
    Column("key", KEY, primary_key=True),
    Column("account", KEY, ForeignKey("account.key"), nullable=False),
    Column("metric", String, nullable=False),
    Column("coarse_until", Instant, nullable=False, server_default="0"),  # before it days alone are kept
    UniqueConstraint("account", "metric"),
)

run: Final = Table(
    "run",
    metadata,
    Column("series", KEY, ForeignKey("series.key"), primary_key=True),
    Column("first_seen", Instant, primary_key=True),
    Column("last_seen", Instant, nullable=False),
    Column("polls", Integer, nullable=False),
    Column("value", BigInteger, nullable=False),
    Column("resolution", BigInteger, nullable=False),
    sqlite_with_rowid=False,
    postgresql_partition_by="RANGE (first_seen)",  # one a month; see partitions
)

latest: Final = Table(
    "latest",
    metadata,
    Column("series", KEY, ForeignKey("series.key"), primary_key=True),
    Column("first_seen", Instant, nullable=False),
    Column("last_seen", Instant, nullable=False),
    Column("polls", Integer, nullable=False),
    Column("value", BigInteger, nullable=False),
    Column("resolution", BigInteger, nullable=False),
    Column("broken", Boolean, nullable=False),
    Column("part_first", Instant, nullable=False),  # the part of the day that goes on; see day_schema
    Column("part_open", BigInteger, nullable=False),
    Column("part_low", BigInteger, nullable=False),
    Column("part_high", BigInteger, nullable=False),
    Column("part_resolution", BigInteger, nullable=False),
    Column("part_polls", Integer, nullable=False),  # 0: none has begun
    sqlite_with_rowid=False,
)

poll_run: Final = Table(
    "poll_run",
    metadata,
    Column("account", KEY, ForeignKey("account.key"), primary_key=True),
    Column("first_at", Instant, primary_key=True),
    Column("last_at", Instant, nullable=False),
    Column("polls", Integer, nullable=False),
    Column("outcome", String, nullable=False),
    sqlite_with_rowid=False,
)

last_poll: Final = Table(
    "last_poll",
    metadata,
    Column("account", KEY, ForeignKey("account.key"), primary_key=True),
    Column("first_at", Instant, nullable=False),
    Column("last_at", Instant, nullable=False),
    Column("polls", Integer, nullable=False),
    Column("outcome", String, nullable=False),
    sqlite_with_rowid=False,
)

profile: Final = Table(
    "profile",
    metadata,
    Column("account", KEY, ForeignKey("account.key"), primary_key=True),
    Column("since", Instant, nullable=False),
    Column("display_name", Prose),
    Column("verified", Boolean),
    Column("protected", Boolean),
    Column("url", Prose),
    Column("description", Prose),
    Column("picture", String),
    Column("created_at", Instant),
    Column("last_post_at", Instant),
)

profile_change: Final = Table(
    "profile_change",
    metadata,
    Column("account", KEY, ForeignKey("account.key"), primary_key=True),
    Column("at", Instant, primary_key=True),
    Column("field", String, primary_key=True),
    Column("before", Prose),
    Column("after", Prose),
    sqlite_with_rowid=False,
)

baseline: Final = Table(
    "baseline",
    metadata,
    Column("key", KEY, primary_key=True),
    Column("account", KEY, ForeignKey("account.key"), nullable=False),
    Column("name", String, nullable=False),
    Column("start", Date, nullable=False),
    Column("target", BigInteger),  # none, nor a start value and a curve, where the path is drawn from counts
    Column("within_months", Integer, nullable=False),
    Column("within_days", Integer, nullable=False),
    Column("start_value", BigInteger),
    Column("curve", String),
    Column("source", Prose),
    Column("metric", String, nullable=False),
    Column("origin", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("of_account", Prose),
    UniqueConstraint("account", "name"),
)

figure: Final = Table(
    "figure",
    metadata,
    Column("key", KEY, primary_key=True),
    Column("agency", String, ForeignKey("agency.id"), nullable=False),
    Column("platform", String, nullable=False),
    Column("metric", String, nullable=False),
    Column("day", Date, nullable=False),
    Column("precision", String, nullable=False),
    Column("value", BigInteger, nullable=False),
    Column("rounding", String, nullable=False),
    Column("quote_language", String),
    Column("source", Prose, nullable=False),
    Column("note", Prose),
    Column("handle", Prose, nullable=False),  # folded; empty where the agency has one account there
    UniqueConstraint("agency", "platform", "handle", "metric", "day", "precision", "source"),
)

note: Final = Table(
    "note",
    metadata,
    Column("key", KEY, primary_key=True),
    Column("agency", String, ForeignKey("agency.id"), nullable=False, index=True),
    Column("account", KEY, ForeignKey("account.key")),  # NULL: the whole agency
    Column("day", Date, nullable=False),
    Column("text", Prose, nullable=False),
    Column("source", Prose),
    Column("origin", String, nullable=False),
)

alert: Final = Table(
    "alert",
    metadata,
    Column("platform", String, primary_key=True),
    Column("account", KEY, primary_key=True, autoincrement=False),  # 0: the whole platform; keys start at 1
    Column("rule", String, primary_key=True),
    Column("subject", String, primary_key=True),
    Column("status", String, nullable=False),
    Column("since", Instant, nullable=False),
    Column("turned_at", Instant, nullable=False),
    Column("polls", Integer, nullable=False),
    Column("judged_at", Instant, nullable=False),
    Column("fired", Integer, nullable=False),
    Column("firings", JSON),  # seconds since 1970; NULL: none of late
    Column("unstable_since", Instant),
    sqlite_with_rowid=False,
)

event: Final = Table(
    "event",
    metadata,
    Column("key", KEY, primary_key=True),
    Column("name", Prose, nullable=False, unique=True),  # growth's Event.key: one row a name, for ever
    Column("at", Instant, nullable=False, index=True),
    Column("platform", String, nullable=False),
    Column("account", KEY, ForeignKey("account.key")),
    Column("rule", String, nullable=False),
    Column("phase", String, nullable=False),
    Column("severity", String, nullable=False),
    Column("facts", Prose, nullable=False),
)

inhibited: Final = Table(  # not told because something larger says it already; over_at: never to be told
    "inhibited",
    metadata,
    Column("event", KEY, ForeignKey("event.key"), primary_key=True, autoincrement=False),
    Column("since", Instant, nullable=False),
    Column("over_at", Instant),
)

ack: Final = Table(
    "ack",
    metadata,
    Column("event", KEY, ForeignKey("event.key"), primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("by", Prose, nullable=False),
    Column("person", BigInteger),  # Telegram's number; NULL: not a person's, or one who was forgotten
)

hold: Final = Table(
    "hold",
    metadata,
    Column("platform", String, primary_key=True),
    Column("until", Instant, nullable=False),
    Column("reason", Prose, nullable=False),
    Column("since", Instant),  # null in rows of the versions that did not keep it
)

failure: Final = Table(
    "failure",
    metadata,
    Column("platform", String, primary_key=True),
    Column("since", Instant, nullable=False),
    Column("last_at", Instant, nullable=False),
    Column("polls", Integer, nullable=False),
    Column("failure", String, nullable=False),
)
