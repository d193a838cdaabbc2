"""Agencies, accounts, what was read of them, and what there is to tell."""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0001"
down_revision: Final[str | None] = None

INSTANT: Final = sa.BigInteger()
"""Whole UTC seconds since 1970."""
KEY: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
"""SQLite numbers rows by itself only where the type is spelled INTEGER."""


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "agency",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("staff", sa.Integer(), nullable=True),
        sa.Column("staff_women", sa.Integer(), nullable=True),
        sa.Column("staff_year", sa.Integer(), nullable=True),
        sa.Column("population", sa.BigInteger(), nullable=True),
        sa.Column("population_year", sa.Integer(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency")),
    )
    op.create_table(
        "alert",
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("account", KEY, autoincrement=False, nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("turned_at", INSTANT, nullable=False),
        sa.Column("polls", sa.Integer(), nullable=False),
        sa.Column("judged_at", INSTANT, nullable=False),
        sa.Column("fired", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("platform", "account", "rule", "subject", name=op.f("pk_alert")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "failure",
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("last_at", INSTANT, nullable=False),
        sa.Column("polls", sa.Integer(), nullable=False),
        sa.Column("failure", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("platform", name=op.f("pk_failure")),
    )
    op.create_table(
        "hold",
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("until", INSTANT, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("platform", name=op.f("pk_hold")),
    )
    op.create_table(
        "account",
        sa.Column("key", KEY, nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("handle", sa.Text(), nullable=False),
        sa.Column("platform_id", sa.Text(), nullable=True),
        sa.Column("launched", sa.Date(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("state_since", INSTANT, nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("confirmed_at", INSTANT, nullable=True),
        sa.Column("origin", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["agency"], ["agency.id"], name=op.f("fk_account_agency")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_account")),
    )
    op.create_index(op.f("ix_account_agency"), "account", ["agency"], unique=False)
    op.create_index("ix_account_platform_id", "account", ["platform", "platform_id"], unique=False)
    op.create_table(
        "figure",
        sa.Column("key", KEY, nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("metric", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("precision", sa.String(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("rounding", sa.String(), nullable=False),
        sa.Column("quote_language", sa.String(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["agency"], ["agency.id"], name=op.f("fk_figure_agency")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_figure")),
        sa.UniqueConstraint(
            "agency",
            "platform",
            "metric",
            "day",
            "precision",
            "source",
            name=op.f("uq_figure_agency_platform_metric_day_precision_source"),
        ),
    )
    op.create_table(
        "account_handle",
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("account", KEY, nullable=False),
        sa.ForeignKeyConstraint(["account"], ["account.key"], name=op.f("fk_account_handle_account")),
        sa.PrimaryKeyConstraint("platform", "folded", name=op.f("pk_account_handle")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_account_handle_account"), "account_handle", ["account"], unique=False)
    op.create_table(
        "account_state",
        sa.Column("account", KEY, nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["account"], ["account.key"], name=op.f("fk_account_state_account")),
        sa.PrimaryKeyConstraint("account", "since", name=op.f("pk_account_state")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "baseline",
        sa.Column("key", KEY, nullable=False),
        sa.Column("account", KEY, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("target", sa.BigInteger(), nullable=False),
        sa.Column("within_months", sa.Integer(), nullable=False),
        sa.Column("within_days", sa.Integer(), nullable=False),
        sa.Column("start_value", sa.BigInteger(), nullable=False),
        sa.Column("curve", sa.String(), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("metric", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["account.key"], name=op.f("fk_baseline_account")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_baseline")),
        sa.UniqueConstraint("account", "name", name=op.f("uq_baseline_account_name")),
    )
    op.create_table(
        "event",
        sa.Column("key", KEY, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("account", KEY, nullable=True),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("phase", sa.String(), nullable=False),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["account.key"], name=op.f("fk_event_account")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_event")),
        sa.UniqueConstraint("name", name=op.f("uq_event_name")),
    )
    op.create_index(op.f("ix_event_at"), "event", ["at"], unique=False)
    op.create_table(
        "last_poll",
        sa.Column("account", KEY, nullable=False),
        sa.Column("first_at", INSTANT, nullable=False),
        sa.Column("last_at", INSTANT, nullable=False),
        sa.Column("polls", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["account.key"], name=op.f("fk_last_poll_account")),
        sa.PrimaryKeyConstraint("account", name=op.f("pk_last_poll")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "poll_run",
        sa.Column("account", KEY, nullable=False),
        sa.Column("first_at", INSTANT, nullable=False),
        sa.Column("last_at", INSTANT, nullable=False),
        sa.Column("polls", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["account.key"], name=op.f("fk_poll_run_account")),
        sa.PrimaryKeyConstraint("account", "first_at", name=op.f("pk_poll_run")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "profile",
        sa.Column("account", KEY, nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("display_name", sa.Text(), nullable=True),
        sa.Column("verified", sa.Boolean(), nullable=True),
        sa.Column("protected", sa.Boolean(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("created_at", INSTANT, nullable=True),
        sa.Column("last_post_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["account"], ["account.key"], name=op.f("fk_profile_account")),
        sa.PrimaryKeyConstraint("account", name=op.f("pk_profile")),
    )
    op.create_table(
        "profile_change",
        sa.Column("account", KEY, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["account"], ["account.key"], name=op.f("fk_profile_change_account")),
        sa.PrimaryKeyConstraint("account", "at", "field", name=op.f("pk_profile_change")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "series",
        sa.Column("key", KEY, nullable=False),
        sa.Column("account", KEY, nullable=False),
        sa.Column("metric", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["account.key"], name=op.f("fk_series_account")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_series")),
        sa.UniqueConstraint("account", "metric", name=op.f("uq_series_account_metric")),
    )
    op.create_table(
        "latest",
        sa.Column("series", KEY, nullable=False),
        sa.Column("first_seen", INSTANT, nullable=False),
        sa.Column("last_seen", INSTANT, nullable=False),
        sa.Column("polls", sa.Integer(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("resolution", sa.BigInteger(), nullable=False),
        sa.Column("broken", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["series"], ["series.key"], name=op.f("fk_latest_series")),
        sa.PrimaryKeyConstraint("series", name=op.f("pk_latest")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "run",
        sa.Column("series", KEY, nullable=False),
        sa.Column("first_seen", INSTANT, nullable=False),
        sa.Column("last_seen", INSTANT, nullable=False),
        sa.Column("polls", sa.Integer(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("resolution", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["series"], ["series.key"], name=op.f("fk_run_series")),
        sa.PrimaryKeyConstraint("series", "first_seen", name=op.f("pk_run")),
        sqlite_with_rowid=False,
    )
