"""As few requests as there can be, also when some of them fail."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from math import ceil, log2

import pytest

from bot.app import App
from growth.platform import X
from simulator.faults import Fault
from simulator.server import Simulator
from simulator.world import XAccount
from storage import accounts
from storage.store import Store

HOUR = timedelta(hours=1)
POISON = '{"title": "Invalid Request", "detail": "Something is wrong.", "errors": [{"message": "Something is wrong."}]}'


@pytest.fixture
def add(sim: Simulator, store: Store, app: App) -> Callable[[int], None]:
    """Brings the accounts of X to ``number``, all but the first with an id that is known."""

    def put(number: int) -> None:
        with store.begin() as tx:
            for index in range(number - 1):
                sim.world.put(XAccount(id=str(10_000 + index), username=f"unit{index}"))
                accounts.save_account(
                    tx,
                    agency="city",
                    platform=X,
                    handle=f"unit{index}",
                    platform_id=str(10_000 + index),
                    origin="command",
                    now=app.now(),
                )

    return put


def poison(sim: Simulator, *ids: int) -> None:
    for one in ids:
        sim.faults.add(Fault(api="x", status=400, body=POISON, param=str(one)))


def requests(sim: Simulator) -> int:
    return len(sim.requests.of("x"))


async def settled(app: App, sim: Simulator) -> None:
    """Everybody read once, so that every id is known."""
    await app.poll(X)
    sim.clock.advance(HOUR)
    sim.requests.clear()


@pytest.mark.parametrize("number", [2, 3, 25, 64, 99, 100])
@pytest.mark.parametrize("place", [0, -1])
async def test_an_account_that_spoils_its_request_costs_the_logarithm_of_the_batch(
    app: App, sim: Simulator, add: Callable[[int], None], number: int, place: int
) -> None:
    add(number)
    await settled(app, sim)
    poison(sim, [10_000, 10_000 + number - 2][place])

    report = await app.poll(X)

    spoilt = [one.account.platform_id for one in report.polled if one.outcome == "malformed"]
    assert spoilt == [str([10_000, 10_000 + number - 2][place])]
    assert sum(one.outcome == "read" for one in report.polled) == number - 1
    assert requests(sim) <= 2 + ceil(log2(number))  # the one refused, the one without it, the search


async def test_what_spoilt_a_request_is_asked_for_apart_the_next_time(
    app: App, sim: Simulator, add: Callable[[int], None]
) -> None:
    add(250)
    await settled(app, sim)
    poison(sim, 10_007)
    await app.poll(X)
    sim.clock.advance(HOUR)
    sim.requests.clear()

    again = await app.poll(X)

    assert requests(sim) == ceil(249 / 100) + 1
    assert [one.account.platform_id for one in again.polled if one.outcome != "read"] == ["10007"]


@pytest.mark.parametrize("ids", [(10_001, 10_002), (10_000, 10_050, 10_098), (10_049, 10_050)])
async def test_several_that_spoil_a_request_are_all_found(
    app: App, sim: Simulator, add: Callable[[int], None], ids: Sequence[int]
) -> None:
    add(100)
    await settled(app, sim)
    poison(sim, *ids)

    report = await app.poll(X)

    assert {one.account.platform_id for one in report.polled if one.outcome == "malformed"} == set(map(str, ids))
    assert sum(one.outcome == "read" for one in report.polled) == 100 - len(ids)
    assert requests(sim) <= 1 + len(ids) * (1 + ceil(log2(100)))


async def test_a_request_that_is_wrong_by_itself_is_nobodys_fault(
    app: App, sim: Simulator, add: Callable[[int], None]
) -> None:
    add(250)
    await settled(app, sim)
    sim.faults.add(Fault(api="x", status=400, body=POISON))

    report = await app.poll(X)

    assert {one.outcome for one in report.polled} == {"malformed_answer"}
    assert requests(sim) <= 2 * (2 + ceil(log2(100)))


async def test_a_failed_batch_costs_one_request_and_the_others_nothing(
    app: App, sim: Simulator, add: Callable[[int], None]
) -> None:
    add(350)
    await settled(app, sim)
    sim.faults.add(Fault(api="x", status=503, times=1))

    report = await app.poll(X)

    assert requests(sim) == ceil(350 / 100)
    assert sum(one.outcome == "read" for one in report.polled) == 250


async def test_known_ids_and_handles_are_not_mixed_in_a_batch(
    app: App, sim: Simulator, add: Callable[[int], None], store: Store
) -> None:
    add(150)
    await app.poll(X)
    with store.begin() as tx:
        for index in range(60):
            accounts.save_account(tx, agency="city", platform=X, handle=f"no{index}", origin="command", now=app.now())
    sim.requests.clear()

    await app.poll(X)

    assert requests(sim) == ceil(150 / 100) + ceil(60 / 100)
