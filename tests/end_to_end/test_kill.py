"""Kills the daemon at any moment, again and again: nothing is lost or changes places, and doubles say that they are.

More of it, or another course of events:

    TEST_KILLS=1000 TEST_KILL_SEED=7 pytest tests/end_to_end/test_kill.py -n0 --timeout=3600
"""

import asyncio
import contextlib
import os
import random
import signal
import subprocess
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from support.process import Marsad, until

from report.words import words_for
from simulator.faults import Fault
from simulator.server import Simulator
from simulator.world import XAccount
from storage import chats, digests, ledger, outbox, tellings
from storage.accounts import EVERYTHING
from storage.digests import DigestPeriod
from storage.letters import Letter, LetterKind, LetterState
from storage.store import Store

KILLS = int(os.environ.get("TEST_KILLS", "12"))
SEED = int(os.environ.get("TEST_KILL_SEED", "1"))

MOST_REQUESTS = 9
"""A life is killed around one of its first requests, which are its greeting, its poll and its messages."""

LONGEST_LIFE_S = 1.5
"""Seconds of a life at most, for those that make fewer requests."""

LADDER = (1_000, 2_000, 5_000, 10_000, 20_000, 30_000, 40_000, 50_000, 60_000, 70_000, 80_000, 90_000, 100_000)
"""The milestones the two accounts reach on the way."""

LANGUAGES = {500: "en", 501: "ar", 502: "fr"}
"""The language of each chat that follows everything."""

TROUBLES = (
    {"drop": "before"},
    {"drop": "after"},
    {"kind": "flood", "retry_after_s": 1},
    {"kind": "internal"},
    {"kind": "bad_gateway"},
    {"delay_s": 0.4},
)
"""What Telegram meets one message of each life with."""

CONFIG = """
[storage]
url = "sqlite:///{database}"
[telegram]
token = "{telegram}"
base_url = "{telegram_url}"
timeout = "2s"
[platforms.x]
bearer_token = "{x}"
base_url = "{x_url}"
interval = "1s"
[platforms.facebook]
enabled = false
[alerts]
group_wait = "0s"
group_interval = "0s"
[[agencies]]
id = "city"
names = {{ ar = "شرطة المدينة", fr = "Police de la ville", en = "City Police" }}
accounts = [{{ platform = "x", handle = "city_police" }}, {{ platform = "x", handle = "city_alerts" }}]
"""


@dataclass(frozen=True, slots=True)
class Aftermath:
    """What one chat was owed, and what it got.

    Attributes:
        events: The ledger's keys, oldest first.
        letters: The chat's letters, in their order.
        told: The ledger's keys of the events in them, in that order.
        periods: Its digest periods.
        received: The HTML of what Telegram took for it, in order.
        repeat: The line above a possible repeat, in its language.

    """

    events: tuple[int, ...]
    letters: tuple[Letter, ...]
    told: tuple[int, ...]
    periods: tuple[DigestPeriod, ...]
    received: tuple[str, ...]
    repeat: str

    def copies(self, part: str) -> list[int]:
        """Where among what was received the copies of a text stand."""
        return [place for place, html in enumerate(self.received) if html.removeprefix(self.repeat) == part]

    def unlabelled(self, part: str) -> list[int]:
        """The copies after the first that do not say that they may be repeats."""
        return [place for place in self.copies(part)[1:] if not self.received[place].startswith(self.repeat)]


@pytest.fixture
async def sim() -> AsyncIterator[Simulator]:
    async with Simulator.start() as simulator:
        simulator.telegram.limits = None  # a bot that is killed every second forgets how fast it was
        simulator.world.put(XAccount(id="111", username="city_police", followers=990))
        simulator.world.put(XAccount(id="222", username="city_alerts", followers=990))
        yield simulator


@pytest.fixture
async def store(sim: Simulator, tmp_path: Path) -> AsyncIterator[Store]:
    """The database, with three chats that have been there for three weeks and are owed digests."""
    opened = Store.open(f"sqlite:///{tmp_path / 'marsad.db'}")
    opened.upgrade()
    for telegram_id, language in LANGUAGES.items():
        sim.telegram.say("hello", chat_id=telegram_id, user_id=telegram_id)
        place = {"telegram_id": telegram_id, "kind": "private", "title": None, "language": language, "region": "MA"}
        zone, since = ZoneInfo("Africa/Casablanca"), datetime.now(UTC) - timedelta(weeks=3)
        with opened.begin() as tx:
            chats.subscribe(tx, chats.save_chat(tx, **place, zone=zone, now=since), EVERYTHING)
    yield opened
    opened.close()


@pytest.fixture
def marsad(sim: Simulator, tmp_path: Path, parent: subprocess.Popen[bytes]) -> Iterator[Marsad]:
    config = tmp_path / "config.toml"
    urls = {"telegram_url": sim.urls.telegram, "x_url": sim.urls.x}
    secrets = {"telegram": sim.tokens.telegram, "x": sim.tokens.x}
    config.write_text(CONFIG.format(database=tmp_path / "marsad.db", **urls, **secrets), encoding="utf-8")
    config.chmod(0o600)
    program = Marsad(parent, config, tmp_path / "marsad.db")
    yield program
    program.end()


@pytest.fixture
async def aftermath(sim: Simulator, store: Store, marsad: Marsad) -> Mapping[int, Aftermath]:
    """By chat, after all the kills and one life in peace."""
    chance = random.Random(SEED)
    for kill in range(KILLS):
        _grow(sim, kill)
        sim.faults.clear()
        sim.faults.add(Fault(api="telegram", path="sendMessage", times=1, **chance.choice(TROUBLES)))
        life = await marsad.start("run")
        await _some_requests(sim, chance.randint(0, MOST_REQUESTS))
        await asyncio.sleep(chance.uniform(0, 0.1))
        assert (await life.stopped(signal.SIGKILL))[0] == -signal.SIGKILL
    sim.faults.clear()
    _grow(sim, 4 * len(LADDER))
    life = await marsad.start("run")
    await until(lambda: _is_all_told(store), seconds=60)
    assert (await life.stopped(signal.SIGTERM))[0] == 0
    return {telegram_id: _aftermath(sim, store, telegram_id) for telegram_id in LANGUAGES}


async def _some_requests(sim: Simulator, count: int) -> None:
    """Wait until a life has made this many requests, or seems to make no more."""
    enough = len(sim.requests) + count
    with contextlib.suppress(TimeoutError):
        await until(lambda: len(sim.requests) >= enough, seconds=LONGEST_LIFE_S)


def _grow(sim: Simulator, step: int) -> None:
    """The accounts climb the ladder in turns, and leave time to tell of it."""
    sim.world.x("111").followers = LADDER[min(step // 4, len(LADDER) - 1)] + 5
    sim.world.x("222").followers = LADDER[min((step + 2) // 4, len(LADDER) - 1)] + 5


def _is_all_told(store: Store) -> bool:
    """Whether the last milestone of both accounts is noticed, and no letter waits."""
    with store.read() as tx:
        events = ledger.events(tx, start=datetime.min.replace(tzinfo=UTC), end=datetime.max.replace(tzinfo=UTC))
        letters = [letter for chat in chats.chats(tx) for letter in outbox.history(tx, chat.key, 1_000)]
    last = [event for event in events if event.event.key.endswith(f":{LADDER[-1]}")]
    return len(last) == 2 and all(letter.closed_at is not None for letter in letters)


def _aftermath(sim: Simulator, store: Store, telegram_id: int) -> Aftermath:
    with store.read() as tx:
        chat = chats.chat_by_telegram_id(tx, telegram_id)
        assert chat is not None
        events = ledger.events(tx, start=datetime.min.replace(tzinfo=UTC), end=datetime.max.replace(tzinfo=UTC))
        letters = tuple(reversed(outbox.history(tx, chat.key, 1_000)))
        return Aftermath(
            events=tuple(event.key for event in events),
            letters=letters,
            told=tuple(one.event for letter in letters for one in tellings.told_in(tx, letter)),
            periods=digests.periods(tx, chat.key),
            received=tuple(sent.html for sent in sim.telegram.sent if sent.chat_id == telegram_id),
            repeat=words_for(chat.language, chat.region).say("alert.repeat") + "\n",
        )


async def test_killed_at_any_moment_it_keeps_every_promise(aftermath: Mapping[int, Aftermath]) -> None:
    chats_left = aftermath.values()
    owed = [
        (chat, part) for chat in chats_left for letter in chat.letters for part in letter.parts
    ]  # in the order in which they were to be sent
    firsts = [[chat.copies(part)[:1] for letter in chat.letters for part in letter.parts] for chat in chats_left]
    weeks = [[one.dedupe_key for one in chat.letters if one.kind is LetterKind.DIGEST] for chat in chats_left]

    # Nothing is lost.
    assert all(chat.told == chat.events for chat in chats_left)
    assert {letter.state for chat in chats_left for letter in chat.letters} == {LetterState.SENT}
    assert [part for chat, part in owed if not chat.copies(part)] == []
    # Nothing changes places.
    assert [pair for places in firsts for pair in pairwise(places) if pair[0] >= pair[1]] == []
    # Whatever comes twice says that it may.
    assert [part for chat, part in owed if chat.unlabelled(part)] == []
    # One digest for the last week, standing in for those before.
    assert all(len(digest) == 1 for digest in weeks)
    assert all([one.covered_by is None for one in chat.periods] == [False, False, True] for chat in chats_left)
