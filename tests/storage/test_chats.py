from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from storage import chats, outbox
from storage.chats import Chat, ChatState, Role
from storage.letters import LetterKind
from storage.store import Store

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
CASABLANCA = ZoneInfo("Africa/Casablanca")
AddChat = Callable[..., int]


def one(store: Store, key: int) -> Chat:
    with store.read() as tx:
        found = chats.chat(tx, key)
    assert found is not None
    return found


def meet(store: Store, *, title: str, language: str) -> int:
    with store.begin() as tx:
        return chats.save_chat(
            tx,
            telegram_id=-400,
            kind="group",
            title=title,
            language=language,
            region="MA",
            zone=CASABLANCA,
            now=NOW,
        )


def test_a_new_chat_is_an_active_viewer_that_follows_nothing(store: Store) -> None:
    key = meet(store, title="خلية التواصل", language="ar")

    assert one(store, key) == Chat(
        key=key,
        telegram_id=-400,
        thread_id=None,
        kind="group",
        title="خلية التواصل",
        language="ar",
        region="MA",
        zone=CASABLANCA,
        state=ChatState.ACTIVE,
        role=Role.VIEWER,
        since=NOW,
        digest_weekday=None,
        digest_at=None,
        muted_until=None,
        hold_until=None,
        parked_at=None,
        scopes=frozenset(),
    )


def test_meeting_a_chat_again_changes_its_title_and_not_its_choices(store: Store) -> None:
    key = meet(store, title="Before", language="ar")
    with store.begin() as tx:
        chats.set_language(tx, key, "fr")

    assert meet(store, title="After", language="ar") == key

    assert (one(store, key).title, one(store, key).language) == ("After", "fr")


def test_a_topic_of_a_chat_is_a_chat_of_its_own(store: Store, add_chat: AddChat) -> None:
    whole, topic = add_chat(-400), add_chat(-400, thread_id=7)

    with store.read() as tx:
        assert [found.thread_id for found in chats.chats_at(tx, -400)] == [None, 7]
        assert chats.chat_by_telegram_id(tx, -400).key == whole
        assert chats.chat_by_telegram_id(tx, -400, 7).key == topic
        assert chats.chat_by_telegram_id(tx, -400, 8) is None


def test_a_chat_changes_its_choices(store: Store, chat: int) -> None:
    with store.begin() as tx:
        chats.set_language(tx, chat, "fr", "FR")
        chats.set_zone(tx, chat, ZoneInfo("Europe/Paris"))
        chats.set_role(tx, chat, Role.ADMIN)
        chats.set_digest(tx, chat, 4, time(18, 30))
        chats.mute(tx, chat, NOW)

    found = one(store, chat)
    assert (found.language, found.region, found.zone.key, found.role) == ("fr", "FR", "Europe/Paris", Role.ADMIN)
    assert (found.digest_weekday, found.digest_at, found.muted_until) == (4, time(18, 30), NOW)


def test_a_chat_takes_its_choices_back(store: Store, chat: int) -> None:
    with store.begin() as tx:
        chats.set_digest(tx, chat, 4, time(18, 30))
        chats.mute(tx, chat, NOW)

    with store.begin() as tx:
        chats.set_digest(tx, chat, None, None)
        chats.mute(tx, chat, None)

    found = one(store, chat)
    assert (found.digest_weekday, found.digest_at, found.muted_until) == (None, None, None)


def test_the_muted_chats_are_those_that_still_are(store: Store, add_chat: AddChat) -> None:
    still, no_longer, _never = add_chat(1), add_chat(2), add_chat(3)
    with store.begin() as tx:
        chats.mute(tx, still, NOW + HOUR)
        chats.mute(tx, no_longer, NOW)

    with store.read() as tx:
        assert chats.muted(tx, NOW) == {still}


def test_a_longer_hold_is_kept(store: Store, chat: int) -> None:
    with store.begin() as tx:
        chats.hold(tx, chat, NOW + HOUR)
        chats.hold(tx, chat, NOW)

    assert one(store, chat).hold_until == NOW + HOUR


def test_a_hold_can_be_lifted(store: Store, chat: int) -> None:
    with store.begin() as tx:
        chats.hold(tx, chat, NOW + HOUR)
        chats.hold(tx, chat, None)

    assert one(store, chat).hold_until is None


def test_chats_are_picked_by_state(store: Store, add_chat: AddChat) -> None:
    active, parked = add_chat(1), add_chat(2)
    with store.begin() as tx:
        outbox.park_chat(tx, parked, NOW)

    with store.read() as tx:
        assert [found.key for found in chats.chats(tx)] == [active, parked]
        assert [found.key for found in chats.chats(tx, state=ChatState.ACTIVE)] == [active]


def test_subscribing_twice_is_one_subscription(store: Store, chat: int) -> None:
    with store.begin() as tx:
        chats.subscribe(tx, chat, "agency:ma_dgsn")
        chats.subscribe(tx, chat, "agency:ma_dgsn")
        chats.subscribe(tx, chat, "account:7")

    assert one(store, chat).scopes == {"agency:ma_dgsn", "account:7"}


def test_a_subscription_ends_once(store: Store, chat: int) -> None:
    with store.begin() as tx:
        chats.subscribe(tx, chat, "all")
        assert chats.unsubscribe(tx, chat, "all")
        assert not chats.unsubscribe(tx, chat, "all")

    assert one(store, chat).scopes == set()


@pytest.mark.parametrize(
    ("scopes", "account", "agency", "follows"),
    [
        ({"all"}, 7, "ma_dgsn", True),
        ({"agency:ma_dgsn"}, 7, "ma_dgsn", True),
        ({"account:7"}, 7, "ma_dgsn", True),
        ({"account:7", "agency:ma_dgsn", "all"}, 7, "ma_dgsn", True),
        ({"account:70", "agency:ma"}, 7, "ma_dgsn", False),
        (set(), 7, "ma_dgsn", False),
        ({"all"}, None, None, True),
        ({"account:7", "agency:ma_dgsn"}, None, None, False),
        ({"account:None", "agency:None"}, None, None, False),
    ],
)
def test_who_follows_an_account_is_told_once(
    store: Store, chat: int, scopes: set[str], account: int | None, agency: str | None, *, follows: bool
) -> None:
    with store.begin() as tx:
        _ = [chats.subscribe(tx, chat, scope) for scope in scopes]

    with store.read() as tx:
        assert chats.subscribers(tx, account, agency) == ((chat,) * follows)


def test_a_parked_chat_is_still_told_of_and_one_that_left_is_not(store: Store, add_chat: AddChat) -> None:
    parked, left = add_chat(1), add_chat(2)
    with store.begin() as tx:
        chats.subscribe(tx, parked, "all")
        chats.subscribe(tx, left, "all")
        outbox.park_chat(tx, parked, NOW)
        outbox.park_chat(tx, left, NOW, state=ChatState.LEFT)

    with store.read() as tx:
        assert chats.subscribers(tx, 1, "any") == (parked,)


def test_a_group_that_became_a_supergroup_keeps_its_key(store: Store, add_chat: AddChat) -> None:
    whole, topic = add_chat(-400), add_chat(-400, thread_id=7)

    with store.begin() as tx:
        assert chats.migrate(tx, -400, -100400) == (whole, topic)

    assert (one(store, whole).telegram_id, one(store, whole).kind) == (-100400, "supergroup")
    assert (one(store, topic).telegram_id, one(store, topic).thread_id) == (-100400, 7)


@pytest.mark.parametrize("times", [2, 3])
def test_migrating_again_changes_nothing(store: Store, add_chat: AddChat, times: int) -> None:
    key = add_chat(-400)

    with store.begin() as tx:
        moves = [chats.migrate(tx, -400, -100400) for _ in range(times)]

    assert moves == [(key,), *[()] * (times - 1)]
    assert one(store, key).telegram_id == -100400


def test_a_supergroup_met_before_the_move_is_merged_into_the_group(store: Store, add_chat: AddChat) -> None:
    group, supergroup = add_chat(-400), add_chat(-100400)
    with store.begin() as tx:
        chats.subscribe(tx, group, "account:1")
        chats.subscribe(tx, supergroup, "account:1")
        chats.subscribe(tx, supergroup, "account:2")

    with store.begin() as tx:
        chats.migrate(tx, -400, -100400)

    with store.read() as tx:
        assert [(found.key, found.telegram_id) for found in chats.chats(tx)] == [(group, -100400)]
    assert one(store, group).scopes == {"account:1", "account:2"}


def test_letters_of_a_supergroup_met_before_the_move_go_behind_those_of_the_group(
    store: Store, add_chat: AddChat
) -> None:
    group, supergroup = add_chat(-400), add_chat(-100400)
    write = {"kind": LetterKind.ALERT, "now": NOW}
    with store.begin() as tx:
        outbox.enqueue(tx, chat=group, dedupe_key="old", **write)
        outbox.enqueue(tx, chat=supergroup, dedupe_key="new one", **write)
        outbox.enqueue(tx, chat=supergroup, dedupe_key="new two", **write)

    with store.begin() as tx:
        chats.migrate(tx, -400, -100400)
        outbox.enqueue(tx, chat=group, dedupe_key="later", **write)

    with store.read() as tx:
        letters = outbox.history(tx, group, 9)
    assert [letter.dedupe_key for letter in reversed(letters)] == ["old", "new one", "new two", "later"]
    assert {letter.telegram_id for letter in letters} == {-100400}


@pytest.mark.parametrize("sent", ["group", "supergroup"])
def test_of_two_letters_for_the_same_thing_one_stays_and_it_is_sent_if_either_was(
    store: Store, add_chat: AddChat, sent: str
) -> None:
    keys = {"group": add_chat(-400), "supergroup": add_chat(-100400)}
    with store.begin() as tx:
        letters = {
            name: outbox.enqueue(tx, chat=key, kind=LetterKind.ALERT, dedupe_key="same", now=NOW)
            for name, key in keys.items()
        }
        outbox.mark_sent(tx, letters[sent], message_id=99, now=NOW)

    with store.begin() as tx:
        chats.migrate(tx, -400, -100400)

    with store.read() as tx:
        (letter,) = outbox.history(tx, keys["group"], 9)
        assert outbox.due(tx, NOW, limit=9) == ()
    assert letter.message_id == 99
