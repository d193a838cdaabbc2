import asyncio
import subprocess
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from urllib.parse import urlsplit

import aiohttp
import pytest

from simulator.faults import Fault
from simulator.server import Ports, Simulator, Tokens, serve
from simulator.world import XAccount

NOW = datetime(2019, 2, 15, tzinfo=UTC)


async def test_every_api_listens_on_loopback_on_a_port_of_its_own(sim: Simulator) -> None:
    addresses = [urlsplit(url) for url in asdict(sim.urls).values()]

    assert {address.hostname for address in addresses} == {"127.0.0.1"}
    assert len({address.port for address in addresses}) == len(addresses) == 13


async def test_two_simulators_know_nothing_of_each_other() -> None:
    async with Simulator.start(now=NOW) as one, Simulator.start(now=NOW) as other:
        one.world.put(XAccount(id="1", username="one"))

        assert other.world.x_accounts == {}
        assert one.urls != other.urls


async def test_leaving_ends_a_poll_and_cuts_an_answer_that_are_still_open(http: aiohttp.ClientSession) -> None:
    async with asyncio.timeout(10):
        async with Simulator.start(now=NOW) as sim:
            sim.faults.add(Fault(api="x", delay_s=50))
            poll = http.post(f"{sim.urls.telegram}/bot{sim.tokens.telegram}/getUpdates", data={"timeout": 50})
            late = http.get(f"{sim.urls.x}/2/users/1")
            open_ones = [asyncio.ensure_future(poll), asyncio.ensure_future(late)]
            done, _ = await asyncio.wait(open_ones, timeout=0.1)
        outcomes = await asyncio.gather(*open_ones, return_exceptions=True)

    assert not done
    assert isinstance(outcomes[1], aiohttp.ClientError)


async def test_nothing_listens_after_leaving(http: aiohttp.ClientSession) -> None:
    async with Simulator.start(now=NOW) as sim:
        address = sim.urls.x

    with pytest.raises(aiohttp.ClientConnectorError):
        await http.get(address)


async def test_a_port_may_be_chosen_and_a_taken_one_is_an_error(sim: Simulator) -> None:
    taken = urlsplit(sim.urls.x).port or 0

    with pytest.raises(OSError, match="address already in use"):
        async with Simulator.start(now=NOW, ports=Ports(graph=taken)):
            pass


async def test_other_tokens_than_the_given_ones_are_refused(http: aiohttp.ClientSession) -> None:
    async with Simulator.start(now=NOW, tokens=Tokens(x="mine")) as sim:
        statuses = [
            (await http.get(f"{sim.urls.x}/2/users/1", headers={"Authorization": f"Bearer {token}"})).status
            for token in ("mine", Tokens().x)
        ]

    assert statuses == [200, 401]


def test_tokens_are_not_shown() -> None:
    assert repr(Tokens(x="X_SECRET", app_secret="A_SECRET")) == "Tokens()"


async def test_serving_lasts_until_it_is_told_to_stop(
    http: aiohttp.ClientSession, capsys: pytest.CaptureFixture[str]
) -> None:
    stop, started = asyncio.Event(), asyncio.get_running_loop().create_future()

    serving = asyncio.ensure_future(serve(stop, on_start=started.set_result))
    sim = await started
    status = (await http.get(f"{sim.urls.control}/clock")).status
    stop.set()
    await serving

    assert sim.clock.is_running
    assert status == 200
    assert capsys.readouterr() == ("", "")


def test_importing_it_does_not_import_a_web_server() -> None:
    program = "import sys, simulator.server; sys.exit('aiohttp' in sys.modules or 'pydantic' in sys.modules)"

    outcome = subprocess.run([sys.executable, "-c", program], check=False)

    assert outcome.returncode == 0
