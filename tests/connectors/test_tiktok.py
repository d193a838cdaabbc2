"""What is TikTok's own: a token that ends after two hours, and a thousand requests a day."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr

from connectors.connector import Connector
from connectors.errors import AuthFailed, BudgetSpent, Unavailable
from connectors.tiktok_wire import name_of
from growth.count import Count
from growth.platform import TIKTOK, Metric
from growth.reading import AccountRef, Profile, Unread, UnreadReason
from simulator.faults import Fault
from simulator.keyed_world import TiktokUser
from simulator.server import Simulator

LOGIN, USER = "/v2/oauth/token/", "/v2/research/user/info/"


@pytest.fixture
def tiktok(connect: Callable[..., Connector]) -> Connector:
    return connect(TIKTOK)


@pytest.fixture(autouse=True)
def user(sim: Simulator) -> TiktokUser:
    return sim.world.put(TiktokUser(id="police", name="Police", followers=45_000, likes=9, videos=3, is_verified=True))


def paths(sim: Simulator) -> list[str]:
    return [seen.path for seen in sim.requests]


async def test_a_user_has_its_counters_and_its_mark(tiktok: Connector) -> None:
    answer = await tiktok.read([AccountRef("Police")])

    (reading,) = answer.readings
    assert isinstance(reading, Profile)
    assert reading.counters == {
        Metric.FOLLOWERS: Count(45_000),
        Metric.FOLLOWING: Count(0),
        Metric.LIKES: Count(9),
        Metric.POSTS: Count(3),
    }
    assert (reading.handle, reading.display_name, reading.verified) == ("Police", "Police", True)
    assert answer.requests == 1


async def test_one_token_serves_until_it_ends_and_then_a_new_one(tiktok: Connector, sim: Simulator) -> None:
    await tiktok.read([AccountRef("police")])
    await tiktok.read([AccountRef("police")])
    sim.clock.advance(timedelta(hours=2))

    answer = await tiktok.read([AccountRef("police")])

    assert isinstance(answer.readings[0], Profile)
    assert paths(sim) == [LOGIN, USER, USER, USER, LOGIN, USER]


async def test_reads_at_the_same_time_share_a_login(tiktok: Connector, sim: Simulator) -> None:
    await asyncio.gather(*[tiktok.read([AccountRef("police")]) for _ in range(5)])

    assert paths(sim).count(LOGIN) == 1


async def test_a_token_that_is_refused_twice_is_a_failed_login(tiktok: Connector, sim: Simulator) -> None:
    sim.faults.add(Fault(api="tiktok", path=USER, kind="access_token_invalid"))

    with pytest.raises(AuthFailed):
        await tiktok.read([AccountRef("police")])

    assert paths(sim) == [LOGIN, USER, LOGIN, USER]


@pytest.mark.parametrize("name", ["client_key", "client_secret"])
async def test_a_wrong_key_or_secret_is_refused(connect: Callable[..., Connector], name: str) -> None:
    with pytest.raises(AuthFailed, match="Client key or secret is incorrect"):
        await connect(TIKTOK, **{name: SecretStr("wrong")}).read([AccountRef("police")])


@pytest.mark.parametrize(
    "body", ["", "<html>", "[]", "{}", '{"access_token": ""}', '{"access_token": "a b"}', '{"access_token": 5}']
)
async def test_an_answer_without_a_token_is_never_used(tiktok: Connector, sim: Simulator, body: str) -> None:
    sim.faults.add(Fault(api="tiktok", path=LOGIN, status=503, body=body))

    with pytest.raises(Unavailable):
        await tiktok.read([AccountRef("police")])

    assert USER not in paths(sim)


async def test_no_token_is_shown_though_tiktok_repeats_it(tiktok: Connector, sim: Simulator) -> None:
    await tiktok.read([AccountRef("police")])
    sim.faults.add(Fault(api="tiktok", path=USER, status=500, body='{"error": {"message": "clt.simulated-tiktok-1"}}'))

    with pytest.raises(Unavailable) as caught:
        await tiktok.read([AccountRef("police")])

    assert "***" in str(caught.value)
    assert "clt." not in f"{caught.value!r} {vars(tiktok)!r}"


@pytest.mark.parametrize(
    ("is_private", "handle", "reason"),
    [(True, "police", UnreadReason.PROTECTED), (False, "nobody", UnreadReason.NOT_FOUND)],
)
async def test_who_cannot_be_seen_is_told_apart(
    tiktok: Connector, user: TiktokUser, *, is_private: bool, handle: str, reason: UnreadReason
) -> None:
    user.is_private = is_private

    (reading,) = (await tiktok.read([AccountRef(handle)])).readings

    assert isinstance(reading, Unread)
    assert reading.reason is reason


async def test_a_day_s_requests_renew_at_midnight(tiktok: Connector, sim: Simulator) -> None:
    sim.world.allowances.tiktok = 0

    with pytest.raises(BudgetSpent) as caught:
        await tiktok.read([AccountRef("police")])

    assert caught.value.until == datetime(2026, 11, 25, tzinfo=UTC)


@pytest.mark.parametrize(
    ("handle", "name"),
    [("Police.Maroc_1", "police.maroc_1"), ("a", None), ("a" * 25, None), ("police.", None), ("po-lice", None)],
)
def test_a_name_is_two_to_twenty_four_letters(handle: str, name: str | None) -> None:
    assert name_of(AccountRef(handle)) == name
