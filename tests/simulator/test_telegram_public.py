"""A bot finds by name what anyone may read, and by id what it has met."""

from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import pytest

from simulator.open_world import Channel, ChannelKind
from simulator.server import Simulator

Ask = Callable[[str, str], Awaitable[tuple[int, Any]]]

ID = -1_001_234_567_890


@pytest.fixture
def ask(sim: Simulator, http: aiohttp.ClientSession) -> Ask:
    async def post(method: str, chat_id: str) -> tuple[int, Any]:
        url = f"{sim.urls.telegram}/bot{sim.tokens.telegram}/{method}"
        async with http.post(url, data={"chat_id": chat_id, "text": "hello"}) as answer:
            return answer.status, await answer.json()

    return post


@pytest.fixture(autouse=True)
def channel(sim: Simulator) -> Channel:
    return sim.world.put(Channel(id="CityPolice", chat_id=ID, title="City Police", subscribers=45_000))


async def test_a_channel_is_found_by_name_and_counted_without_being_joined(ask: Ask) -> None:
    _, chat = await ask("getChat", "@citypolice")
    _, count = await ask("getChatMemberCount", "@citypolice")

    found = chat["result"]
    assert (found["id"], found["type"], found["title"]) == (ID, "channel", "City Police")
    assert (found["username"], found["active_usernames"]) == ("CityPolice", ["CityPolice"])
    assert count["result"] == 45_000


async def test_an_id_is_known_once_its_name_was_asked_for(ask: Ask) -> None:
    before, _ = await ask("getChat", str(ID))
    await ask("getChat", "@CityPolice")
    after, _ = await ask("getChat", str(ID))

    assert (before, after) == (400, 200)


async def test_nobody_writes_to_a_channel_that_is_not_joined(ask: Ask) -> None:
    status, body = await ask("sendMessage", "@CityPolice")

    assert (status, body["description"]) == (403, "Forbidden: bot is not a member of the channel chat")


@pytest.mark.parametrize("kind", [ChannelKind.PERSON, ChannelKind.BOT])
async def test_people_and_bots_are_no_address(ask: Ask, channel: Channel, kind: ChannelKind) -> None:
    channel.kind = kind

    status, body = await ask("getChat", "@CityPolice")

    assert (status, body["description"]) == (400, "Bad Request: chat not found")
