"""What is Bluesky's own: who is left out of a list, handles that are domains, voices that vouch."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from connectors.bluesky_wire import actor_of
from connectors.connector import Connector, Quota
from connectors.errors import MalformedAnswer, RateLimited
from growth.platform import BLUESKY
from growth.reading import AccountRef, Profile, Unread, UnreadReason
from simulator.faults import Fault
from simulator.open_world import BlueskyAccount, BlueskyState
from simulator.server import Simulator

DID = "did:plc:abcdefghijklmnopqrstuvwx"
REF = AccountRef("police.example", DID)


@pytest.fixture
def bluesky(connect: Callable[..., Connector]) -> Connector:
    return connect(BLUESKY)


@pytest.fixture(autouse=True)
def police(sim: Simulator) -> BlueskyAccount:
    return sim.world.put(BlueskyAccount(id=DID, handle="police.example", name="Police", followers=45_000))


@pytest.mark.parametrize(
    ("state", "reason", "said"),
    [
        (BlueskyState.TAKEDOWN, UnreadReason.SUSPENDED, "Account has been suspended"),
        (BlueskyState.DEACTIVATED, UnreadReason.DEACTIVATED, "Account is deactivated"),
        (BlueskyState.MISSING, UnreadReason.NOT_FOUND, "Profile not found"),
    ],
)
async def test_who_is_left_out_of_a_list_is_asked_for_alone_and_says_why(
    bluesky: Connector, sim: Simulator, police: BlueskyAccount, state: BlueskyState, reason: UnreadReason, said: str
) -> None:
    sim.world.put(BlueskyAccount(id="did:plc:other", handle="other.example"))
    police.state = state

    answer = await bluesky.read([REF, AccountRef("other.example")])

    assert answer.readings[0] == Unread(reason, said)
    assert isinstance(answer.readings[1], Profile)
    assert [seen.path.rpartition(".")[2] for seen in sim.requests] == ["getProfiles", "getProfile"]


async def test_an_account_left_out_by_mistake_is_read_alone(bluesky: Connector, sim: Simulator) -> None:
    sim.faults.add(Fault(api="bluesky", path="getProfiles", body='{"profiles": []}'))

    answer = await bluesky.read([REF])

    assert isinstance(answer.readings[0], Profile)


async def test_a_handle_whose_domain_no_longer_names_it_is_no_new_handle(
    bluesky: Connector, police: BlueskyAccount
) -> None:
    police.has_valid_handle = False

    by_id, by_handle = (await bluesky.read([REF, AccountRef("police.example")])).readings

    assert isinstance(by_id, Profile)
    assert isinstance(by_handle, Profile)
    assert (by_id.handle, by_handle.handle, by_handle.platform_id) == ("police.example", "police.example", DID)


@pytest.mark.parametrize("is_verified", [True, False])
async def test_without_a_voice_that_vouches_an_account_is_not_verified(
    bluesky: Connector, police: BlueskyAccount, *, is_verified: bool
) -> None:
    police.is_verified = is_verified

    (reading,) = (await bluesky.read([REF])).readings

    assert isinstance(reading, Profile)
    assert reading.verified is is_verified


async def test_an_actor_that_bluesky_does_not_take_costs_one_request_more_and_nobody_else(
    bluesky: Connector, sim: Simulator
) -> None:
    words = "Error: actors/1 must be a valid did or a handle"
    body = f'{{"error": "InvalidRequest", "message": "{words}"}}'
    sim.faults.add(Fault(api="bluesky", path="getProfiles", status=400, body=body, times=1))

    answer = await bluesky.read([REF, AccountRef("strange.example"), AccountRef("police.example")])

    assert [type(reading) for reading in answer.readings] == [Profile, Unread, Profile]
    assert answer.readings[1] == Unread(UnreadReason.MALFORMED)
    assert len(sim.requests) == 2


async def test_an_actor_alone_that_bluesky_does_not_take_is_malformed(bluesky: Connector, sim: Simulator) -> None:
    body = '{"error": "InvalidRequest", "message": "Error: actors/0 must be a valid did or a handle"}'
    sim.faults.add(Fault(api="bluesky", path="getProfiles", status=400, body=body))

    answer = await bluesky.read([REF])

    assert answer.readings == (Unread(UnreadReason.MALFORMED),)


async def test_a_refusal_that_names_nobody_is_the_requests(bluesky: Connector, sim: Simulator) -> None:
    body = '{"error": "InvalidRequest", "message": "Error: actors/9 must be a valid did or a handle"}'
    sim.faults.add(Fault(api="bluesky", path="getProfiles", status=400, body=body))

    with pytest.raises(MalformedAnswer):
        await bluesky.read([REF])


async def test_what_was_read_is_kept_when_asking_for_the_rest_fails(bluesky: Connector, sim: Simulator) -> None:
    sim.faults.add(Fault(api="bluesky", path="getProfiles", delay_s=0.001))
    sim.faults.add(Fault(api="bluesky", path="getProfile", kind="rate_limited", retry_after_s=60))

    answer = await bluesky.read([REF, AccountRef("nobody.example")])

    assert isinstance(answer.readings[0], Profile)
    assert isinstance(answer.readings[1], Unread)
    assert answer.readings[1].reason is UnreadReason.UNANSWERED
    assert answer.quota is not None
    assert answer.quota.remaining == 0


async def test_what_the_headers_say_of_the_limit_is_handed_on(bluesky: Connector, sim: Simulator) -> None:
    renews = int(sim.clock.now().timestamp()) + 300
    headers = {"ratelimit-remaining": "2999", "ratelimit-reset": str(renews)}
    sim.faults.add(Fault(api="bluesky", headers=headers, delay_s=0.001))

    answer = await bluesky.read([REF])

    assert answer.quota == Quota(remaining=2999, renews_at=datetime.fromtimestamp(renews, UTC))


async def test_a_refusal_of_the_limit_names_the_instant_it_ends(bluesky: Connector, sim: Simulator) -> None:
    sim.faults.add(Fault(api="bluesky", kind="rate_limited"))

    with pytest.raises(RateLimited) as caught:
        await bluesky.read([REF])

    assert caught.value.until is not None
    assert (caught.value.until - sim.clock.now()).total_seconds() == 300


@pytest.mark.parametrize(
    ("ref", "actor"),
    [
        (AccountRef("NCSC.gov.uk"), "ncsc.gov.uk"),
        (AccountRef("8.cn"), "8.cn"),
        (AccountRef("xn--ls8h.test"), "xn--ls8h.test"),
        (AccountRef("x", DID), DID),
        (AccountRef("x", "did:web:police.example"), "did:web:police.example"),
        (AccountRef("police"), None),
        (AccountRef("police.example."), None),
        (AccountRef(".police.example"), None),
        (AccountRef("po_lice.example"), None),
        (AccountRef("police.1"), None),
        (AccountRef("handle.invalid"), None),
        (AccountRef("a" * 64 + ".example"), None),
        (AccountRef("police.example", "did:plc:short"), None),
        (AccountRef("police.example", "did:key:zQ3"), None),
        (AccountRef("police.example", "police.example"), None),
    ],
)
def test_an_actor_is_a_did_or_a_domain(ref: AccountRef, actor: str | None) -> None:
    assert actor_of(ref) == actor
