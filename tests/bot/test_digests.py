from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.app import App
from bot.facts import digest_of
from growth.platform import X
from growth.weeks import due_at, week_named
from report.digest_text import digest_text
from report.words import words_for
from simulator.server import Simulator
from storage import accounts, chats, digests, outbox
from storage.letters import LetterKind
from storage.store import Store

ZONES = ["Africa/Casablanca", "Europe/Paris", "Asia/Riyadh", "UTC", "Australia/Lord_Howe"]
NINE = time(9)


def choose(store: Store, chat: int, zone: str, *, weekday: int = 0, at: time = NINE) -> None:
    with store.begin() as tx:
        chats.set_zone(tx, chat, ZoneInfo(zone))
        chats.set_digest(tx, chat, weekday, at)


def opened(store: Store, chat: int) -> list[str]:
    with store.read() as tx:
        return [period.period for period in digests.periods(tx, chat)]


@pytest.mark.parametrize("zone", ZONES)
async def test_a_year_of_weeks_is_told_each_once_and_never_early(
    app: App, sim: Simulator, chat: int, store: Store, zone: str
) -> None:
    choose(store, chat, zone, weekday=6, at=time(2, 30))  # the very hour at which Morocco moves its clocks
    for _ in range(370):
        sim.clock.advance(timedelta(days=1))
        await app.open_digests()

    with store.read() as tx:
        letters = [letter for letter in outbox.history(tx, chat, 100) if letter.kind is LetterKind.DIGEST]
        periods = digests.periods(tx, chat)
    assert len(letters) == len(periods) == len(set(opened(store, chat)))
    assert len(periods) in {52, 53}
    assert all(period.covered_by is None for period in periods)
    assert all(
        period.due_at
        == due_at(week_named(period.period, ZoneInfo(zone)), weekday=6, at=time(2, 30), zone=ZoneInfo(zone))
        for period in periods
    )
    assert all(letter.created_at >= period.due_at for letter, period in zip(reversed(letters), periods, strict=True))


@pytest.mark.parametrize(
    ("zone", "weekday", "at", "due"),
    [
        ("Africa/Casablanca", 0, NINE, "2026-03-09T09:00:00+00:00"),  # Ramadan's clock
        ("Africa/Casablanca", 0, NINE, "2026-03-23T08:00:00+00:00"),  # the day after it ends
        ("Africa/Casablanca", 6, time(2, 30), "2026-03-22T02:00:00+00:00"),  # the half hour that is skipped
        ("Africa/Casablanca", 6, time(2, 30), "2027-02-07T01:30:00+00:00"),  # that comes twice: its first time
        ("Europe/Paris", 0, NINE, "2026-03-30T07:00:00+00:00"),
        ("Asia/Riyadh", 6, NINE, "2026-03-15T06:00:00+00:00"),
    ],
)
async def test_a_digest_is_opened_the_second_it_is_due_and_not_before(
    app: App, sim: Simulator, chat: int, store: Store, zone: str, weekday: int, at: time, due: str
) -> None:
    choose(store, chat, zone, weekday=weekday, at=at)
    sim.clock.set(datetime.fromisoformat(due) - timedelta(seconds=1))
    await app.open_digests()
    before = len(opened(store, chat))
    sim.clock.advance(timedelta(seconds=1))

    number = await app.open_digests()

    assert number == 1
    assert len(opened(store, chat)) == before + 1
    assert await app.open_digests() == 0


@pytest.mark.parametrize("weeks_down", [1, 2, 3, 4, 5])
async def test_downtime_skips_no_week_and_doubles_none(
    app: App, sim: Simulator, chat: int, store: Store, weeks_down: int
) -> None:
    sim.clock.advance(timedelta(days=8))
    await app.open_digests()
    before = opened(store, chat)
    sim.clock.advance(timedelta(weeks=weeks_down))

    number = await app.open_digests()
    again = await app.open_digests()

    with store.read() as tx:
        new = digests.periods(tx, chat)[len(before) :]
    assert (number, again) == (1, 0)
    assert len(new) == weeks_down
    assert [period.covered_by for period in new] == [new[-1].period] * (weeks_down - 1) + [None]


async def test_a_clock_set_back_repeats_no_digest(app: App, sim: Simulator, chat: int, store: Store) -> None:
    sim.clock.advance(timedelta(days=8))
    await app.open_digests()
    before = opened(store, chat)
    sim.clock.set(sim.clock.now() - timedelta(days=5))

    number = await app.open_digests()

    assert number == 0
    assert opened(store, chat) == before


async def test_a_chat_that_follows_nothing_gets_no_digest(app: App, sim: Simulator, chat: int, store: Store) -> None:
    with store.begin() as tx:
        chats.unsubscribe(tx, chat, "all")
    sim.clock.advance(timedelta(days=8))

    assert await app.open_digests() == 0


async def test_a_muted_chat_still_gets_its_digest(
    app: App,
    sim: Simulator,
    chat: int,
    store: Store,
    settle: Callable[[], Awaitable[None]],
    said: Callable[..., list[str]],
) -> None:
    with store.begin() as tx:
        chats.mute(tx, chat, datetime(2027, 1, 1, tzinfo=UTC))
    await app.poll(X)
    sim.clock.advance(timedelta(days=1))
    sim.world.x("111").followers = 1_010
    await app.poll(X)
    sim.clock.advance(timedelta(days=7))
    await app.open_digests()

    await settle()

    assert len(said()) == 1
    assert "1,000" in next(one.text for one in sim.telegram.sent)


async def test_a_past_week_reads_the_same_whenever_it_is_printed(app: App, sim: Simulator) -> None:
    for day in range(15):
        sim.world.x("111").followers = 990 + 30 * day
        await app.poll(X)
        sim.clock.advance(timedelta(days=1))
    first = printed(app, "2026-W10")

    for day in range(15, 30):
        sim.world.x("111").followers = 990 + 300 * day
        await app.poll(X)
        sim.clock.advance(timedelta(days=1))

    assert printed(app, "2026-W10") == first
    assert "2026" in first


def printed(app: App, period: str) -> str:
    zone = app.settings.zone
    with app.store.read() as tx:
        week = week_named(period, zone)
        digest = digest_of(tx, accounts.accounts(tx), app.settings, week, now=app.now(), zone=zone)
    return digest_text(digest, words_for("en"), zone=zone)
