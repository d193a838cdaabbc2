"""Kills the daemon at any moment, again and again: nothing is lost, and doubles say that they are."""

import asyncio
import random
import signal
from collections import Counter
from datetime import UTC, datetime

import pytest
from support.process import Marsad, until

from growth.event import Milestone
from simulator.faults import Fault
from simulator.server import Simulator
from storage import ledger
from storage.store import Store

KILLS = 6
REPEAT = "↻"
THRESHOLDS = (1_000, 2_000, 5_000, 10_000, 20_000, 30_000, 40_000, 50_000, 60_000, 70_000, 80_000, 90_000, 100_000)


@pytest.mark.parametrize("seed", [1])
async def test_killed_at_any_moment_it_loses_no_message(sim: Simulator, marsad: Marsad, seed: int) -> None:
    chance = random.Random(seed)
    sim.telegram.limits = None
    daemon = await marsad.start("run")
    sim.telegram.say("/start", chat_id=700, user_id=700)
    await until(lambda: len(sim.telegram.sent) >= 1)
    for threshold in THRESHOLDS[:KILLS]:
        sim.world.x("111").followers = threshold + 5
        sim.faults.add(Fault(api="telegram", path="sendMessage", drop=chance.choice(["before", "after"]), times=1))
        asked = len(sim.requests.of("x"))
        await until(lambda: len(sim.requests.of("x")) > asked)  # noqa: B023 - waited for before the next round
        await asyncio.sleep(chance.uniform(0.0, 1.0))
        daemon.kill()
        await daemon.communicate()
        daemon = await marsad.start("run")
    sim.faults.clear()
    sim.world.x("111").followers = 100_005
    await until(lambda: any("100,000" in one.text for one in sim.telegram.sent))
    await marsad.stopped(daemon, signal.SIGTERM)

    store = Store.open(f"sqlite:///{marsad.database}")
    with store.read() as tx:
        found = ledger.events(tx, start=datetime(2020, 1, 1, tzinfo=UTC), end=datetime(2100, 1, 1, tzinfo=UTC))
    store.close()
    told = [one.text for one in sim.telegram.sent if "followers" in one.text.replace(REPEAT, "")]
    noticed = [f"{one.event.facts.threshold:,}" for one in found if isinstance(one.event.facts, Milestone)]
    missing = [number for number in noticed if not any(number in text for text in told)]
    unlabelled = Counter(text for text in told if not text.startswith(REPEAT))
    assert len(noticed) >= 3
    assert missing == []
    assert [text for text, times in unlabelled.items() if times > 1] == []
