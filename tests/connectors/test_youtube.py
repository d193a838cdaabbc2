"""What is YouTube's own: rounded and hidden subscribers, three kinds of names, units of a day of the Pacific coast."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from connectors.connector import Connector
from connectors.errors import BudgetSpent, RateLimited
from connectors.youtube_wire import Key, Lookup, key_of
from growth.count import Count
from growth.platform import YOUTUBE, Metric
from growth.reading import Absence, AccountRef, Profile, Unread, UnreadReason
from simulator.faults import Fault
from simulator.keyed_world import YoutubeChannel
from simulator.server import Simulator

ID = "UC_x5XG1OV2P6uZZ5FSM9Ttw"


@pytest.fixture
def youtube(connect: Callable[..., Connector]) -> Connector:
    return connect(YOUTUBE)


@pytest.fixture(autouse=True)
def channel(sim: Simulator) -> YoutubeChannel:
    return sim.world.put(YoutubeChannel(id=ID, handle="police", username="oldpolice", subscribers=1_783_744, views=7))


async def profile_of(youtube: Connector, handle: str = "police", platform_id: str | None = None) -> Profile:
    (reading,) = (await youtube.read([AccountRef(handle, platform_id)])).readings
    assert isinstance(reading, Profile)
    return reading


@pytest.mark.parametrize(
    ("exact", "count"),
    [
        (0, Count(0)),
        (999, Count(999)),
        (1_000, Count(1_000, 10)),
        (45_678, Count(45_600, 100)),
        (1_783_744, Count(1_780_000, 10_000)),
    ],
)
async def test_subscribers_carry_the_step_they_were_rounded_down_to(
    youtube: Connector, channel: YoutubeChannel, exact: int, count: Count
) -> None:
    channel.subscribers = exact

    profile = await profile_of(youtube)

    assert profile.counters[Metric.FOLLOWERS] == count
    assert count.value <= exact <= count.highest


async def test_views_and_videos_are_exact(youtube: Connector, channel: YoutubeChannel) -> None:
    channel.views, channel.videos = 1_234_567, 4_321

    counters = (await profile_of(youtube)).counters

    assert (counters[Metric.VIEWS], counters[Metric.POSTS]) == (Count(1_234_567), Count(4_321))


async def test_hidden_subscribers_are_no_counter(youtube: Connector, channel: YoutubeChannel) -> None:
    channel.is_hidden = True

    profile = await profile_of(youtube)

    assert Metric.FOLLOWERS not in profile.counters
    assert profile.absent == {Metric.FOLLOWERS: Absence.HIDDEN}


@pytest.mark.parametrize(
    ("handle", "platform_id", "shown"),
    [
        ("police", None, "police"),
        ("Police", None, "police"),
        ("formerly", ID, "police"),
        (ID, None, ID),
        (ID, ID, ID),
        ("user/oldpolice", None, "user/oldpolice"),
    ],
)
async def test_what_stands_in_for_an_unknown_handle_stays_and_a_new_handle_is_learnt(
    youtube: Connector, handle: str, platform_id: str | None, shown: str
) -> None:
    profile = await profile_of(youtube, handle, platform_id)

    assert (profile.handle, profile.platform_id) == (shown, ID)


async def test_known_ids_are_one_request_and_every_handle_is_another_each_for_a_unit(
    youtube: Connector, sim: Simulator
) -> None:
    refs = [AccountRef(f"channel_{number}", f"UC{number:022}") for number in range(48)]
    handles = [AccountRef("police"), AccountRef("nobody")]

    answer = await youtube.read([*refs, *handles])

    assert (len(sim.requests), answer.requests) == (3, 3)


async def test_a_channel_that_is_gone_is_not_found_though_the_answer_has_no_items(
    youtube: Connector, channel: YoutubeChannel
) -> None:
    channel.is_gone = True

    (reading,) = (await youtube.read([AccountRef("police", ID)])).readings

    assert isinstance(reading, Unread)
    assert reading.reason is UnreadReason.NOT_FOUND


async def test_a_spent_quota_renews_at_midnight_on_the_pacific_coast(youtube: Connector, sim: Simulator) -> None:
    sim.world.allowances.youtube = 0

    with pytest.raises(BudgetSpent) as caught:
        await youtube.read([AccountRef("police")])

    assert caught.value.until == datetime(2026, 11, 25, 8, tzinfo=UTC)


async def test_what_was_read_before_the_quota_ended_is_kept(youtube: Connector, sim: Simulator) -> None:
    sim.world.allowances.youtube = 1

    answer = await youtube.read([AccountRef("police", ID), AccountRef("other"), AccountRef("third")])

    read, *left = answer.readings
    assert isinstance(read, Profile)
    assert [one.reason for one in left if isinstance(one, Unread)] == [UnreadReason.UNANSWERED] * 2
    assert (len(sim.requests), answer.requests) == (2, 2)


async def test_too_fast_is_a_pause_and_no_spent_budget(youtube: Connector, sim: Simulator) -> None:
    sim.faults.add(Fault(api="youtube", kind="rate_limited"))

    with pytest.raises(RateLimited):
        await youtube.read([AccountRef("police")])


async def test_the_key_stands_in_no_address(youtube: Connector, sim: Simulator) -> None:
    await profile_of(youtube)

    assert "***" not in str(sim.requests[0].params)
    assert "key" not in sim.requests[0].params


@pytest.mark.parametrize(
    ("ref", "key"),
    [
        (AccountRef("police"), Key(Lookup.HANDLE, "police")),
        (AccountRef("شرطة-دبي"), Key(Lookup.HANDLE, "شرطة-دبي")),
        (AccountRef("a.b_c-d·e"), Key(Lookup.HANDLE, "a.b_c-d·e")),
        (AccountRef("ab"), None),
        (AccountRef("a" * 31), None),
        (AccountRef("police."), None),
        (AccountRef("po lice"), None),
        (AccountRef("police&part=x"), None),
        (AccountRef("user/police"), Key(Lookup.USERNAME, "police")),
        (AccountRef("user/"), None),
        (AccountRef(ID), Key(Lookup.ID, ID)),
        (AccountRef("police", ID), Key(Lookup.ID, ID)),
        (AccountRef("police", "police"), None),
        (AccountRef("police", f"{ID},{ID}"), None),
    ],
)
def test_a_key_is_an_id_a_handle_or_an_old_name(ref: AccountRef, key: Key | None) -> None:
    assert key_of(ref) == key
