"""Platforms with credentials, through the whole program: read, counted in requests, asked again for what failed."""

from collections.abc import AsyncIterator, Callable

import pytest
from support.platforms import credentials, options

from bot.app import App, open_app
from bot.settings import PlatformSettings, Settings
from growth.platform import INSTAGRAM, LINKEDIN, MANUAL, THREADS, TIKTOK, YOUTUBE, Metric, Platform
from simulator.faults import Fault
from simulator.keyed_world import InstagramAccount, Organization, ThreadsProfile, TiktokUser, YoutubeChannel
from simulator.server import Simulator
from storage import accounts, snapshots

KEYED = (INSTAGRAM, THREADS, YOUTUBE, TIKTOK, LINKEDIN)
OPTIONS = {INSTAGRAM: ("user_id",)}


@pytest.fixture
def settings(settings: Settings, sim: Simulator) -> Settings:
    """The simulator in place of the real servers."""
    platforms = {
        name: PlatformSettings(
            base_url=options(sim, name)["base_url"],
            credentials=credentials(sim, name),
            options={key: options(sim, name)[key] for key in OPTIONS.get(name, ())},
        )
        for name in KEYED
    }
    return settings.model_copy(update={"platforms": {**settings.platforms, **platforms}})


@pytest.fixture
async def app(settings: Settings, sim: Simulator) -> AsyncIterator[App]:
    async with open_app(settings, now=sim.clock.now) as opened:
        yield opened


@pytest.fixture
def add(app: App) -> Callable[..., None]:
    """Adds accounts, with their ids where they are known."""

    def keep(platform: Platform, known: dict[str, str | None]) -> None:
        with app.store.begin() as tx:
            for handle, platform_id in known.items():
                accounts.save_account(
                    tx,
                    agency="city",
                    platform=platform,
                    handle=handle,
                    platform_id=platform_id,
                    origin="command",
                    now=app.now(),
                )

    return keep


def channel_id(number: int) -> str:
    return f"UC{number:022}"


@pytest.mark.parametrize(
    ("platform", "kept", "count"),
    [
        (INSTAGRAM, InstagramAccount(id="178414", username="police", followers=45_678), 45_678),
        (THREADS, ThreadsProfile(id="police", followers=45_678), 45_678),
        (YOUTUBE, YoutubeChannel(id=channel_id(1), handle="police", subscribers=45_678), 45_600),
        (TIKTOK, TiktokUser(id="police", followers=45_678), 45_678),
        (LINKEDIN, Organization(id="1337", vanity_name="police", followers=45_678), 45_678),
    ],
)
async def test_a_first_poll_works_at_once(
    app: App, sim: Simulator, add: Callable[..., None], platform: Platform, kept: ThreadsProfile, count: int
) -> None:
    sim.world.put(kept)
    add(platform, {"police": None})

    report = await app.poll(platform)

    with app.store.read() as tx:
        (account,) = accounts.accounts(tx, platform=platform)
        latest = snapshots.latest(tx, [account.key])
    assert [one.outcome for one in report.polled] == ["read"]
    assert latest[account.key, Metric.FOLLOWERS].count.value == count


async def test_fifty_known_channels_are_one_request(app: App, sim: Simulator, add: Callable[..., None]) -> None:
    numbers = range(120)
    for number in numbers:
        sim.world.put(YoutubeChannel(id=channel_id(number), handle=f"unit_{number}", subscribers=1_000))
    add(YOUTUBE, {f"unit_{number}": channel_id(number) for number in numbers})

    whole = await app.poll(YOUTUBE)
    requests = len(sim.requests.of("youtube"))

    assert {one.outcome for one in whole.polled} == {"read"}
    assert (len(whole.polled), requests) == (120, 3)


async def test_parts_of_a_batch_that_took_too_long_are_asked_for_again_and_no_others(
    app: App, sim: Simulator, add: Callable[..., None]
) -> None:
    for number in range(120):
        sim.world.put(InstagramAccount(id=str(number), username=f"unit_{number}", followers=5))
    add(INSTAGRAM, {f"unit_{number}": str(number) for number in range(120)})
    sim.faults.add(Fault(api="graph", path=f"/{sim.tokens.instagram_user}", kind="null_element", times=2))

    report = await app.poll(INSTAGRAM)

    asked = [seen.params["batch"].count("relative_url") for seen in sim.requests.of("graph")]
    assert {one.outcome for one in report.polled} == {"read"}
    assert sorted(asked) == [2, 20, 50, 50]


async def test_what_is_entered_by_hand_is_nobody_s_to_poll(app: App, sim: Simulator, add: Callable[..., None]) -> None:
    add(MANUAL, {"Police magazine": None})

    assert MANUAL not in app.pollers
    assert len(sim.requests) == 0
