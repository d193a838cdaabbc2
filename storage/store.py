"""The database: opening it, bringing its tables up to date, reading and writing in transactions."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, timedelta, tzinfo
from pathlib import Path
from threading import Lock
from typing import Final

from sqlalchemy import Engine

from storage.dating import Progress, date_all
from storage.engine import READING, WRITES, make_engine, parse
from storage.errors import DatabaseLocked
from storage.instance import only_file, only_session
from storage.transaction import Transaction
from storage.translation import translated
from storage.upgrade import upgrade

PATIENCE: Final = timedelta(seconds=10)
"""How long a transaction waits for another's lock before it gives up."""


class Store:
    """A database that any number of threads may use at once.

    Made by ``Store.open``.
    """

    def __init__(self, engine: Engine, *, wait: timedelta) -> None:
        self._engine = engine
        self._wait = wait
        self._writer = Lock()  # SQLite polls for its lock with sleeps; threads of one process can queue properly

    @classmethod
    def open(cls, address: str, *, wait: timedelta = PATIENCE) -> "Store":
        """Open a database; a SQLite file that is missing is made, readable to its owner alone.

        Args:
            address: ``sqlite:///FILE`` or ``postgresql://USER:PASSWORD@HOST/DATABASE``.
            wait: How long a transaction waits for another's lock.

        Raises:
            DatabaseUnavailable: If the address cannot be read, or nothing usable answers there.
            DatabaseCorrupt: If the file is not a database.
            DatabaseLocked: If another process holds a new file for itself.

        """
        engine = make_engine(parse(address), wait=wait)
        try:
            with translated(), engine.connect():
                return cls(engine, wait=wait)
        except BaseException:
            engine.dispose()
            raise

    def upgrade(self, *, zone: tzinfo = UTC, on_progress: Progress = lambda _, __: None) -> None:
        """Bring the tables to this version; at once when they are. Two processes may do it at the same time.

        A large database takes minutes; killed in between, the next start goes on from there.

        Args:
            zone: Whose midnights cut the days of counts that an older version recorded, beside those of UTC.
            on_progress: Told how many of how many counters of an older database are brought over.

        Raises:
            NewerSchema: If a later version wrote this database.
            StorageError: If the database refuses.

        """
        upgrade(self._engine)
        date_all(self, zone=zone, on_progress=on_progress)

    @contextmanager
    def begin(self) -> Iterator[Transaction]:
        """One writing transaction: committed when the block ends, undone as a whole when it raises.

        Blocks must not be nested: the inner one would wait for the outer.

        Raises:
            DatabaseLocked: If another writer kept its lock for longer than the store waits.
            StorageError: If the database refuses.

        """
        with self._turn(), translated(), self._engine.connect() as connection:
            writing = connection.execution_options(**{WRITES: True})
            with writing.begin():
                yield Transaction(writing, writes=True)

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """One consistent view of the database, which no writer disturbs or waits for.

        Raises:
            StorageError: If the database refuses.

        """
        options = {} if self._is_sqlite else READING
        with translated(), self._engine.connect() as connection:
            reading = connection.execution_options(**options)
            with reading.begin():
                yield Transaction(reading, writes=False)

    def only_instance(self) -> AbstractContextManager[None]:
        """Be the only process on this database for as long as the block lasts; a killed process gives it up.

        Raises:
            AlreadyRunning: If another process is, on entering the block.

        """
        if self._is_sqlite:
            return only_file(Path(f"{self._engine.url.database}.lock"))
        return only_session(self._engine)

    def close(self) -> None:
        """Give back every connection. Safe to call twice."""
        self._engine.dispose()

    def __repr__(self) -> str:
        """The address without its password."""
        return f"Store({self._engine.url.render_as_string(hide_password=True)!r})"

    @property
    def _is_sqlite(self) -> bool:
        """Whether this is the embedded database."""
        return self._engine.dialect.name == "sqlite"

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """This process's turn to write."""
        if not self._writer.acquire(timeout=self._wait.total_seconds()):
            raise DatabaseLocked("The database is busy: another step has been writing to it for longer than we wait.")
        try:
            yield
        finally:
            self._writer.release()
