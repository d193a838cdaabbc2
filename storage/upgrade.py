"""Brings the tables to this version through the migrations that come with the package, without a file of settings."""

from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, column, inspect, select, table

from storage import schema
from storage.engine import WRITES
from storage.errors import NewerSchema
from storage.translation import translated

MIGRATIONS: Final = Path(__file__).parent / "migrations"

_VERSION: Final = table("alembic_version", column("version_num"))


def upgrade(engine: Engine) -> None:
    """Run the migrations that are missing, in one transaction; at once when none is.

    Raises:
        NewerSchema: If the database names a migration this version does not know.
        StorageError: If the database refuses.

    """
    with translated(), engine.connect() as connection:
        if _revision(connection) == schema.REVISION:
            return
    with translated(), engine.connect() as connection:
        writing = connection.execution_options(**{WRITES: True})
        with writing.begin():
            _run_missing(writing)


def _revision(connection: Connection) -> str | None:
    """The migration the database is at; None before the first."""
    if not inspect(connection).has_table(_VERSION.name):
        return None
    return connection.scalar(select(_VERSION.c.version_num))


def _run_missing(connection: Connection) -> None:
    """What the database lacks, now that nobody else can be at it."""
    from alembic import command  # noqa: PLC0415 - a fifth of a second that most starts need not spend
    from alembic.config import Config  # noqa: PLC0415 - likewise
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - likewise

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    present = _revision(connection)
    if present is not None and present not in known:
        raise NewerSchema(
            f"The database was written by a later version of Marsad (its tables are at {present}, this version knows "
            f"{schema.REVISION}): install that version, or restore a copy from before."
        )
    command.upgrade(config, "head")
