import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth.lookalike import MOST, Trick, lookalikes
from growth.platform import BLUESKY, INSTAGRAM, MANUAL, MASTODON, TELEGRAM, YOUTUBE, Platform, X

NAME = "المديرية العامة للأمن الوطني"
DGSN = {"own": ["DGSN_MAROC"], "arabic": [NAME], "country": "MA"}


@pytest.mark.parametrize(
    ("platform", "handle", "trick"),
    [
        (X, "dgsnmaroc", Trick.SEPARATORS),
        (X, "dgsn_maroc_", Trick.SEPARATORS),
        (X, "dgsn_official", Trick.AFFIX),
        (X, "dgsnofficiel", Trick.AFFIX),
        (X, "dgsn_ma", Trick.AFFIX),
        (X, "dgsn_mar0c", Trick.LETTERS),
        (X, "dgsn_rnaroc", Trick.LETTERS),
        (YOUTUBE, "dgsn_mar\u043ec", Trick.LETTERS),
        (INSTAGRAM, "dgsn.maroc", Trick.SEPARATORS),
        (INSTAGRAM, "mdiria_aama_amn_outni", Trick.TRANSLITERATION),
    ],
)
def test_what_an_impersonator_would_take_is_watched(platform: Platform, handle: str, trick: Trick) -> None:
    found = {one.handle: one.trick for one in lookalikes(platform, **DGSN)}

    assert found[handle] is trick


@pytest.mark.parametrize(
    ("own", "handle"), [("chorta.dz", "shorta"), ("police_jeddah", "police_djeddah"), ("koraniya", "qoraniya")]
)
def test_the_same_arabic_is_written_in_other_ways(own: str, handle: str) -> None:
    found = [one.handle for one in lookalikes(INSTAGRAM, own=[own]) if one.trick is Trick.TRANSLITERATION]

    assert any(one.startswith(handle) for one in found)


def test_the_agencys_handle_is_watched_where_the_agency_is_not() -> None:
    (first, *_) = lookalikes(TELEGRAM, own=[], elsewhere=["DGSN_MAROC"])

    assert (first.handle, first.trick) == ("dgsn_maroc", Trick.SAME)


@pytest.mark.parametrize(
    ("platform", "own", "end"),
    [(BLUESKY, "ncsc.gov.uk", ".bsky.social"), (MASTODON, "bsi@social.bund.de", "@social.bund.de")],
)
def test_a_handle_with_a_domain_is_watched_where_anybody_may_register(platform: Platform, own: str, end: str) -> None:
    found = lookalikes(platform, own=[own])

    assert found
    assert all(one.handle.endswith(end) for one in found)


def test_nothing_is_watched_where_nobody_registers() -> None:
    assert lookalikes(MANUAL, **DGSN) == ()


@given(
    own=st.lists(st.from_regex(r"[A-Za-z0-9_]{1,15}", fullmatch=True), min_size=1, max_size=3),
    arabic=st.lists(st.text(alphabet="اأبتثجحخدذرزسشصضطظعغفقكلمنهوية ", max_size=40), max_size=2),
)
def test_every_lookalike_is_one_that_can_exist_and_is_nobodys_own(own: list[str], arabic: list[str]) -> None:
    found = [one.handle for one in lookalikes(X, own=own, arabic=arabic, country="MA")]

    assert len(found) == len(set(found)) <= MOST
    assert all(re.fullmatch(r"[a-z0-9_]{4,15}", handle) for handle in found)
    assert not {handle.lower() for handle in own} & set(found)
