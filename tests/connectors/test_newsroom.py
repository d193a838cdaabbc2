"""What is a newsroom's own: feeds of every kind, asked for only when they have changed."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from connectors.connector import Connector
from connectors.errors import MalformedAnswer, RateLimited, Unavailable
from connectors.limits import LONGEST_PAUSE
from growth.platform import NEWSROOM
from growth.reading import AccountRef, Profile, Unread, UnreadReason
from simulator.faults import Fault
from simulator.open_world import Feed, FeedEntry, FeedFormat
from simulator.server import Simulator

ADDRESS = "https://www.police.example/news.xml"
REF = AccountRef(ADDRESS)


@pytest.fixture
def newsroom(connect: Callable[..., Connector]) -> Connector:
    return connect(NEWSROOM)


@pytest.fixture
def feed(sim: Simulator) -> Feed:
    now = sim.clock.now()
    entries = [
        FeedEntry(id="2", published_at=now - timedelta(days=2)),
        FeedEntry(id="1", published_at=now - timedelta(days=1)),
        FeedEntry(id="3", title="undated"),
        FeedEntry(id="4", title="announced", published_at=now + timedelta(days=9)),
    ]
    return sim.world.put(
        Feed(id=ADDRESS, title="Police & Co", link="https://www.police.example/", description="News", entries=entries)
    )


@pytest.mark.parametrize("form", FeedFormat)
async def test_a_feed_tells_its_name_and_its_latest_item_that_has_appeared(
    newsroom: Connector, sim: Simulator, feed: Feed, form: FeedFormat
) -> None:
    feed.format = form

    (reading,) = (await newsroom.read([REF])).readings

    assert reading == Profile(
        platform_id=None,
        handle=ADDRESS,
        counters={},
        display_name="Police & Co",
        url="https://www.police.example/",
        last_post_at=sim.clock.now() - timedelta(days=1),
        description="News",
    )


@pytest.mark.parametrize(
    ("entries", "last_post_at"),
    [
        ((), None),
        ((FeedEntry(title="undated"),), None),
        ((FeedEntry(published_at=datetime(2999, 1, 1, tzinfo=UTC)),), None),
        ((FeedEntry(published_at=datetime(1, 1, 2, tzinfo=UTC)),), datetime(1, 1, 2, tzinfo=UTC)),
    ],
    ids=["empty", "undated", "far ahead", "long ago"],
)
async def test_a_feed_without_a_usable_date_has_no_last_item(
    newsroom: Connector, feed: Feed, entries: tuple[FeedEntry, ...], last_post_at: datetime | None
) -> None:
    feed.entries, feed.format = entries, FeedFormat.ATOM

    (reading,) = (await newsroom.read([REF])).readings

    assert isinstance(reading, Profile)
    assert reading.last_post_at == last_post_at


async def test_an_unchanged_feed_is_not_sent_again_and_a_changed_one_is(
    newsroom: Connector, sim: Simulator, feed: Feed
) -> None:
    first = await newsroom.read([REF])
    second = await newsroom.read([REF])
    feed.title = "New name"
    third = await newsroom.read([REF])

    assert [seen.status for seen in sim.requests] == [200, 304, 200]
    assert first == second
    assert isinstance(third.readings[0], Profile)
    assert third.readings[0].display_name == "New name"


@pytest.mark.usefixtures("feed")
async def test_a_connector_that_starts_anew_reads_the_feed_whole(
    connect: Callable[..., Connector], sim: Simulator
) -> None:
    first = await connect(NEWSROOM).read([REF])
    second = await connect(NEWSROOM).read([REF])

    assert [seen.status for seen in sim.requests] == [200, 200]
    assert first == second


async def test_nothing_changed_in_answer_to_who_knew_nothing_is_not_believed(
    newsroom: Connector, sim: Simulator
) -> None:
    sim.faults.add(Fault(api="feeds", status=304, body=""))

    with pytest.raises(Unavailable):
        await newsroom.read([REF])


@pytest.mark.usefixtures("feed")
async def test_a_redirect_on_the_same_host_is_followed(newsroom: Connector, sim: Simulator) -> None:
    sim.world.put(Feed(id="https://www.police.example/old", moved_to="/older"))
    sim.world.put(Feed(id="https://www.police.example/older", moved_to=ADDRESS))

    (reading,) = (await newsroom.read([AccountRef("https://www.police.example/old")])).readings

    assert isinstance(reading, Profile)
    assert reading.handle == "https://www.police.example/old"
    assert [seen.path for seen in sim.requests] == ["/old", "/older", "/news.xml"]


@pytest.mark.parametrize(
    "target", ["https://other.example/news.xml", "https://www.police.example/old", "http://127.0.0.1/", "nonsense://"]
)
async def test_a_feed_that_moved_to_where_nobody_goes_says_where(
    newsroom: Connector, sim: Simulator, target: str
) -> None:
    sim.world.put(Feed(id="https://www.police.example/old", moved_to=target))

    (reading,) = (await newsroom.read([AccountRef("https://www.police.example/old")])).readings

    assert reading == Unread(UnreadReason.NOT_FOUND, f"moved for good to {target}: enter that address")
    assert {seen.path for seen in sim.requests} == {"/old"}
    assert len(sim.requests) <= 4


@pytest.mark.usefixtures("feed")
async def test_a_server_that_is_down_costs_other_newsrooms_nothing(newsroom: Connector, sim: Simulator) -> None:
    sim.faults.add(Fault(api="feeds", host="down.example", drop="before"))

    down, up = (await newsroom.read([AccountRef("https://down.example/"), REF])).readings

    assert isinstance(down, Unread)
    assert down.reason is UnreadReason.UNANSWERED
    assert isinstance(up, Profile)


async def test_a_server_cannot_ask_for_a_pause_of_years(newsroom: Connector, sim: Simulator) -> None:
    sim.faults.add(Fault(api="feeds", kind="rate_limited", retry_after_s=10**9))

    with pytest.raises(RateLimited) as caught:
        await newsroom.read([REF])

    assert caught.value.after == LONGEST_PAUSE


async def test_a_feed_as_large_as_a_film_is_refused(newsroom: Connector, sim: Simulator) -> None:
    sim.faults.add(Fault(api="feeds", body="<rss>" * 500_000))

    with pytest.raises(MalformedAnswer, match="more than 2,097,152 bytes"):
        await newsroom.read([REF])


HOSTILE = {
    "an entity bomb": (
        "<!DOCTYPE x ["
        + "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))
        + '<!ENTITY a0 "ha">]><rss version="2.0"><channel><title>&a9;</title></channel></rss>',
        "&a9;",
    ),
    "a file": (
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><rss version="2.0"><channel><title>&a;</title>',
        "&a;",
    ),
    "an address": (
        '<!DOCTYPE x [<!ENTITY a SYSTEM "http://127.0.0.1:1/">]><rss version="2.0"><channel><title>&a;</title>',
        "&a;",
    ),
    "a script": ('<rss version="2.0"><channel><title>&lt;script&gt;1&lt;/script&gt;</title></channel></rss>', None),
    "a script for a link": ('<rss version="2.0"><channel><link>javascript:alert(1)</link></channel></rss>', None),
}


@pytest.mark.parametrize(("body", "name"), HOSTILE.values(), ids=HOSTILE.keys())
async def test_a_hostile_feed_gets_nothing(newsroom: Connector, sim: Simulator, body: str, name: str | None) -> None:
    sim.faults.add(Fault(api="feeds", body=body))

    (reading,) = (await newsroom.read([REF])).readings

    assert isinstance(reading, Profile)
    assert (reading.display_name, reading.url) == (name, None)


@pytest.mark.parametrize("handle", ["www.police.example/news.xml", "HTTPS://WWW.police.example:443/news.xml#top"])
@pytest.mark.usefixtures("feed")
async def test_an_address_may_be_spelled_loosely_and_is_kept_so(newsroom: Connector, handle: str) -> None:
    (reading,) = (await newsroom.read([AccountRef(handle)])).readings

    assert isinstance(reading, Profile)
    assert reading.handle == handle
