"""The right to be the only process on a database; it ends with the process, however that ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import Engine, text

from storage.errors import AlreadyRunning, DatabaseUnavailable
from storage.translation import translated

INSTANCE_LOCK: Final = 0x6D617274
"""The advisory lock of the running process on PostgreSQL; held by its own connection, gone with it."""


@contextmanager
def only_file(path: Path) -> Iterator[None]:
    """Hold ``flock`` on a file, which carries the holder's process id for whoever finds it locked.

    The file stays when the lock goes: removing it would let a third process lock a new one beside the second.

    Raises:
        AlreadyRunning: If another process holds it.
        DatabaseUnavailable: If the file cannot be made.

    """
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise DatabaseUnavailable(f"The lock file {path} cannot be opened ({error.strerror}).") from error
    try:
        _lock(descriptor)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int) -> None:
    """Take the lock at once or say who has it."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        holder = os.pread(descriptor, 20, 0).decode(errors="replace").strip()
        who = f"process {holder}" if holder.isdecimal() else "another process"
        raise AlreadyRunning(f"Marsad already runs on this database: {who} holds it.") from error


@contextmanager
def only_session(engine: Engine) -> Iterator[None]:
    """Hold an advisory lock of PostgreSQL on a connection of its own; it goes with the connection, if that breaks.

    Raises:
        AlreadyRunning: If another process holds it.
        StorageError: If the server cannot be reached.

    """
    with translated(), engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if not connection.scalar(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": INSTANCE_LOCK}):
            raise AlreadyRunning("Marsad already runs on this database: another process holds it.")
        connection.detach()  # closed at the end, not pooled: closing is what gives the lock back
        yield
