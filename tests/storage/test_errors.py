import sqlite3
import traceback
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from storage import outbox
from storage.agencies import Agency, agencies, save_agency
from storage.errors import DatabaseCorrupt, DatabaseFull, DatabaseLocked, DatabaseUnavailable
from storage.letters import LetterKind
from storage.store import Store
from storage.transaction import Transaction

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ONE = Agency(id="one", names={"en": "One"})
BIG = "x" * 4096
PASSWORD = "canary-Pa55word"


def write_without_room(tx: Transaction) -> None:
    tx.rows(text("PRAGMA max_page_count = 1"))  # SQLite raises it to the pages in use
    save_agency(tx, Agency(id="two", names={"en": "Two"}, source=BIG * 20))


def test_a_full_database_says_so_and_keeps_what_it_had(migrated_sqlite: str) -> None:
    store = Store.open(migrated_sqlite)
    with store.begin() as tx:
        save_agency(tx, ONE)

    with pytest.raises(DatabaseFull, match="make room"), store.begin() as tx:
        write_without_room(tx)

    with store.read() as tx:
        kept = agencies(tx)
    store.close()
    assert kept == (ONE,)


def test_a_database_that_got_room_again_goes_on(migrated_sqlite: str) -> None:
    store = Store.open(migrated_sqlite)
    with pytest.raises(DatabaseFull), store.begin() as tx:
        write_without_room(tx)

    with store.begin() as tx:
        tx.rows(text("PRAGMA max_page_count = 1000000"))
        save_agency(tx, ONE)

    with store.read() as tx:
        kept = agencies(tx)
    store.close()
    assert kept == (ONE,)


def test_a_file_locked_by_another_program_is_waited_for_and_then_told(migrated_sqlite: str) -> None:
    store = Store.open(migrated_sqlite, wait=timedelta(milliseconds=50))
    other = sqlite3.connect(migrated_sqlite.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(DatabaseLocked, match="busy"), store.begin():
        pass
    other.execute("ROLLBACK")
    other.close()
    with store.begin() as tx:
        save_agency(tx, ONE)

    store.close()


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "marsad.db").write_bytes(b"not a database" * 1000)

    with pytest.raises(DatabaseCorrupt, match="restore a copy"):
        Store.open(f"sqlite:///{tmp_path / 'marsad.db'}")


def test_a_file_with_a_torn_page_is_told(migrated_sqlite: str) -> None:
    path = Path(migrated_sqlite.removeprefix("sqlite:///"))
    pages = path.read_bytes()
    path.write_bytes(pages[:4096] + b"\xff" * (len(pages) - 4096))

    with pytest.raises(DatabaseCorrupt, match="restore a copy"):
        Store.open(migrated_sqlite)


@pytest.mark.parametrize("cut", [0.1, 0.35, 0.6, 0.85, 0.999])
def test_a_log_torn_by_a_power_cut_loses_no_earlier_transaction(
    migrated_sqlite: str, tmp_path: Path, cut: float
) -> None:
    store = Store.open(migrated_sqlite)
    with store.begin() as tx:
        save_agency(tx, ONE)
    path = Path(migrated_sqlite.removeprefix("sqlite:///"))
    torn = tmp_path / "torn.db"
    before = Path(f"{path}-wal").stat().st_size
    with store.begin() as tx:
        save_agency(tx, Agency(id="two", names={"en": "Two"}, source=BIG * 20))
    log = Path(f"{path}-wal").read_bytes()
    torn.write_bytes(path.read_bytes())
    Path(f"{torn}-wal").write_bytes(log[: before + int((len(log) - before) * cut)])
    store.close()

    survivor = Store.open(f"sqlite:///{torn}")
    with survivor.read() as tx:
        kept, health = agencies(tx), tx.first(text("PRAGMA integrity_check"))
    survivor.close()

    assert (kept, health) == ((ONE,), ("ok",))


@pytest.mark.parametrize(
    "address",
    [
        f"postgresql://marsad:{PASSWORD}@127.0.0.1:1/marsad",
        f"postgresql://marsad:{PASSWORD}@127.0.0.1:1/marsad?nonsense=1",
        f"postgresql://marsad:first@{PASSWORD}@127.0.0.1:1/marsad",
        f"postgresql://marsad:first/{PASSWORD}@127.0.0.1:1/marsad",
        f"postgresql://marsad:{PASSWORD}:second@127.0.0.1:1/marsad",
        f"postgresql://marsad@127.0.0.1:{PASSWORD}/marsad",
        f"{PASSWORD}://marsad",
    ],
)
def test_no_password_is_in_an_error_or_in_what_caused_it(address: str) -> None:
    with pytest.raises(DatabaseUnavailable) as caught:
        Store.open(address)

    assert PASSWORD not in "".join(traceback.format_exception(caught.value))


def test_no_password_is_in_a_stores_name(empty_postgresql: str) -> None:
    store = Store.open(empty_postgresql.replace("postgres@", f"postgres:{PASSWORD}@"))

    name = repr(store)

    store.close()
    assert PASSWORD not in name


def test_a_missing_database_is_told(server: str) -> None:
    with pytest.raises(DatabaseUnavailable, match="does not exist"):
        Store.open(server.format("nowhere"))


def test_a_server_that_ends_the_connection_is_told_and_then_found_again(empty_postgresql: str) -> None:
    store = Store.open(empty_postgresql)
    store.upgrade()

    with pytest.raises(DatabaseUnavailable), store.begin() as tx:
        tx.rows(text("SELECT pg_terminate_backend(pg_backend_pid())"))
    with store.begin() as tx:
        save_agency(tx, ONE)

    with store.read() as tx:
        kept = agencies(tx)
    store.close()
    assert kept == (ONE,)


def test_a_message_names_no_values(store: Store, chat: int) -> None:
    with pytest.raises(Exception, match="refused") as caught, store.begin() as tx:
        outbox.enqueue(tx, chat=chat, kind=LetterKind.NOTICE, dedupe_key="secret-key", now=NOW, ledger=77777)

    assert "77777" not in str(caught.value)
    assert "secret-key" not in str(caught.value)
