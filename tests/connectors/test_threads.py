"""What is Threads' own: two shapes of an answer, profiles that cannot be discovered, a thousand lookups a day."""

import json
from collections.abc import Callable

import pytest

from connectors.connector import Connector
from connectors.errors import MalformedAnswer, NotPermitted, RateLimited
from connectors.wire import picture_mark
from growth.count import Count
from growth.platform import THREADS, Metric
from growth.reading import AccountRef, Profile, Unread, UnreadReason
from simulator.faults import Fault
from simulator.keyed_world import ThreadsProfile
from simulator.server import Simulator


@pytest.fixture
def threads(connect: Callable[..., Connector]) -> Connector:
    return connect(THREADS)


@pytest.fixture(autouse=True)
def profile(sim: Simulator) -> ThreadsProfile:
    return sim.world.put(ThreadsProfile(id="police", name="Police", followers=45_000, is_verified=True))


async def test_a_profile_has_its_followers_and_its_mark(threads: Connector) -> None:
    answer = await threads.read([AccountRef("Police")])

    assert answer.readings == (
        Profile(
            platform_id=None,
            handle="police",
            counters={Metric.FOLLOWERS: Count(45_000)},
            display_name="Police",
            verified=True,
            url="https://www.threads.com/@police",
            picture=picture_mark("https://scontent.example/police.jpg"),
        ),
    )
    assert answer.requests == 1


async def test_an_answer_in_a_list_is_read_likewise(threads: Connector, sim: Simulator) -> None:
    sim.faults.add(Fault(api="threads", body='{"data": [{"username": "police", "follower_count": 7}]}'))

    (reading,) = (await threads.read([AccountRef("police")])).readings

    assert isinstance(reading, Profile)
    assert reading.counters == {Metric.FOLLOWERS: Count(7)}


@pytest.mark.parametrize("body", ['{"data": []}', '{"data": [{}]}', '{"data": [1, 2]}', '{"username": ""}', "{}"])
async def test_an_answer_without_a_profile_is_malformed(threads: Connector, sim: Simulator, body: str) -> None:
    sim.faults.add(Fault(api="threads", body=body))

    with pytest.raises(MalformedAnswer):
        await threads.read([AccountRef("police")])


@pytest.mark.parametrize(("followers", "is_public"), [(99, True), (45_000, False)])
async def test_a_profile_that_cannot_be_discovered_is_not_found(
    threads: Connector, profile: ThreadsProfile, followers: int, *, is_public: bool
) -> None:
    profile.followers, profile.is_public = followers, is_public

    (reading,) = (await threads.read([AccountRef("police")])).readings

    assert isinstance(reading, Unread)
    assert reading.reason is UnreadReason.NOT_FOUND


async def test_a_missing_permission_is_not_the_profile_s_fault(threads: Connector, sim: Simulator) -> None:
    words = "(#100) This endpoint requires the 'threads_profile_discovery' permission"
    sim.faults.add(Fault(api="threads", status=400, body=json.dumps({"error": {"code": 100, "message": words}})))

    with pytest.raises(NotPermitted):
        await threads.read([AccountRef("police")])


async def test_the_day_s_lookups_end(threads: Connector, sim: Simulator) -> None:
    sim.world.allowances.threads = 0

    with pytest.raises(RateLimited):
        await threads.read([AccountRef("police")])


async def test_the_token_stands_in_no_address(threads: Connector, sim: Simulator) -> None:
    await threads.read([AccountRef("police")])

    assert set(sim.requests[0].params) == {"username", "fields"}
