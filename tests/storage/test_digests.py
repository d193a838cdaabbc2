from collections.abc import Callable
from datetime import UTC, datetime

from storage import chats, outbox
from storage.digests import DigestPeriod, last_period, open_period, periods
from storage.letters import LetterKind
from storage.store import Store

DUE = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
AddChat = Callable[..., int]


def test_a_period_is_entered_with_its_letter(store: Store, chat: int) -> None:
    with store.begin() as tx:
        letter = outbox.enqueue(tx, chat=chat, kind=LetterKind.DIGEST, dedupe_key="digest:2026-W47", now=DUE)
        assert open_period(tx, chat=chat, period="2026-W47", due_at=DUE, letter=letter)

    with store.read() as tx:
        assert periods(tx, chat) == (DigestPeriod("2026-W47", DUE, letter, None),)


def test_a_period_is_entered_once(store: Store, chat: int) -> None:
    with store.begin() as tx:
        assert open_period(tx, chat=chat, period="2026-W47", due_at=DUE, covered_by="2026-W48")
        assert not open_period(tx, chat=chat, period="2026-W47", due_at=DUE)

    with store.read() as tx:
        assert periods(tx, chat) == (DigestPeriod("2026-W47", DUE, None, "2026-W48"),)


def test_the_last_period_is_the_latest_week_across_years(store: Store, chat: int) -> None:
    with store.begin() as tx:
        assert last_period(tx, chat) is None
        open_period(tx, chat=chat, period="2027-W01", due_at=DUE)
        open_period(tx, chat=chat, period="2026-W53", due_at=DUE)
        open_period(tx, chat=chat, period="2026-W09", due_at=DUE)

    with store.read() as tx:
        assert last_period(tx, chat) == "2027-W01"
        assert [entered.period for entered in periods(tx, chat)] == ["2026-W09", "2026-W53", "2027-W01"]


def test_each_chat_has_its_own_periods(store: Store, add_chat: AddChat) -> None:
    one, two = add_chat(1), add_chat(2)
    with store.begin() as tx:
        open_period(tx, chat=one, period="2026-W47", due_at=DUE)

    with store.begin() as tx:
        assert open_period(tx, chat=two, period="2026-W47", due_at=DUE)


def test_periods_survive_the_move_to_a_supergroup(store: Store, add_chat: AddChat) -> None:
    group, supergroup = add_chat(-400), add_chat(-100400)
    with store.begin() as tx:
        letter = outbox.enqueue(tx, chat=supergroup, kind=LetterKind.DIGEST, dedupe_key="digest:2026-W48", now=DUE)
        open_period(tx, chat=group, period="2026-W47", due_at=DUE)
        open_period(tx, chat=supergroup, period="2026-W47", due_at=DUE, covered_by="2026-W48")
        open_period(tx, chat=supergroup, period="2026-W48", due_at=DUE, letter=letter)

    with store.begin() as tx:
        chats.migrate(tx, -400, -100400)

    with store.read() as tx:
        assert periods(tx, group) == (
            DigestPeriod("2026-W47", DUE, None, None),
            DigestPeriod("2026-W48", DUE, letter, None),
        )


def test_a_digest_whose_letter_was_a_double_points_to_the_one_that_stayed(store: Store, add_chat: AddChat) -> None:
    group, supergroup = add_chat(-400), add_chat(-100400)
    write = {"kind": LetterKind.DIGEST, "dedupe_key": "digest:2026-W48", "now": DUE}
    with store.begin() as tx:
        kept = outbox.enqueue(tx, chat=group, **write)
        double = outbox.enqueue(tx, chat=supergroup, **write)
        open_period(tx, chat=supergroup, period="2026-W48", due_at=DUE, letter=double)

    with store.begin() as tx:
        chats.migrate(tx, -400, -100400)

    with store.read() as tx:
        assert periods(tx, group) == (DigestPeriod("2026-W48", DUE, kept, None),)
