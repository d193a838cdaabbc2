"""Real processes, killed with SIGKILL at the worst moments."""

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from storage import outbox
from storage.agencies import agencies
from storage.letters import LetterKind, LetterState
from storage.store import Store

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

BEGINNING = """
import sys
from datetime import UTC, datetime
from storage import outbox
from storage.agencies import Agency, save_agency
from storage.letters import LetterKind
from storage.store import Store

now = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
chat, store = int(sys.argv[2]), Store.open(sys.argv[1])

def wait_for_the_end():
    print("ready", flush=True)
    sys.stdin.read()

def write(tx, dedupe_key):
    return outbox.enqueue(tx, chat=chat, kind=LetterKind.ALERT, dedupe_key=dedupe_key, now=now)
"""
BEFORE_THE_COMMIT = """
with store.begin() as tx:
    save_agency(tx, Agency(id="one", names={"en": "One"}))
    write(tx, "one")
    wait_for_the_end()
"""
BETWEEN_SENDING_AND_SENT = """
with store.begin() as tx:
    first, second = write(tx, "one"), write(tx, "two")
with store.begin() as tx:
    outbox.mark_sending(tx, first, now=now, owner="the killed one")
wait_for_the_end()
"""
BEFORE_SENT_IS_COMMITTED = """
with store.begin() as tx:
    first, second = write(tx, "one"), write(tx, "two")
with store.begin() as tx:
    outbox.mark_sending(tx, first, now=now, owner="the killed one")
with store.begin() as tx:
    outbox.mark_sent(tx, first, message_id=7, now=now)
    wait_for_the_end()
"""
AFTER_SENT = """
with store.begin() as tx:
    first, second = write(tx, "one"), write(tx, "two")
with store.begin() as tx:
    outbox.mark_sending(tx, first, now=now, owner="the killed one")
with store.begin() as tx:
    outbox.mark_sent(tx, first, message_id=7, now=now)
wait_for_the_end()
"""


@pytest.fixture
def killed_at(address: str, chat: int) -> Callable[[str], None]:
    """Runs a program in a process of its own and kills it when it says that it is ready."""

    def run(program: str) -> None:
        command = [sys.executable, "-c", BEGINNING + program, address, str(chat)]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert process.stdout.readline() == "ready\n"
        process.kill()
        process.communicate()
        assert process.returncode == -9

    return run


def test_a_process_killed_before_its_commit_leaves_nothing_half_written(
    store: Store, chat: int, killed_at: Callable[[str], None]
) -> None:
    killed_at(BEFORE_THE_COMMIT)

    with store.begin() as tx:
        assert agencies(tx) == ()
        assert outbox.history(tx, chat, 9) == ()
        assert outbox.enqueue(tx, chat=chat, kind=LetterKind.ALERT, dedupe_key="one", now=NOW) is not None


@pytest.mark.parametrize("program", [BETWEEN_SENDING_AND_SENT, BEFORE_SENT_IS_COMMITTED])
def test_a_letter_in_flight_when_its_process_was_killed_comes_back_as_a_labelled_repeat(
    store: Store, killed_at: Callable[[str], None], program: str
) -> None:
    killed_at(program)

    with store.begin() as tx:
        assert outbox.due(tx, NOW, limit=9) == ()
        assert outbox.recover(tx, NOW) == 1
        (again,) = outbox.due(tx, NOW, limit=9)

    assert (again.dedupe_key, again.state, again.is_repeat) == ("one", LetterState.UNKNOWN, True)


def test_a_letter_that_was_sent_before_the_kill_is_not_sent_again(
    store: Store, killed_at: Callable[[str], None]
) -> None:
    killed_at(AFTER_SENT)

    with store.begin() as tx:
        assert outbox.recover(tx, NOW) == 0
        (following,) = outbox.due(tx, NOW, limit=9)

    assert (following.dedupe_key, following.is_repeat) == ("two", False)
