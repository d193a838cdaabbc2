import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from storage.errors import AlreadyRunning, DatabaseUnavailable
from storage.store import Store

HOLD = """
import sys
from storage.store import Store
with Store.open(sys.argv[1]).only_instance():
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder(address: str) -> subprocess.Popen[str]:
    """Another process that is the only instance until it is killed or its input ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, address], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.communicate()


def test_a_second_process_is_refused_and_a_killed_one_makes_way(holder: subprocess.Popen[str], store: Store) -> None:
    with pytest.raises(AlreadyRunning, match="already runs on this database"), store.only_instance():
        pass

    holder.kill()
    holder.wait()

    with store.only_instance():
        pass


def test_a_second_store_of_the_same_process_is_refused_too(open_store: Callable[[], Store]) -> None:
    with open_store().only_instance(), pytest.raises(AlreadyRunning), open_store().only_instance():
        pass


def test_leaving_the_block_makes_way(open_store: Callable[[], Store]) -> None:
    first, second = open_store(), open_store()
    with first.only_instance():
        pass

    with second.only_instance():
        pass


def test_others_may_read_and_write_beside_the_only_instance(store: Store, open_store: Callable[[], Store]) -> None:
    with store.only_instance(), open_store().begin():
        pass


def test_the_process_in_the_way_is_named(migrated_sqlite: str, tmp_path: Path) -> None:
    (tmp_path / "marsad.db.lock").write_text("stale words")
    store = Store.open(migrated_sqlite)

    with store.only_instance(), pytest.raises(AlreadyRunning, match=r"process \d+ holds it"), store.only_instance():
        pass

    store.close()


def test_a_lock_that_cannot_be_made_is_told(migrated_sqlite: str, tmp_path: Path) -> None:
    (tmp_path / "marsad.db.lock").mkdir()
    store = Store.open(migrated_sqlite)

    with pytest.raises(DatabaseUnavailable, match="lock file"), store.only_instance():
        pass

    store.close()
