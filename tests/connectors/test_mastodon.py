"""What is Mastodon's own: many servers, lists that some have, states, days instead of times."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from connectors.connector import Connector, Quota
from connectors.errors import ConnectorError, RateLimited, Unavailable
from growth.count import Count
from growth.platform import MASTODON, Metric, Platform
from growth.reading import Absence, AccountRef, Profile, Reading, Unread, UnreadReason
from simulator.faults import Fault
from simulator.open_world import Instance, MastodonAccount, MastodonState
from simulator.server import Simulator

Connect = Callable[..., Connector]


@pytest.fixture
def mastodon(connect: Connect) -> Connector:
    return connect(MASTODON)


@pytest.fixture
def police(sim: Simulator) -> MastodonAccount:
    return sim.world.put(
        MastodonAccount(
            id="109@a.example",
            username="police",
            name="Police",
            followers=45_000,
            following=3,
            posts=812,
            created_at=datetime(2019, 2, 15, 9, 30, tzinfo=UTC),
            last_post_at=datetime(2026, 11, 23, 17, 45, tzinfo=UTC),
            note="<p>Urgences&nbsp;: <b>19</b></p>",
            is_link_verified=True,
        )
    )


def put(sim: Simulator, domain: str, count: int) -> list[AccountRef]:
    """That many accounts of an instance, their ids known."""
    for number in range(count):
        sim.world.put(MastodonAccount(id=f"{number}@{domain}", username=f"unit{number}"))
    return [AccountRef(f"unit{number}@{domain}", f"{number}@{domain}") for number in range(count)]


async def read_one(connector: Connector, ref: AccountRef) -> Reading:
    (reading,) = (await connector.read([ref])).readings
    return reading


def reasons(readings: tuple[Reading, ...]) -> list[UnreadReason | None]:
    return [reading.reason if isinstance(reading, Unread) else None for reading in readings]


@pytest.mark.usefixtures("police")
async def test_a_profile_is_read_whole(mastodon: Connector) -> None:
    reading = await read_one(mastodon, AccountRef("Police@A.example"))

    assert reading == Profile(
        platform_id="109@a.example",
        handle="police@A.example",
        counters={Metric.FOLLOWERS: Count(45_000), Metric.FOLLOWING: Count(3), Metric.POSTS: Count(812)},
        display_name="Police",
        verified=True,
        url="https://a.example/@police",
        created_at=datetime(2019, 2, 15, tzinfo=UTC),
        last_post_at=datetime(2026, 11, 23, tzinfo=UTC),
        description="Urgences : 19",
    )


@pytest.mark.parametrize(
    ("state", "reason", "said"),
    [
        (MastodonState.SUSPENDED, UnreadReason.SUSPENDED, "suspended"),
        (MastodonState.MOVED, UnreadReason.DEACTIVATED, "moved to https://other.example/@new"),
        (MastodonState.MEMORIAL, UnreadReason.DEACTIVATED, "memory"),
        (MastodonState.MISSING, UnreadReason.NOT_FOUND, "Record not found"),
    ],
)
@pytest.mark.parametrize("known_id", [None, "109@a.example"], ids=["by name", "by id"])
async def test_an_account_that_is_closed_says_how(
    mastodon: Connector,
    police: MastodonAccount,
    state: MastodonState,
    reason: UnreadReason,
    said: str,
    known_id: str | None,
) -> None:
    police.state = state

    reading = await read_one(mastodon, AccountRef("police@a.example", known_id))

    assert isinstance(reading, Unread)
    assert reading.reason is reason
    assert said in (reading.detail or "")


async def test_a_suspension_on_an_old_instance_is_one_too(
    mastodon: Connector, sim: Simulator, police: MastodonAccount
) -> None:
    sim.world.instances["a.example"] = Instance(is_old=True)
    police.state = MastodonState.SUSPENDED

    reading = await read_one(mastodon, AccountRef("police@a.example"))

    assert isinstance(reading, Unread)
    assert reading.reason is UnreadReason.SUSPENDED


async def test_a_counter_that_is_left_out_is_withheld(mastodon: Connector, police: MastodonAccount) -> None:
    police.followers = None

    reading = await read_one(mastodon, AccountRef("police@a.example"))

    assert isinstance(reading, Profile)
    assert reading.absent == {Metric.FOLLOWERS: Absence.WITHHELD}


@pytest.mark.parametrize(
    ("here", "there", "requests"), [(1, 0, 1), (40, 0, 1), (41, 0, 2), (40, 40, 2), (41, 81, 2 + 3), (1, 1, 2)]
)
async def test_requests_are_the_fewest_that_each_instance_allows(
    mastodon: Connector, sim: Simulator, here: int, there: int, requests: int
) -> None:
    refs = [*put(sim, "a.example", here), *put(sim, "b.example", there)]

    answer = await mastodon.read(refs[::-1])

    assert set(reasons(answer.readings)) == {None}
    assert len(sim.requests) == requests


async def test_who_is_gone_from_a_list_is_asked_for_once_more_and_alone(mastodon: Connector, sim: Simulator) -> None:
    refs = put(sim, "a.example", 41)
    sim.world.all(MastodonAccount)["7@a.example"].state = MastodonState.MISSING

    answer = await mastodon.read(refs)

    assert [place for place, reason in enumerate(reasons(answer.readings)) if reason] == [7]
    assert [seen.path for seen in sim.requests][2:] == ["/api/v1/accounts/7"]


async def test_an_instance_without_lists_is_asked_one_by_one_and_remembered(
    mastodon: Connector, sim: Simulator
) -> None:
    sim.world.instances["a.example"] = Instance(has_lists=False)
    refs = put(sim, "a.example", 81)

    first = await mastodon.read(refs)
    asked = len(sim.requests)
    second = await mastodon.read(refs)

    assert set(reasons(first.readings + second.readings)) == {None}
    assert (asked, len(sim.requests)) == (1 + 81, 1 + 81 + 81)


async def test_an_instance_that_is_closed_says_nothing_of_its_accounts_nor_of_others(
    mastodon: Connector, sim: Simulator
) -> None:
    sim.world.instances["a.example"] = Instance(is_closed=True)
    closed, open_ones = put(sim, "a.example", 41), put(sim, "b.example", 1)

    answer = await mastodon.read([*closed, *open_ones])

    assert reasons(answer.readings) == [UnreadReason.NOT_PERMITTED] * 41 + [None]
    assert len(sim.requests) == 2


async def test_an_instance_that_is_down_leaves_its_own_accounts_unanswered(mastodon: Connector, sim: Simulator) -> None:
    sim.faults.add(Fault(api="mastodon", host="a.example", drop="before"))
    down, up = put(sim, "a.example", 2), put(sim, "b.example", 2)

    answer = await mastodon.read([down[0], up[0], down[1], up[1]])

    assert reasons(answer.readings) == [UnreadReason.UNANSWERED, None, UnreadReason.UNANSWERED, None]


async def test_of_many_failures_the_mildest_is_told(mastodon: Connector, sim: Simulator) -> None:
    sim.faults.add(Fault(api="mastodon", host="a.example", kind="rate_limited"))
    sim.faults.add(Fault(api="mastodon", host="b.example", kind="internal_error"))
    sim.faults.add(Fault(api="mastodon", host="c.example", status=418, body="{}"))

    with pytest.raises(ConnectorError) as caught:
        await mastodon.read([AccountRef(f"police@{domain}.example") for domain in "cab"])

    assert type(caught.value) is Unavailable


async def test_a_limit_is_not_run_into_and_what_was_read_before_is_kept(mastodon: Connector, sim: Simulator) -> None:
    sim.world.instances["a.example"] = Instance(requests_per_window=2)
    refs = put(sim, "a.example", 120)

    answer = await mastodon.read(refs)

    assert reasons(answer.readings) == [None] * 80 + [UnreadReason.UNANSWERED] * 40
    assert answer.quota == Quota(remaining=0, renews_after=timedelta(minutes=5))
    assert [seen.status for seen in sim.requests] == [200, 200]


async def test_a_limit_of_one_instance_is_not_the_platforms(mastodon: Connector, sim: Simulator) -> None:
    sim.world.instances["a.example"] = Instance(requests_per_window=1)

    answer = await mastodon.read([*put(sim, "a.example", 1), *put(sim, "b.example", 1)])

    assert answer.quota is not None
    assert answer.quota.remaining == 299


async def test_a_refusal_names_the_pause_until_the_instant_in_its_header(
    mastodon: Connector, sim: Simulator, police: MastodonAccount
) -> None:
    sim.world.instances["a.example"] = Instance(requests_per_window=0)

    with pytest.raises(RateLimited) as caught:
        await mastodon.read([AccountRef(f"{police.username}@a.example")])

    assert caught.value.after == timedelta(minutes=5)


@pytest.mark.parametrize(
    "handle",
    [
        *("police", "@a.example", "police@", "police@localhost", "police@127.0.0.1", "police@a.example:8443"),
        *("police@a.example/../x", "po lice@a.example", "police@a@b.example", "-police@a.example", "police.@a.example"),
    ],
)
async def test_a_handle_names_a_user_and_a_host_on_the_internet(
    mastodon: Connector, sim: Simulator, handle: str
) -> None:
    reading = await read_one(mastodon, AccountRef(handle))

    assert reading == Unread(UnreadReason.MALFORMED)
    assert len(sim.requests) == 0


@pytest.mark.usefixtures("police")
async def test_the_instance_is_named_as_the_handle_spells_it_and_by_the_id_otherwise(
    mastodon: Connector, sim: Simulator
) -> None:
    sim.world.put(MastodonAccount(id="1@xn--bcher-kva.example", username="police"))

    answer = await mastodon.read(
        [
            AccountRef("police@bücher.example"),
            AccountRef("old@bücher.example", "1@xn--bcher-kva.example"),
            AccountRef("old@elsewhere.example", "109@a.example"),
        ]
    )

    assert [(one.handle, one.platform_id) for one in answer.readings if isinstance(one, Profile)] == [
        ("police@bücher.example", "1@xn--bcher-kva.example"),
        ("police@bücher.example", "1@xn--bcher-kva.example"),
        ("police@a.example", "109@a.example"),
    ]


def test_mastodon_needs_no_credentials(connect: Connect) -> None:
    assert connect(Platform("mastodon")).batch_size == 400


async def test_an_instance_cannot_fill_the_store_with_words(mastodon: Connector, police: MastodonAccount) -> None:
    police.name, police.note = "x" * 500_000, "<p>y" * 200_000

    reading = await read_one(mastodon, AccountRef("police@a.example"))

    assert isinstance(reading, Profile)
    assert len(reading.display_name or "") == 2_000
    assert 1_000 < len(reading.description or "") <= 20_000
