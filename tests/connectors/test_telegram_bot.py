"""What is a bot's own: immutable ids, names that pass on, pauses that Telegram names in its body."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from connectors.connector import Connector
from connectors.errors import RateLimited
from connectors.telegram_bot import TelegramBotConnector, is_askable
from connectors.telegram_web import TelegramWebConnector
from growth.count import Count
from growth.platform import Metric
from growth.reading import Absence, AccountRef, Profile, Unread, UnreadReason
from simulator.faults import Fault
from simulator.open_world import Channel, ChannelKind
from simulator.server import Simulator

ID = -1_001_234_567_890


@pytest.fixture
def bot(connect: Callable[..., Connector]) -> Connector:
    return connect("telegram_bot")


@pytest.fixture(autouse=True)
def channel(sim: Simulator) -> Channel:
    return sim.world.put(
        Channel(id="CityPolice", chat_id=ID, title="City Police", subscribers=1_234_567, description="News")
    )


def asked(sim: Simulator) -> list[tuple[str, str]]:
    return [(seen.path.rpartition("/")[2], seen.params["chat_id"]) for seen in sim.requests.of("telegram")]


async def test_a_channel_has_its_id_and_its_subscribers(bot: Connector, sim: Simulator) -> None:
    answer = await bot.read([AccountRef("citypolice")])

    assert answer.readings == (
        Profile(
            platform_id=str(ID),
            handle="CityPolice",
            counters={Metric.FOLLOWERS: Count(1_234_567)},
            display_name="City Police",
            url="https://t.me/CityPolice",
            description="News",
        ),
    )
    assert asked(sim) == [("getChat", "@citypolice"), ("getChatMemberCount", str(ID))]


@pytest.mark.parametrize("kind", [ChannelKind.PERSON, ChannelKind.BOT])
async def test_people_and_bots_are_not_found(bot: Connector, channel: Channel, kind: ChannelKind) -> None:
    channel.kind = kind

    (reading,) = (await bot.read([AccountRef("CityPolice")])).readings

    assert reading == Unread(UnreadReason.NOT_FOUND, "Bad Request: chat not found")


async def test_a_new_name_is_learnt_by_the_id(bot: Connector, sim: Simulator, channel: Channel) -> None:
    await bot.read([AccountRef("CityPolice")])
    sim.world.remove(channel)
    sim.world.put(Channel(id="CityPoliceNew", chat_id=ID, subscribers=7))

    (reading,) = (await bot.read([AccountRef("CityPolice", str(ID))])).readings

    assert isinstance(reading, Profile)
    assert (reading.handle, reading.platform_id) == ("CityPoliceNew", str(ID))


async def test_a_name_that_passed_on_never_hides_the_channel_it_was_of(
    bot: Connector, sim: Simulator, channel: Channel
) -> None:
    await bot.read([AccountRef("CityPolice")])
    sim.world.remove(channel)
    sim.world.put(Channel(id="CityPolice", chat_id=ID - 1, subscribers=7))
    sim.world.put(Channel(id="CityPoliceNew", chat_id=ID, subscribers=8))

    (reading,) = (await bot.read([AccountRef("CityPolice", str(ID))])).readings

    assert isinstance(reading, Profile)
    assert (reading.handle, reading.counters) == ("CityPoliceNew", {Metric.FOLLOWERS: Count(8)})


async def test_a_name_that_passed_on_answers_with_the_other_channel_s_id(
    bot: Connector, sim: Simulator, channel: Channel
) -> None:
    channel.chat_id = ID - 1

    (reading,) = (await bot.read([AccountRef("CityPolice", str(ID))])).readings

    assert isinstance(reading, Profile)
    assert reading.platform_id == str(ID - 1)
    assert asked(sim)[1] == ("getChat", str(ID))


async def test_a_second_name_of_a_channel_is_no_new_name(bot: Connector, sim: Simulator) -> None:
    body = '{"ok": true, "result": {"id": -1001234567890, "type": "channel", "active_usernames": ["main", "Second"]}}'
    sim.faults.add(Fault(api="telegram", path="getChatMemberCount", body='{"ok": true, "result": 7}'))
    sim.faults.add(Fault(api="telegram", path="getChat", body=body))

    (reading,) = (await bot.read([AccountRef("second", str(ID))])).readings

    assert isinstance(reading, Profile)
    assert reading.handle == "Second"


async def test_a_pause_is_as_long_as_telegram_says(bot: Connector, sim: Simulator) -> None:
    sim.faults.add(Fault(api="telegram", kind="flood", retry_after_s=12_167))

    with pytest.raises(RateLimited) as caught:
        await bot.read([AccountRef("CityPolice")])

    assert caught.value.after == timedelta(seconds=12_167)


async def test_a_count_that_is_none_is_malformed_and_not_zero(bot: Connector, sim: Simulator) -> None:
    sim.faults.add(Fault(api="telegram", path="getChatMemberCount", body='{"ok": true, "result": "many"}'))

    (reading,) = (await bot.read([AccountRef("CityPolice")])).readings

    assert isinstance(reading, Profile)
    assert reading.absent == {Metric.FOLLOWERS: Absence.MALFORMED}


async def test_without_a_token_the_public_pages_are_read(connect: Callable[..., Connector]) -> None:
    ways = {type(connect("telegram_bot")), type(connect("telegram"))}

    assert ways == {TelegramBotConnector, TelegramWebConnector}


@pytest.mark.parametrize(
    ("ref", "expected"),
    [
        (AccountRef("CityPolice"), True),
        (AccountRef("CityPolice", str(ID)), True),
        (AccountRef("CityPolice", "1234"), False),
        (AccountRef("CityPolice", "-100"), False),
        (AccountRef("abc"), False),
        (AccountRef("شرطة"), False),
    ],
)
def test_a_name_and_an_id_have_their_shapes(ref: AccountRef, *, expected: bool) -> None:
    assert is_askable(ref) is expected
