"""People, their invitations, what they did and what they have seen."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from growth.count import Count
from growth.event import Event, Milestone, Phase, Rule, Severity
from growth.platform import Metric, X
from storage import acks, audit, chats, ledger, people, silences
from storage.audit import Deed
from storage.chats import Role
from storage.people import Invitation, Person
from storage.store import Store

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
OWNER, GUEST, OTHER = 700, 500, 501
EVENT = Event(
    Phase.FIRED, Severity.INFO, NOW, X, None, Milestone(Metric.FOLLOWERS, 1_000, Count(1_000), None), "milestone:1"
)


def test_a_person_keeps_one_role_and_the_name_first_heard(store: Store) -> None:
    with store.begin() as tx:
        people.let_in(tx, GUEST, Role.VIEWER, by=OWNER, now=NOW, name="Guest")
        people.let_in(tx, GUEST, Role.EDITOR, by=OWNER, now=NOW + HOUR)

        assert people.people(tx) == (Person(GUEST, "Guest", Role.EDITOR, NOW + HOUR, OWNER),)


def test_a_person_put_out_is_nobody(store: Store) -> None:
    with store.begin() as tx:
        people.let_in(tx, GUEST, Role.VIEWER, by=OWNER, now=NOW)

        assert people.put_out(tx, GUEST)
        assert not people.put_out(tx, GUEST)
        assert people.person(tx, GUEST) is None


def test_an_invitation_lets_one_person_in_however_often_they_follow_it(store: Store) -> None:
    with store.begin() as tx:
        secret = people.invite(tx, Role.EDITOR, by=OWNER, now=NOW, until=NOW + HOUR)

        assert people.accept(tx, secret, by=GUEST, now=NOW) == Invitation(Role.EDITOR, OWNER)
        assert people.accept(tx, secret, by=GUEST, now=NOW) == Invitation(Role.EDITOR, OWNER)
        assert people.accept(tx, secret, by=OTHER, now=NOW) is None


def test_an_invitation_is_over_at_its_instant(store: Store) -> None:
    with store.begin() as tx:
        secret = people.invite(tx, Role.VIEWER, by=OWNER, now=NOW, until=NOW + HOUR)

        assert people.accept(tx, secret, by=GUEST, now=NOW + HOUR) is None


@pytest.mark.parametrize("secret", ["", "x", "a" * 64])
def test_a_secret_nobody_made_lets_nobody_in(store: Store, secret: str) -> None:
    with store.begin() as tx:
        people.invite(tx, Role.ADMIN, by=OWNER, now=NOW, until=NOW + HOUR)

        assert people.accept(tx, secret, by=GUEST, now=NOW) is None


def test_deeds_are_read_newest_first_a_page_at_a_time(store: Store) -> None:
    with store.begin() as tx:
        [audit.write_down(tx, Deed(NOW, OWNER, "Owner", -400, "mute", f"{hours}h")) for hours in (1, 2, 3)]

        assert [deed.detail for deed in audit.deeds(tx, limit=2)] == ["3h", "2h"]
        assert [deed.detail for deed in audit.deeds(tx, limit=2, skip=2)] == ["1h"]


def test_the_first_to_acknowledge_stays_the_author(store: Store) -> None:
    with store.begin() as tx:
        key = ledger.append(tx, EVENT) or 0

        assert acks.acknowledge(tx, key, by="Amal", now=NOW, person=GUEST)
        assert not acks.acknowledge(tx, key, by="Badr", now=NOW + HOUR, person=OTHER)
        assert acks.acks(tx, [key, key + 1]) == {key: acks.Ack(NOW, "Amal")}
        assert acks.acknowledged(tx, [key + 1]) == frozenset()


@pytest.mark.parametrize(("until", "lasts"), [(NOW + HOUR, True), (NOW, False), (None, True)])
def test_a_silence_lasts_until_its_end_or_until_it_is_taken_back(
    store: Store, add_chat: Callable[..., int], until: datetime | None, *, lasts: bool
) -> None:
    chat, scope = add_chat(), silences.of_rule(Rule.SURGE)
    with store.begin() as tx:
        silences.silence(tx, chat, scope, until)

        assert (chat in silences.silenced(tx, [scope], NOW)) is lasts
        assert (scope in silences.silences_of(tx, chat, NOW)) is lasts
        assert silences.silenced(tx, ["rule:drop"], NOW) == frozenset()
        assert silences.unsilence(tx, chat, scope)
        assert silences.silenced(tx, [scope], NOW) == frozenset()


def test_two_chats_that_become_one_keep_both_silences(store: Store, add_chat: Callable[..., int]) -> None:
    old, new = add_chat(telegram_id=-400), add_chat(telegram_id=-1_000_000_000_400)
    with store.begin() as tx:
        silences.silence(tx, old, "rule:surge", None)
        silences.silence(tx, new, "rule:surge", NOW)
        silences.silence(tx, new, "rule:drop", None)

        chats.migrate(tx, -400, -1_000_000_000_400)

        assert silences.silences_of(tx, old, NOW) == {"rule:drop": None, "rule:surge": None}
