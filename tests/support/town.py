"""A small town's police on X and Facebook, watched by the whole program on the simulator's clock."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import SecretStr

from bot.app import App, open_app
from bot.settings import (
    AccountSettings,
    AgencySettings,
    DigestSettings,
    PlatformSettings,
    Settings,
    StorageSettings,
    TelegramSettings,
)
from growth.event import Event
from growth.platform import FACEBOOK, X
from simulator.server import Simulator
from simulator.telegram_messages import Sent
from simulator.world import Page, XAccount
from storage import chats, ledger
from storage.accounts import EVERYTHING

DAY = timedelta(days=1)
MORNING, NOON = time(6), time(12)
FIRST_DAY = date(2026, 2, 9)
X_ID, PAGE_ID = "111", "900"
READERS = {"ar": 501, "fr": 502, "en": 503}
"""Telegram ids of a reader in each language."""

_NAMES = {"ar": "شرطة المدينة", "fr": "Police de la ville", "en": "City Police"}
_WEEK = (1.12, 1.15, 1.07, 1.0, 0.94, 0.83, 0.89)
"""Share of the usual growth by day of the week, Monday first."""

_CHANCE = (3, -2, 1, 0, -3, 2, 4, -1, -4, 2, 0, -2, 1)
"""What is added to a day's growth, over and over."""


@dataclass(slots=True)
class Town:
    """The town while it is watched.

    Attributes:
        sim: The platforms and Telegram.
        settings: The operator's settings; X and Facebook are polled once a day.
        day: The day to live next.
        growth: Followers a day by platform, before weekdays and chance.

    """

    sim: Simulator
    settings: Settings
    day: date = FIRST_DAY
    growth: dict[str, int] = field(default_factory=lambda: {X: 30, FACEBOOK: 12})

    @property
    def x(self) -> XAccount:
        """The account on X, to change."""
        return self.sim.world.x(X_ID)

    @property
    def page(self) -> Page:
        """The page on Facebook, to change."""
        return self.sim.world.page(PAGE_ID)

    async def live(self, app: App, days: int = 1) -> None:
        """Let days pass: each with a poll in the morning, its messages at noon, and growth until the next."""
        for _ in range(days):
            self.sim.clock.set(datetime.combine(self.day, MORNING, UTC))
            self.x.last_post_at = self.sim.clock.now() - DAY / 2
            for platform in (X, FACEBOOK):
                await app.poll(platform)
            self.sim.clock.set(datetime.combine(self.day, NOON, UTC))
            await app.open_digests()
            await app.open_reminders()
            await deliver(app, self.sim)
            self._grow()

    def _grow(self) -> None:
        number = (self.day - FIRST_DAY).days
        share, chance = _WEEK[self.day.weekday()], _CHANCE[number % len(_CHANCE)]
        self.x.followers = (self.x.followers or 0) + round(self.growth[X] * share) + chance
        self.page.followers = (self.page.followers or 0) + round(self.growth[FACEBOOK] * share) + chance // 2
        self.day += DAY

    def sent(self, language: str = "en") -> list[Sent]:
        """What a reader got, oldest first."""
        return [one for one in self.sim.telegram.sent if one.chat_id == READERS[language]]


async def deliver(app: App, sim: Simulator) -> None:
    """Let the clock run on until nothing waits."""
    while (due := await app.deliver()) is not None:
        sim.clock.set(max(due, sim.clock.now()))


def events(app: App) -> list[Event]:
    """Everything that was ever told, oldest first."""
    with app.store.read() as tx:
        found = ledger.events(tx, start=datetime.min.replace(tzinfo=UTC), end=datetime.max.replace(tzinfo=UTC))
    return [one.event for one in found]


def told(app: App) -> list[str]:
    """The same as ``2026-03-01 x milestone fired``."""
    return [f"{event.at.date()} {event.platform} {event.rule} {event.phase}" for event in events(app)]


@asynccontextmanager
async def town_of(
    folder: Path, *, languages: tuple[str, ...] = ("en",), accounts: Mapping[str, AccountSettings] | None = None
) -> AsyncIterator[Town]:
    """A town whose agency has an account on each platform, and a reader for each of ``languages``.

    Args:
        folder: Where the database goes.
        languages: The readers.
        accounts: Settings of the accounts by platform, such as their baselines; None takes none but their handles.

    """
    await asyncio.to_thread(folder.mkdir, exist_ok=True)
    async with Simulator.start(now=datetime.combine(FIRST_DAY, MORNING, UTC)) as sim:
        sim.world.put(XAccount(id=X_ID, username="city_police", name="City Police", followers=9_400))
        sim.world.put(XAccount(id="783214", username="X", name="X"))  # always there, as on the real one
        sim.world.put(Page(id=PAGE_ID, username="city.police", name="City Police", followers=4_000))
        settings = _settings(sim, folder, accounts or {})
        async with open_app(settings, now=sim.clock.now) as app:
            for language in languages:
                _listen(app, sim, language)
        yield Town(sim, settings)


def _settings(sim: Simulator, folder: Path, accounts: Mapping[str, AccountSettings]) -> Settings:
    x = accounts.get(X) or AccountSettings(platform=X, handle="city_police")
    page = accounts.get(FACEBOOK) or AccountSettings(platform=FACEBOOK, handle="city.police")
    secret = SecretStr(sim.tokens.app_secret or "")
    graph = {"access_token": SecretStr(sim.tokens.graph), "app_secret": secret}
    token = {"bearer_token": SecretStr(sim.tokens.x)}
    return Settings(
        storage=StorageSettings(url=f"sqlite:///{folder / 'marsad.db'}"),
        telegram=TelegramSettings(token=SecretStr(sim.tokens.telegram), base_url=sim.urls.telegram),
        platforms={
            X: PlatformSettings(base_url=sim.urls.x, interval="1d", credentials=token),
            FACEBOOK: PlatformSettings(base_url=sim.urls.graph, interval="1d", credentials=graph),
        },
        digest=DigestSettings(language="en"),
        agencies=(AgencySettings(id="city", names=_NAMES, accounts=(x, page)),),
    )


def _listen(app: App, sim: Simulator, language: str) -> None:
    """Let a reader follow everything."""
    telegram_id = READERS[language]
    sim.telegram.say("hello", chat_id=telegram_id)
    with app.store.begin() as tx:
        chat = chats.save_chat(
            tx,
            telegram_id=telegram_id,
            kind="private",
            title=None,
            language=language,
            region="MA",
            zone=ZoneInfo("Africa/Casablanca"),
            now=sim.clock.now(),
        )
        chats.subscribe(tx, chat, EVERYTHING)
