from datetime import datetime
from typing import Any

import pytest

from simulator.world import Page, World, XAccount


def test_an_account_is_found_by_id_and_by_handle_whatever_its_case() -> None:
    world = World()

    account = world.put(XAccount(id="1", username="DGSN_MAROC"))

    assert world.x("1") is account
    assert world.x_by_username()["dgsn_maroc"] is account


def test_a_renamed_account_is_found_by_its_new_handle_only() -> None:
    world = World()
    world.put(XAccount(id="1", username="old"))

    world.x("1").username = "new"

    assert set(world.x_by_username()) == {"new"}


def test_a_handle_taken_over_leads_to_who_can_be_seen() -> None:
    world = World()
    world.put(XAccount(id="2", username="same"))
    world.put(XAccount(id="1", username="same", state="suspended"))

    found = world.x_by_username()["same"]

    assert found.id == "2"


def test_a_page_is_found_by_its_alias_without_case_and_dots() -> None:
    world = World()

    page = world.put(Page(id="1", username="dgsn.maroc"))

    assert world.page_by_alias("DGSNmaroc") is page
    assert world.page_by_alias("other") is None


def test_an_account_put_again_takes_the_place_of_the_first() -> None:
    world = World()
    world.put(Page(id="1", followers=1))

    world.put(Page(id="1", followers=2))

    assert world.page("1").followers == 2
    assert len(world.pages) == 1


def test_a_removed_account_never_existed() -> None:
    world = World()
    account = world.put(XAccount(id="1", username="gone"))

    world.remove(account)
    world.remove(account)

    assert world.x_accounts == {}
    with pytest.raises(KeyError):
        world.x("1")


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [
        (XAccount, {"id": "x", "username": "ok"}),
        (XAccount, {"id": "1", "username": "with.dot"}),
        (XAccount, {"id": "1", "username": "ok", "state": "dead"}),
        (XAccount, {"id": "1", "username": "ok", "last_post_at": datetime(2019, 9, 1)}),  # noqa: DTZ001  on purpose
        (Page, {"id": "dgsn"}),
        (Page, {"id": "1", "state": "dead"}),
    ],
)
def test_what_a_platform_could_not_hold_is_refused(kind: Any, wrong: dict[str, object]) -> None:  # noqa: ANN401  two kinds
    with pytest.raises(ValueError, match=r"."):
        kind(**wrong)
