from datetime import UTC, datetime, timedelta

from storage.store import Store
from storage.strangers import may_refuse

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def test_a_stranger_is_refused_once_a_while(store: Store) -> None:
    with store.begin() as tx:
        assert may_refuse(tx, 500, now=NOW, again_after=DAY)
        assert not may_refuse(tx, 500, now=NOW + DAY / 2, again_after=DAY)
        assert may_refuse(tx, 500, now=NOW + DAY, again_after=DAY)


def test_strangers_are_told_apart(store: Store) -> None:
    with store.begin() as tx:
        may_refuse(tx, 500, now=NOW, again_after=DAY)

        assert may_refuse(tx, 501, now=NOW, again_after=DAY)
