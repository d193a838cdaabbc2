from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from yarl import URL

from simulator.keyed_world import Organization
from simulator.server import Simulator

Ask = Callable[..., Awaitable[tuple[int, Any]]]

SIZE = "networkSizes/urn%3Ali%3Aorganization%3A1337?edgeType=COMPANY_FOLLOWED_BY_MEMBER"


@pytest.fixture
def ask(sim: Simulator, http: aiohttp.ClientSession) -> Ask:
    async def get(path: str, *, token: str = sim.tokens.linkedin, version: str = "202610") -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {token}", "LinkedIn-Version": version}
        async with http.get(URL(f"{sim.urls.linkedin}/rest/{path}", encoded=True), headers=headers) as answer:
            return answer.status, await answer.json()

    return get


@pytest.fixture(autouse=True)
def organization(sim: Simulator) -> Organization:
    return sim.world.put(Organization(id="1337", vanity_name="city-police", name="City Police", followers=4_821))


async def test_an_organization_is_found_by_the_name_in_its_address(ask: Ask) -> None:
    status, body = await ask("organizations?q=vanityName&vanityName=city-police")

    (element,) = body["elements"]
    assert (status, element["id"], element["localizedName"]) == (200, 1337, "City Police")


async def test_its_network_has_a_size(ask: Ask) -> None:
    assert await ask(SIZE) == (200, {"firstDegreeSize": 4_821})


@pytest.mark.parametrize(
    ("path", "changes", "status", "code"),
    [
        (SIZE, {"token": "wrong"}, 401, "INVALID_ACCESS_TOKEN"),
        (SIZE, {"version": "202510"}, 426, "NONEXISTENT_VERSION"),
        (SIZE, {"version": ""}, 426, "NONEXISTENT_VERSION"),
        (SIZE.replace("%3A", ":"), {}, 400, "INVALID_VALUE_FOR_FIELD"),
        (SIZE.replace("COMPANY_FOLLOWED_BY_MEMBER", "CompanyFollowedByMember"), {}, 400, "INVALID_VALUE_FOR_FIELD"),
        (SIZE.replace("1337", "404"), {}, 404, "NOT_FOUND"),
        ("organizations?q=search", {}, 400, "INVALID_VALUE_FOR_FIELD"),
    ],
)
async def test_what_cannot_be_answered_is_refused(
    ask: Ask, path: str, changes: dict[str, str], status: int, code: str
) -> None:
    answered, body = await ask(path, **changes)

    assert (answered, body["code"]) == (status, code)


async def test_an_organization_that_is_not_ours_is_denied(ask: Ask, organization: Organization) -> None:
    organization.is_ours = False

    status, body = await ask(SIZE)

    assert (status, body["code"], body["serviceErrorCode"]) == (403, "ACCESS_DENIED", 100)
