from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from urllib.parse import quote

import aiohttp
import pytest

from simulator.server import Simulator
from simulator.world import Page, XAccount

Control = Callable[..., Awaitable[tuple[int, Any]]]


@pytest.fixture
def control(sim: Simulator, http: aiohttp.ClientSession) -> Control:
    async def ask(method: str, path: str, document: object = None) -> tuple[int, Any]:
        async with http.request(method, sim.urls.control + path, json=document) as answer:
            return answer.status, await answer.json()

    return ask


async def test_it_says_where_every_api_is(control: Control, sim: Simulator) -> None:
    _, urls = await control("GET", "/")

    assert urls == asdict(sim.urls)


async def test_the_clock_is_set_and_moved(control: Control, sim: Simulator) -> None:
    before = await control("GET", "/clock")
    set_to = await control("POST", "/clock", {"now": "2019-09-01T00:00:00+01:00"})
    moved = await control("POST", "/clock", {"advance_s": 90})

    assert before == (200, {"now": "2026-11-24T08:00:00Z", "is_running": False})
    assert set_to[1]["now"] == "2019-08-31T23:00:00Z"
    assert moved[1]["now"] == "2019-08-31T23:01:30Z"
    assert sim.clock.now() == datetime(2019, 8, 31, 23, 1, 30, tzinfo=UTC)


async def test_accounts_are_added_and_then_changed_in_place(control: Control, sim: Simulator) -> None:
    await control("POST", "/accounts/x/1", {"username": "dgsn", "followers": 10})
    account = sim.world.x("1")
    status, changed = await control("POST", "/accounts/x/1", {"followers": 11, "state": "suspended"})
    await control("POST", "/accounts/facebook/2", {"followers": 5, "last_post_at": "2026-11-24T07:00:00Z"})
    _, listed = await control("GET", "/accounts")

    assert (account.followers, account.state, account.username) == (11, "suspended", "dgsn")
    assert (status, changed["followers"]) == (200, 11)
    assert sim.world.page("2").last_post_at == datetime(2026, 11, 24, 7, tzinfo=UTC)
    assert [row["id"] for row in listed["x"]] == ["1"]
    assert [row["id"] for row in listed["facebook"]] == ["2"]


@pytest.mark.parametrize(
    ("platform", "account_id", "fields"),
    [
        ("mastodon", "1@social.example", {"username": "police", "followers": 3, "state": "moved"}),
        ("bluesky", "did:plc:abc", {"handle": "police.example", "followers": 3}),
        ("app_store", "123", {"name": "Police", "ratings": {"fr": 3}}),
        ("newsroom", "https://www.police.example/news.xml?x=1", {"entries": [{"id": "1", "title": "One"}]}),
        ("instagram", "17841401441775531", {"username": "police", "followers": 3, "state": "personal"}),
        ("threads", "police", {"followers": 3, "is_public": False}),
        ("tiktok", "police", {"followers": 3, "is_private": True}),
        ("linkedin", "1337", {"vanity_name": "police", "followers": 3, "is_ours": False}),
        ("youtube", "UC_x5XG1OV2P6uZZ5FSM9Ttw", {"handle": "police", "subscribers": 3}),
        ("telegram", "police", {"subscribers": 3, "posts": ["2026-11-24T07:00:00Z"]}),
    ],
)
async def test_accounts_of_open_platforms_are_added_changed_and_removed(
    control: Control, platform: str, account_id: str, fields: dict[str, object]
) -> None:
    path = f"/accounts/{platform}/{quote(account_id, safe='/:')}"

    added = await control("POST", path, fields)
    _, listed = await control("GET", "/accounts")
    removed = await control("DELETE", path)
    _, left = await control("GET", "/accounts")

    assert (added[0], removed) == (200, (200, {}))
    assert [row["id"] for row in listed[platform]] == [account_id]
    assert left[platform] == []


async def test_an_instance_is_changed(control: Control, sim: Simulator) -> None:
    await control("POST", "/instances/social.example", {"is_closed": True})
    _, instances = await control("GET", "/instances")

    assert sim.world.instance("social.example").is_closed
    assert instances["social.example"]["is_closed"] is True


async def test_accounts_are_removed(control: Control, sim: Simulator) -> None:
    sim.world.put(XAccount(id="1", username="gone"))
    sim.world.put(Page(id="2"))

    answers = [await control("DELETE", "/accounts/x/1"), await control("DELETE", "/accounts/facebook/2")]

    assert answers == [(200, {}), (200, {})]
    assert not sim.world.x_accounts
    assert not sim.world.pages


async def test_rules_are_read_and_changed(control: Control, sim: Simulator) -> None:
    await control("POST", "/rules/x", {"vocabulary": "post", "refused_fields": ["location"]})
    await control("POST", "/rules/graph", {"token_kind": "app", "requires_proof": True})
    _, rules = await control("GET", "/rules/graph")

    assert sim.world.x_rules.vocabulary == "post"
    assert sim.world.x_rules.refused_fields == {"location"}
    assert (rules["token_kind"], rules["requires_proof"]) == ("app", True)


async def test_faults_are_added_listed_and_taken_back(control: Control, sim: Simulator) -> None:
    added = await control("POST", "/faults", {"api": "x", "status": 503, "times": 2})
    await control("POST", "/faults", {"api": "graph", "kind": "empty", "until": "2026-11-25T00:00:00Z"})
    _, listed = await control("GET", "/faults")
    await control("DELETE", "/faults/1")
    left = list(sim.faults.active)
    await control("DELETE", "/faults")

    assert added == (200, {"key": 1})
    assert [(fault["key"], fault["api"], fault["until"]) for fault in listed] == [
        (1, "x", None),
        (2, "graph", "2026-11-25T00:00:00Z"),
    ]
    assert left == [2]
    assert not sim.faults.active


async def test_requests_are_read_and_forgotten(control: Control, sim: Simulator, http: aiohttp.ClientSession) -> None:
    await http.get(f"{sim.urls.x}/2/users/1")
    await http.get(f"{sim.urls.graph}/v26.0/1", params={"access_token": sim.tokens.graph})

    _, everything = await control("GET", "/requests")
    _, of_graph = await control("GET", "/requests?api=graph")
    await control("DELETE", "/requests")

    assert [seen["path"] for seen in everything] == ["/2/users/1", "/v26.0/1"]
    assert of_graph == [
        {
            "api": "graph",
            "method": "GET",
            "path": "/v26.0/1",
            "params": {"access_token": "***"},
            "at": "2026-11-24T08:00:00Z",
            "status": 400,
        }
    ]
    assert len(sim.requests) == 0


async def test_people_write_to_the_bot_and_what_it_sent_is_read(
    control: Control, sim: Simulator, http: aiohttp.ClientSession
) -> None:
    bot = f"{sim.urls.telegram}/bot{sim.tokens.telegram}"

    said = await control("POST", "/say", {"text": "/start", "chat_id": 5, "user_id": 5, "language_code": "fr"})
    await http.post(f"{bot}/sendMessage", data={"chat_id": 5, "text": "<b>hello</b>", "parse_mode": "HTML"})
    await control("POST", "/clock", {"advance_s": 60})
    await http.post(f"{bot}/sendDocument", data={"chat_id": "5", "document": BytesIO(b"\x00\xff")})
    _, sent = await control("GET", "/sent")
    _, rest = await control("GET", "/sent?after=1")
    pressed = await control("POST", "/press", {"message_id": sent[0]["message_id"], "data": "x", "user_id": 5})
    _, chats = await control("GET", "/chats")

    assert said[0] == pressed[0] == 200
    assert pressed[1]["update_id"] > said[1]["update_id"]
    assert (sent[0]["text"], sent[0]["html"]) == ("hello", "<b>hello</b>")
    assert rest == sent[1:]
    assert rest[0]["document"] == "AP8="
    assert [chat["id"] for chat in chats] == [5]


async def test_chats_block_and_move(control: Control, sim: Simulator) -> None:
    sim.telegram.say("a", chat_id=5, user_id=5)
    sim.telegram.say("a", chat_id=-7, user_id=5, chat_type="group", title="Group")

    await control("POST", "/block", {"chat_id": 5})
    blocked = str(sim.telegram.chats[5].bot)
    await control("POST", "/unblock", {"chat_id": 5})
    _, moved = await control("POST", "/migrate", {"chat_id": -7})
    violations = await control("GET", "/violations")

    assert blocked == "kicked"
    assert str(sim.telegram.chats[5].bot) == "member"
    assert sim.telegram.chats[-7].migrated_to == moved["new_id"]
    assert violations == (200, [])


@pytest.mark.parametrize(
    ("path", "document", "sentence"),
    [
        ("/clock", {"now": "yesterday"}, "now: "),
        ("/clock", {"now": "2019-09-01T00:00:00"}, "time zone"),
        ("/clock", ["now"], "the body is a JSON object"),
        ("/accounts/x/1", {"username": "with.dot"}, "a handle of X"),
        ("/accounts/x/1", {"username": "ok", "folowers": 3}, "unknown: folowers"),
        ("/accounts/x/1", {"username": "ok", "followers": "many"}, "followers: "),
        ("/faults", {"api": "x", "kind": "nonsense"}, "x has no failure 'nonsense'"),
        ("/faults", {"api": "myspace"}, "myspace"),
        ("/say", {"text": "no chat"}, "chat_id: Field required"),
        ("/rules/x", {"vocabulary": "toot"}, "vocabulary: Input should be"),
    ],
)
async def test_what_makes_no_sense_is_said_in_a_sentence(
    control: Control, path: str, document: object, sentence: str
) -> None:
    status, answer = await control("POST", path, document)

    assert status == 400
    assert sentence in answer["error"]


@pytest.mark.parametrize(
    ("method", "path", "document"),
    [
        ("POST", "/accounts/myspace/1", {}),
        ("DELETE", "/accounts/x/1", None),
        ("POST", "/rules/myspace", {}),
        ("POST", "/block", {"chat_id": 5}),
        ("POST", "/press", {"message_id": 5, "data": "", "user_id": 5}),
    ],
)
async def test_what_is_not_there_is_a_404(control: Control, method: str, path: str, document: object) -> None:
    status, answer = await control(method, path, document)

    assert status == 404
    assert "error" in answer


async def test_a_change_that_is_half_wrong_changes_nothing(control: Control, sim: Simulator) -> None:
    sim.world.put(XAccount(id="1", username="dgsn", followers=10))

    status, _ = await control("POST", "/accounts/x/1", {"followers": 11, "state": "dead"})

    assert status == 400
    assert sim.world.x("1").followers == 10
