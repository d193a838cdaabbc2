from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from growth.event import ProfileChange, Renamed, TakenOver
from growth.reading import Profile
from storage.accounts import accounts
from storage.profiles import KnownProfile, ProfileDiff, changes, known_profiles, observe, observe_many
from storage.store import Store

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
OPENED = datetime(2019, 2, 15, 12, 0, tzinfo=UTC)
POSTED = datetime(2026, 3, 1, 20, 30, tzinfo=UTC)
PROFILE = Profile(
    platform_id="77",
    handle="DGSN_MAROC",
    counters={},
    display_name="الأمن الوطني",
    verified=True,
    protected=False,
    url="https://www.dgsn.gov.ma",
    created_at=OPENED,
    last_post_at=POSTED,
    description="Compte officiel",
    picture="0f3a",
)


def see(store: Store, account: int, profile: Profile, hours: float) -> ProfileDiff:
    with store.begin() as tx:
        return observe(tx, account, profile, NOW + hours * HOUR)


def test_a_first_reading_confirms_the_account_and_changes_nothing(store: Store, account: int) -> None:
    diff = see(store, account, PROFILE, 0)

    assert diff == ProfileDiff(is_first=True)
    with store.read() as tx:
        (found,) = accounts(tx)
    assert (found.platform_id, found.confirmed_at, found.handle) == ("77", NOW, "DGSN_MAROC")


def test_a_profile_is_known_as_it_was_read(store: Store, account: int) -> None:
    see(store, account, PROFILE, 0)

    with store.read() as tx:
        assert known_profiles(tx) == {
            account: KnownProfile(
                since=NOW,
                display_name="الأمن الوطني",
                verified=True,
                protected=False,
                url="https://www.dgsn.gov.ma",
                description="Compte officiel",
                picture="0f3a",
                created_at=OPENED,
                last_post_at=POSTED,
            )
        }
        assert known_profiles(tx, [account + 1]) == {}


def test_another_picture_is_a_change_and_a_first_one_is_not(store: Store, account: int) -> None:
    see(store, account, replace(PROFILE, picture=None), 0)

    first = see(store, account, PROFILE, 1)
    other = see(store, account, replace(PROFILE, picture="9c1d"), 2)

    assert first.changes == ()
    assert other.changes == (ProfileChange("picture", "0f3a", "9c1d"),)


@pytest.mark.parametrize("hours", [0, 1, 24])
def test_an_unchanged_profile_says_nothing(store: Store, account: int, hours: float) -> None:
    see(store, account, PROFILE, 0)

    diff = see(store, account, PROFILE, hours)

    assert diff == ProfileDiff()
    with store.read() as tx:
        assert known_profiles(tx)[account].since == NOW
        assert changes(tx, account) == ()


def test_changed_fields_are_told_in_their_order(store: Store, account: int) -> None:
    see(store, account, PROFILE, 0)

    diff = see(store, account, replace(PROFILE, display_name="DGSN", url=None, verified=False, description="New"), 1)

    assert diff.changes == (
        ProfileChange("display_name", "الأمن الوطني", "DGSN"),
        ProfileChange("description", "Compte officiel", "New"),
        ProfileChange("url", "https://www.dgsn.gov.ma", None),
        ProfileChange("verified", "true", "false"),
    )


def test_a_change_is_told_once_and_kept(store: Store, account: int) -> None:
    see(store, account, PROFILE, 0)
    see(store, account, replace(PROFILE, display_name="DGSN"), 1)

    diff = see(store, account, replace(PROFILE, display_name="DGSN"), 2)

    assert diff == ProfileDiff()
    with store.read() as tx:
        assert changes(tx, account) == ((NOW + HOUR, ProfileChange("display_name", "الأمن الوطني", "DGSN")),)


def test_a_platform_that_stops_saying_is_not_a_change(store: Store, account: int) -> None:
    see(store, account, PROFILE, 0)

    diff = see(
        store,
        account,
        replace(PROFILE, verified=None, created_at=None, last_post_at=None, protected=None, picture=None),
        1,
    )

    assert diff == ProfileDiff()
    with store.read() as tx:
        known = known_profiles(tx)[account]
    assert (known.verified, known.created_at, known.last_post_at, known.protected) == (True, OPENED, POSTED, False)


def test_a_first_word_about_the_verification_is_not_a_change(store: Store, account: int) -> None:
    see(store, account, replace(PROFILE, verified=None), 0)

    assert see(store, account, PROFILE, 1) == ProfileDiff()
    assert see(store, account, replace(PROFILE, verified=False), 2).changes == (
        ProfileChange("verified", "true", "false"),
    )


def test_a_new_post_is_kept_without_being_a_change(store: Store, account: int) -> None:
    see(store, account, PROFILE, 0)

    diff = see(store, account, replace(PROFILE, last_post_at=POSTED + HOUR), 1)

    assert diff == ProfileDiff()
    with store.read() as tx:
        assert known_profiles(tx)[account].last_post_at == POSTED + HOUR


def test_the_same_id_under_another_handle_is_a_rename(store: Store, account: int) -> None:
    see(store, account, PROFILE, 0)

    diff = see(store, account, replace(PROFILE, handle="DGSN_Officiel"), 1)

    assert diff == ProfileDiff(renamed=Renamed("DGSN_MAROC", "DGSN_Officiel"))
    with store.read() as tx:
        assert [one.handle for one in accounts(tx)] == ["DGSN_Officiel"]
        assert changes(tx, account) == ((NOW + HOUR, ProfileChange("handle", "DGSN_MAROC", "DGSN_Officiel")),)


def test_a_rename_is_told_once(store: Store, account: int) -> None:
    see(store, account, PROFILE, 0)
    see(store, account, replace(PROFILE, handle="DGSN_Officiel"), 1)

    assert see(store, account, replace(PROFILE, handle="DGSN_Officiel"), 2) == ProfileDiff()


def test_another_spelling_of_the_handle_is_no_rename(store: Store, account: int) -> None:
    see(store, account, PROFILE, 0)

    diff = see(store, account, replace(PROFILE, handle="dgsn_maroc"), 1)

    assert diff == ProfileDiff()
    with store.read() as tx:
        assert [one.handle for one in accounts(tx)] == ["dgsn_maroc"]


def test_a_first_reading_by_id_tells_that_the_entered_handle_is_stale(
    store: Store, add_account: Callable[..., int]
) -> None:
    account = add_account("OLD_NAME", platform_id="77")

    diff = see(store, account, PROFILE, 0)

    assert diff == ProfileDiff(renamed=Renamed("OLD_NAME", "DGSN_MAROC"), is_first=True)


def test_a_rename_to_a_handle_that_is_entered_as_well_does_not_fail(
    store: Store, add_account: Callable[..., int]
) -> None:
    account, other = add_account("DGSN_MAROC"), add_account("DGSN_Officiel")
    see(store, account, PROFILE, 0)

    diff = see(store, account, replace(PROFILE, handle="DGSN_Officiel"), 1)

    assert diff.renamed == Renamed("DGSN_MAROC", "DGSN_Officiel")
    assert add_account("DGSN_Officiel") == other


def test_two_accounts_that_swap_their_handles_stay_themselves(store: Store, add_account: Callable[..., int]) -> None:
    one, two = add_account("one"), add_account("two")
    first, second = replace(PROFILE, platform_id="1", handle="one"), replace(PROFILE, platform_id="2", handle="two")
    with store.begin() as tx:
        observe_many(tx, {one: first, two: second}, NOW)

    with store.begin() as tx:
        swapped = {one: replace(first, handle="two"), two: replace(second, handle="one")}
        diffs = observe_many(tx, swapped, NOW + HOUR)

    assert diffs == {
        one: ProfileDiff(renamed=Renamed("one", "two")),
        two: ProfileDiff(renamed=Renamed("two", "one")),
    }
    with store.read() as tx:
        assert {found.key: (found.handle, found.platform_id) for found in accounts(tx)} == {
            one: ("two", "1"),
            two: ("one", "2"),
        }


def test_another_id_under_the_handle_is_a_takeover_and_the_known_id_stays(store: Store, account: int) -> None:
    see(store, account, PROFILE, 0)

    diff = see(store, account, replace(PROFILE, platform_id="666", display_name="Fake"), 1)

    assert diff == ProfileDiff(taken_over=TakenOver("DGSN_MAROC", "77", "666"))
    with store.read() as tx:
        assert [one.platform_id for one in accounts(tx)] == ["77"]
        assert known_profiles(tx)[account].display_name == "الأمن الوطني"
        assert changes(tx, account) == ()


def test_a_takeover_is_seen_for_as_long_as_it_lasts(store: Store, account: int) -> None:
    see(store, account, PROFILE, 0)
    see(store, account, replace(PROFILE, platform_id="666"), 1)

    diff = see(store, account, replace(PROFILE, platform_id="666"), 2)

    assert diff.taken_over == TakenOver("DGSN_MAROC", "77", "666")


def test_an_account_that_is_itself_again_after_a_takeover_says_nothing(store: Store, account: int) -> None:
    see(store, account, PROFILE, 0)
    see(store, account, replace(PROFILE, platform_id="666"), 1)

    assert see(store, account, PROFILE, 2) == ProfileDiff()


def test_a_reading_without_an_id_is_neither_rename_nor_takeover(store: Store, account: int) -> None:
    see(store, account, PROFILE, 0)

    diff = see(store, account, replace(PROFILE, platform_id=None, handle="something_else"), 1)

    assert diff == ProfileDiff()
    with store.read() as tx:
        assert [(one.handle, one.platform_id) for one in accounts(tx)] == [("DGSN_MAROC", "77")]


def test_a_clock_that_went_back_changes_nothing(store: Store, account: int) -> None:
    see(store, account, PROFILE, 0)
    see(store, account, replace(PROFILE, display_name="DGSN"), 5)

    diff = see(store, account, replace(PROFILE, display_name="Older", handle="older"), 3)

    assert diff == ProfileDiff()
    with store.read() as tx:
        assert known_profiles(tx)[account].display_name == "DGSN"
        assert [one.handle for one in accounts(tx)] == ["DGSN_MAROC"]


def test_fractions_of_a_second_are_no_change(store: Store, account: int) -> None:
    see(store, account, replace(PROFILE, created_at=OPENED + timedelta(milliseconds=500)), 0)

    assert see(store, account, replace(PROFILE, created_at=OPENED + timedelta(milliseconds=500)), 1) == ProfileDiff()
    with store.read() as tx:
        assert known_profiles(tx)[account].since == NOW


@pytest.mark.parametrize(
    ("hostile", "kept"),
    [("a\0b", "ab"), ("half \ud83d pair", "half ? pair"), ("\u202eevil", "\u202eevil"), ("x" * 100_000, "x" * 100_000)],
)
def test_words_no_database_can_hold_are_made_fit_and_then_compare_equal(
    store: Store, account: int, hostile: str, kept: str
) -> None:
    strange = replace(PROFILE, platform_id=hostile, handle=hostile, display_name=hostile, description=hostile)
    see(store, account, strange, 0)

    diff = see(store, account, strange, 1)

    assert diff == ProfileDiff()
    with store.read() as tx:
        assert known_profiles(tx)[account].display_name == kept
        assert [(one.handle, one.platform_id) for one in accounts(tx)] == [(kept, kept)]


def test_an_account_that_is_not_stored_is_a_mistake(store: Store) -> None:
    with pytest.raises(KeyError), store.begin() as tx:
        observe(tx, 12345, PROFILE, NOW)
