"""Money: who is paid for today is read freely; no job, restart, kill or clock makes a day cost more than its cap."""

import asyncio
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest

from bot.app import App, open_app
from bot.costs import costs
from bot.settings import PlatformSettings, Settings
from growth.cost import Cost
from growth.platform import X
from simulator.faults import Fault
from simulator.server import Simulator
from simulator.world import XAccount
from storage import accounts
from storage.store import Store

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CENT = Decimal("0.01")


@pytest.fixture
def capped(settings: Settings) -> Callable[[str], Settings]:
    """The same settings with a daily budget."""

    def cap(dollars: str) -> Settings:
        chosen = settings.platforms[X].model_dump() | {"daily_budget_usd": dollars}
        return settings.model_copy(update={"platforms": settings.platforms | {X: PlatformSettings(**chosen)}})

    return cap


@pytest.fixture
def add(sim: Simulator) -> Callable[..., None]:
    """Adds ``number`` accounts of X to the world and the store."""

    def put(app: App, number: int) -> None:
        with app.store.begin() as tx:
            for index in range(number):
                sim.world.put(XAccount(id=str(1_000 + index), username=f"unit{index}"))
                accounts.save_account(
                    tx, agency="city", platform=X, handle=f"unit{index}", origin="command", now=app.now()
                )

    return put


def cost(app: App) -> Cost:
    with app.store.read() as tx:
        (found,) = (one for one in costs(tx, app.settings, now=app.now()) if one.platform == X)
    return found


def charged(sim: Simulator, day: date | None = None) -> int:
    return len(sim.world.x_charged.get(day or sim.clock.now().date(), set()))


async def test_an_account_is_paid_for_once_a_day_however_often_it_is_read(
    app: App, sim: Simulator, add: Callable[..., None]
) -> None:
    add(app, 9)
    for _ in range(3):
        await app.poll(X)
        sim.clock.advance(HOUR)
    today = cost(app)
    sim.clock.advance(DAY)
    await app.poll(X)

    tomorrow = cost(app)

    assert (today.today, today.paid, today.accounts) == (10 * CENT, 10, 10)
    assert (tomorrow.today, tomorrow.month) == (10 * CENT, 20 * CENT)
    assert charged(sim) == 10


async def test_a_cap_reads_the_most_overdue_first_and_says_who_was_left_out(
    capped: Callable[[str], Settings], sim: Simulator, add: Callable[..., None]
) -> None:
    async with open_app(capped("0.04"), now=sim.clock.now) as app:
        add(app, 9)
        first = await app.poll(X)
        told = cost(app)
        sim.clock.advance(HOUR)
        again = await app.poll(X)
        sim.clock.advance(DAY)
        second = await app.poll(X)

    left = {one.account.handle for one in first.unasked}
    read = {one.account.handle for one in second.polled}
    assert (len(first.polled), len(again.polled)) == (4, 4)
    assert {one.outcome for one in first.unasked} == {"budget_spent"}
    assert set(told.left_out) == left
    assert (told.today, told.cap) == (4 * CENT, 4 * CENT)
    assert read < left
    assert list(map(len, sim.world.x_charged.values())) == [4, 4]


async def test_a_restart_in_the_middle_of_a_paid_day_pays_nobody_twice(
    capped: Callable[[str], Settings], sim: Simulator, add: Callable[..., None]
) -> None:
    settings = capped("0.05")
    async with open_app(settings, now=sim.clock.now) as app:
        add(app, 9)
        before = await app.poll(X)
    sim.clock.advance(HOUR)

    async with open_app(settings, now=sim.clock.now) as app:
        after = await app.poll(X)
        spent = cost(app).today

    assert {one.account.key for one in after.polled} == {one.account.key for one in before.polled}
    assert spent == 5 * CENT
    assert charged(sim) == 5


async def test_two_jobs_on_one_credential_stay_under_one_cap_together(
    capped: Callable[[str], Settings], sim: Simulator, add: Callable[..., None]
) -> None:
    settings = capped("1.50")
    async with open_app(settings, now=sim.clock.now) as one, open_app(settings, now=sim.clock.now) as other:
        add(one, 249)
        await asyncio.gather(one.poll(X), other.poll(X))
        spent = cost(one).today

    assert charged(sim) == 150
    assert spent == 150 * CENT


@pytest.mark.parametrize("back", [timedelta(days=400), timedelta(days=1), timedelta(hours=20)])
async def test_a_clock_that_was_ahead_finds_the_day_it_comes_back_to_as_it_left_it(
    capped: Callable[[str], Settings], sim: Simulator, add: Callable[..., None], back: timedelta
) -> None:
    async with open_app(capped("0.03"), now=sim.clock.now) as app:
        add(app, 4)
        await app.poll(X)
        sim.clock.advance(back)
        await app.poll(X)
        sim.clock.advance(-back)
        await app.poll(X)

        spent = cost(app).today

    assert spent == 3 * CENT
    assert max(map(len, sim.world.x_charged.values())) == 3


async def test_a_poll_that_is_killed_before_its_answer_is_kept_has_spent_the_money(
    capped: Callable[[str], Settings], sim: Simulator, add: Callable[..., None]
) -> None:
    async with open_app(capped("0.03"), now=sim.clock.now) as app:
        add(app, 9)
        sim.faults.add(Fault(api="x", delay_s=30, times=1))
        polling = asyncio.create_task(app.poll(X))
        while not charged(sim):  # noqa: ASYNC110 - another program's doing, which nothing here can wait for
            await asyncio.sleep(0.01)
        polling.cancel()
        await asyncio.gather(polling, return_exceptions=True)
        killed = cost(app)
        after = await app.poll(X)

    assert (killed.today, killed.paid) == (3 * CENT, 3)
    assert len(after.polled) == 3
    assert charged(sim) == 3


@pytest.mark.parametrize(
    ("fault", "spent"),
    [
        ({"kind": "rate_limited"}, 0),
        ({"kind": "unauthorized"}, 0),
        ({"kind": "credits_depleted"}, 0),
        ({"status": 503}, 1),
        ({"drop": "after"}, 1),
    ],
)
async def test_only_a_refusal_that_certainly_cost_nothing_gives_the_money_back(
    app: App, sim: Simulator, fault: dict[str, object], spent: int
) -> None:
    sim.faults.add(Fault(api="x", **fault))

    await app.poll(X)

    assert cost(app).today == spent * CENT


async def test_an_account_that_does_not_exist_is_not_paid_for(app: App, sim: Simulator, store: Store) -> None:
    with store.begin() as tx:
        accounts.save_account(tx, agency="city", platform=X, handle="nobody_here", origin="command", now=app.now())

    await app.poll(X)

    assert (cost(app).today, charged(sim)) == (CENT, 1)


async def test_a_month_is_expected_to_go_on_as_it_began(
    capped: Callable[[str], Settings], sim: Simulator, add: Callable[..., None]
) -> None:
    async with open_app(capped("5"), now=sim.clock.now) as app:
        add(app, 9)
        await app.poll(X)

        found = cost(app)

    assert sim.clock.now().date() == date(2026, 3, 2)
    assert found.forecast == 30 * 10 * CENT
    assert found.renews_at.isoformat() == "2026-03-03T00:00:00+00:00"
