"""What is Telegram's own: two pages for people, an exact count on one, posts on the other."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from connectors.connector import Connector, Quota
from connectors.errors import MalformedAnswer, RateLimited
from connectors.telegram_web import parse_card, parse_preview
from growth.count import Count
from growth.platform import TELEGRAM, Metric
from growth.reading import Absence, AccountRef, Profile, Unread, UnreadReason
from simulator.faults import Fault
from simulator.open_world import Channel, ChannelKind
from simulator.server import Simulator

REF = AccountRef("police")


@pytest.fixture
def telegram(connect: Callable[..., Connector]) -> Connector:
    return connect(TELEGRAM)


@pytest.fixture
def police(sim: Simulator) -> Channel:
    posts = [sim.clock.now() - timedelta(days=days) for days in (3, 2, 1)]
    return sim.world.put(
        Channel(id="police", title="Police 🚓", subscribers=1_234_567, description="Call<br/><b>19</b>", posts=posts)
    )


def card(extra: str) -> bytes:
    inner = f'<div class="tgme_page_title">Police</div><div class="tgme_page_extra">{extra}</div>'
    return f'<div class="tgme_page">{inner}</div>'.encode()


@pytest.mark.parametrize("is_verified", [True, False])
async def test_a_channel_is_read_from_two_pages(
    telegram: Connector, sim: Simulator, police: Channel, *, is_verified: bool
) -> None:
    police.is_verified = is_verified

    (reading,) = (await telegram.read([REF])).readings

    assert reading == Profile(
        platform_id=None,
        handle="police",
        counters={Metric.FOLLOWERS: Count(1_234_567)},
        display_name="Police 🚓",
        verified=is_verified,
        url="https://t.me/police",
        last_post_at=sim.clock.now() - timedelta(days=1),
        description="Call\n19",
    )
    assert [seen.path for seen in sim.requests] == ["/police", "/s/police"]


@pytest.mark.parametrize("kind", [ChannelKind.CHANNEL, ChannelKind.GROUP])
async def test_what_shows_no_posts_is_counted_all_the_same(
    telegram: Connector, police: Channel, kind: ChannelKind
) -> None:
    police.kind, police.has_preview = kind, False

    (reading,) = (await telegram.read([REF])).readings

    assert isinstance(reading, Profile)
    assert (reading.counters[Metric.FOLLOWERS], reading.last_post_at) == (Count(1_234_567), None)


@pytest.mark.parametrize("kind", [ChannelKind.PERSON, ChannelKind.BOT])
async def test_a_person_and_a_bot_are_no_channels(
    telegram: Connector, sim: Simulator, police: Channel, kind: ChannelKind
) -> None:
    police.kind = kind

    (reading,) = (await telegram.read([REF])).readings

    assert isinstance(reading, Unread)
    assert reading.reason is UnreadReason.NOT_FOUND
    assert len(sim.requests) == 1


async def test_a_name_that_nobody_has_is_not_found(telegram: Connector) -> None:
    (reading,) = (await telegram.read([REF])).readings

    assert reading == Unread(UnreadReason.NOT_FOUND, "If you have Telegram, you can contact @police right away.")


@pytest.mark.usefixtures("police")
async def test_a_count_is_kept_when_the_posts_cannot_be_had(telegram: Connector, sim: Simulator) -> None:
    sim.faults.add(Fault(api="telegram_web", path="/s/", kind="internal_error"))

    answer = await telegram.read([REF])

    assert isinstance(answer.readings[0], Profile)
    assert answer.readings[0].counters == {Metric.FOLLOWERS: Count(1_234_567)}
    assert answer.quota is None


@pytest.mark.usefixtures("police")
async def test_a_pause_asked_for_between_the_pages_is_kept(telegram: Connector, sim: Simulator) -> None:
    sim.faults.add(Fault(api="telegram_web", path="/s/", kind="rate_limited", retry_after_s=2_787))

    answer = await telegram.read([REF])

    assert isinstance(answer.readings[0], Profile)
    assert answer.quota == Quota(remaining=0, renews_after=timedelta(seconds=2_787))


async def test_a_long_pause_is_handed_on_as_it_was_asked_for(telegram: Connector, sim: Simulator) -> None:
    sim.faults.add(Fault(api="telegram_web", kind="rate_limited", retry_after_s=12_167))

    with pytest.raises(RateLimited) as caught:
        await telegram.read([REF])

    assert caught.value.after == timedelta(seconds=12_167)


async def test_a_page_without_end_is_refused(telegram: Connector, sim: Simulator) -> None:
    sim.faults.add(Fault(api="telegram_web", body='<div class="tgme_page">' * 200_000))

    with pytest.raises(MalformedAnswer):
        await telegram.read([REF])


@pytest.mark.parametrize(
    ("extra", "count"),
    [
        ("1 subscriber", 1),
        ("0 subscribers", 0),
        ("999 subscribers", 999),
        ("1 234 567 subscribers", 1_234_567),
        ("1&nbsp;234&#8239;567 subscribers", 1_234_567),
        ("1,234,567 subscribers", 1_234_567),
        ("1'234 members, 56 online", 1_234),
        ("<span>1 234</span> members", 1_234),
    ],
)
def test_a_count_is_read_however_its_thousands_are_set_apart(extra: str, count: int) -> None:
    reading = parse_card(card(extra), REF)

    assert isinstance(reading, Profile)
    assert reading.counters == {Metric.FOLLOWERS: Count(count)}


@pytest.mark.parametrize("extra", ["1.2M subscribers", "@police", "many subscribers", "12 monthly users", "-5 members"])
def test_what_is_no_exact_count_is_not_taken_for_one(extra: str) -> None:
    assert isinstance(parse_card(card(extra), REF), Unread)


@pytest.mark.parametrize(("extra", "absence"), [("", Absence.WITHHELD), ("9" * 25 + " members", Absence.MALFORMED)])
def test_a_count_that_is_missing_or_impossible_is_never_zero(extra: str, absence: Absence) -> None:
    reading = parse_card(card(extra), REF)

    assert isinstance(reading, Profile)
    assert (reading.counters, reading.absent) == ({}, {Metric.FOLLOWERS: absence})


@pytest.mark.parametrize(
    "data",
    [
        *(b"", b"\xff\xfe\x00", b"<", b"<div" * 100_000, b"<div>" * 200_000, b"<table>" * 100_000, b"<a <a " * 100_000),
        b'<a class="tgme_widget_message_date"><time datetime="yesterday"></time></a>',
        b'<a class="tgme_widget_message_date"><time datetime></time></a>',
    ],
    ids=["nothing", "no text", "a bracket", "half tags", "deep", "tables", "attributes", "no time", "no value"],
)
def test_a_page_of_rubbish_shows_no_posts(data: bytes) -> None:
    assert parse_preview(data).last_post_at is None


@pytest.mark.parametrize(
    "handle", ["abc", "1police", "_police", "po-lice", "p" * 33, "s/police", "joinchat/x", "+abcdef"]
)
async def test_a_name_is_letters_digits_and_underscores(telegram: Connector, sim: Simulator, handle: str) -> None:
    (reading,) = (await telegram.read([AccountRef(handle)])).readings

    assert reading == Unread(UnreadReason.MALFORMED)
    assert len(sim.requests) == 0
