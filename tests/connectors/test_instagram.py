"""What is Instagram's own: one account looks at another by name, and the calls count for the app."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from connectors.connector import Connector
from connectors.errors import NotPermitted, RateLimited
from connectors.instagram_wire import name_of
from connectors.wire import picture_mark
from growth.count import Count
from growth.platform import INSTAGRAM, Metric
from growth.reading import AccountRef, Profile, Unread, UnreadReason
from simulator.faults import Fault
from simulator.keyed_world import InstagramAccount, InstagramState
from simulator.server import Simulator

POSTED = datetime(2026, 11, 23, 17, 30, tzinfo=UTC)


@pytest.fixture
def instagram(connect: Callable[..., Connector]) -> Connector:
    return connect(INSTAGRAM)


@pytest.fixture
def accounts(sim: Simulator) -> list[InstagramAccount]:
    return [
        sim.world.put(
            InstagramAccount(
                id=f"178414{number}",
                username=f"unit_{number}",
                name=f"Unit {number}",
                followers=3_000 + number,
                following=12,
                posts=1_205,
                biography="In the service of the citizen",
                last_post_at=POSTED,
            )
        )
        for number in range(3)
    ]


@pytest.fixture
def refs(accounts: list[InstagramAccount]) -> list[AccountRef]:
    return [AccountRef(account.username) for account in accounts]


async def reasons_of(connector: Connector, refs: list[AccountRef]) -> list[UnreadReason | None]:
    answer = await connector.read(refs)
    return [reading.reason if isinstance(reading, Unread) else None for reading in answer.readings]


async def test_a_profile_has_its_counters_its_words_and_its_latest_post(
    instagram: Connector, refs: list[AccountRef]
) -> None:
    answer = await instagram.read(refs[:1])

    assert answer.readings[0] == Profile(
        platform_id="1784140",
        handle="unit_0",
        counters={Metric.FOLLOWERS: Count(3_000), Metric.FOLLOWING: Count(12), Metric.POSTS: Count(1_205)},
        display_name="Unit 0",
        url="https://www.instagram.com/unit_0/",
        last_post_at=POSTED,
        description="In the service of the citizen",
        picture=picture_mark("https://scontent.example/1784140.jpg"),
    )


async def test_the_owners_own_link_is_the_address(
    instagram: Connector, accounts: list[InstagramAccount], refs: list[AccountRef]
) -> None:
    accounts[0].website = "https://police.example"

    (reading,) = (await instagram.read(refs[:1])).readings

    assert isinstance(reading, Profile)
    assert reading.url == "https://police.example"


@pytest.mark.parametrize("state", [InstagramState.PERSONAL, InstagramState.AGE_GATED, InstagramState.MISSING])
async def test_who_cannot_be_seen_is_not_found_and_costs_the_others_nothing(
    instagram: Connector, accounts: list[InstagramAccount], refs: list[AccountRef], state: InstagramState
) -> None:
    accounts[1].state = state

    reasons = await reasons_of(instagram, refs)

    assert reasons == [None, UnreadReason.NOT_FOUND, None]


async def test_a_new_name_is_not_found_because_the_id_cannot_be_asked_for(
    instagram: Connector, accounts: list[InstagramAccount]
) -> None:
    accounts[0].username = "unit_renamed"

    reasons = await reasons_of(instagram, [AccountRef("unit_0", accounts[0].id)])

    assert reasons == [UnreadReason.NOT_FOUND]


async def test_an_account_of_ours_that_does_not_exist_is_to_be_mended_by_us(
    connect: Callable[..., Connector], refs: list[AccountRef]
) -> None:
    with pytest.raises(NotPermitted, match="user_id is no Instagram account"):
        await connect(INSTAGRAM, user_id="404").read(refs)


async def test_without_the_permission_nothing_is_said_of_the_accounts(
    instagram: Connector, sim: Simulator, refs: list[AccountRef]
) -> None:
    sim.world.graph_rules.can_discover = False

    with pytest.raises(NotPermitted, match="does not have permission"):
        await instagram.read(refs)


async def test_calls_count_for_the_app_and_what_was_read_before_the_limit_is_kept(
    instagram: Connector, refs: list[AccountRef]
) -> None:
    nobody = [AccountRef(f"nobody.{number}") for number in range(50)]
    asked = [await instagram.read(nobody[:size]) for size in (50, 50, 50, 48)]

    answer = await instagram.read(refs)

    assert [type(reading) for reading in answer.readings] == [Profile, Profile, Unread]
    assert answer.quota is not None
    assert answer.quota.used == 1.0
    assert [answer.quota and answer.quota.used for answer in asked] == [0.25, 0.5, 0.75, 0.99]


async def test_a_reached_limit_is_a_pause(instagram: Connector, sim: Simulator, refs: list[AccountRef]) -> None:
    sim.faults.add(Fault(api="graph", kind="app_rate_limited"))

    with pytest.raises(RateLimited):
        await instagram.read(refs)


@pytest.mark.parametrize(
    ("handle", "name"),
    [
        ("Police.Maroc_1", "police.maroc_1"),
        ("a" * 30, "a" * 30),
        ("a" * 31, None),
        ("police-maroc", None),
        ("police)", None),
        ("police){id},x", None),
        ("شرطة", None),
        ("", None),
    ],
)
def test_a_name_is_letters_digits_full_stops_and_underscores(handle: str, name: str | None) -> None:
    assert name_of(AccountRef(handle)) == name
