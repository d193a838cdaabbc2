import json
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import pytest

from simulator.faults import Fault
from simulator.rules import GraphRules
from simulator.server import Simulator
from simulator.world import Page

Batch = Callable[..., Awaitable[tuple[int, Any]]]


@pytest.fixture
def batch(sim: Simulator, http: aiohttp.ClientSession) -> Batch:
    async def post(*relative_urls: str, path: str = "/", **form: str) -> tuple[int, Any]:
        elements = [{"method": "GET", "relative_url": url} for url in relative_urls]
        data = {"batch": json.dumps(elements), "access_token": sim.tokens.graph, **form}
        async with http.post(sim.urls.graph + path, data=data) as answer:
            return answer.status, await answer.json()

    return post


@pytest.fixture(autouse=True)
def pages(sim: Simulator) -> list[Page]:
    return [sim.world.put(Page(id=str(number), followers=number)) for number in range(1, 61)]


async def test_answers_come_in_order_with_bodies_as_text(batch: Batch) -> None:
    status, answers = await batch("v26.0/3?fields=followers_count", "/v26.0/1", "v26.0/2", include_headers="false")

    assert status == 200
    assert [answer["code"] for answer in answers] == [200, 200, 200]
    assert [json.loads(answer["body"])["id"] for answer in answers] == ["3", "1", "2"]
    assert json.loads(answers[0]["body"]) == {"followers_count": 3, "id": "3"}
    assert set(answers[0]) == {"code", "body"}


async def test_headers_come_with_each_answer_unless_they_are_declined(batch: Batch) -> None:
    _, [answer] = await batch("v26.0/1")

    names = [header["name"] for header in answer["headers"]]
    assert names == ["Content-Type", "X-Business-Use-Case-Usage"]


async def test_one_bad_page_does_not_sink_the_rest(batch: Batch) -> None:
    status, answers = await batch("v26.0/1", "v26.0/999", "v26.0/nobody", "v26.0/2")

    assert status == 200
    assert [answer["code"] for answer in answers] == [200, 400, 400, 200]
    assert json.loads(answers[1]["body"])["error"]["error_subcode"] == 33
    assert json.loads(answers[2]["body"])["error"]["code"] == 803


async def test_an_element_may_ask_for_several_ids(batch: Batch) -> None:
    _, [answer] = await batch("v26.0/?ids=1,2&fields=followers_count")

    assert json.loads(answer["body"]) == {
        "1": {"followers_count": 1, "id": "1"},
        "2": {"followers_count": 2, "id": "2"},
    }


async def test_an_element_without_a_version_takes_the_batchs(batch: Batch) -> None:
    _, [old] = await batch("1", path="/v20.0/")
    _, [new] = await batch("1", path="/v26.0/")

    assert json.loads(old["body"])["error"]["code"] == 2635
    assert new["code"] == 200


async def test_fifty_requests_are_taken_and_one_more_is_not(batch: Batch) -> None:
    _, fifty = await batch(*(f"v26.0/{number}" for number in range(1, 51)))
    status, more = await batch(*(f"v26.0/{number}" for number in range(1, 52)))

    assert len(fifty) == 50
    assert status == 400
    assert more["error"]["type"] == "GraphBatchException"
    assert "Maximum batch size is 50" in more["error"]["message"]
    assert "code" not in more["error"]


@pytest.mark.parametrize("text", ["", "{}", "[]", "[1]", '[{"method":"GET"}]', "not json"])
async def test_a_batch_that_is_no_list_of_requests_is_refused(batch: Batch, text: str) -> None:
    status, document = await batch(batch=text)

    assert status == 400
    assert document["error"]["type"] == "GraphBatchException"


async def test_a_wrong_token_refuses_the_whole_batch(batch: Batch) -> None:
    status, document = await batch("v26.0/1", access_token="wrong")

    assert status == 400
    assert document["error"]["code"] == 190


async def test_an_element_that_took_too_long_is_null(sim: Simulator, batch: Batch) -> None:
    sim.faults.add(Fault(api="graph", kind="null_element", path="/2", times=1))

    _, answers = await batch("v26.0/1", "v26.0/2", "v26.0/3")
    _, again = await batch("v26.0/2")

    assert [answer is None for answer in answers] == [False, True, False]
    assert again[0]["code"] == 200


async def test_a_fault_on_one_page_hits_its_element_only(sim: Simulator, batch: Batch) -> None:
    sim.faults.add(Fault(api="graph", kind="not_found", path="/v26.0/2"))

    status, answers = await batch("v26.0/1", "v26.0/2", "v26.0/3")

    assert status == 200
    assert [answer["code"] for answer in answers] == [200, 400, 200]
    assert "Object with ID '2' does not exist" in json.loads(answers[1]["body"])["error"]["message"]


async def test_an_elements_body_may_be_anything(sim: Simulator, batch: Batch) -> None:
    sim.faults.add(Fault(api="graph", body="<html>", status=500, path="/v26.0/2"))

    _, answers = await batch("v26.0/1", "v26.0/2")

    assert (answers[1]["code"], answers[1]["body"]) == (500, "<html>")


async def test_a_fault_anywhere_hits_the_batch_as_a_whole(sim: Simulator, batch: Batch) -> None:
    sim.faults.add(Fault(api="graph", kind="unavailable"))

    status, document = await batch("v26.0/1")

    assert status == 500
    assert document["error"]["code"] == 2


async def test_every_element_counts_as_a_call(sim: Simulator, batch: Batch) -> None:
    sim.world.graph_rules = GraphRules(token_kind="app")
    fifty = [f"v26.0/{number}" for number in range(1, 51)]
    [await batch(*fifty) for _ in range(4)]

    status, answers = await batch("v26.0/1")

    assert status == 200
    assert answers[0]["code"] == 403
    assert json.loads(answers[0]["body"])["error"]["code"] == 4


async def test_what_is_not_a_read_is_refused_in_its_place(sim: Simulator, http: aiohttp.ClientSession) -> None:
    elements = [{"method": "POST", "relative_url": "v26.0/1"}, {"relative_url": "v26.0/1"}]
    data = {"batch": json.dumps(elements), "access_token": sim.tokens.graph}

    async with http.post(sim.urls.graph, data=data) as answer:
        codes = [element["code"] for element in await answer.json()]

    assert codes == [400, 200]


async def test_a_post_without_a_batch_is_refused(sim: Simulator, http: aiohttp.ClientSession) -> None:
    async with http.post(f"{sim.urls.graph}/v26.0/1", data={"access_token": sim.tokens.graph}) as answer:
        document = await answer.json()

    assert document["error"]["message"].startswith("Unsupported post request.")
