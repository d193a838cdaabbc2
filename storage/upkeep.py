"""Care of an embedded database: checking, copying while it runs, putting a copy back, and what fills it.

A server's database is cared for with the server's own tools (``pg_dump``, ``pg_restore``, ``pg_amcheck``), which know
it best; asking for it here says so. Sources: https://www.sqlite.org/backup.html and
https://www.sqlite.org/pragma.html#pragma_integrity_check
"""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from storage.engine import parse
from storage.errors import DatabaseCorrupt, DatabaseFull, DatabaseLocked, DatabaseUnavailable, StorageError
from storage.instance import only_file
from storage.schema import REVISION
from storage.translation import SQLITE_ERRORS

MOST_PROBLEMS: Final = 20
"""Problems named at most; a damaged file has thousands that say the same."""

PAGES_A_STEP: Final = 2_000
"""Pages copied between two looks at the clock of whoever watches; writers go on in between."""

Progress = Callable[[int, int], None]
"""Told how many of how many pages are copied."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found.

    Attributes:
        problems: Each in SQLite's words or ours; empty when the file is sound.
        revision: The migration its tables are at; None when it has none of ours.

    """

    problems: tuple[str, ...]
    revision: str | None


@dataclass(frozen=True, slots=True)
class TableSize:
    """How much one table holds.

    Attributes:
        name: The table.
        rows: Its rows.
        size: Bytes on the disk, its indexes included; None where this SQLite cannot tell.

    """

    name: str
    rows: int
    size: int | None


def check(address: str) -> Checked:
    """Look through a whole database for damage; slow on a large one, and harmless beside a running daemon.

    Raises:
        DatabaseUnavailable: If it is a server's, or there is no such file.
        StorageError: If it cannot be read at all.

    """
    return _check(file_of(address))


def backup(address: str, target: Path, *, on_progress: Progress = lambda _, __: None) -> None:
    """Copy a database while others read and write it; the copy is one consistent moment, checked before it counts.

    The copy appears under its name only when it is whole.

    Raises:
        DatabaseUnavailable: If it is a server's, there is no such file, or ``target`` is there already.
        DatabaseCorrupt: If the copy does not pass the check.
        StorageError: If the database or the disk refuses.

    """
    source = file_of(address)
    if target.exists():
        raise DatabaseUnavailable(f"{target} is there already: name a new file.")
    partial = target.with_name(f"{target.name}.partial")
    try:
        _copy(source, partial, on_progress)
        _refuse_damage(partial)
        partial.rename(target)
    except OSError as error:
        raise DatabaseUnavailable(f"{target} cannot be written ({error.strerror}).") from error
    finally:
        partial.unlink(missing_ok=True)


def restore(address: str, source: Path, *, on_progress: Progress = lambda _, __: None) -> Path | None:
    """Put a copy in the database's place; what was there is kept beside it.

    Returns:
        Where the database that was there lies now; None when there was none.

    Raises:
        AlreadyRunning: If a daemon runs on the database.
        DatabaseCorrupt: If the copy does not pass the check; nothing is changed then.
        DatabaseUnavailable: If it is a server's, or a file cannot be read or written.

    """
    if not source.exists():
        raise DatabaseUnavailable(f"{source} is not there.")
    _refuse_damage(source)
    place = Path(str(parse_file(address)))
    with only_file(Path(f"{place}.lock")):
        partial = place.with_name(f"{place.name}.partial")
        partial.unlink(missing_ok=True)
        try:
            _copy(source, partial, on_progress)
            kept = _set_aside(place)
            partial.rename(place)
        except OSError as error:
            raise DatabaseUnavailable(f"{place} cannot be written ({error.strerror}).") from error
        finally:
            partial.unlink(missing_ok=True)
    return kept


def sizes(address: str) -> tuple[TableSize, ...]:
    """What fills a database, largest first.

    Raises:
        DatabaseUnavailable: If it is a server's, or there is no such file.
        StorageError: If it cannot be read.

    """
    with _opened(file_of(address)) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY 1")]
        stored = _stored(connection)
        found = [TableSize(name, _rows(connection, name), stored.get(name) if stored else None) for name in names]
    return tuple(sorted(found, key=lambda table: (-(table.size or 0), -table.rows, table.name)))


def bytes_of(address: str) -> int | None:
    """Bytes that a database's files take, its write-ahead log among them; None for a server's."""
    url = parse(address)
    if url.get_backend_name() != "sqlite":
        return None
    files = (Path(f"{url.database}{suffix}") for suffix in ("", "-wal", "-shm"))
    return sum(file.stat().st_size for file in files if file.exists())


def parse_file(address: str) -> Path:
    """The file an address names, there or not.

    Raises:
        DatabaseUnavailable: If the database is a server's.

    """
    url = parse(address)
    if url.get_backend_name() != "sqlite":
        raise DatabaseUnavailable("This database is a PostgreSQL server's: use pg_dump, pg_restore and pg_amcheck.")
    return Path(str(url.database))


def file_of(address: str) -> Path:
    """The file an address names, which is there.

    Raises:
        DatabaseUnavailable: If the database is a server's, or there is no such file.

    """
    path = parse_file(address)
    if not path.exists():
        raise DatabaseUnavailable(f"{path} is not there.")
    return path


def _check(path: Path) -> Checked:
    with _opened(path) as connection:
        found = [row[0] for row in connection.execute(f"PRAGMA integrity_check({MOST_PROBLEMS})")]
        orphans = connection.execute("PRAGMA foreign_key_check").fetchmany(MOST_PROBLEMS)
        revision = _revision(connection)
    problems = [word for word in found if word != "ok"]
    problems += [f"row {row[1]} of {row[0]} refers to a row of {row[2]} that is not there" for row in orphans]
    if revision is None:
        problems.append("it has no tables of Marsad")
    elif revision > REVISION:
        problems.append(f"its tables are of a later version ({revision}; this one knows {REVISION})")
    return Checked(tuple(problems), revision)


def _refuse_damage(path: Path) -> None:
    checked = _check(path)
    if checked.problems:
        raise DatabaseCorrupt(f"{path} is no sound copy: {checked.problems[0]}.")


def _copy(source: Path, target: Path, on_progress: Progress) -> None:
    descriptor = os.open(target, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
    os.close(descriptor)
    with _opened(source) as origin, _opened(target, writes=True) as copy:
        origin.backup(
            copy, pages=PAGES_A_STEP, progress=lambda _, remaining, total: on_progress(total - remaining, total)
        )
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it


def _set_aside(place: Path) -> Path | None:
    """Rename the database that is there, its log folded into it first."""
    if not place.exists():
        return None
    with _opened(place, writes=True) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    kept = next(path for number in range(1, 1_000) if not (path := Path(f"{place}.before-{number}")).exists())
    place.rename(kept)
    for suffix in ("-wal", "-shm"):
        Path(f"{place}{suffix}").unlink(missing_ok=True)
    return kept


def _revision(connection: sqlite3.Connection) -> str | None:
    has_table = "SELECT 1 FROM sqlite_schema WHERE name = 'alembic_version'"
    if connection.execute(has_table).fetchone() is None:
        return None
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return None if row is None else str(row[0])


def _rows(connection: sqlite3.Connection, table: str) -> int:
    count: int = connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]  # noqa: S608 - a name from the file's own list
    return count


def _stored(connection: sqlite3.Connection) -> dict[str, int] | None:
    """Bytes by table, indexes counted with their table; None where SQLite was built without ``dbstat``."""
    statement = (
        "SELECT coalesce(s.tbl_name, d.name), sum(d.pgsize) FROM dbstat AS d "
        "LEFT JOIN sqlite_schema AS s ON s.name = d.name GROUP BY 1"
    )
    try:
        return dict(connection.execute(statement).fetchall())
    except sqlite3.OperationalError:
        return None


@contextmanager
def _opened(path: Path, *, writes: bool = False) -> Iterator[sqlite3.Connection]:
    mode = "rw" if writes else "ro"
    address = f"{path.absolute().as_uri()}?mode={mode}"
    try:
        with closing(sqlite3.connect(address, uri=True, isolation_level=None)) as connection:
            yield connection
    except sqlite3.Error as error:
        raise _translated(error, path) from error


def _translated(error: sqlite3.Error, path: Path) -> StorageError:
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    kind = SQLITE_ERRORS.get(code) or SQLITE_ERRORS.get(code & 0xFF, StorageError)
    sentences = {
        DatabaseLocked: f"{path} is busy: someone else has been writing to it for longer than we wait",
        DatabaseFull: f"{path}: its disk is full",
        DatabaseCorrupt: f"{path} is damaged or is no database",
    }
    return kind(f"{sentences.get(kind, f'{path} cannot be opened')} ({error}).")
