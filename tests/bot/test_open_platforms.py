"""Platforms that need no credentials, through the whole program: they are on by themselves and fail by themselves."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.app import App, open_app
from bot.cli import main
from bot.settings import PlatformSettings, Settings
from growth.platform import APP_STORE, BLUESKY, MASTODON, NEWSROOM, TELEGRAM, Metric, Platform
from growth.state import AccountState
from simulator.faults import Fault
from simulator.open_world import BlueskyAccount, Channel, Feed, FeedEntry, MastodonAccount, StoreApp
from simulator.server import Simulator
from storage import accounts, holds, profiles, snapshots
from storage.accounts import StoredAccount

HOUR = timedelta(hours=1)
DID = "did:plc:abcdefghijklmnopqrstuvwx"
ADDRESS = "https://www.police.example/news.xml"


@pytest.fixture
def settings(settings: Settings, sim: Simulator) -> Settings:
    """The simulator in place of the real servers; nothing else is set."""
    local = {"allow_loopback": True}
    platforms = {
        TELEGRAM: PlatformSettings(base_url=sim.urls.telegram_web),
        MASTODON: PlatformSettings(base_url=sim.urls.mastodon, switches=local),
        BLUESKY: PlatformSettings(base_url=sim.urls.bluesky),
        APP_STORE: PlatformSettings(base_url=sim.urls.itunes),
        NEWSROOM: PlatformSettings(base_url=sim.urls.feeds, switches=local),
    }
    return settings.model_copy(update={"platforms": {**settings.platforms, **platforms}})


@pytest.fixture
async def app(settings: Settings, sim: Simulator) -> AsyncIterator[App]:
    async with open_app(settings, now=sim.clock.now) as opened:
        yield opened


@pytest.fixture
def add(app: App) -> Callable[..., None]:
    """Adds accounts as the command line does: by handle alone."""

    def keep(platform: Platform, *handles: str) -> None:
        with app.store.begin() as tx:
            for handle in handles:
                accounts.save_account(
                    tx, agency="city", platform=platform, handle=handle, origin="command", now=app.now()
                )

    return keep


def stored(app: App, platform: Platform) -> dict[str, StoredAccount]:
    with app.store.read() as tx:
        return {account.handle: account for account in accounts.accounts(tx, platform=platform)}


@pytest.mark.parametrize(
    ("platform", "handle", "kept", "metric"),
    [
        (TELEGRAM, "police", Channel(id="police", subscribers=45_000), Metric.FOLLOWERS),
        (
            MASTODON,
            "police@social.example",
            MastodonAccount(id="1@social.example", username="police", followers=45_000),
            Metric.FOLLOWERS,
        ),
        (BLUESKY, "ncsc.gov.uk", BlueskyAccount(id=DID, handle="ncsc.gov.uk", followers=45_000), Metric.FOLLOWERS),
        (APP_STORE, "ma/123", StoreApp(id="123", ratings={"ma": 45_000}), Metric.RATINGS),
    ],
)
async def test_a_first_poll_works_at_once(
    app: App, sim: Simulator, add: Callable[..., None], platform: Platform, handle: str, kept: Channel, metric: Metric
) -> None:
    sim.world.put(kept)
    add(platform, handle)

    first = await app.poll(platform)
    sim.clock.advance(HOUR)
    second = await app.poll(platform)

    account = stored(app, platform)[handle]
    with app.store.read() as tx:
        latest = snapshots.latest(tx, [account.key])
    assert [one.outcome for report in (first, second) for one in report.polled] == ["read", "read"]
    assert account.state is AccountState.OK
    assert latest[account.key, metric].count.value == 45_000


async def test_a_newsroom_is_kept_with_its_last_item_and_without_a_counter(
    app: App, sim: Simulator, add: Callable[..., None]
) -> None:
    appeared = sim.clock.now() - HOUR
    sim.world.put(Feed(id=ADDRESS, title="Police", entries=[FeedEntry(id="1", published_at=appeared)]))
    add(NEWSROOM, ADDRESS)

    report = await app.poll(NEWSROOM)

    account = stored(app, NEWSROOM)[ADDRESS]
    with app.store.read() as tx:
        profile = profiles.known_profiles(tx, [account.key])[account.key]
        latest = snapshots.latest(tx, [account.key])
    assert [one.outcome for one in report.polled] == ["read"]
    assert (profile.display_name, profile.last_post_at) == ("Police", appeared)
    assert latest == {}


@pytest.mark.parametrize(("kind", "outcome"), [("unavailable_html", "unanswered"), ("requires_token", "not_permitted")])
async def test_an_instance_that_fails_costs_the_others_nothing(
    app: App, sim: Simulator, add: Callable[..., None], kind: str, outcome: str
) -> None:
    sim.world.put(MastodonAccount(id="1@a.example", username="police"))
    sim.world.put(MastodonAccount(id="1@b.example", username="police"))
    sim.faults.add(Fault(api="mastodon", host="b.example", kind=kind))
    add(MASTODON, "police@a.example", "police@b.example")

    report = await app.poll(MASTODON)

    outcomes = {one.account.handle: one.outcome for one in report.polled}
    assert outcomes == {"police@a.example": "read", "police@b.example": outcome}
    assert stored(app, MASTODON)["police@a.example"].state is AccountState.OK


async def test_accounts_of_many_instances_take_the_fewest_requests(
    app: App, sim: Simulator, add: Callable[..., None]
) -> None:
    names = [(number, domain) for domain in ("a.example", "b.example", "c.example") for number in range(41)]
    for number, domain in names:
        sim.world.put(MastodonAccount(id=f"{number}@{domain}", username=f"unit{number}"))
    add(MASTODON, *(f"unit{number}@{domain}" for number, domain in names))

    await app.poll(MASTODON)
    by_name = len(sim.requests.of("mastodon"))
    sim.clock.advance(HOUR)
    await app.poll(MASTODON)
    by_id = len(sim.requests.of("mastodon")) - by_name

    assert (by_name, by_id) == (3 * 41, 3 * 2)


async def test_a_throttled_app_store_keeps_what_was_read_and_is_left_alone_for_a_minute(
    app: App, sim: Simulator, add: Callable[..., None]
) -> None:
    sim.world.put(StoreApp(id="123", ratings={"fr": 1, "ma": 2}))
    sim.faults.add(Fault(api="itunes", delay_s=0.001, times=1))
    sim.faults.add(Fault(api="itunes", kind="throttled"))
    add(APP_STORE, "fr/123", "ma/123")

    report = await app.poll(APP_STORE)
    again = await app.poll(APP_STORE)

    with app.store.read() as tx:
        hold = holds.holds(tx)[APP_STORE]
    assert [one.outcome for one in report.polled] == ["read", "unanswered"]
    assert len(sim.requests.of("itunes")) == 2
    assert again.held_until == hold.until == sim.clock.now() + timedelta(minutes=1)


async def test_a_moved_account_says_where_to_and_is_not_a_fall_of_followers(
    app: App, sim: Simulator, add: Callable[..., None]
) -> None:
    account = sim.world.put(MastodonAccount(id="1@a.example", username="police", followers=45_000))
    add(MASTODON, "police@a.example")
    await app.poll(MASTODON)
    account.state, account.followers = type(account.state)("moved"), 0
    sim.clock.advance(HOUR)

    report = await app.poll(MASTODON)

    kept = stored(app, MASTODON)["police@a.example"]
    with app.store.read() as tx:
        latest = snapshots.latest(tx, [kept.key])
    assert [one.outcome for one in report.polled] == ["deactivated"]
    assert latest[kept.key, Metric.FOLLOWERS].count.value == 45_000


async def test_a_newcomer_adds_an_account_and_polls_it_without_any_settings(
    sim: Simulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MARSAD_PLATFORMS__BLUESKY__BASE_URL", sim.urls.bluesky)  # in place of Bluesky itself
    sim.world.put(BlueskyAccount(id=DID, handle="ncsc.gov.uk", followers=45_000))

    added = await asyncio.to_thread(
        CliRunner().invoke, main, ["accounts", "add", "bluesky", "ncsc.gov.uk", "--agency", "gb_ncsc"]
    )
    polled = await asyncio.to_thread(CliRunner().invoke, main, ["poll"])

    assert (added.exit_code, polled.exit_code) == (0, 0), added.output + polled.output
    assert "45,000" in polled.output
