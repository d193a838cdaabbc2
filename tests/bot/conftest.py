"""The whole program on the simulator's clock: the platforms, the settings, an opened app, a chat that listens."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pydantic import SecretStr
from support.process import until

from bot.app import App, open_app
from bot.settings import AgencySettings, DigestSettings, PlatformSettings, Settings, StorageSettings, TelegramSettings
from growth.count import Count
from growth.event import Event, Milestone, Phase, Severity
from growth.platform import FACEBOOK, Metric, X
from simulator.server import Simulator
from simulator.world import XAccount
from storage import chats, ledger, outbox
from storage.accounts import EVERYTHING
from storage.letters import LetterKind
from storage.store import Store
from storage.transaction import Transaction

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ADMIN = 700
READER = 500
NAMES = {"ar": "شرطة المدينة", "fr": "Police de la ville", "en": "City Police"}


@pytest.fixture
async def sim() -> AsyncIterator[Simulator]:
    async with Simulator.start(now=NOW) as simulator:
        simulator.world.put(XAccount(id="111", username="city_police", name="City Police", followers=990))
        yield simulator


@pytest.fixture
def settings(sim: Simulator, tmp_path: Path, empty_database: Path) -> Settings:
    shutil.copy(empty_database, tmp_path)
    secret = SecretStr(sim.tokens.app_secret or "")
    graph = {"access_token": SecretStr(sim.tokens.graph), "app_secret": secret}
    return Settings(
        storage=StorageSettings(url=f"sqlite:///{tmp_path / 'marsad.db'}"),
        telegram=TelegramSettings(
            token=SecretStr(sim.tokens.telegram), base_url=sim.urls.telegram, admins=(ADMIN,), timeout="1s"
        ),
        platforms={
            X: PlatformSettings(base_url=sim.urls.x, credentials={"bearer_token": SecretStr(sim.tokens.x)}),
            FACEBOOK: PlatformSettings(base_url=sim.urls.graph, credentials=graph),
        },
        digest=DigestSettings(language="en"),
        agencies=(AgencySettings(id="city", names=NAMES, accounts=[{"platform": "x", "handle": "city_police"}]),),
    )


@pytest.fixture
async def app(settings: Settings, sim: Simulator) -> AsyncIterator[App]:
    async with open_app(settings, now=sim.clock.now) as opened:
        yield opened


@pytest.fixture
def store(app: App) -> Store:
    return app.store


@pytest.fixture
def add_chat(app: App, sim: Simulator) -> Callable[..., int]:
    """Keeps a chat that follows everything, known to Telegram as well; gives its key."""

    def add(telegram_id: int = READER, *, language: str = "en", kind: str = "private") -> int:
        sim.telegram.say("hello", chat_id=telegram_id, user_id=abs(telegram_id), chat_type=kind, title="Room")
        with app.store.begin() as tx:
            key = chats.save_chat(
                tx,
                telegram_id=telegram_id,
                kind=kind,
                title="Room",
                language=language,
                region="MA",
                zone=ZoneInfo("Africa/Casablanca"),
                now=sim.clock.now(),
            )
            chats.subscribe(tx, key, EVERYTHING)
        return key

    return add


@pytest.fixture
def chat(add_chat: Callable[..., int]) -> int:
    return add_chat()


@pytest.fixture
def tell(app: App, sim: Simulator) -> Callable[..., None]:
    """Puts milestones of 1,000 times each number into a chat's outbox."""

    def put(chat: int, *numbers: int) -> None:
        with app.store.begin() as tx:
            for number in numbers:
                _enqueue(tx, chat, number, sim.clock.now())

    return put


def _enqueue(tx: Transaction, chat: int, number: int, now: datetime) -> None:
    facts = Milestone(Metric.FOLLOWERS, 1_000 * number, Count(1_000 * number), None)
    event = Event(Phase.FIRED, Severity.INFO, now, X, 1, facts, f"milestone:{number}")
    key = ledger.append(tx, event)
    outbox.enqueue(tx, chat=chat, kind=LetterKind.ALERT, dedupe_key=f"{number}", now=now, ledger=key)


@pytest.fixture
def settle(app: App, sim: Simulator) -> Callable[[], Awaitable[None]]:
    """Delivers until nothing waits, letting the clock run on as the daemon would."""

    async def deliver_all() -> None:
        async def step() -> bool:
            due = await app.deliver()
            sim.clock.set(max(due or sim.clock.now(), sim.clock.now()))
            return due is not None

        rounds = 0
        while await step():
            rounds += 1
            assert rounds < 500

    return deliver_all


@pytest.fixture
def said(sim: Simulator) -> Callable[..., list[str]]:
    """The first lines of what a chat was sent, in order."""

    def lines(chat: int = READER) -> list[str]:
        return [one.text.partition("\n")[0] for one in sim.telegram.sent if one.chat_id == chat]

    return lines


@pytest.fixture
async def ask(app: App, sim: Simulator) -> AsyncIterator[Callable[..., Awaitable[list[str]]]]:
    """Writes to the bot, waits for its answer and gives what it sent; waits a moment where it is to stay silent."""
    assert app.listener is not None
    stop = asyncio.Event()
    listening = asyncio.create_task(app.listener.listen(stop))

    async def converse(text: str, *, chat: int = ADMIN, answers: int = 1, **who: object) -> list[str]:
        sim.clock.advance(timedelta(seconds=5))
        before = len(sim.telegram.sent)
        sim.telegram.say(text, chat_id=chat, **{"user_id": ADMIN, **who})
        if answers:
            await until(lambda: len(sim.telegram.sent) >= before + answers)
        await asyncio.sleep(0 if answers else 0.3)
        return [one.text or one.caption or "" for one in sim.telegram.sent[before:]]

    yield converse
    stop.set()
    await listening


@pytest.fixture
async def polled(app: App, sim: Simulator) -> None:
    """Two weeks of daily polls: 20 followers a day."""
    for _ in range(15):
        await app.poll(X)
        sim.clock.advance(timedelta(days=1))
        sim.world.x("111").followers = (sim.world.x("111").followers or 0) + 20
