"""Engines for the two databases, set so that a transaction means the same on both.

One writer at a time, readers never wait for it, and what is committed is on the disk. SQLite gives this with a
write-ahead log, ``synchronous=FULL`` and ``BEGIN IMMEDIATE``; PostgreSQL with an advisory lock that every writing
transaction takes.
Sources: https://www.sqlite.org/wal.html, https://www.sqlite.org/pragma.html#pragma_synchronous,
https://docs.sqlalchemy.org/en/21/dialects/sqlite.html#sqlite-enabling-transactions and
https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS
"""

import json
import os
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from storage.errors import DatabaseUnavailable

WRITES: Final = "marsad_writes"
"""The execution option by which a connection says, before it begins, that it will write."""
WRITER_LOCK: Final = 0x6D617273
"""The advisory lock of a writing transaction on PostgreSQL; any number nobody else uses in this database."""
READING: Final = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
"""One snapshot for the whole read on PostgreSQL; on SQLite a deferred transaction is one anyway."""

_PRAGMAS: Final = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON")


def parse(address: str) -> URL:
    """Read ``sqlite:///FILE`` or ``postgresql://USER:PASSWORD@HOST/DATABASE``.

    Raises:
        DatabaseUnavailable: If it is neither, or names no file. The message repeats nothing of the address.

    """
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        raise DatabaseUnavailable(_UNREADABLE) from None  # the cause may quote a piece of the password
    kind = url.get_backend_name()
    if "@" in (url.host or "") or kind not in {"sqlite", "postgresql", "postgres"}:
        raise DatabaseUnavailable(_UNREADABLE)
    if kind != "sqlite":
        return url.set(drivername="postgresql+psycopg")
    if url.database in {None, "", ":memory:"}:
        raise DatabaseUnavailable("The database address names no file: write sqlite:///marsad.db or an absolute path.")
    return url.set(drivername="sqlite")


_UNREADABLE: Final = (
    "The database address cannot be read: write sqlite:///FILE or postgresql://USER:PASSWORD@HOST/DATABASE, "
    "with special characters of the password percent-encoded."
)


def make_engine(url: URL, *, wait: timedelta) -> Engine:
    """An engine that has not connected yet; on SQLite the file is made, for its owner alone, when it is missing.

    Args:
        url: From ``parse``.
        wait: How long a transaction waits for another's lock.

    Raises:
        DatabaseUnavailable: If the file cannot be made.

    """
    build = _sqlite if url.get_backend_name() == "sqlite" else _postgresql
    return build(url, wait.total_seconds())


def _sqlite(url: URL, wait_s: float) -> Engine:
    """SQLite: the driver begins nothing by itself; ``BEGIN`` says what kind of transaction it is."""
    _make_file(Path(str(url.database)))
    engine = create_engine(
        url,
        connect_args={"timeout": wait_s, "isolation_level": None},
        pool_timeout=wait_s,
        hide_parameters=True,
        json_serializer=partial(json.dumps, ensure_ascii=False),
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:  # noqa: ANN401 - a driver's connection; SQLAlchemy has no type for it
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        is_writing = connection.get_execution_options().get(WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing else "BEGIN")

    return engine


def _postgresql(url: URL, wait_s: float) -> Engine:
    """PostgreSQL: writers queue at one advisory lock, which ends with their transaction."""
    engine = create_engine(
        url,
        connect_args={"connect_timeout": max(2, round(wait_s))},
        pool_timeout=wait_s,
        pool_pre_ping=True,
        hide_parameters=True,
        json_serializer=partial(json.dumps, ensure_ascii=False),
    )

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get(WRITES, False):
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = {round(wait_s * 1000)}")
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITER_LOCK})")

    return engine


def _make_file(path: Path) -> None:
    """Make the file readable to its owner alone; its log and index inherit that. One that exists stays as it is."""
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise DatabaseUnavailable(f"The database file {path} cannot be opened ({error.strerror}).") from error
