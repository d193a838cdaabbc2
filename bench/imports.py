"""How quickly a file of counts is imported, beside the database taking the same rows bare.

``python -m bench.imports [ROWS]`` writes a CSV file (a million rows of 500 accounts without it), imports it, and sets
the time beside raw ``executemany`` of ready tuples into the same table, and beside the shortest program that reads the
file. Time is the processor's, which says the same on a busy machine. Goal: at least half the speed of the raw one.
"""

import csv
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.import_file import KNOWN, batches_of
from bot.importing import Defaults, import_counts
from growth.platform import Metric, X
from storage.accounts import save_account
from storage.agencies import Agency, save_agency
from storage.offers import series_key, source_key
from storage.store import Store

ROWS = 1_000_000
ACCOUNTS = 500
START = datetime(2020, 1, 1, tzinfo=UTC)
NOW = datetime(2030, 1, 1, tzinfo=UTC)

Row = tuple[int, int, int, int, int]


def main(rows: int) -> None:
    """Print seconds, rows a second, and the speed as a share of the raw one's."""
    counted = [_counted(number, max(rows // ACCOUNTS, 1)) for number in range(rows)]
    ready = [(account, int(at.timestamp()), value, 1, 1) for account, at, value in counted]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = folder / "counts.csv"
        _write(file, counted)
        store = _store(folder / "ours.db")
        for database in ("raw.db", "bare.db"):
            _prepare(folder / database)
        took = {
            "raw executemany of ready tuples": _timed(lambda: _insert(folder / "raw.db", ready)),
            "csv.DictReader, int, fromisoformat, it": _timed(lambda: _insert(folder / "bare.db", _read(file))),
            "marsad import": _timed(lambda: _import(store, file)),
            "marsad import, the same file again": _timed(lambda: _import(store, file)),
        }
        store.close()
    raw = next(iter(took.values()))
    print(f"{rows:,} rows of {ACCOUNTS} accounts")
    for what, seconds in took.items():
        speed = f"{seconds:7.2f} s {rows / seconds:10,.0f} rows/s {raw / seconds:6.0%} of raw"
        print(f"{what:42} {speed}")


def _timed(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def _counted(number: int, each: int) -> tuple[int, datetime, int]:
    """Account, instant and count of a row: one account after the other, each read every hour."""
    account, hour = divmod(number, each)
    return account + 1, START + timedelta(hours=hour), 1_000 + 7 * hour


def _write(path: Path, counted: Iterable[tuple[int, datetime, int]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(KNOWN)
        for account, at, value in counted:
            instant = at.strftime("%Y-%m-%dT%H:%M:%SZ")
            writer.writerow(("city", "x", f"account_{account}", "", "followers", value, 1, instant, "an archive"))


def _read(path: Path) -> Iterable[Row]:
    """The file as the shortest program reads it: nothing checked, nobody told."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            account = int(row["handle"].removeprefix("account_"))
            yield account, int(datetime.fromisoformat(row["observed_at"]).timestamp()), int(row["value"]), 1, 1


def _prepare(path: Path) -> None:
    """The same tables, with the series and the source that the rows refer to."""
    store = _store(path)
    with store.begin() as tx:
        _ = [series_key(tx, account, Metric.FOLLOWERS) for account in range(1, ACCOUNTS + 1)]
        source_key(tx, "an archive")
    store.close()


def _insert(path: Path, rows: Iterable[Row]) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    for statement in ("PRAGMA synchronous=FULL", "PRAGMA foreign_keys=ON", "BEGIN IMMEDIATE"):
        connection.execute(statement)
    connection.executemany("INSERT INTO imported VALUES (?, ?, ?, ?, ?)", rows)
    connection.execute("COMMIT")
    connection.close()


def _store(path: Path) -> Store:
    """A database that knows the accounts, as it would where a history is brought in."""
    store = Store.open(f"sqlite:///{path}")
    store.upgrade()
    with store.begin() as tx:
        save_agency(tx, Agency(id="city", names={"en": "City"}))
        for number in range(1, ACCOUNTS + 1):
            save_account(tx, agency="city", platform=X, handle=f"account_{number}", origin="import", now=START)
    return store


def _import(store: Store, path: Path) -> None:
    import_counts(store, batches_of(path), Defaults(path.name), now=NOW)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
