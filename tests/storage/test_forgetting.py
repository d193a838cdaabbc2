from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from growth.event import Event, Phase, Severity, VerifiedLost
from growth.platform import X
from storage import acks, audit, chats, forgetting, ledger, people, silences, tellings
from storage.audit import Deed
from storage.chats import Role
from storage.store import Store
from storage.tellings import DEFAULT_GROUPING

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
GUEST, OTHER = 555, 556
EVENT = Event(Phase.FIRED, Severity.CRITICAL, NOW, X, None, VerifiedLost(), "verified_lost:x::1:fired")


def test_a_forgotten_chat_takes_everything_of_its_own_with_it_and_nothing_of_others(
    store: Store, add_chat: Callable[..., int]
) -> None:
    gone, stays = add_chat(telegram_id=-400), add_chat(telegram_id=-500)
    with store.begin() as tx:
        event = ledger.append(tx, EVENT) or 0
        for chat in (gone, stays):
            chats.subscribe(tx, chat, "all")
            silences.silence(tx, chat, "rule:surge", None)
            tellings.tell(tx, chat=chat, event=event, now=NOW, grouping=DEFAULT_GROUPING)

        forgetting.forget_chat(tx, gone)

        assert [chat.key for chat in chats.chats(tx)] == [stays]
        assert chats.subscribers(tx, None, None) == (stays,)
        assert silences.silenced(tx, ["rule:surge"], NOW) == {stays}
        assert ledger.event(tx, event) == EVENT


def test_a_forgotten_person_leaves_what_they_did_without_a_name(store: Store) -> None:
    with store.begin() as tx:
        event = ledger.append(tx, EVENT) or 0
        people.let_in(tx, GUEST, Role.ADMIN, by=OTHER, now=NOW, name="Guest")
        people.let_in(tx, OTHER, Role.VIEWER, by=GUEST, now=NOW)
        acks.acknowledge(tx, event, by="Guest", now=NOW, person=GUEST)
        audit.write_down(tx, Deed(NOW, GUEST, "Guest", GUEST, "mute", "8h"))
        secret = people.invite(tx, Role.VIEWER, by=GUEST, now=NOW, until=NOW + timedelta(days=1))
        people.accept(tx, secret, by=GUEST, now=NOW)

        forgetting.forget_person(tx, GUEST)

        assert [(one.telegram_id, one.let_in_by) for one in people.people(tx)] == [(OTHER, None)]
        assert acks.acks(tx, [event])[event].by == forgetting.NOBODY
        assert audit.deeds(tx, limit=1) == (Deed(NOW, None, None, None, "mute", "8h"),)
        assert people.accept(tx, secret, by=OTHER, now=NOW) is None
