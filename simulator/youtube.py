"""The YouTube Data API, as far as channels go.

Written from https://developers.google.com/youtube/v3/docs/channels/list and
https://developers.google.com/youtube/v3/docs/errors: numbers as text, subscribers rounded down to three figures, no
``items`` where nothing is found, 10,000 units a day of the Pacific coast.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Final

from aiohttp import web

from simulator.clock import Clock
from simulator.faults import Api, Fault, Faults
from simulator.gate import Gate
from simulator.keyed_world import YoutubeChannel
from simulator.refusal import OVERLOADED, Refusal, json_refusal, refused
from simulator.request_log import RequestLog
from simulator.windows import Days
from simulator.world import World

LARGEST_LIST: Final = 50
"""Ids one request may name, and channels one answer may hold."""

_FILTERS: Final = ("id", "forHandle", "forUsername", "mine", "managedByMe", "categoryId")
_EXACT_BELOW: Final = 1_000
_ETAG: Final = "RuuXzTIr0OoDqI4S0RU6n4FqKEM"


def _google(
    status: int, reason: str, message: str, *, domain: str = "youtube.quota", word: str = "", detail: str = ""
) -> Refusal:
    """A refusal as Google's older APIs word them, with the newer words beside where there are any."""
    error: dict[str, object] = {
        "code": status,
        "message": message,
        "errors": [{"message": message, "domain": domain, "reason": reason}],
    }
    if word:
        error["status"] = word
    if detail:
        info = "type.googleapis.com/google.rpc.ErrorInfo"
        error["details"] = [{"@type": info, "reason": detail, "domain": "googleapis.com"}]
    return json_refusal(status, {"error": error})


_SPENT: Final = _google(
    403,
    "quotaExceeded",
    'The request cannot be completed because you have exceeded your <a href="/youtube/v3/getting-started#quota">quota'
    "</a>.",
)
_NO_KEY: Final = _google(
    403,
    "forbidden",
    "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or other "
    "form of API consumer identity to call this API.",
    domain="global",
    word="PERMISSION_DENIED",
)
_KEY: Final = _google(
    400,
    "badRequest",
    "API key not valid. Please pass a valid API key.",
    domain="global",
    word="INVALID_ARGUMENT",
    detail="API_KEY_INVALID",
)

_KINDS: Final[Mapping[str, Refusal]] = {
    "key_invalid": _KEY,
    "key_expired": _google(
        400,
        "badRequest",
        "API key expired. Please renew the API key.",
        domain="global",
        word="INVALID_ARGUMENT",
        detail="API_KEY_INVALID",
    ),
    "key_missing": _NO_KEY,
    "not_configured": _google(
        403,
        "accessNotConfigured",
        "YouTube Data API v3 has not been used in project 123456789 before or it is disabled.",
        domain="usageLimits",
        word="PERMISSION_DENIED",
        detail="SERVICE_DISABLED",
    ),
    "address_blocked": _google(
        403,
        "forbidden",
        "The provided API key has an IP address restriction. The originating IP address of the call violates this "
        "restriction.",
        domain="global",
        word="PERMISSION_DENIED",
        detail="API_KEY_IP_ADDRESS_BLOCKED",
    ),
    "quota_exceeded": _SPENT,
    "rate_limited": _google(
        403,
        "rateLimitExceeded",
        "The request cannot be completed because you have exceeded your rate limit.",
        domain="usageLimits",
    ),
    "user_rate_limited": _google(403, "userRateLimitExceeded", "User Rate Limit Exceeded", domain="usageLimits"),
    "too_many_requests": _google(
        429, "rateLimitExceeded", "Quota exceeded for quota metric.", domain="global", word="RESOURCE_EXHAUSTED"
    ),
    "channel_not_found": _google(404, "channelNotFound", "Channel not found.", domain="youtube.channel"),
    "channel_forbidden": _google(
        403,
        "channelForbidden",
        "The channel specified by the id parameter does not support the request or the request is not properly "
        "authorized.",
        domain="youtube.channel",
    ),
    "bad_request": _google(
        400, "missingRequiredParameter", "No filter selected. Expected one of: id, mine", domain="youtube.parameter"
    ),
    "internal_error": _google(500, "backendError", "Backend Error", domain="global"),
    "unavailable": _google(503, "backendError", "The service is currently unavailable.", domain="global"),
    "unavailable_html": OVERLOADED,
}


class YoutubeApi:
    """Answers channels from the world.

    Args:
        key: The API key that is accepted.
        clock: Counts units, and dates answers.
        world: The channels there are.
        faults: What is to go wrong.
        requests: Where requests are written.

    """

    def __init__(self, key: str, clock: Clock, world: World, faults: Faults, requests: RequestLog) -> None:
        self._key = key
        self._clock = clock
        self._world = world
        self._days = Days(clock, "America/Los_Angeles")
        self._gate = Gate(Api.YOUTUBE, clock=clock, faults=faults, requests=requests, refuse=self._refuse)
        faults.know(Api.YOUTUBE, _KINDS)

    def app(self) -> web.Application:
        """A new application that serves it; applications share the quota."""
        app = self._gate.app()
        app.router.add_get("/youtube/v3/channels", self._channels)
        return app

    def _refuse(self, fault: Fault, _: web.Request) -> web.Response:
        return self._dated(refused(fault, _KINDS))

    async def _channels(self, request: web.Request) -> web.Response:
        return self._dated(self._answered(request))

    def _answered(self, request: web.Request) -> web.Response:
        key = request.headers.get("X-Goog-Api-Key") or request.query.get("key")
        if not key:
            return _NO_KEY.answer()
        if key != self._key:
            return _KEY.answer()
        if not self._days.spend(self._world.allowances.youtube):
            return _SPENT.answer()
        filters = [name for name in _FILTERS if name in request.query]
        parts = request.query.get("part", "").split(",")
        if len(filters) != 1 or parts == [""]:
            return _KINDS["bad_request"].answer()
        most = min(int(request.query.get("maxResults", "5")), LARGEST_LIST)
        found = list(self._found(filters[0], request.query[filters[0]]))
        return web.json_response(_list(found[:most], parts, most))

    def _found(self, name: str, value: str) -> Iterable[YoutubeChannel]:
        """Whoever a filter names and is still there, in no order that was asked for."""
        there = [channel for channel in self._world.all(YoutubeChannel).values() if not channel.is_gone]
        match name:
            case "id":
                wanted = set(value.split(",")[:LARGEST_LIST])
                return [channel for channel in reversed(there) if channel.id in wanted]
            case "forHandle":
                handle = value.removeprefix("@").lower()
                return [channel for channel in there if (channel.handle or "").lower() == handle]
            case "forUsername":
                return [channel for channel in there if channel.username == value]
            case _:
                return []

    def _dated(self, answer: web.Response) -> web.Response:
        answer.headers.setdefault("Date", format_datetime(self._clock.now().astimezone(UTC), usegmt=True))
        return answer


def _list(channels: Sequence[YoutubeChannel], parts: Sequence[str], most: int) -> dict[str, object]:
    """The answer; ``items`` is not there when there are none."""
    page = {"totalResults": len(channels), "resultsPerPage": most}
    head: dict[str, object] = {"kind": "youtube#channelListResponse", "etag": _ETAG, "pageInfo": page}
    items = [channel_object(channel, parts) for channel in channels]
    return {**head, "items": items} if items else head


def channel_object(channel: YoutubeChannel, parts: Sequence[str]) -> dict[str, object]:
    """The channel with the parts asked for."""
    made: dict[str, object] = {"snippet": _snippet(channel), "statistics": _statistics(channel)}
    head = {"kind": "youtube#channel", "etag": _ETAG, "id": channel.id}
    return {**head, **{part: made[part] for part in parts if part in made}}


def _snippet(channel: YoutubeChannel) -> dict[str, object]:
    found: dict[str, object | None] = {
        "title": channel.title or channel.handle or channel.id,
        "description": channel.description,
        "customUrl": f"@{channel.handle.lower()}" if channel.handle else None,
        "publishedAt": _instant(channel.created_at),
        "thumbnails": {"default": {"url": f"https://yt3.ggpht.example/{channel.id}", "width": 88, "height": 88}},
    }
    return {name: value for name, value in found.items() if value is not None}


def _statistics(channel: YoutubeChannel) -> dict[str, object]:
    """Numbers as text; of hidden subscribers a 0, as callers saw."""
    shown = None if channel.subscribers is None else str(0 if channel.is_hidden else rounded(channel.subscribers))
    counters = {
        "viewCount": None if channel.views is None else str(channel.views),
        "subscriberCount": shown,
        "videoCount": None if channel.videos is None else str(channel.videos),
    }
    given = {name: value for name, value in counters.items() if value is not None}
    return {**given, "hiddenSubscriberCount": channel.is_hidden}


def rounded(count: int) -> int:
    """A count of subscribers as YouTube shows it: from 1,000 on, three figures and zeros."""
    return count if count < _EXACT_BELOW else count - count % 10 ** (len(str(count)) - 3)


def _instant(instant: datetime | None) -> str | None:
    return None if instant is None else f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
