import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from growth.platform import X
from storage import outbox
from storage.accounts import accounts, save_account, set_enabled
from storage.agencies import Agency, agencies, save_agency
from storage.errors import DatabaseLocked, DatabaseUnavailable, StorageError
from storage.letters import LetterKind
from storage.store import Store
from storage.transaction import Transaction

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ONE = Agency(id="one", names={"en": "One"})
TWO = Agency(id="two", names={"en": "Two"})


class Trouble(Exception):
    pass


def write_and_fail(tx: Transaction) -> None:
    save_agency(tx, ONE)
    raise Trouble


def test_a_block_that_ends_is_committed(store: Store) -> None:
    with store.begin() as tx:
        save_agency(tx, ONE)

    with store.read() as tx:
        assert agencies(tx) == (ONE,)


def test_a_block_that_raises_leaves_nothing_behind(store: Store) -> None:
    with pytest.raises(Trouble), store.begin() as tx:
        write_and_fail(tx)

    with store.read() as tx:
        assert agencies(tx) == ()


def test_a_read_sees_one_moment_whatever_is_written_meanwhile(store: Store) -> None:
    with store.read() as reading:
        before = agencies(reading)
        with store.begin() as tx:
            save_agency(tx, ONE)
        after = agencies(reading)

    assert before == after == ()


def test_a_read_does_not_wait_for_a_writer(store: Store) -> None:
    with store.begin() as tx:
        save_agency(tx, ONE)
        with store.read() as reading:
            assert agencies(reading) == ()


def test_a_read_refuses_to_write(store: Store) -> None:
    with pytest.raises(TypeError, match=r"Store\.begin"), store.read() as tx:
        save_agency(tx, ONE)


def test_a_second_writer_is_told_that_the_database_is_locked_and_loses_nothing(
    open_store: Callable[[], Store],
) -> None:
    first, second = open_store(), open_store()

    with first.begin() as tx:
        save_agency(tx, ONE)
        with pytest.raises(DatabaseLocked, match="busy"), second.begin():
            pass
    with second.begin() as tx:
        save_agency(tx, TWO)

    with second.read() as tx:
        assert agencies(tx) == (ONE, TWO)


def test_a_second_writer_of_the_same_store_is_told_so_too(open_store: Callable[[], Store]) -> None:
    store = open_store()

    with store.begin(), pytest.raises(DatabaseLocked, match="busy"), store.begin():
        pass


def test_threads_write_side_by_side_without_losing_a_letter(store: Store, chat: int) -> None:
    def write(number: int) -> None:
        with store.begin() as tx:
            outbox.enqueue(tx, chat=chat, kind=LetterKind.NOTICE, dedupe_key=f"n{number}", now=NOW)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(40)))

    with store.read() as tx:
        assert [letter.seq for letter in outbox.history(tx, chat, 100)] == list(range(40, 0, -1))


def test_an_unknown_reference_is_refused_in_our_words(store: Store) -> None:
    with pytest.raises(StorageError, match="refused"), store.begin() as tx:
        save_account(tx, agency="nobody", platform=X, handle="x", origin="settings", now=NOW)

    with store.read() as tx:
        assert accounts(tx) == ()


def test_an_error_inside_the_block_is_ours_already(store: Store) -> None:
    with store.begin() as tx, pytest.raises(StorageError, match="nowhere"):
        tx.rows(text("SELECT 1 FROM nowhere"))


def test_an_instant_without_a_zone_is_refused(store: Store) -> None:
    naive = NOW.replace(tzinfo=None)

    with store.begin() as tx:
        save_agency(tx, ONE)

    with pytest.raises(ValueError, match="time zone"), store.begin() as tx:
        save_account(tx, agency="one", platform=X, handle="x", origin="settings", now=naive)

    with store.read() as tx:
        assert accounts(tx) == ()


@pytest.mark.usefixtures("account")
def test_instants_come_back_in_utc(store: Store) -> None:
    with store.read() as tx:
        (found,) = accounts(tx)

    assert found.state_since == NOW
    assert found.state_since.tzinfo is UTC


def test_a_change_is_there_after_closing_and_opening(open_store: Callable[[], Store], account: int) -> None:
    first = open_store()
    with first.begin() as tx:
        set_enabled(tx, account, enabled=False)
    first.close()

    with open_store().read() as tx:
        assert [one.enabled for one in accounts(tx)] == [False]


def test_closing_twice_is_harmless(open_store: Callable[[], Store]) -> None:
    store = open_store()

    store.close()
    store.close()


def test_a_new_file_is_its_owners_alone(empty_sqlite: str, tmp_path: Path) -> None:
    store = Store.open(empty_sqlite)
    store.upgrade()

    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    store.close()
    assert modes == {"marsad.db": 0o600, "marsad.db-wal": 0o600, "marsad.db-shm": 0o600}


@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 3000)]
)
def test_sqlite_is_set_to_keep_its_promises(migrated_sqlite: str, pragma: str, value: object) -> None:
    store = Store.open(migrated_sqlite, wait=timedelta(seconds=3))

    with store.read() as tx:
        row = tx.first(text(f"PRAGMA {pragma}"))

    store.close()
    assert row == (value,)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("mysql://user@host/db", "cannot be read"),
        ("marsad.db", "cannot be read"),
        ("", "cannot be read"),
        ("sqlite:////no/such/folder/marsad.db", "No such file or directory"),
        ("sqlite:////", "Is a directory"),
    ],
)
def test_an_address_that_cannot_be_used_is_explained(address: str, words: str) -> None:
    with pytest.raises(DatabaseUnavailable, match=words):
        Store.open(address)
