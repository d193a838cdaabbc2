"""No secret reaches a log, a terminal, an error, a ``repr``, a chat or the database, whatever goes wrong."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from urllib.parse import quote

import pytest
from click.testing import CliRunner
from pydantic import SecretStr
from support.platforms import credentials, options

from bot.app import App, open_app
from bot.cli import main
from bot.logs import set_up_logs
from bot.settings import LogSettings, PlatformSettings, Settings, StorageSettings, TelegramSettings
from bot.telegram.sender import open_bot
from connectors.errors import ConnectorError
from growth.platform import FACEBOOK, INSTAGRAM, LINKEDIN, THREADS, TIKTOK, YOUTUBE, Platform, X
from growth.reading import AccountRef
from simulator.faults import Fault
from simulator.graph_problem import KINDS as GRAPH_KINDS
from simulator.server import Simulator, Tokens
from simulator.telegram_faults import KINDS as TELEGRAM_KINDS
from simulator.world import Page, XAccount
from simulator.x_problem import KINDS as X_KINDS

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
READER = 700
TOKENS = Tokens(
    x="AAAAcanaryX%2Fbearer+token%3D0123456789",
    graph="EAAcanaryGraphAccessToken0123456789ZD",
    app_secret="0123456789abcdefcanary0123456789",
    telegram="9876543210:AAcanary-telegram_token-0123456789",
    youtube="AIzacanaryYoutubeKey0123456789",
    threads="THAAcanaryThreadsToken0123456789",
    tiktok_key="awcanaryTiktokKey0123456789",
    tiktok_secret="canaryTiktokSecret0123456789",
    linkedin="AQXcanaryLinkedinToken0123456789",
)
SHOWN = sorted({form[:16] for secret in TOKENS.secrets for form in (secret, quote(secret), quote(secret, safe=""))})
"""What gives a secret away: its first characters, as they are and as addresses spell them."""

BROKEN = [
    {"drop": "before"},
    {"drop": "after"},
    {"status": 500},
    {"status": 403, "body": "<html>no</html>", "content_type": "text/html"},
    {"status": 200, "body": "{"},
    {"status": 302, "headers": {"Location": "http://127.0.0.1:1/elsewhere"}},
]
FAULTS = [
    *(Fault(api="x", kind=kind, times=2) for kind in X_KINDS),
    *(Fault(api="graph", kind=kind, times=2) for kind in GRAPH_KINDS),
    *(Fault(api="telegram", kind=kind, path="sendMessage", times=2) for kind in TELEGRAM_KINDS),
    *(Fault(api=api, times=2, **broken) for api in ("x", "graph") for broken in BROKEN),
    *(Fault(api="telegram", path="sendMessage", times=1, **broken) for broken in BROKEN),
]


def shown(text: str | bytes) -> list[str]:
    """The secrets that stand in a text."""
    data = text.encode() if isinstance(text, str) else text
    return [form for form in SHOWN if form.encode() in data]


@pytest.fixture
async def sim() -> AsyncIterator[Simulator]:
    async with Simulator.start(now=NOW, tokens=TOKENS) as simulator:
        simulator.world.put(XAccount(id="111", username="city_police", name="City Police", followers=990))
        simulator.world.put(Page(id="222", username="city.page", name="City", followers=77, fans=70))
        yield simulator


@pytest.fixture
def settings(sim: Simulator, tmp_path: Path) -> Settings:
    graph = {"access_token": SecretStr(TOKENS.graph), "app_secret": SecretStr(TOKENS.app_secret or "")}
    accounts = [{"platform": "x", "handle": "city_police"}, {"platform": "facebook", "handle": "city.page"}]
    return Settings(
        storage=StorageSettings(url=f"sqlite:///{tmp_path / 'marsad.db'}"),
        telegram=TelegramSettings(
            token=SecretStr(TOKENS.telegram), base_url=sim.urls.telegram, admins=(READER,), timeout="1s"
        ),
        platforms={
            X: PlatformSettings(base_url=sim.urls.x, credentials={"bearer_token": SecretStr(TOKENS.x)}),
            FACEBOOK: PlatformSettings(base_url=sim.urls.graph, credentials=graph),
            **{
                name: PlatformSettings(
                    base_url=options(sim, name)["base_url"],
                    credentials=credentials(sim, name),
                    options={"user_id": TOKENS.instagram_user} if name == INSTAGRAM else {},
                )
                for name in (INSTAGRAM, THREADS, YOUTUBE, TIKTOK, LINKEDIN)
            },
        },
        agencies=[{"id": "city", "names": {"en": "City Police"}, "accounts": accounts}],
    )


async def converse(app: App, sim: Simulator, *questions: str) -> None:
    """Ask through real long polling; an answer may be lost to a fault."""
    assert app.listener is not None
    stop = asyncio.Event()
    listening = asyncio.create_task(app.listener.listen(stop))
    for question in questions:
        asked = len(sim.requests.of("telegram"))
        sim.clock.advance(timedelta(seconds=5))
        sim.telegram.say(question, chat_id=READER, user_id=READER)
        async with asyncio.timeout(20):
            while not any("send" in one.path for one in sim.requests.of("telegram")[asked:]):  # noqa: ASYNC110 - it has no event
                await asyncio.sleep(0.01)
    stop.set()
    await listening


async def live(app: App, sim: Simulator, fault: Fault) -> None:
    """A day on which one thing goes wrong: everything is read, a milestone is passed, what there is to tell is sent."""
    sim.faults.clear()
    sim.faults.add(fault)
    sim.clock.advance(timedelta(days=1))
    account = sim.world.x("111")
    account.followers = (account.followers or 0) * 2
    for platform, ref in ((X, AccountRef("city_police")), (FACEBOOK, AccountRef("city.page"))):
        await app.poll(platform)
        try:
            await app.pollers[platform].connector.read([ref])
        except ConnectorError:
            logging.getLogger("somebody.else").exception("reading %s failed with %r", ref, app.pollers[platform])
    await app.open_digests()
    await app.deliver()


def files_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


async def test_nothing_that_happens_shows_a_secret(
    sim: Simulator, settings: Settings, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    set_up_logs(LogSettings(level="debug"), settings.secrets())

    async with open_app(settings, now=sim.clock.now) as app:
        await converse(
            app, sim, "/start", "/status", "/growth", "/chart", "/baseline", "/digest", "/nonsense", "hello /"
        )
        for fault in FAULTS:
            await live(app, sim, fault)
        sim.faults.clear()
        sim.faults.add(Fault(api="telegram", path="getUpdates", status=502, times=1))
        await converse(app, sim, "/status")
        kept = files_in(tmp_path)
    printed = capfd.readouterr()

    assert {"marsad.db", "marsad.db-wal"} <= set(kept)
    assert len(printed.err.splitlines()) > len(FAULTS)
    assert [line for line in (printed.out + printed.err).splitlines() if shown(line)] == []
    assert [name for name, data in kept.items() if shown(data)] == []
    assert [one.text for one in sim.telegram.sent if shown(one.html + (one.caption or ""))] == []


def parts_of(found: object) -> Iterator[object]:
    """What an object holds, whoever wrote its class."""
    if isinstance(found, dict):
        yield from found.values()
    elif isinstance(found, list | tuple | set | frozenset):
        yield from found
    elif isinstance(found, partial):
        yield from (found.func, found.args, found.keywords)
    yield from vars(found).values() if hasattr(found, "__dict__") else ()
    for kind in type(found).__mro__:
        slots = getattr(kind, "__slots__", ())
        for name in (slots,) if isinstance(slots, str) else slots:
            with suppress(AttributeError):
                yield object.__getattribute__(found, name)


def reachable(*roots: object) -> Iterator[object]:
    """Every object that can be reached from some, each once."""
    seen: dict[int, object] = {}
    waiting = list(roots)
    while waiting:
        found = waiting.pop()
        if id(found) not in seen and not isinstance(found, str | bytes | type):
            seen[id(found)] = found
            waiting += parts_of(found)
    yield from seen.values()


OURS = (
    "bot.",
    "connectors.",
    "growth.",
    "report.",
    "storage.",
    "pydantic",
    "functools",
    "telegram.",
    "tweepy.",
    "facebook",
)


async def test_no_object_of_the_program_shows_a_secret(sim: Simulator, settings: Settings) -> None:
    async with open_app(settings, now=sim.clock.now) as app, open_bot(settings.telegram) as bot:
        for platform in app.pollers:
            await app.poll(platform)
        for platform in map(Platform, settings.platforms):
            await app.pollers[platform].connector.read([AccountRef("nobody")])
        found = [one for one in reachable(app, bot, settings) if type(one).__module__.startswith(OURS)]
        words = [f"{one!r} {one!s}" for one in found]

    assert {type(one).__name__ for one in found} >= {
        *("App", "Settings", "Delivery", "Listener", "Poller", "XConnector", "FacebookConnector", "_Bot", "SecretStr"),
        *("PlatformSettings", "TelegramSettings", "HTTPXRequest", "partial"),
    }
    assert [text for text in words if shown(text)] == []


def test_a_demonstration_leaves_no_token_behind(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["demo", "--days", "3", "--out", str(tmp_path / "demo")])

    left = [path for path in (tmp_path / "demo").rglob("*") if path.is_file()]
    data = b"".join(path.read_bytes() for path in left) + result.output.encode()
    tokens = Tokens()
    assert result.exit_code == 0
    assert len(left) >= 3
    assert [one for one in tokens.secrets if one[:16].encode() in data] == []
