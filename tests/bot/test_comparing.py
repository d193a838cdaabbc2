from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import pytest

from bot.app import App
from bot.comparing import asked_for
from growth.platform import Platform, X
from growth.state import AccountState
from report.telegram_html import plain
from simulator.server import Simulator
from simulator.world import XAccount
from storage.accounts import StoredAccount, save_account

Ask = Callable[..., Awaitable[list[str]]]

SINCE = datetime(2026, 1, 1, tzinfo=UTC)


def account(key: int, agency: str, name: str, platform: str, handle: str) -> StoredAccount:
    return StoredAccount(
        key=key,
        agency=agency,
        names={"en": name},
        platform=Platform(platform),
        handle=handle,
        platform_id=None,
        launched=None,
        state=AccountState.OK,
        state_since=SINCE,
        enabled=True,
        confirmed_at=SINCE,
        origin="command",
    )


EVERY = (
    account(1, "ma_dgsn", "General Directorate for National Security", "x", "DGSN_MAROC"),
    account(2, "ma_dgsn", "General Directorate for National Security", "facebook", "dgsn.page"),
    account(3, "fr_police_nationale", "Police nationale", "x", "PoliceNationale"),
    account(4, "fr_police_nationale", "Police nationale", "x", "PNationale75"),
)


@pytest.mark.parametrize(
    ("words", "groups"),
    [
        ([], [[1, 2], [3, 4]]),
        (["x"], [[1], [3, 4]]),
        (["dgsn", "nationale"], [[1, 2], [3, 4]]),
        (["ma_dgsn", "fr_police_nationale", "X"], [[1], [3, 4]]),
        (["@dgsn_maroc", "x/policenationale"], [[1], [3]]),
        (["1", "4"], [[1], [4]]),
        (["fr_police_nationale"], [[3], [4]]),
        (["facebook"], [[2]]),
        (["dgsn", "dgsn"], [[1], [2]]),
    ],
)
def test_words_name_accounts_and_agencies(words: list[str], groups: list[list[int]]) -> None:
    asked = asked_for(EVERY, words)

    assert [[one.key for one in group] for group in asked.groups] == groups
    assert asked.unknown == ()


def test_words_that_fit_nobody_are_told() -> None:
    assert asked_for(EVERY, ["dgsn", "zzz", "qqq"]).unknown == ("zzz", "qqq")


def test_an_only_agency_is_compared_within_itself() -> None:
    assert [[one.key for one in group] for group in asked_for(EVERY[:2], []).groups] == [[1], [2]]


async def test_the_chat_compares_what_it_follows(ask: Ask, app: App, polled: None, sim: Simulator) -> None:
    del polled
    sim.world.put(XAccount(id="222", username="big", followers=5_000))
    with app.store.begin() as tx:
        save_account(tx, agency="city", platform=X, handle="big", origin="command", now=app.now())
    await app.poll(X)

    (text,) = await ask("/compare")
    (refused,) = await ask("/compare big")

    rows = [line for line in plain(text).splitlines() if line.startswith(("1", "2"))]
    assert [row.partition(":")[0] for row in rows[:2]] == ["1. X (big)", "2. X (city_police)"]
    assert refused.startswith("A comparison takes two")
