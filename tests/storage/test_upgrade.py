import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, column, create_engine, inspect, table, text, update

from growth.baseline import Baseline
from growth.span import Span
from storage import chat_schema, schema
from storage.baselines import baselines
from storage.columns import metadata
from storage.errors import NewerSchema
from storage.store import Store
from storage.upgrade import MIGRATIONS

CLUSTERED = {
    "account_handle",
    "account_state",
    "alert",
    "day_part",
    "digest",
    "imported",
    "last_poll",
    "latest",
    "lookalike_count",
    "paid",
    "poll_run",
    "profile_change",
    "run",
    "silence",
    "spending",
    "subscription",
    "telling",
}


def scripts() -> ScriptDirectory:
    return ScriptDirectory(str(MIGRATIONS))


def bring_to(connection: Connection, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def is_no_month(name: str | None, kind: str, _parents: object) -> bool:
    return kind != "table" or re.fullmatch(r"run_\d{4}_\d\d", name or "") is None


def plain(address: str) -> str:
    return address.replace("postgresql://", "postgresql+psycopg://")


def test_the_migrations_make_exactly_the_tables_the_code_knows(address: str) -> None:
    engine = create_engine(plain(address))

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_name": is_no_month})
        differences = compare_metadata(context, metadata)

    engine.dispose()
    assert differences == []


@pytest.mark.parametrize("name", sorted(metadata.tables))
def test_a_table_read_by_its_whole_key_is_clustered_by_it(sqlite_template: Path, name: str) -> None:
    engine = create_engine(f"sqlite:///{sqlite_template}")

    with engine.connect() as connection:
        made = connection.scalar(text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": name})

    engine.dispose()
    assert ("WITHOUT ROWID" in made) == (name in CLUSTERED)


def test_the_code_expects_the_newest_migration() -> None:
    assert scripts().get_current_head() == schema.REVISION


@pytest.mark.parametrize("revision", [script.revision for script in scripts().walk_revisions()])
def test_every_earlier_version_comes_up_to_this_one(empty: str, revision: str) -> None:
    engine = create_engine(plain(empty))
    with engine.begin() as connection:
        bring_to(connection, revision)
    store = Store.open(empty)

    store.upgrade()

    with engine.connect() as connection:
        tables = set(inspect(connection).get_table_names())
    store.close()
    engine.dispose()
    assert tables == {*metadata.tables, "alembic_version"}


def test_a_target_of_before_there_were_recipes_is_still_one(empty: str) -> None:
    engine = create_engine(plain(empty))
    with engine.begin() as connection:
        bring_to(connection, "0003")
        connection.execute(text("INSERT INTO agency (id, names) VALUES ('city', '{}')"))
        connection.execute(
            text(
                "INSERT INTO account (key, agency, platform, handle, state, state_since, enabled, origin)"
                " VALUES (1, 'city', 'x', 'city', 'ok', 0, true, 'command')"
            )
        )
        connection.execute(
            text(
                "INSERT INTO baseline (key, account, name, start, target, within_months, within_days, start_value,"
                " curve, metric, origin) VALUES (1, 1, '2k', '2026-01-01', 2000, 12, 0, 5, 'linear', 'followers', 'x')"
            )
        )
    store = Store.open(empty)

    store.upgrade()

    with store.read() as tx:
        kept = baselines(tx)
    store.close()
    engine.dispose()
    assert kept == {1: (Baseline("2k", date(2026, 1, 1), 2_000, Span(months=12), start_value=5),)}


def test_upgrading_twice_changes_nothing(empty: str) -> None:
    store = Store.open(empty)

    store.upgrade()
    store.upgrade()

    with store.read() as tx:
        assert tx.rows(chat_schema.chat.select()) == []
    store.close()


def test_two_that_upgrade_at_once_do_not_get_into_each_others_way(empty: str) -> None:
    stores = [Store.open(empty), Store.open(empty)]

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(Store.upgrade, stores))

    with stores[0].read() as tx:
        assert tx.rows(chat_schema.chat.select()) == []
    _ = [store.close() for store in stores]


def test_a_database_at_this_version_is_not_locked_by_upgrading(store: Store, address: str) -> None:
    second = Store.open(address)

    with store.begin():
        second.upgrade()

    second.close()


def test_a_database_of_a_later_version_is_left_alone(empty: str) -> None:
    store = Store.open(empty)
    store.upgrade()
    with store.begin() as tx:
        tx.change(update(table("alembic_version", column("version_num"))).values(version_num="9999"))

    with pytest.raises(NewerSchema, match="9999"):
        store.upgrade()

    store.close()
