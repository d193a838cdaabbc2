from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.picking import pick
from growth.platform import FACEBOOK, Platform, X
from growth.state import AccountState
from storage.accounts import StoredAccount

DGSN = {
    "ar": "المديرية العامة للأمن الوطني",
    "fr": "Direction générale de la sûreté nationale",
    "en": "General Directorate for National Security",
}


def account(key: int, agency: str, platform: Platform, handle: str, names: dict[str, str]) -> StoredAccount:
    since = datetime(2026, 1, 1, tzinfo=UTC)
    return StoredAccount(
        *(key, agency, names, platform, handle, None, None, AccountState.OK, since, True, since, "settings")
    )


ACCOUNTS = (
    account(1, "ma_dgsn", X, "DGSN_MAROC", DGSN),
    account(2, "ma_dgsn", FACEBOOK, "dgsn.page", DGSN),
    account(3, "fr_police", X, "PoliceNationale", {"fr": "Police nationale"}),
    account(4, "fr_police", FACEBOOK, "policenationale", {"fr": "Police nationale"}),
)


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        ("", [1, 2, 3, 4]),
        ("dgsn", [1, 2]),
        ("DGSN_MAROC", [1]),
        ("@dgsn_maroc", [1]),
        ("x", [1, 3]),
        ("facebook dgsn", [2]),
        ("الأمن", [1, 2]),
        ("الوطني", [1, 2]),
        ("sûreté", [1, 2]),
        ("SÛRETÉ", [1, 2]),
        ("security", [1, 2]),
        ("policenationale", [3, 4]),
        ("policenationale x", [3]),
        ("polise", [3, 4]),
        ("dgns", [1, 2]),
        ("facebok", [2, 4]),
        ("policenat facebok", [4]),
        ("interpol", []),
        ("dgsn interpol", []),
    ],
)
def test_words_name_accounts_by_platform_handle_or_agency_small_slips_included(words: str, keys: list[int]) -> None:
    assert [one.key for one in pick(ACCOUNTS, words.split())] == keys


def test_near_spellings_count_only_where_nothing_fits() -> None:
    similar = (account(1, "a", X, "police_1", {"en": "A"}), account(2, "b", X, "police_2", {"en": "B"}))

    assert [one.key for one in pick(similar, ["police_2"])] == [2]


@given(st.lists(st.text(), max_size=4))
def test_whatever_is_typed_gives_accounts_in_their_order(words: list[str]) -> None:
    keys = [one.key for one in pick(ACCOUNTS, words)]

    assert keys == sorted(keys)
