import random
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from storage import upkeep
from storage.agencies import Agency, agencies, save_agency
from storage.errors import AlreadyRunning, DatabaseCorrupt, DatabaseUnavailable
from storage.store import Store

ONE = Agency(id="one", names={"en": "One"})
TWO = Agency(id="two", names={"en": "Two"})


def keep(address: str, agency: Agency) -> None:
    store = Store.open(address)
    with store.begin() as tx:
        save_agency(tx, agency)
    store.close()


def kept(address: str) -> tuple[Agency, ...]:
    store = Store.open(address)
    with store.read() as tx:
        found = agencies(tx)
    store.close()
    return found


def torn(path: Path, *, share: float) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])


def scribbled(path: Path) -> None:
    whole = bytearray(path.read_bytes())
    noise = random.Random(7)
    whole[4096:40960] = noise.randbytes(36864)
    path.write_bytes(bytes(whole))


def test_a_sound_database_has_no_problems(migrated_sqlite: str) -> None:
    checked = upkeep.check(migrated_sqlite)

    assert checked.problems == ()
    assert checked.revision is not None


def test_a_scribbled_file_is_called_damaged(migrated_sqlite: str) -> None:
    scribbled(upkeep.file_of(migrated_sqlite))

    with pytest.raises(DatabaseCorrupt, match="damaged"):
        upkeep.check(migrated_sqlite)


def test_a_torn_file_is_called_damaged(migrated_sqlite: str) -> None:
    torn(upkeep.file_of(migrated_sqlite), share=0.5)

    with pytest.raises(DatabaseCorrupt, match="damaged"):
        upkeep.check(migrated_sqlite)


def test_a_row_that_points_nowhere_is_named(migrated_sqlite: str) -> None:
    connection = sqlite3.connect(upkeep.file_of(migrated_sqlite))
    connection.execute("INSERT INTO series (account, metric) VALUES (99, 'followers')")
    connection.commit()
    connection.close()

    checked = upkeep.check(migrated_sqlite)

    assert checked.problems == ("row 1 of series refers to a row of account that is not there",)


def test_a_copy_holds_what_was_committed_while_somebody_writes(migrated_sqlite: str, tmp_path: Path) -> None:
    keep(migrated_sqlite, ONE)
    store = Store.open(migrated_sqlite)
    copy = tmp_path / "copy.db"

    with store.begin() as tx:
        save_agency(tx, TWO)
        upkeep.backup(migrated_sqlite, copy)
    store.close()

    assert kept(f"sqlite:///{copy}") == (ONE,)
    assert copy.stat().st_mode & 0o077 == 0


def test_a_copy_never_replaces_a_file(migrated_sqlite: str, tmp_path: Path) -> None:
    target = tmp_path / "precious"
    target.write_text("precious")

    with pytest.raises(DatabaseUnavailable, match="is there already"):
        upkeep.backup(migrated_sqlite, target)

    assert target.read_text() == "precious"


def test_a_copy_that_fails_leaves_nothing_behind(migrated_sqlite: str, tmp_path: Path) -> None:
    scribbled(upkeep.file_of(migrated_sqlite))
    folder = tmp_path / "copies"
    folder.mkdir()

    with pytest.raises(DatabaseCorrupt):
        upkeep.backup(migrated_sqlite, folder / "copy.db")

    assert list(folder.iterdir()) == []


def test_a_restored_copy_is_what_it_was_and_the_old_one_is_kept(migrated_sqlite: str, tmp_path: Path) -> None:
    keep(migrated_sqlite, ONE)
    copy = tmp_path / "copy.db"
    upkeep.backup(migrated_sqlite, copy)
    keep(migrated_sqlite, TWO)

    aside = upkeep.restore(migrated_sqlite, copy)

    assert kept(migrated_sqlite) == (ONE,)
    assert kept(f"sqlite:///{aside}") == (ONE, TWO)


def test_a_damaged_copy_is_refused_and_changes_nothing(migrated_sqlite: str, tmp_path: Path) -> None:
    keep(migrated_sqlite, ONE)
    copy = tmp_path / "copy.db"
    upkeep.backup(migrated_sqlite, copy)
    torn(copy, share=0.6)

    with pytest.raises(DatabaseCorrupt):
        upkeep.restore(migrated_sqlite, copy)

    assert kept(migrated_sqlite) == (ONE,)


def test_nothing_is_restored_under_a_running_daemon(migrated_sqlite: str, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    upkeep.backup(migrated_sqlite, copy)
    hold = f"import time\nfrom storage.store import Store\nwith Store.open({migrated_sqlite!r}).only_instance():\n"
    code = f"{hold}    print('held', flush=True)\n    time.sleep(60)\n"
    daemon = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert daemon.stdout is not None
    daemon.stdout.readline()

    with pytest.raises(AlreadyRunning, match=f"process {daemon.pid}"):
        upkeep.restore(migrated_sqlite, copy)

    daemon.kill()
    daemon.communicate()


def test_a_database_that_is_not_there_is_not_made_by_a_check(empty_sqlite: str, tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnavailable, match="is not there"):
        upkeep.check(empty_sqlite)

    assert list(tmp_path.iterdir()) == []


def test_a_server_is_left_to_its_own_tools() -> None:
    with pytest.raises(DatabaseUnavailable, match="pg_dump"):
        upkeep.check("postgresql://user@host/name")


def test_every_table_has_its_rows_and_size(migrated_sqlite: str) -> None:
    keep(migrated_sqlite, ONE)

    found = {table.name: table for table in upkeep.sizes(migrated_sqlite)}

    assert found["agency"].rows == 1
    assert found["outbox"].rows == 0
