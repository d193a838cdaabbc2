import json
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from growth.count import Count
from growth.platform import Metric, X
from storage import accounts, day_schema, evidence_schema, snapshots
from storage.store import Store

Marsad = Callable[..., Coroutine[Any, Any, tuple[int, str, str]]]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(f"sqlite:///{tmp_path / 'marsad.db'}")


async def test_verify_prints_a_head_that_proves_later_that_nothing_was_changed(marsad: Marsad, store: Store) -> None:
    await marsad("poll")
    code, out, _ = await marsad("db", "verify")
    head = out.splitlines()[0].removeprefix("head of the log of answers: ")

    again = await marsad("db", "verify", "--earlier", head)
    other = await marsad("db", "verify", "--earlier", "1:00")

    assert (code, again[0], other[0]) == (0, 0, 1)
    assert out.splitlines()[1].endswith("answers, and every day agrees with its readings")
    assert "the log of answers does not go through 1:00" in other[1]
    store.close()


async def test_verify_names_what_somebody_changed(marsad: Marsad, store: Store) -> None:
    await marsad("poll")
    with store.begin() as tx:
        tx.change(update(evidence_schema.evidence).values(digest=bytes(32)))
        tx.change(update(day_schema.day_part).values(high=1))
    store.close()

    code, out, _ = await marsad("db", "verify")

    assert code == 1
    assert "is not what was logged" in out
    assert "to fix: " in out


async def test_prune_says_what_would_go_before_anything_goes(marsad: Marsad, store: Store) -> None:
    await marsad("status")
    with store.begin() as tx:
        key = next(account.key for account in accounts.accounts(tx, platform=X))
        for hour in range(60):
            at = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(hours=hour)
            snapshots.record(tx, key, {Metric.FOLLOWERS: Count(hour)}, at)
    store.close()
    keep = {"MARSAD_PLATFORMS__X__RETENTION_DAYS": "400"}

    outs = [(await marsad("db", "prune", *more, "--json", **keep))[1] for more in (["--dry-run"], [], [])]

    of_x = [next(row for row in map(json.loads, out.splitlines()) if row["platform"] == "x") for out in outs]
    assert [row["runs"] for row in of_x] == [48, 48, 0]
