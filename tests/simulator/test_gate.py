import aiohttp
import pytest

from simulator.faults import Fault
from simulator.server import Simulator
from simulator.world import XAccount


@pytest.fixture(autouse=True)
def account(sim: Simulator) -> XAccount:
    return sim.world.put(XAccount(id="7", username="seven"))


@pytest.fixture
def url(sim: Simulator) -> str:
    return f"{sim.urls.graph}/v26.0/7"


async def test_a_raw_body_is_sent_as_it_is(sim: Simulator, http: aiohttp.ClientSession) -> None:
    sim.faults.add(Fault(api="x", status=502, body="oops", content_type="text/plain", headers={"x-served-by": "t4"}))

    async with http.get(f"{sim.urls.x}/2/users/7") as answer:
        text = await answer.text()

    assert (answer.status, text) == (502, "oops")
    assert answer.headers["Content-Type"] == "text/plain"
    assert answer.headers["x-served-by"] == "t4"


async def test_a_raw_body_alone_comes_as_a_success(sim: Simulator, http: aiohttp.ClientSession) -> None:
    sim.faults.add(Fault(api="x", body="[]"))

    async with http.get(f"{sim.urls.x}/2/users/7") as answer:
        document = await answer.json()

    assert (answer.status, document) == (200, [])


async def test_a_raw_body_may_come_without_a_content_type(sim: Simulator, http: aiohttp.ClientSession) -> None:
    sim.faults.add(Fault(api="x", body="{}", content_type=""))

    async with http.get(f"{sim.urls.x}/2/users/7") as answer:
        await answer.read()

    assert "Content-Type" not in answer.headers


async def test_headers_alone_are_added_to_the_true_answer(sim: Simulator, http: aiohttp.ClientSession) -> None:
    sim.faults.add(Fault(api="x", headers={"x-rate-limit-remaining": "1"}))
    authorization = {"Authorization": f"Bearer {sim.tokens.x}"}

    async with http.get(f"{sim.urls.x}/2/users/7", headers=authorization) as answer:
        await answer.read()

    assert answer.status == 200
    assert answer.headers["x-rate-limit-remaining"] == "1"


@pytest.mark.parametrize("drop", ["before", "after"])
async def test_a_connection_can_be_cut_instead_of_answered(
    sim: Simulator, http: aiohttp.ClientSession, drop: str
) -> None:
    sim.faults.add(Fault(api="telegram", drop=drop, times=1))

    with pytest.raises(aiohttp.ClientError):
        await http.post(f"{sim.urls.telegram}/bot{sim.tokens.telegram}/sendMessage", data={"chat_id": 1, "text": "a"})

    [seen] = sim.requests
    assert seen.status is None


@pytest.mark.parametrize(("drop", "sent"), [("before", 0), ("after", 1)])
async def test_a_cut_before_loses_the_request_and_a_cut_after_loses_the_answer(
    sim: Simulator, http: aiohttp.ClientSession, drop: str, sent: int
) -> None:
    sim.telegram.say("/start", chat_id=1, user_id=1)
    sim.faults.add(Fault(api="telegram", drop=drop, times=1, chat_id=1))

    with pytest.raises(aiohttp.ClientError):
        await http.post(f"{sim.urls.telegram}/bot{sim.tokens.telegram}/sendMessage", data={"chat_id": 1, "text": "a"})

    assert len(sim.telegram.sent) == sent


async def test_a_late_answer_is_to_a_request_that_was_carried_out(sim: Simulator, http: aiohttp.ClientSession) -> None:
    sim.telegram.say("/start", chat_id=1, user_id=1)
    sim.faults.add(Fault(api="telegram", delay_s=30, times=1, chat_id=1))
    impatient = aiohttp.ClientTimeout(total=0.2)

    with pytest.raises(TimeoutError):
        await http.post(
            f"{sim.urls.telegram}/bot{sim.tokens.telegram}/sendMessage",
            data={"chat_id": 1, "text": "a"},
            timeout=impatient,
        )

    assert len(sim.telegram.sent) == 1


async def test_every_request_is_written_down_without_its_secrets(
    sim: Simulator, http: aiohttp.ClientSession, url: str
) -> None:
    params = {"access_token": sim.tokens.graph, "fields": "id", "appsecret_proof": "abc"}

    await http.get(url, params=params)
    await http.get(url, params={"access_token": "a wrong one"})
    await http.post(f"{sim.urls.telegram}/bot{sim.tokens.telegram}/getMe")
    await http.post(f"{sim.urls.telegram}/bot999:WRONG/getMe")

    first, second, third, fourth = sim.requests
    assert (first.api, first.method, first.path, first.status) == ("graph", "GET", "/v26.0/7", 400)
    assert first.params == {"access_token": "***", "fields": "id", "appsecret_proof": "***"}
    assert first.at == sim.clock.now()
    assert (second.params, second.status) == ({"access_token": "***"}, 400)
    assert (third.path, fourth.path) == ("/bot***/getMe", "/bot***/getMe")


async def test_parameters_of_forms_and_of_json_are_seen_alike(sim: Simulator, http: aiohttp.ClientSession) -> None:
    address = f"{sim.urls.telegram}/bot{sim.tokens.telegram}/getChat"

    await http.post(address, data={"chat_id": "@x"})
    await http.post(address, json={"chat_id": "@x"})

    assert [dict(seen.params) for seen in sim.requests] == [{"chat_id": "@x"}, {"chat_id": "@x"}]
