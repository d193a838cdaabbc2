from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from growth.agency import AccountName
from growth.platform import FACEBOOK, NEWSROOM, X
from growth.reading import Profile
from growth.state import AccountState
from storage import profiles
from storage.accounts import StoredAccount, account, accounts, find, followed_by, save_account, set_enabled
from storage.agencies import Agency, save_agency
from storage.chats import subscribe
from storage.store import Store

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
NAMES = {"ar": "المديرية العامة للأمن الوطني", "en": "DGSN"}
AddAccount = Callable[..., int]


def rename(store: Store, key: int, *, platform_id: str, handle: str) -> None:
    for minute, name in enumerate(("DGSN_MAROC", handle)):
        with store.begin() as tx:
            reading = Profile(platform_id=platform_id, handle=name, counters={})
            profiles.observe(tx, key, reading, NOW + timedelta(minutes=minute))


def test_a_new_account_is_unconfirmed_and_enabled(store: Store) -> None:
    with store.begin() as tx:
        save_agency(tx, Agency(id="ma_dgsn", names=NAMES))
        key = save_account(
            tx,
            agency="ma_dgsn",
            platform=X,
            handle=" @DGSN_MAROC",
            platform_id="77",
            launched=date(2019, 2, 15),
            origin="seeds",
            now=NOW,
        )

    with store.read() as tx:
        found = account(tx, key)
    assert found == StoredAccount(
        key=key,
        agency="ma_dgsn",
        names=NAMES,
        platform=X,
        handle="DGSN_MAROC",
        platform_id="77",
        launched=date(2019, 2, 15),
        state=AccountState.UNCONFIRMED,
        state_since=NOW,
        enabled=True,
        confirmed_at=None,
        origin="seeds",
    )
    assert found.name == AccountName("ma_dgsn", NAMES, X, "DGSN_MAROC")


@pytest.mark.parametrize("spelling", ["DGSN_MAROC", "@dgsn_maroc", "  Dgsn_Maroc "])
def test_another_spelling_is_the_same_account(store: Store, add_account: AddAccount, spelling: str) -> None:
    first = add_account("DGSN_MAROC")

    second = add_account(spelling)

    assert second == first
    with store.read() as tx:
        assert [one.handle for one in accounts(tx)] == ["DGSN_MAROC"]


def test_the_same_handle_on_another_platform_is_another_account(add_account: AddAccount) -> None:
    first = add_account("DGSN_MAROC")

    second = add_account("DGSN_MAROC", platform=FACEBOOK)

    assert second != first


def test_a_known_id_under_a_new_handle_is_the_same_account(add_account: AddAccount) -> None:
    first = add_account("DGSN_MAROC", platform_id="77")

    second = add_account("DGSN", platform_id="77")

    assert second == first


def test_a_handle_that_passed_to_another_id_is_another_account(add_account: AddAccount) -> None:
    first = add_account("DGSN_MAROC", platform_id="77")

    second = add_account("DGSN_MAROC", platform_id="88")

    assert second != first


def test_an_id_learned_later_is_kept(store: Store, add_account: AddAccount) -> None:
    key = add_account("DGSN_MAROC")

    add_account("DGSN_MAROC", platform_id="77")
    add_account("DGSN_MAROC")

    with store.read() as tx:
        assert [(one.key, one.platform_id) for one in accounts(tx)] == [(key, "77")]


@pytest.mark.parametrize("handle", ["DGSN_MAROC", "dgsn"])
def test_a_renamed_account_is_known_by_its_old_handle_and_its_new_one(
    store: Store, add_account: AddAccount, handle: str
) -> None:
    key = add_account("DGSN_MAROC", platform_id="77")
    rename(store, key, platform_id="77", handle="DGSN")

    again = add_account(handle)

    assert again == key
    with store.read() as tx:
        assert [one.handle for one in accounts(tx)] == ["DGSN"]


def test_an_account_switched_off_stays_off_when_it_is_entered_again(store: Store, add_account: AddAccount) -> None:
    key = add_account()
    with store.begin() as tx:
        assert set_enabled(tx, key, enabled=False)

    add_account()

    with store.read() as tx:
        assert [one.enabled for one in accounts(tx)] == [False]


def test_switching_an_account_that_is_not_there_says_so(store: Store) -> None:
    with store.begin() as tx:
        assert not set_enabled(tx, 12345, enabled=True)


def test_accounts_are_picked_by_platform_and_by_agency(store: Store, add_account: AddAccount) -> None:
    on_x, on_facebook = add_account(), add_account(platform=FACEBOOK)

    with store.read() as tx:
        assert [one.key for one in accounts(tx)] == [on_x, on_facebook]
        assert [one.key for one in accounts(tx, platform=X)] == [on_x]
        assert [one.key for one in accounts(tx, agency="ma_dgsn", platform=FACEBOOK)] == [on_facebook]
        assert accounts(tx, agency="nobody") == ()


def test_an_account_that_is_not_there_is_none(store: Store) -> None:
    with store.read() as tx:
        assert account(tx, 12345) is None


@pytest.mark.parametrize(
    "text", ["DGSN_MAROC", "@dgsn_maroc", "x:DGSN_maroc", "X:@dgsn_maroc", "ma_dgsn", "للأمن الوطني", "dgsn", " DGSN "]
)
def test_an_account_is_found_by_what_people_call_it(store: Store, add_account: AddAccount, text: str) -> None:
    key = add_account()

    with store.read() as tx:
        assert [one.key for one in find(tx, text)] == [key]


@pytest.mark.parametrize(
    "text", ["https://www.police.example/news.xml", "newsroom:https://www.police.example/news.xml"]
)
def test_an_account_whose_handle_is_an_address_is_found_by_it(store: Store, add_account: AddAccount, text: str) -> None:
    key = add_account("https://www.police.example/news.xml", platform=NEWSROOM)

    with store.read() as tx:
        assert [one.key for one in find(tx, text)] == [key]


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize("text", ["", "  ", "@", ":", "facebook:DGSN_MAROC", "police", "dgsn_marocain"])
def test_what_means_no_account_finds_none(store: Store, text: str) -> None:
    with store.read() as tx:
        assert find(tx, text) == ()


def test_a_handle_is_preferred_to_a_name(store: Store, add_account: AddAccount) -> None:
    add_account("DGSN_MAROC")
    exact = add_account("dgsn", platform=FACEBOOK)

    with store.read() as tx:
        assert [one.key for one in find(tx, "DGSN")] == [exact]


@pytest.mark.parametrize("scope", ["all", "agency:ma_dgsn", "account:{key}"])
def test_a_chat_follows_the_accounts_of_its_scope(store: Store, add_account: AddAccount, chat: int, scope: str) -> None:
    key = add_account()
    with store.begin() as tx:
        subscribe(tx, chat, scope.format(key=key))

    with store.read() as tx:
        assert [one.key for one in followed_by(tx, chat)] == [key]


@pytest.mark.parametrize("scope", ["agency:other", "account:{key}0"])
def test_a_chat_does_not_follow_what_is_outside_its_scope(store: Store, account: int, chat: int, scope: str) -> None:
    with store.begin() as tx:
        subscribe(tx, chat, scope.format(key=account))

    with store.read() as tx:
        assert followed_by(tx, chat) == ()


def test_a_chat_does_not_follow_an_account_that_is_switched_off(store: Store, account: int, chat: int) -> None:
    with store.begin() as tx:
        subscribe(tx, chat, "all")
        set_enabled(tx, account, enabled=False)

    with store.read() as tx:
        assert followed_by(tx, chat) == ()
