"""Turns the drivers' errors into the room's own, at the one door every statement passes.

Sources: https://www.sqlite.org/rescode.html and https://www.postgresql.org/docs/current/errcodes-appendix.html
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy.exc import DBAPIError, SQLAlchemyError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from storage.errors import (
    DatabaseCorrupt,
    DatabaseFull,
    DatabaseLocked,
    DatabaseUnavailable,
    StorageError,
)

LONGEST_DETAIL: Final = 200
"""Characters of a driver's own words kept in a message."""

_SENTENCES: Final[dict[type[StorageError], str]] = {
    DatabaseLocked: "The database is busy: someone else has been writing to it for longer than we wait",
    DatabaseFull: "The database is full: make room on its disk; nothing of this step was written",
    DatabaseCorrupt: "The database file is damaged or is no database: restore a copy of it",
    DatabaseUnavailable: "The database cannot be opened or reached: check its address, its rights and its server",
    StorageError: "The database refused a statement",
}
SQLITE_ERRORS: Final[dict[int, type[StorageError]]] = {
    sqlite3.SQLITE_BUSY: DatabaseLocked,
    sqlite3.SQLITE_LOCKED: DatabaseLocked,
    sqlite3.SQLITE_FULL: DatabaseFull,
    sqlite3.SQLITE_IOERR_SHMSIZE: DatabaseFull,  # the write-ahead log's index could not grow: the disk is full
    sqlite3.SQLITE_CORRUPT: DatabaseCorrupt,
    sqlite3.SQLITE_NOTADB: DatabaseCorrupt,
    sqlite3.SQLITE_CANTOPEN: DatabaseUnavailable,
    sqlite3.SQLITE_READONLY: DatabaseUnavailable,
    sqlite3.SQLITE_PERM: DatabaseUnavailable,
    sqlite3.SQLITE_IOERR: DatabaseUnavailable,
}
_PRIMARY_CODE: Final = 0xFF
"""An extended SQLite code carries its primary code in the lowest byte."""
_POSTGRESQL: Final[dict[str, type[StorageError]]] = {
    "55P03": DatabaseLocked,  # lock_not_available
    "40P01": DatabaseLocked,  # deadlock_detected
    "40001": DatabaseLocked,  # serialization_failure
    "53100": DatabaseFull,  # disk_full
    "XX001": DatabaseCorrupt,  # data_corrupted
    "XX002": DatabaseCorrupt,  # index_corrupted
    "3D000": DatabaseUnavailable,  # invalid_catalog_name: no such database
    "08": DatabaseUnavailable,  # connection exceptions
    "28": DatabaseUnavailable,  # invalid authorization
    "53": DatabaseUnavailable,  # insufficient resources, such as too many connections
    "57": DatabaseUnavailable,  # operator intervention: shutting down, starting up
}


@contextmanager
def translated() -> Iterator[None]:
    """Let no error of SQLAlchemy or of a driver out of the block; everything else passes untouched.

    Raises:
        StorageError: The subclass that says what to do, its message without values and without a password.
        ValueError: When a value cannot be written, such as an instant without a time zone.

    """
    try:
        yield
    except SQLAlchemyError as error:
        if isinstance(error, StatementError) and isinstance(error.orig, ValueError):
            raise error.orig from None
        kind = _kind(error)
        raise kind(f"{_SENTENCES[kind]} ({_detail(error)}).") from error


def _kind(error: SQLAlchemyError) -> type[StorageError]:
    """Which of our errors a SQLAlchemy error is."""
    if isinstance(error, PoolTimeout):
        return DatabaseLocked
    if not isinstance(error, DBAPIError):
        return StorageError
    if isinstance(error.orig, sqlite3.Error):
        code = getattr(error.orig, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
        return SQLITE_ERRORS.get(code) or SQLITE_ERRORS.get(code & _PRIMARY_CODE, StorageError)
    state = getattr(error.orig, "sqlstate", None)
    if state is None:  # the server never answered, hung up, or could not be asked
        return DatabaseUnavailable
    return _POSTGRESQL.get(state) or _POSTGRESQL.get(state[:2], StorageError)


def _detail(error: SQLAlchemyError) -> str:
    """The driver's first line; SQLAlchemy's own text would add the statement."""
    words = str(error.orig) if isinstance(error, DBAPIError) else type(error).__name__
    return words.strip().partition("\n")[0][:LONGEST_DETAIL].rstrip(".")
