"""Drives the simulator from another process, by JSON over loopback HTTP.

    GET    /                          {"x": URL, "graph": URL, ...}: where every API is, as ``server.Urls``
    GET    /clock                     {"now": "2026-11-24T08:00:00Z", "is_running": false}
    POST   /clock                     {"now": ISO instant} sets it, {"advance_s": seconds} moves it
    GET    /accounts                  {"x": [account], "facebook": [Page], and so on for every platform}
    POST   /accounts/{platform}/{id}  fields of ``world.XAccount``, ``world.Page``, ``open_world.MastodonAccount`` ...
                                      but the id: adds it, or changes the fields named
    DELETE /accounts/{platform}/{id}
    GET    /instances                 {domain: ``open_world.Instance``}, those of Mastodon that are not ordinary
    POST   /instances/{domain}        changes the fields named
    GET    /rules/{x|graph|daily}     ``rules.XRules``, ``rules.GraphRules`` or ``rules.Allowances``
    POST   /rules/{x|graph|daily}     changes the fields named
    GET    /faults                    [{"key": number, and the fields of ``faults.Fault``}]
    POST   /faults                    fields of ``faults.Fault``: {"key": number}
    DELETE /faults                    takes every one back; /faults/{key} takes one back
    GET    /requests                  [fields of ``request_log.Seen``]; ?api=x only those of one API
    DELETE /requests                  forgets them
    GET    /sent                      [what the bot sent]; ?after=N leaves out the first N
    GET    /chats                     [chat]
    GET    /violations                [messages the bot sent too fast]
    POST   /say                       {"text", "chat_id", ...} as ``TelegramApi.say``: {"update_id": number}
    POST   /press                     {"message_id", "data", "user_id", ...} as ``TelegramApi.press``: the same
    POST   /block, /unblock           {"chat_id"}: {}
    POST   /migrate                   {"chat_id"}: {"new_id": number}

Instants are ISO 8601 with their offset; bytes are base64. What cannot be done is answered with 400, what is not there
with 404, both as {"error": sentence}.
"""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler

from simulator.clock import Clock
from simulator.control_json import as_json, change, made
from simulator.faults import Api, Fault, Faults
from simulator.keyed_world import (
    InstagramAccount,
    Organization,
    ThreadsProfile,
    TiktokUser,
    YoutubeChannel,
)
from simulator.open_world import BlueskyAccount, Channel, Feed, MastodonAccount, StoreApp
from simulator.request_log import RequestLog
from simulator.rules import Allowances, GraphRules, XRules
from simulator.server import Urls
from simulator.telegram import TelegramApi
from simulator.world import Page, World, XAccount

Document = Mapping[str, object]

Kept = (
    XAccount
    | Page
    | MastodonAccount
    | BlueskyAccount
    | StoreApp
    | Feed
    | Channel
    | InstagramAccount
    | ThreadsProfile
    | Organization
    | TiktokUser
    | YoutubeChannel
)
"""Whatever the world keeps under an id."""

Rules = XRules | GraphRules | Allowances

_PLATFORMS: Final[Mapping[str, type[Kept]]] = {
    "x": XAccount,
    "facebook": Page,
    "mastodon": MastodonAccount,
    "bluesky": BlueskyAccount,
    "app_store": StoreApp,
    "newsroom": Feed,
    "telegram": Channel,
    "instagram": InstagramAccount,
    "threads": ThreadsProfile,
    "tiktok": TiktokUser,
    "linkedin": Organization,
    "youtube": YoutubeChannel,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Move:
    """A move of the clock: to an instant, by seconds, or both in this order."""

    now: datetime | None = None
    advance_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Say:
    """What a person writes; None leaves it to ``TelegramApi.say``'s own default."""

    text: str
    chat_id: int
    user_id: int | None = None
    chat_type: str = "private"
    title: str | None = None
    username: str | None = None
    language_code: str | None = "ar"
    thread_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Press:
    """The button a person presses; without ``chat_id`` under the youngest message of that id."""

    message_id: int
    data: str
    user_id: int
    chat_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Where:
    """A chat."""

    chat_id: int


class Control:
    """The control API.

    Args:
        clock: What ``/clock`` moves.
        world: What ``/accounts`` and ``/rules`` change.
        faults: What ``/faults`` changes.
        requests: What ``/requests`` reads.
        telegram: Where people write to the bot.

    """

    def __init__(
        self, *, clock: Clock, world: World, faults: Faults, requests: RequestLog, telegram: TelegramApi
    ) -> None:
        self._clock = clock
        self._world = world
        self._faults = faults
        self._requests = requests
        self._telegram = telegram
        self._urls: Urls | None = None

    def tell(self, urls: Urls) -> None:
        """Learn where every API listens, which is not known before this one listens too."""
        self._urls = urls

    def app(self) -> web.Application:
        """A new application that serves it."""
        app = web.Application(middlewares=[_said])
        for path, read in self._reads().items():
            app.router.add_get(path, _reading(read))
        for path, write in self._writes().items():
            app.router.add_post(path, _writing(write))
        for path, remove in self._removals().items():
            app.router.add_delete(path, _reading(remove))
        return app

    def _reads(self) -> "dict[str, Callable[[web.Request], object]]":
        return {
            "/": lambda _: self._urls,
            "/clock": lambda _: self._time(),
            "/accounts": lambda _: {
                platform: list(self._world.all(kind).values()) for platform, kind in _PLATFORMS.items()
            },
            "/instances": lambda _: self._world.instances,
            "/rules/{api}": self._rules,
            "/faults": lambda _: [{"key": key, **asdict(fault)} for key, fault in self._faults.active.items()],
            "/requests": self._seen,
            "/sent": lambda request: self._telegram.sent[int(request.query.get("after", 0)) :],
            "/chats": lambda _: list(self._telegram.chats.values()),
            "/violations": lambda _: self._telegram.violations,
        }

    def _writes(self) -> "dict[str, Callable[[web.Request, Document], object]]":
        telegram = self._telegram
        return {
            "/clock": lambda _, document: self._move(made(_Move, document)),
            "/accounts/{platform}/{id:.+}": self._put,
            "/instances/{domain}": self._change_instance,
            "/rules/{api}": self._change_rules,
            "/faults": lambda _, document: {"key": self._faults.add(made(Fault, document))},
            "/say": lambda _, document: {"update_id": telegram.say(**asdict(made(_Say, document)))},
            "/press": lambda _, document: {"update_id": telegram.press(**asdict(made(_Press, document)))},
            "/block": lambda _, document: {"update_id": telegram.block(made(_Where, document).chat_id)},
            "/unblock": lambda _, document: {"update_id": telegram.unblock(made(_Where, document).chat_id)},
            "/migrate": lambda _, document: {"new_id": telegram.migrate(made(_Where, document).chat_id)},
        }

    def _removals(self) -> "dict[str, Callable[[web.Request], object]]":
        return {
            "/accounts/{platform}/{id:.+}": lambda request: self._world.remove(self._account(request)),
            "/faults": lambda _: self._faults.clear(),
            "/faults/{key}": lambda request: self._faults.remove(int(request.match_info["key"])),
            "/requests": lambda _: self._requests.clear(),
        }

    def _time(self) -> object:
        return {"now": self._clock.now(), "is_running": self._clock.is_running}

    def _move(self, move: _Move) -> object:
        if move.now is not None:
            self._clock.set(move.now)
        self._clock.advance(timedelta(seconds=move.advance_s))
        return self._time()

    def _account(self, request: web.Request) -> Kept:
        return self._world.all(_kind(request))[request.match_info["id"]]

    def _put(self, request: web.Request, document: Document) -> object:
        account_id = request.match_info["id"]
        known = self._world.all(_kind(request))
        if account_id in known:
            change(known[account_id], document)
        else:
            self._world.put(made(_kind(request), {**document, "id": account_id}))
        return known[account_id]

    def _change_instance(self, request: web.Request, document: Document) -> object:
        instance = self._world.instance(request.match_info["domain"])
        change(instance, document)
        return instance

    def _rules(self, request: web.Request) -> Rules:
        world = self._world
        by_api: Mapping[str, Rules] = {"x": world.x_rules, "graph": world.graph_rules, "daily": world.allowances}
        return by_api[request.match_info["api"]]

    def _change_rules(self, request: web.Request, document: Document) -> object:
        rules = self._rules(request)
        change(rules, document)
        return rules

    def _seen(self, request: web.Request) -> object:
        api = request.query.get("api")
        return self._requests.of(Api(api)) if api else list(self._requests)


def _kind(request: web.Request) -> type[Kept]:
    return _PLATFORMS[request.match_info["platform"]]


def _reading(read: Callable[[web.Request], object]) -> Handler:
    async def handle(request: web.Request) -> web.StreamResponse:
        return _answer(200, read(request))

    return handle


def _writing(write: Callable[[web.Request, Document], object]) -> Handler:
    async def handle(request: web.Request) -> web.StreamResponse:
        document = json.loads(await request.text())
        if not isinstance(document, dict):
            raise ValueError("the body is a JSON object")  # noqa: TRY004  answered like every other bad document
        return _answer(200, write(request, document))

    return handle


@web.middleware
async def _said(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Say in JSON what could not be done."""
    try:
        return await handler(request)
    except LookupError as error:
        return _answer(404, {"error": f"there is no {error.args[0] if error.args else request.path}"})
    except ValueError as error:
        return _answer(400, {"error": str(error)})


def _answer(status: int, document: object) -> web.Response:
    return web.json_response({} if document is None else as_json(document), status=status)
