"""A database of an earlier version with ten million samples, brought to this one and then read."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Final

import numpy as np
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

from bench.line import Line
from growth.platform import Metric
from storage.days import days
from storage.history import histories
from storage.snapshots import latest
from storage.store import Store
from storage.upgrade import MIGRATIONS

BEFORE_DAYS: Final = "0006"
"""The last version that kept no days."""

END: Final = datetime(2026, 1, 1, tzinfo=UTC)
HOUR_S: Final = 3_600
FIVE_YEARS_H: Final = 5 * 365 * 24 + 24
RANGE: Final = 720
"""Points of a range: a month of hourly readings."""

_Watch = Callable[[int, int], None]
_ENDED_AFTER: Final = 0.1
"""Share of the upgrade after which it is ended early."""


class _Ended(Exception):
    """The upgrade was ended early."""


def large_lines(folder: Path, *, samples: int, accounts: int, watch: _Watch) -> list[Line]:
    """Migrating, opening and reading a database of so many samples, of so many accounts.

    The first account has five years of hourly readings; a fifth of the others share the rest, each reading a change.
    """
    path = folder / "large.db"
    _make(path, samples, accounts, watch)
    migration = _migrated(path, watch)
    return [*migration, *_read(path, accounts)]


def _make(path: Path, samples: int, accounts: int, watch: _Watch) -> None:
    engine = create_engine(f"sqlite:///{path}")
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, BEFORE_DAYS)
    engine.dispose()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("BEGIN")
        connection.execute("INSERT INTO agency (id, names) VALUES ('large', '{}')")
        insert = (
            "INSERT INTO account (key, agency, platform, handle, state, state_since, enabled, origin) "
            "VALUES (?, 'large', 'x', ?, 'ok', 0, 1, 'settings')"
        )
        connection.executemany(insert, ((key, f"a{key}") for key in range(1, accounts + 1)))
        connection.executemany(
            "INSERT INTO series (key, account, metric) VALUES (?, ?, 'followers')",
            ((key, key) for key in range(1, accounts + 1)),
        )
        for key, hours in _lengths(samples, accounts):
            rows = list(_runs(key, hours))
            connection.executemany("INSERT INTO run VALUES (?, ?, ?, 1, ?, 1)", rows[:-1])
            connection.execute("INSERT INTO latest VALUES (?, ?, ?, 1, ?, 1, 0)", rows[-1])
            watch(key, accounts)
        connection.execute("COMMIT")


def _lengths(samples: int, accounts: int) -> Iterator[tuple[int, int]]:
    """Each counter's hours: five years, then a share each, then one."""
    first = min(FIVE_YEARS_H, samples // 2)
    busy = accounts // 5
    share = (samples - first - (accounts - 1 - busy)) // busy
    yield from ((key, first if key == 1 else share if key <= busy + 1 else 1) for key in range(1, accounts + 1))


def _runs(key: int, hours: int) -> Iterator[tuple[int, int, int, int]]:
    end = int(END.timestamp())
    values = 1_000 * key + np.cumsum(np.random.default_rng(key).integers(1, 9, hours))
    for hour, value in enumerate(values.tolist()):
        at = end - (hours - hour) * HOUR_S
        yield key, at, at, value


def _migrated(path: Path, watch: _Watch) -> list[Line]:
    """Ended early and taken up again; beside it, copying the same runs by bare SQL."""

    def end_early(done: int, total: int) -> None:
        watch(done, total)
        if done > _ENDED_AFTER * total:
            raise _Ended

    left: list[int] = []

    def go_on(done: int, total: int) -> None:
        left.append(total - done)
        watch(done, total)

    store = Store.open(f"sqlite:///{path}")
    start = perf_counter()
    try:
        store.upgrade(on_progress=end_early)
    except _Ended:
        store.upgrade(on_progress=go_on)
    took = perf_counter() - start
    store.close()
    bare = _copied(path)
    return [
        Line("upgrade of a database without days, seconds", None, None, took, {"copying its runs by bare SQL": bare}),
        Line("counters left to do after it was ended early", None, None, float(left[0] if left else 0), {}),
    ]


def _copied(path: Path) -> float:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(
            "CREATE TABLE copy (series INT, first_seen INT, last_seen INT, polls INT, value INT, step INT)"
        )
        start = perf_counter()
        connection.execute("INSERT INTO copy SELECT * FROM run")
        took = perf_counter() - start
        connection.execute("DROP TABLE copy")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return took


def _read(path: Path, accounts: int) -> list[Line]:
    address = f"sqlite:///{path}"
    opened, bare_opened = (
        _best(lambda: _open(address)),
        _best(lambda: _bare(path, "SELECT count(*) FROM alembic_version")),
    )
    store = Store.open(address)
    until = END - timedelta(hours=1)
    since = until - timedelta(hours=RANGE - 1)
    begin, end = int(since.timestamp()), int(until.timestamp())
    with store.read() as tx, closing(sqlite3.connect(path)) as connection:
        ranged = "SELECT * FROM run WHERE series = 1 AND first_seen BETWEEN ? AND ? ORDER BY first_seen"
        by_day = "SELECT first_seen / 86400, min(value), max(value), count(*) FROM run WHERE series = 1 GROUP BY 1"
        newest = "SELECT series, last_seen, value, resolution FROM latest"
        times = {
            "range": _best(lambda: histories(tx, Metric.FOLLOWERS, [1], since=since, until=until)),
            "bare range": _best(lambda: connection.execute(ranged, (begin, end)).fetchall()),
            "latest": _best(lambda: latest(tx)),
            "bare latest": _best(lambda: connection.execute(newest).fetchall()),
            "days": _best(lambda: days(tx, 1, Metric.FOLLOWERS)),
            "bare days": _best(lambda: connection.execute(by_day).fetchall()),
        }
    store.close()
    ms = {name: 1_000 * seconds for name, seconds in times.items()}
    return [
        Line(f"range of {RANGE} points over raw SQL's", None, 2.0, ms["range"] / ms["bare range"], {}),
        Line(f"latest of {accounts:,} accounts, ms", None, 100.0, ms["latest"], {"raw SQL": ms["bare latest"]}),
        Line("opening it, ms", None, 50.0, 1_000 * opened, {"bare sqlite3": 1_000 * bare_opened}),
        Line("five years of days of one account, ms", None, 20.0, ms["days"], {"grouping its runs": ms["bare days"]}),
    ]


def _open(address: str) -> None:
    store = Store.open(address)
    store.upgrade()
    store.close()


def _bare(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(statement).fetchall()


def _best(step: Callable[[], object], times: int = 25) -> float:
    """Seconds of the quickest of a few rounds: what other programs on the machine take is none of the step's.

    Source: https://docs.python.org/3/library/timeit.html#timeit.Timer.repeat
    """
    took = []
    for _ in range(times):
        start = perf_counter()
        step()
        took.append(perf_counter() - start)
    return min(took)
