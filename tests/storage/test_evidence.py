from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.sql.dml import UpdateBase

from storage import evidence, evidence_schema
from storage.evidence import Link
from storage.store import Store

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY = timedelta(days=1)
READER = "marsad 1.0 connectors.x"
ADDRESS = "https://api.x.com/2/users"

LOG, SEAL, ENDPOINT = evidence_schema.evidence, evidence_schema.seal, evidence_schema.endpoint


@pytest.fixture
def logged(store: Store) -> Store:
    """Two answers a day over three days."""
    for number in range(6):
        with store.begin() as tx:
            evidence.append(tx, [(ADDRESS, bytes([number] * 32))], READER, NOON + number // 2 * DAY)
    return store


def head(store: Store) -> Link:
    with store.read() as tx:
        return evidence.verify(tx).head


def test_a_log_that_was_only_added_to_is_sound(logged: Store) -> None:
    with logged.read() as tx:
        found = evidence.verify(tx)

    assert found.problems == ()
    assert found.head.number == 6


def test_a_log_without_entries_is_sound(store: Store) -> None:
    with store.read() as tx:
        assert evidence.verify(tx) == evidence.Verified(Link(), ())


def test_answers_logged_together_are_logged_as_they_would_be_alone(logged: Store) -> None:
    alone = head(logged)
    with logged.begin() as tx:
        _ = [tx.change(delete(table)) for table in (LOG, SEAL)]
        for day in range(3):
            answers = [(ADDRESS, bytes([2 * day + number] * 32)) for number in range(2)]
            evidence.append(tx, answers, READER, NOON + day * DAY)

    assert head(logged) == alone


CHANGED = "the log of answers of 2026-03-03 (entries 3 to 4) is not what was logged"


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        (update(LOG).where(LOG.c.number == 3).values(digest=bytes(32)), CHANGED),
        (update(LOG).where(LOG.c.number == 4).values(at=NOON), CHANGED),
        (delete(LOG).where(LOG.c.number == 3), "entries 3 to 3 of the log of answers are missing"),
        (update(ENDPOINT).values(address="https://example.org"), "the log of answers of 2026-03-02 (entries 1 to 2)"),
        (update(ENDPOINT).values(reader="another"), "the log of answers of 2026-03-02 (entries 1 to 2)"),
        (delete(LOG).where(LOG.c.number == 6), "the log of answers should go on to entry 6, of 2026-03-04"),
        (
            insert(LOG).values(number=7, at=NOON, endpoint=select(ENDPOINT.c.key).scalar_subquery(), digest=bytes(32)),
            "entries 7 to 7 of the log of answers were never sealed",
        ),
        (update(SEAL).where(SEAL.c.number == 4).values(link=bytes(32)), CHANGED),
    ],
)
def test_what_was_changed_is_named(logged: Store, statement: UpdateBase, problem: str) -> None:
    with logged.begin() as tx:
        tx.change(statement)

    with logged.read() as tx:
        assert evidence.verify(tx).problems[0].startswith(problem)


def test_a_changed_day_is_named_alone(logged: Store) -> None:
    with logged.begin() as tx:
        tx.change(update(LOG).where(LOG.c.number == 3).values(digest=bytes(32)))

    with logged.read() as tx:
        assert evidence.verify(tx).problems == (CHANGED,)


def test_a_log_forged_from_end_to_end_no_longer_goes_through_a_head_that_was_noted(logged: Store) -> None:
    noted = str(head(logged))
    with logged.begin() as tx:
        evidence.append(tx, [(ADDRESS, bytes(32))], READER, NOON + 3 * DAY)
    with logged.read() as tx:
        assert evidence.verify(tx, noted).problems == ()
    with logged.begin() as tx:
        _ = [tx.change(delete(table)) for table in (LOG, SEAL)]
        evidence.append(tx, [(ADDRESS, bytes(32))] * 7, READER, NOON)

    with logged.read() as tx:
        assert evidence.verify(tx, noted).problems == (f"the log of answers does not go through {noted}",)


def test_a_clock_that_went_back_leaves_the_log_sound(logged: Store) -> None:
    with logged.begin() as tx:
        evidence.append(tx, [(ADDRESS, bytes(32))], READER, NOON - 9 * DAY)

    with logged.read() as tx:
        assert evidence.verify(tx).problems == ()
