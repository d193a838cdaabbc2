"""Commands that work on stored data: open the database, bring in what the settings name, close it again."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

import click

from bot.cli.exit_codes import FAILED
from bot.settings import Settings

if TYPE_CHECKING:
    from storage.transaction import Transaction


@contextmanager
def stored(ctx: click.Context, settings: Settings, *, writes: bool = False) -> "Iterator[tuple[Transaction, datetime]]":
    """One transaction and the instant of asking; committed at the end, undone as a whole on an error.

    Whoever only looks holds up nobody who writes, however long it takes. An expected failure of the database ends the
    program with its sentence.
    """
    from bot.clock import utcnow
    from bot.stores import open_store
    from storage.errors import StorageError

    now = utcnow()
    try:
        store = open_store(settings, now)
        try:
            with store.begin() if writes else store.read() as tx:
                yield tx, now
        finally:
            store.close()
    except StorageError as error:
        click.echo(str(error), err=True)
        ctx.exit(FAILED)
