"""Recording a mixed fleet, beside plain rows written by sqlite3's ``executemany`` in the same transactions."""

import hashlib
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bench.line import Line
from bench.storage.fleet import METRICS, START, Fleet, steps
from growth.count import Count
from growth.platform import Metric, X
from storage import evidence, polls, snapshots
from storage.accounts import save_account
from storage.agencies import Agency, save_agency
from storage.polls import READ
from storage.store import Store

BATCH: Final = 100
"""Accounts of one transaction, as one request to X brings them."""

ADDRESS: Final = "https://api.x.com/2/users"

SEED: Final = 20_261_124

_PLAIN: Final = (
    "CREATE TABLE sample (series INT, at INT, value INT, resolution INT, PRIMARY KEY (series, at)) WITHOUT ROWID"
)
_Watch = Callable[[int, int], None]


def recording_lines(folder: Path, *, accounts: int, cycles: int, watch: _Watch) -> list[Line]:
    """Speed and size of ``cycles`` polls of ``accounts`` accounts, ten minutes apart."""
    chance = np.random.default_rng(SEED)
    fleet = Fleet.of(accounts, chance)
    store = Store.open(f"sqlite:///{folder / 'fleet.db'}")
    store.upgrade()
    keys = _accounts(store, accounts)
    empty = _bytes(folder / "fleet.db")
    plain = sqlite3.connect(folder / "plain.db", isolation_level=None)
    for statement in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", _PLAIN):
        plain.execute(statement)
    ours, bare, polled = 0.0, 0.0, 0.0
    for done, (at, shown) in enumerate(fleet.polls(cycles, chance)):
        for start in range(0, accounts, BATCH):
            batch = slice(start, start + BATCH)
            readings = _readings(keys[batch], shown[batch], fleet.is_rounded[batch])
            polled += _poll(store, keys[batch], at)
            ours += _record(store, readings, at)
            bare += _insert(plain, _rows(keys[batch], shown[batch], at))
        watch(done + 1, cycles)
    store.close()
    plain.close()
    samples = accounts * len(METRICS) * cycles
    return [
        Line("recording: rows a second over bare executemany's", 0.60, None, bare / ours, {}),
        Line("the same with the facts of the polls and the log of answers", None, None, bare / (ours + polled), {}),
        *_size_lines(folder, samples, empty),
    ]


def _size_lines(folder: Path, samples: int, empty: int) -> list[Line]:
    """Bytes as the files are, nothing packed."""
    with closing(sqlite3.connect(folder / "fleet.db")) as connection:
        runs = connection.execute("SELECT count(*) FROM run").fetchone()[0]
    bytes_each = (_bytes(folder / "fleet.db") - empty) / samples
    rows_each = _bytes(folder / "plain.db") / samples
    beside = {"plain rows": rows_each, "runs a sample": runs / samples}
    return [Line("bytes a sample, mixed fleet every 10 minutes", None, 6.0, bytes_each, beside)]


def _accounts(store: Store, number: int) -> list[int]:
    with store.begin() as tx:
        save_agency(tx, Agency(id="fleet", names={"en": "A fleet"}))
        return [
            save_account(
                tx, agency="fleet", platform=X, handle=f"a{name}", platform_id=str(name), origin="settings", now=START
            )
            for name in range(number)
        ]


def _readings(
    keys: Sequence[int], shown: NDArray[np.int64], is_rounded: NDArray[np.bool_]
) -> Mapping[int, Mapping[Metric, Count]]:
    resolutions = np.ones_like(shown)
    resolutions[:, 0] = np.where(is_rounded, steps(shown[:, 0]), 1)
    return {
        key: {metric: Count(*pair) for metric, pair in zip(METRICS, zip(values, own, strict=True), strict=True)}
        for key, values, own in zip(keys, shown.tolist(), resolutions.tolist(), strict=True)
    }


def _rows(keys: Sequence[int], shown: NDArray[np.int64], at: datetime) -> list[tuple[int, int, int, int]]:
    second = int(at.timestamp())
    return [
        (key * len(METRICS) + metric, second, value, 1)
        for key, values in zip(keys, shown.tolist(), strict=True)
        for metric, value in enumerate(values)
    ]


def _poll(store: Store, keys: Sequence[int], at: datetime) -> float:
    start = perf_counter()
    with store.begin() as tx:
        polls.record_polls(tx, dict.fromkeys(keys, READ), at)
        evidence.append(tx, [(ADDRESS, hashlib.sha256(at.isoformat().encode()).digest())], "bench", at)
    return perf_counter() - start


def _record(store: Store, readings: Mapping[int, Mapping[Metric, Count]], at: datetime) -> float:
    start = perf_counter()
    with store.begin() as tx:
        snapshots.record_many(tx, readings, at)
    return perf_counter() - start


def _insert(plain: sqlite3.Connection, rows: Sequence[tuple[int, int, int, int]]) -> float:
    start = perf_counter()
    plain.execute("BEGIN IMMEDIATE")
    plain.executemany("INSERT INTO sample VALUES (?, ?, ?, ?)", rows)
    plain.execute("COMMIT")
    return perf_counter() - start


def _bytes(path: Path) -> int:
    """What a database takes, its log folded in."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path.stat().st_size
