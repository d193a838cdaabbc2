"""A database whose counters were recorded before days were kept, brought up to this version."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, inspect, text

from growth.platform import Metric
from storage.days import days
from storage.history import runs
from storage.partitions import months
from storage.store import Store
from storage.upgrade import MIGRATIONS
from storage.verify import unlike_days

BEFORE = "0006"
NOON = datetime(2025, 12, 30, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
ACCOUNTS = (1, 2, 3)

KILLED = """
import sys
from storage.dating import date_all
from storage.store import Store

def watch(done, total):
    if done == 1:
        print(done, total, flush=True)
        sys.stdin.read()

store = Store.open(sys.argv[1])
date_all(store, on_progress=watch, most_runs=1)
"""


def brought_to(address: str, revision: str) -> None:
    engine = create_engine(address.replace("postgresql://", "postgresql+psycopg://"))
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    engine.dispose()


@pytest.fixture
def older(empty: str) -> str:
    """An older database: three accounts whose followers read one more every six hours, over the turn of the year."""
    brought_to(empty, BEFORE)
    changes = [int((NOON + number * 6 * HOUR).timestamp()) for number in range(17)]
    ends = [
        {"first": first, "last": after - 600, "value": 100 + n} for n, (first, after) in enumerate(pairwise(changes))
    ]
    engine = create_engine(empty.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO agency (id, names) VALUES ('one', '{}')"))
        for key in ACCOUNTS:
            connection.execute(
                text(
                    "INSERT INTO account (key, agency, platform, handle, state, state_since, enabled, origin) "
                    "VALUES (:key, 'one', 'x', 'h', 'ok', 0, :yes, 'settings')"
                ),
                {"key": key, "yes": True},
            )
            connection.execute(text("INSERT INTO series VALUES (:key, :key, 'followers')"), {"key": key})
            insert = text("INSERT INTO run VALUES (:key, :first, :last, 36, :value, 1)")
            connection.execute(insert, [{"key": key, **run} for run in ends[:-1]])
            connection.execute(
                text("INSERT INTO latest VALUES (:key, :first, :last, 36, :value, 1, :no)"),
                {"key": key, **ends[-1], "no": False},
            )
    engine.dispose()
    return empty


@pytest.fixture
def opened(older: str) -> Iterator[Store]:
    """It, opened and not yet upgraded."""
    store = Store.open(older)
    yield store
    store.close()


def in_days(store: Store) -> dict[int, list[tuple[int, int, int, int]]]:
    with store.read() as tx:
        return {
            key: [(day.open, day.close, day.polls, day.last_at.day) for day in days(tx, key, Metric.FOLLOWERS)]
            for key in ACCOUNTS
        }


EXPECTED = [(100, 101, 72, 30), (102, 105, 144, 31), (106, 109, 144, 1), (110, 113, 144, 2), (114, 115, 72, 3)]


def test_the_days_of_an_older_database_are_computed_and_its_runs_stay(opened: Store) -> None:
    told: list[tuple[int, int]] = []

    opened.upgrade(on_progress=lambda done, total: told.append((done, total)))

    with opened.read() as tx:
        kept = [len(runs(tx, key, Metric.FOLLOWERS)) for key in ACCOUNTS]
        assert list(unlike_days(tx)) == []
    assert in_days(opened) == dict.fromkeys(ACCOUNTS, EXPECTED)
    assert kept == [16, 16, 16]
    assert told == [(0, 3), (3, 3)]


def test_an_upgrade_that_was_killed_goes_on_where_it_was(older: str, opened: Store) -> None:
    brought_to(older, "head")
    command_line = [sys.executable, "-c", KILLED, older]
    process = subprocess.Popen(command_line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "1 3\n"
    process.kill()
    process.communicate()
    told: list[tuple[int, int]] = []

    opened.upgrade(on_progress=lambda done, total: told.append((done, total)))

    assert told[0] == (0, 2)
    assert in_days(opened) == dict.fromkeys(ACCOUNTS, EXPECTED)


@pytest.mark.parametrize("empty", ["postgresql"], indirect=True)
def test_on_postgresql_runs_are_moved_into_their_months(older: str, opened: Store) -> None:
    opened.upgrade()

    with opened.read() as tx:
        assert months(tx) == ("run_2025_12", "run_2026_01")
    engine = create_engine(older.replace("postgresql://", "postgresql+psycopg://"))
    assert not inspect(engine).has_table("run_before")
    engine.dispose()
