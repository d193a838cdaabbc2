"""What is LinkedIn's own: numbers behind names, organizations that are not ours, versions that end."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from connectors.connector import Connector
from connectors.errors import MalformedAnswer, RateLimited
from connectors.linkedin_wire import Organization as Key
from connectors.linkedin_wire import key_of
from growth.count import Count
from growth.platform import LINKEDIN, Metric
from growth.reading import AccountRef, Profile, Unread, UnreadReason
from simulator.faults import Fault
from simulator.keyed_world import Organization
from simulator.server import Simulator


@pytest.fixture
def linkedin(connect: Callable[..., Connector]) -> Connector:
    return connect(LINKEDIN)


@pytest.fixture(autouse=True)
def organization(sim: Simulator) -> Organization:
    return sim.world.put(Organization(id="1337", vanity_name="city-police", name="City Police", followers=4_821))


@pytest.mark.parametrize(
    ("ref", "requests"),
    [(AccountRef("City-Police"), 2), (AccountRef("city-police", "1337"), 1), (AccountRef("1337"), 1)],
)
async def test_a_name_costs_a_request_until_its_number_is_known(
    linkedin: Connector, sim: Simulator, ref: AccountRef, requests: int
) -> None:
    (reading,) = (await linkedin.read([ref])).readings

    assert isinstance(reading, Profile)
    assert (reading.platform_id, reading.display_name) == ("1337", None)
    assert reading.counters == {Metric.FOLLOWERS: Count(4_821)}
    assert len(sim.requests) == requests


async def test_an_organization_that_is_not_ours_says_nothing_of_the_others(
    linkedin: Connector, sim: Simulator, organization: Organization
) -> None:
    organization.is_ours = False
    sim.world.put(Organization(id="7", vanity_name="ours", followers=5))

    theirs, ours = (await linkedin.read([AccountRef("city-police", "1337"), AccountRef("ours", "7")])).readings

    assert isinstance(theirs, Unread)
    assert theirs.reason is UnreadReason.NOT_PERMITTED
    assert isinstance(ours, Profile)


async def test_a_version_that_has_ended_is_named(connect: Callable[..., Connector]) -> None:
    with pytest.raises(MalformedAnswer, match="is not active"):
        await connect(LINKEDIN, version="202401").read([AccountRef("city-police")])


async def test_a_reached_limit_renews_at_midnight(linkedin: Connector, sim: Simulator) -> None:
    sim.world.allowances.linkedin = 0

    with pytest.raises(RateLimited) as caught:
        await linkedin.read([AccountRef("city-police")])

    assert caught.value.until == datetime(2026, 11, 25, tzinfo=UTC)


async def test_a_pause_that_is_named_is_kept_to(linkedin: Connector, sim: Simulator) -> None:
    sim.faults.add(Fault(api="linkedin", kind="rate_limited", retry_after_s=90))

    with pytest.raises(RateLimited) as caught:
        await linkedin.read([AccountRef("city-police")])

    assert (caught.value.until, caught.value.after) == (None, timedelta(seconds=90))


@pytest.mark.parametrize("body", ['{"firstDegreeSize": "many"}', '{"firstDegreeSize": -1}', "{}", "[]"])
async def test_an_answer_without_a_size_is_malformed(linkedin: Connector, sim: Simulator, body: str) -> None:
    sim.faults.add(Fault(api="linkedin", path="networkSizes", body=body))

    with pytest.raises(MalformedAnswer):
        await linkedin.read([AccountRef("city-police", "1337")])


@pytest.mark.parametrize(
    ("ref", "key"),
    [
        (AccountRef("city-police"), Key(None, "city-police")),
        (AccountRef("1337"), Key("1337", "1337")),
        (AccountRef("city-police", "1337"), Key("1337", "city-police")),
        (AccountRef("city-police", "urn:li:organization:1337"), None),
        (AccountRef("city-police", "0"), None),
        (AccountRef("city/police"), None),
        (AccountRef("city_police"), None),
        (AccountRef(""), None),
    ],
)
def test_a_key_is_a_number_or_a_name(ref: AccountRef, key: Key | None) -> None:
    assert key_of(ref) == key
