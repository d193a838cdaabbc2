"""What can go wrong with the database, sorted by what the caller should do next.

    StorageError
    ├── DatabaseLocked        try the same step again later; nothing of it was written
    ├── DatabaseFull          a person must make room; nothing of the step was written
    ├── DatabaseUnavailable   a person must mend the address, the rights or the server
    ├── DatabaseCorrupt       a person must restore a copy
    ├── NewerSchema           a person must install a newer version
    └── AlreadyRunning        another process runs on this database; leave it to it

Every message is one plain sentence for the terminal or the log, without passwords and without values from the tables.
"""


class StorageError(Exception):
    """The database refused; the transaction was rolled back as a whole."""


class DatabaseLocked(StorageError):
    """Another process or thread held the database for longer than we wait."""


class DatabaseFull(StorageError):
    """The disk, or the room the database was given, is used up."""


class DatabaseCorrupt(StorageError):
    """The file is not a database, or is a damaged one."""


class DatabaseUnavailable(StorageError):
    """The database cannot be opened or reached."""


class NewerSchema(StorageError):
    """The database was written by a later version than this one."""


class AlreadyRunning(StorageError):
    """Another process holds the database for itself."""
