"""Opens the database as the settings want it: the door of every command that needs stored data and nothing else."""

from datetime import datetime

from bot.merging import merge_settings
from bot.settings import Settings
from storage.store import Store


def open_store(settings: Settings, now: datetime) -> Store:
    """The database, its tables up to date, with what the settings name brought in.

    Raises:
        StorageError: If the database cannot be used.

    """
    store = Store.open(settings.storage.url, wait=settings.storage.wait)
    try:
        store.upgrade(zone=settings.zone)
        with store.begin() as tx:
            merge_settings(tx, settings, now=now)
    except BaseException:
        store.close()
        raise
    return store
