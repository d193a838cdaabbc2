"""Two months of a small town, told to three readers: every message, in order.

     9 Feb   the first poll                    15 Feb   Morocco's clocks go back an hour
    20 Feb   X reads half for one poll         25 Feb   X refuses with 429
     5 Mar   a campaign on Facebook            10 Mar   X purges, below the milestone reached before
    16 Mar   X account renamed                 22 Mar   the clocks go forward
    26 Mar   suspended, back on the 28th       31 Mar   Facebook's deadline passes
     3 Apr   X answers 503 for two days         7 Apr   Facebook refuses the token

After a change of words, write the files anew and read the difference before keeping it:

    pytest tests/end_to_end/test_two_months.py -n0 --regenerate-golden
"""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pytest
from support.golden import approved_page, page
from support.town import FIRST_DAY, READERS, Town, told, town_of

from bot.app import App, open_app
from bot.settings import AccountSettings
from growth.platform import FACEBOOK, X
from simulator.faults import Fault
from simulator.world import Page, XAccount, XState

GOLDEN = Path(__file__).parent / "data"
LAST_DAY = date(2026, 4, 13)

ACCOUNTS = {
    X: AccountSettings(
        platform=X,
        handle="city_police",
        launched=date(2025, 5, 1),
        baselines=[
            {"name": "10k", "start": FIRST_DAY, "start_value": 9_400, "target": 10_000, "within": "2mo"},
        ],
    ),
    FACEBOOK: AccountSettings(
        platform=FACEBOOK,
        handle="city.police",
        baselines=[
            {"name": "6k by spring", "start": FIRST_DAY, "start_value": 4_000, "target": 6_000, "within": "50d"},
        ],
    ),
}


def scale(account: XAccount | Page, share: float) -> None:
    account.followers = round((account.followers or 0) * share)


HAPPENINGS: Mapping[date, Callable[[Town], object]] = {
    date(2026, 2, 20): lambda town: scale(town.x, 0.5),
    date(2026, 2, 21): lambda town: scale(town.x, 2.0),
    date(2026, 2, 25): lambda town: town.sim.faults.add(Fault(api="x", kind="rate_limited", times=1)),
    date(2026, 3, 5): lambda town: scale(town.page, 1.1),
    date(2026, 3, 10): lambda town: scale(town.x, 0.94),
    date(2026, 3, 16): lambda town: setattr(town.x, "username", "city_police_hq"),
    date(2026, 3, 26): lambda town: setattr(town.x, "state", XState.SUSPENDED),
    date(2026, 3, 28): lambda town: setattr(town.x, "state", XState.OK),
    date(2026, 4, 3): lambda town: town.sim.faults.add(Fault(api="x", status=503, times=2)),
    date(2026, 4, 7): lambda town: town.sim.faults.add(Fault(api="graph", kind="token_expired", times=1)),
}


async def live(town: Town, app: App) -> None:
    """One day with what happens on it."""
    HAPPENINGS.get(town.day, lambda _: None)(town)
    await town.live(app)


def transcript(town: Town, language: str) -> dict[str, str]:
    """What a reader got, each message under its number and date."""
    return {f"{number} · {one.at:%Y-%m-%d %H:%M}": one.html for number, one in enumerate(town.sent(language), start=1)}


async def test_every_message_of_two_months_reads_as_it_was_approved(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    async with (
        town_of(tmp_path, languages=tuple(READERS), accounts=ACCOUNTS) as town,
        open_app(town.settings, now=town.sim.clock.now) as app,
    ):
        while town.day <= LAST_DAY:
            await live(town, app)

    messages = {language: transcript(town, language) for language in READERS}
    approved = {
        name: approved_page(request.config, GOLDEN / f"two_months.{name}.txt", texts)
        for name, texts in messages.items()
    }
    assert {language: page(texts) for language, texts in messages.items()} == approved
    assert [one for one in town.sim.telegram.sent if one.warnings] == []
    assert town.sim.telegram.violations == ()


async def test_stopped_and_started_every_day_it_tells_the_same(tmp_path: Path) -> None:
    async with (
        town_of(tmp_path / "steady", accounts=ACCOUNTS) as steady,
        town_of(tmp_path / "restless", accounts=ACCOUNTS) as restless,
        open_app(steady.settings, now=steady.sim.clock.now) as app,
    ):
        while steady.day <= date(2026, 3, 12):
            await live(steady, app)
            async with open_app(restless.settings, now=restless.sim.clock.now) as again:
                await live(restless, again)
        expected, got = told(app), told(again)

    assert got == expected
    assert [one.html for one in restless.sent()] == [one.html for one in steady.sent()]
    assert len(restless.sim.requests.of("x")) == len(steady.sim.requests.of("x"))
