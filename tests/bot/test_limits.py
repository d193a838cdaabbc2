"""Pauses and rate limits: kept before a refusal, by all who use the credential, after a restart, by nobody else."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.app import App, open_app
from bot.settings import PlatformSettings, Settings
from growth.platform import FACEBOOK, INSTAGRAM, X
from growth.reading import Profile
from simulator.faults import Fault
from simulator.server import Simulator
from simulator.world import Page, XAccount
from storage import accounts, holds
from storage.store import Store

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def add(sim: Simulator) -> Callable[..., None]:
    """Adds ``number`` accounts of X to the world and a store."""

    def put(store: Store, number: int) -> None:
        with store.begin() as tx:
            for index in range(number):
                sim.world.put(XAccount(id=str(1_000 + index), username=f"unit{index}"))
                name = f"unit{index}"
                accounts.save_account(tx, agency="city", platform=X, handle=name, origin="command", now=sim.clock.now())

    return put


def statuses(sim: Simulator) -> list[int | None]:
    return [request.status for request in sim.requests.of("x")]


async def test_requests_at_the_same_time_stop_before_the_first_refusal(
    app: App, sim: Simulator, store: Store, add: Callable[..., None]
) -> None:
    add(store, 449)
    sim.world.x_rules.requests_per_window = 3
    first = await app.poll(X)
    held = await app.poll(X)
    assert held.held_until is not None
    sim.clock.set(held.held_until)

    second = await app.poll(X)

    assert set(statuses(sim)) == {200}
    assert (len(first.polled), len(first.unasked)) == (300, 150)
    assert {one.account.key for one in first.unasked} <= {one.account.key for one in second.polled}


async def test_a_pause_of_days_is_kept_by_every_job_and_after_every_restart(
    settings: Settings, sim: Simulator, add: Callable[..., None]
) -> None:
    async with open_app(settings, now=sim.clock.now) as app, open_app(settings, now=sim.clock.now) as other:
        add(app.store, 250)
        sim.faults.add(Fault(api="x", kind="rate_limited", retry_after_s=3 * 86_400, times=1))
        await app.poll(X)
        sim.clock.advance(DAY)
        meanwhile = await other.poll(X)
    sim.clock.advance(2 * DAY - timedelta(seconds=1))
    async with open_app(settings, now=sim.clock.now) as again:
        early = await again.poll(X)
        asked = len(statuses(sim))
        sim.clock.advance(timedelta(seconds=1))
        late = await again.poll(X)

    assert meanwhile.polled == early.polled == ()
    assert asked == 1
    assert {one.outcome for one in late.polled} == {"read"}


async def test_a_pause_that_another_job_was_asked_for_ends_a_cycle_on_its_way(
    app: App, sim: Simulator, store: Store, add: Callable[..., None]
) -> None:
    add(store, 250)
    sim.faults.add(Fault(api="x", delay_s=0.3, times=1))
    polling = asyncio.create_task(app.poll(X))
    while not statuses(sim):  # noqa: ASYNC110 - another program's doing, which nothing here can wait for
        await asyncio.sleep(0.01)

    with store.begin() as tx:
        holds.hold(tx, X, app.now() + HOUR, "RateLimited", since=app.now())
    report = await polling

    assert len(statuses(sim)) == 1
    assert {one.outcome for one in report.unasked} == {"rate_limited"}
    assert len(report.polled) + len(report.unasked) == 251


async def test_platforms_that_share_a_token_share_a_pause(settings: Settings, sim: Simulator) -> None:
    meta = settings.platforms[FACEBOOK]
    shared = meta.model_copy(update={"options": {"user_id": "17841405309211844"}})
    alone = PlatformSettings(base_url=sim.urls.x, credentials=settings.platforms[X].credentials)
    platforms = {FACEBOOK: meta, INSTAGRAM: shared, X: alone}

    async with open_app(settings.model_copy(update={"platforms": platforms}), now=sim.clock.now) as app:
        with app.store.begin() as tx:
            sim.world.put(Page(id="900001", username="city.page"))
            for platform in (FACEBOOK, INSTAGRAM):
                accounts.save_account(
                    tx, agency="city", platform=platform, handle="city.page", origin="command", now=app.now()
                )
        sim.faults.add(Fault(api="graph", kind="app_rate_limited", times=1))
        await app.poll(FACEBOOK)
        instagram, x = await app.poll(INSTAGRAM), await app.poll(X)

    assert instagram.held_until is not None
    assert [one.outcome for one in x.polled] == ["read"]
    assert len(sim.requests.of("graph")) == 1


async def test_a_slow_platform_delays_no_other(app: App, sim: Simulator, store: Store) -> None:
    with store.begin() as tx:
        sim.world.put(Page(id="900001", username="city.page"))
        accounts.save_account(tx, agency="city", platform=FACEBOOK, handle="city.page", origin="command", now=app.now())
    sim.faults.add(Fault(api="x", delay_s=60))
    slow = asyncio.create_task(app.poll(X))
    while not statuses(sim):  # noqa: ASYNC110 - another program's doing, which nothing here can wait for
        await asyncio.sleep(0.01)

    quick = await app.poll(FACEBOOK)

    assert not slow.done()
    assert isinstance(quick.polled[0].reading, Profile)
    slow.cancel()
    await asyncio.gather(slow, return_exceptions=True)


async def test_a_pause_dated_by_a_clock_that_was_years_ahead_is_over_when_the_clock_is_right(
    app: App, sim: Simulator
) -> None:
    sim.clock.advance(4_000 * DAY)
    sim.faults.add(Fault(api="x", kind="rate_limited", times=1))
    await app.poll(X)
    sim.clock.advance(-4_000 * DAY)

    report = await app.poll(X)

    assert [one.outcome for one in report.polled] == ["read"]
