"""Who could be taken for an agency: what exists, how it grows, what it may cost, and what the agency's site says."""

from datetime import timedelta

import pytest

from bot.app import App, open_app
from bot.impersonators import keep_lookalikes, linked, look, look_in_turn
from bot.settings import ImpersonatorSettings, PlatformSettings, Settings
from growth.platform import NEWSROOM, X
from simulator.faults import Fault
from simulator.server import Simulator
from simulator.world import XAccount
from storage import accounts, spending
from storage.agencies import agencies
from storage.lookalikes import Presence, StoredLookalike, stored_lookalikes

DAY = timedelta(days=1)


@pytest.fixture
def settings(settings: Settings, sim: Simulator) -> Settings:
    """X alone, with a budget, and sites that the simulator serves."""
    bearer = settings.platforms[X].credentials
    site = PlatformSettings(base_url=sim.urls.feeds, switches={"allow_loopback": True})
    x = PlatformSettings(base_url=sim.urls.x, credentials=bearer, daily_budget_usd="1")
    off = {name: PlatformSettings(enabled=False) for name in ("telegram", "bluesky")}
    weekly = ImpersonatorSettings(every=timedelta(days=7))
    return settings.model_copy(update={"platforms": {X: x, NEWSROOM: site, **off}, "impersonators": weekly})


@pytest.fixture
async def watching(app: App, sim: Simulator) -> App:
    """The program after one poll of the official account, with one impersonator about."""
    sim.world.x("111").url = "https://police.example/en"
    sim.world.put(XAccount(id="666", username="city_police_", name="City Police", followers=40))
    await app.poll(X)
    with app.store.begin() as tx:
        keep_lookalikes(tx, next(iter(agencies(tx))), [X])
    return app


def found(app: App, presence: Presence = Presence.TAKEN) -> list[StoredLookalike]:
    with app.store.read() as tx:
        return [one for one in stored_lookalikes(tx, "city") if one.presence is presence]


async def test_a_lookalike_that_exists_is_found_and_its_growth_is_kept(watching: App, sim: Simulator) -> None:
    await look(watching, "city")
    sim.clock.advance(DAY)
    sim.world.x("666").followers = 55

    await look(watching, "city")

    (fake,) = found(watching)
    assert (fake.handle, fake.platform_id, fake.display_name) == ("city_police_", "666", "City Police")
    assert (fake.first_followers, fake.followers) == (40, 55)
    assert found(watching, Presence.FREE)


async def test_another_official_account_is_no_impersonator(watching: App) -> None:
    with watching.store.begin() as tx:
        accounts.save_account(
            tx, agency="city", platform=X, handle="other", platform_id="666", origin="command", now=watching.now()
        )

    await look(watching, "city")

    assert found(watching) == []
    assert [one.handle for one in found(watching, Presence.OURS)] == ["city_police_"]


async def test_looking_costs_what_it_finds_and_leaves_the_watched_their_share(
    settings: Settings, sim: Simulator, watching: App
) -> None:
    poor = settings.platforms[X].model_copy(update={"daily_budget_usd": 0})
    broke = settings.model_copy(update={"platforms": settings.platforms | {X: poor}})
    async with open_app(broke, now=sim.clock.now) as app:
        await look(app, "city")
        unasked = found(app)
    await look(watching, "city")

    day = sim.clock.now().date()
    with watching.store.read() as tx:
        spent = spending.spent(tx, X, start=day, end=day + DAY)[day]
    assert unasked == []
    assert spent == 2 * 10_000  # the official account and the one that was found


async def test_an_agency_has_its_turn_once_in_a_while(watching: App, sim: Simulator) -> None:
    first = await look_in_turn(watching)
    again = await look_in_turn(watching)
    sim.clock.advance(7 * DAY)

    later = await look_in_turn(watching)

    assert (first, again, later) == ("city", None, "city")


async def test_nothing_is_paid_for_in_turn_without_a_budget(settings: Settings, sim: Simulator) -> None:
    free = settings.platforms[X].model_copy(update={"daily_budget_usd": None})
    async with open_app(
        settings.model_copy(update={"platforms": settings.platforms | {X: free}}), now=sim.clock.now
    ) as app:
        await look_in_turn(app)

    assert len(sim.requests.of("x")) == 0


@pytest.mark.parametrize(
    ("page", "links_back"),
    [
        ('<a href="https://x.com/City_Police?lang=en">X</a>', True),
        ('<a href="https://twitter.com/city_police">X</a>', True),
        ('<a href="https://x.com/city_police_">X</a>', False),
        ('<a href="https://evil.example/x.com/city_police">X</a>', False),
        ("<p>nothing</p>", False),
    ],
)
async def test_an_agencys_site_says_which_account_is_its_own(
    watching: App, sim: Simulator, page: str, *, links_back: bool
) -> None:
    sim.faults.add(Fault(api="feeds", body=f"<html><body>{page}</body></html>", content_type="text/html"))

    (official,) = await linked(watching, "city")

    assert official.site == "https://police.example/en"
    assert official.links_back is links_back


async def test_a_site_that_cannot_be_read_says_nothing(watching: App, sim: Simulator) -> None:
    sim.faults.add(Fault(api="feeds", status=503))

    (official,) = await linked(watching, "city")

    assert official.links_back is None
