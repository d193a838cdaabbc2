"""What goes wrong, and what goes well, one at a time: what is told of it, how often, and what must not be."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from support.logs import logging_as_it_was
from support.town import DAY, FIRST_DAY, READERS, Town, events, told, town_of

from bot.app import App, open_app
from bot.settings import AccountSettings
from growth.event import BaselineMissed, BaselineReached, Drop, Milestone, Rule, Surge
from growth.platform import FACEBOOK, X
from simulator.faults import Fault
from simulator.world import XState
from storage import accounts, baselines, chats

Scale = Callable[[float], None]

QUIET_DAYS = 21


@dataclass(frozen=True, slots=True)
class Quiet:
    """What three quiet weeks leave.

    Attributes:
        database: The database.
        x: Followers on X after them.
        page: Followers on Facebook.

    """

    database: Path
    x: int
    page: int


@pytest.fixture(scope="session")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Quiet:
    """Three weeks in which nothing happens but growth, lived once."""
    folder = tmp_path_factory.mktemp("quiet")

    async def live() -> Quiet:
        async with town_of(folder) as town, open_app(town.settings, now=town.sim.clock.now) as app:
            await town.live(app, QUIET_DAYS)
            assert told(app) == ["2026-03-01 x milestone fired"]
            return Quiet(folder / "marsad.db", town.x.followers or 0, town.page.followers or 0)

    with logging_as_it_was():
        return asyncio.run(live())


@pytest.fixture
async def town(quiet: Quiet, tmp_path: Path) -> AsyncIterator[Town]:
    """The town after those weeks, on the morning of 2 March."""
    shutil.copy(quiet.database, tmp_path)
    async with town_of(tmp_path) as opened:
        opened.x.followers, opened.page.followers = quiet.x, quiet.page
        opened.day += QUIET_DAYS * DAY
        yield opened


@pytest.fixture
async def app(town: Town) -> AsyncIterator[App]:
    async with open_app(town.settings, now=town.sim.clock.now) as opened:
        yield opened


@pytest.fixture
def scale(town: Town) -> Scale:
    """Changes the followers on X by a factor."""

    def change(share: float) -> None:
        town.x.followers = round((town.x.followers or 0) * share)

    return change


def news(app: App) -> list[str]:
    """What was told after the quiet weeks, as ``02 x drop fired``: day of March, platform, rule, phase."""
    return [line.removeprefix("2026-03-") for line in told(app)[1:]]


async def test_a_quiet_account_is_told_of_once_a_week(town: Town, app: App) -> None:
    await town.live(app, 14)

    assert news(app) == []
    assert [one.at.date() for one in town.sent()] == [date(2026, 3, 2), date(2026, 3, 9)]


@pytest.mark.parametrize("share", [0.5, 0.9, 1.1, 2.0])
async def test_a_count_that_is_wrong_for_one_poll_tells_nothing(
    town: Town, app: App, scale: Scale, share: float
) -> None:
    scale(share)
    await town.live(app)
    scale(1 / share)

    await town.live(app, 10)

    assert news(app) == []


async def test_a_purge_is_told_once_when_a_second_poll_confirms_it(town: Town, app: App, scale: Scale) -> None:
    before = town.x.followers
    scale(0.9)
    after = town.x.followers
    await town.live(app)
    first = news(app)

    await town.live(app, 10)

    facts = events(app)[-1].facts
    assert first == []
    assert news(app) == ["03 x drop fired"]
    assert isinstance(facts, Drop)
    assert before is not None
    assert after is not None
    assert (facts.before.value, facts.after.value) == pytest.approx((before, after), abs=40)


async def test_a_campaign_is_told_once_when_a_second_poll_confirms_it(town: Town, app: App, scale: Scale) -> None:
    scale(1.08)

    await town.live(app, 10)

    facts = events(app)[-1].facts
    assert news(app) == ["03 x surge fired"]
    assert isinstance(facts, Surge)
    assert facts.after.value - facts.before.value == pytest.approx(0.08 * facts.before.value, rel=0.1)


async def test_a_milestone_lost_in_a_purge_and_reached_again_is_not_told_again(
    town: Town, app: App, scale: Scale
) -> None:
    scale(0.99)
    town.growth[X] = 60

    await town.live(app, 15)

    milestones = [event.facts for event in events(app) if isinstance(event.facts, Milestone)]
    assert [milestone.threshold for milestone in milestones] == [10_000]
    assert (town.x.followers or 0) > 10_500


async def test_one_failed_poll_tells_nothing(town: Town, app: App) -> None:
    town.sim.faults.add(Fault(api="x", status=503, times=1))

    await town.live(app, 5)

    assert news(app) == []


@pytest.mark.parametrize(("polls", "over"), [(2, "04"), (6, "08")])
async def test_an_outage_is_told_at_its_second_poll_and_once_when_it_is_over(
    town: Town, app: App, polls: int, over: str
) -> None:
    town.sim.faults.add(Fault(api="x", status=503, times=polls))

    await town.live(app, polls + 4)

    assert news(app) == ["03 x unreadable fired", f"{over} x unreadable resolved"]


async def test_a_refused_credential_is_one_alarm_until_it_is_mended(town: Town, app: App) -> None:
    town.sim.faults.add(Fault(api="x", kind="unauthorized", times=4))

    await town.live(app, 8)

    assert news(app) == ["02 x credential_failing fired", "06 x credential_failing resolved"]


async def test_a_limit_waited_out_is_no_news_and_costs_no_second_refusal(town: Town, app: App) -> None:
    town.sim.requests.clear()
    town.sim.faults.add(Fault(api="x", kind="rate_limited", times=1))

    await town.live(app, 3)

    assert news(app) == []
    assert [request.status for request in town.sim.requests.of("x")] == [429, 200, 200]


@pytest.mark.parametrize(
    ("state", "days", "expected"),
    [
        (XState.SUSPENDED, 1, ["02 x account_state fired", "03 x account_state resolved"]),
        (XState.SUSPENDED, 5, ["02 x account_state fired", "07 x account_state resolved"]),
        (XState.MISSING, 1, []),
        (XState.MISSING, 3, ["03 x account_state fired", "05 x account_state resolved"]),
        (XState.DEACTIVATED, 3, ["03 x account_state fired", "05 x account_state resolved"]),
    ],
)
async def test_an_account_that_goes_away_and_comes_back_is_told_both_times(
    town: Town, app: App, state: XState, days: int, expected: list[str]
) -> None:
    town.x.state = state
    await town.live(app, days)
    town.x.state = XState.OK

    await town.live(app, 5)

    assert news(app) == expected


async def test_a_renamed_account_is_the_same_account(town: Town, app: App) -> None:
    town.x.username = "new_name"

    await town.live(app, 5)

    with app.store.read() as tx:
        known = [account.handle for account in accounts.accounts(tx, platform=X)]
    assert news(app) == ["02 x renamed fired"]
    assert known == ["new_name"]
    assert any("@new_name" in one.text for one in town.sent())


async def test_a_target_is_reached_once_whatever_comes_after(tmp_path: Path) -> None:
    target = {"name": "10k", "start": FIRST_DAY, "start_value": 9_400, "target": 10_000, "within": "30d"}
    watched = AccountSettings(platform=X, handle="city_police", baselines=[target])
    async with (
        town_of(tmp_path, accounts={X: watched}) as town,
        open_app(town.settings, now=town.sim.clock.now) as app,
    ):
        await town.live(app, 25)
        town.x.followers = 9_000
        await town.live(app, 15)
        found = [event.facts for event in events(app) if event.rule in {Rule.BASELINE_REACHED, Rule.BASELINE_MISSED}]

    (reached,) = found
    assert isinstance(reached, BaselineReached)
    assert (reached.reached_on, reached.deadline) == (date(2026, 3, 1), FIRST_DAY + 30 * DAY)


async def test_a_target_missed_is_told_when_its_last_day_is_over_and_told_as_reached_when_it_is(
    tmp_path: Path,
) -> None:
    target = {"name": "more", "start": FIRST_DAY, "start_value": 4_000, "target": 4_300, "within": "20d"}
    watched = AccountSettings(platform=FACEBOOK, handle="city.police", baselines=[target])
    async with (
        town_of(tmp_path, accounts={FACEBOOK: watched}) as town,
        open_app(town.settings, now=town.sim.clock.now) as app,
    ):
        await town.live(app, 30)
        found = [event for event in events(app) if event.rule in {Rule.BASELINE_REACHED, Rule.BASELINE_MISSED}]

    missed, reached = found
    assert isinstance(missed.facts, BaselineMissed)
    assert isinstance(reached.facts, BaselineReached)
    assert missed.facts.deadline == reached.facts.deadline == date(2026, 3, 1)
    assert missed.at.date() == date(2026, 3, 2)
    assert missed.facts.count.value < 4_300 <= reached.facts.count.value
    assert reached.facts.reached_on == reached.at.date() > reached.facts.deadline


async def test_a_target_set_later_is_held_against_what_was_read_before(town: Town, app: App) -> None:
    target = {"name": "9.5k", "start": FIRST_DAY, "start_value": 9_400, "target": 9_500, "within": "1y"}
    settings = AccountSettings(platform=X, handle="city_police", baselines=[target])
    with app.store.begin() as tx:
        (account,) = accounts.accounts(tx, platform=X)
        baselines.save(tx, account.key, settings.baselines[0].to_baseline(), "command")

    await town.live(app, 3)

    assert news(app) == []


async def test_a_muted_reader_hears_nothing_but_the_digest(town: Town, app: App, scale: Scale) -> None:
    with app.store.begin() as tx:
        chat = chats.chat_by_telegram_id(tx, READERS["en"])
        assert chat is not None
        chats.mute(tx, chat.key, datetime(2026, 6, 1, tzinfo=UTC))
    scale(0.9)

    await town.live(app, 8)

    assert news(app) == ["03 x drop fired"]
    assert [one.at.date() for one in town.sent()] == [date(2026, 3, 2), date(2026, 3, 9)]
    assert "Unusual fall" in town.sent()[-1].text
