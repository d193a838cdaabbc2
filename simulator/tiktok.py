"""TikTok's Research API, as far as users go, and the tokens it wants.

Written from https://developers.tiktok.com/doc/research-api-specs-query-user-info,
https://developers.tiktok.com/doc/client-access-token-management and
https://developers.tiktok.com/doc/tiktok-api-v2-error-handling: tokens that end after two hours, and 1,000
requests a UTC day.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import count
from typing import Final

from aiohttp import web

from simulator.clock import Clock
from simulator.faults import Api, Fault, Faults
from simulator.gate import Gate, parameters
from simulator.keyed_world import TiktokUser
from simulator.refusal import OVERLOADED, Refusal, json_refusal, refused
from simulator.request_log import RequestLog
from simulator.windows import Days
from simulator.world import World

TOKEN_LASTS: Final = timedelta(hours=2)

_LOG_ID: Final = "202611240800000102030405060708090A"


def _tiktok(status: int, code: str, message: str) -> Refusal:
    return json_refusal(status, {"data": {}, "error": {"code": code, "message": message, "log_id": _LOG_ID}})


_INVALID_TOKEN: Final = _tiktok(401, "access_token_invalid", "The access token is invalid or not found in the request.")
_SPENT: Final = _tiktok(429, "daily_quota_limit_exceeded", "The daily quota limit was reached.")
_NO_USER: Final = _tiktok(400, "invalid_params", "cannot find the user")
_PRIVATE: Final = _tiktok(400, "invalid_params", "the user is private")

_KINDS: Final[Mapping[str, Refusal]] = {
    "access_token_invalid": _INVALID_TOKEN,
    "scope_not_authorized": _tiktok(
        401, "scope_not_authorized", "The user did not authorize the scope required for completing this request."
    ),
    "scope_permission_missed": _tiktok(403, "scope_permission_missed", "Additional scopes are required."),
    "rate_limited": _tiktok(429, "rate_limit_exceeded", "The API rate limit was exceeded. Please try again later."),
    "quota_exceeded": _SPENT,
    "user_not_found": _NO_USER,
    "user_private": _PRIVATE,
    "unknown_field": _tiktok(400, "invalid_params", "One or more fields are invalid."),
    "internal_error": _tiktok(500, "internal_error", "Something went wrong. Please try again later."),
    "unavailable_html": OVERLOADED,
}


def _oauth(error: str, description: str) -> web.Response:
    body = {"error": error, "error_description": description, "log_id": _LOG_ID}
    return web.json_response(body, status=400 if error == "invalid_request" else 401)


class TiktokApi:
    """Gives out tokens, and answers users from the world.

    Args:
        client_key: The app's key that is accepted.
        client_secret: The app's secret that is accepted.
        clock: Ends tokens, counts requests, and dates answers.
        world: The users there are.
        faults: What is to go wrong.
        requests: Where requests are written.

    """

    def __init__(
        self, client_key: str, client_secret: str, clock: Clock, world: World, faults: Faults, requests: RequestLog
    ) -> None:
        self._client_key, self._client_secret = client_key, client_secret
        self._clock = clock
        self._world = world
        self._days = Days(clock)
        self._tokens: dict[str, datetime] = {}
        self._numbers = count(1)
        self._gate = Gate(Api.TIKTOK, clock=clock, faults=faults, requests=requests, refuse=self._refuse)
        faults.know(Api.TIKTOK, _KINDS)

    def app(self) -> web.Application:
        """A new application that serves it; applications share tokens and limits."""
        app = self._gate.app()
        app.router.add_post("/v2/oauth/token/", self._login)
        app.router.add_post("/v2/research/user/info/", self._user)
        return app

    def _refuse(self, fault: Fault, _: web.Request) -> web.Response:
        return self._dated(refused(fault, _KINDS))

    async def _login(self, request: web.Request) -> web.Response:
        params = await parameters(request)
        if params.get("grant_type") != "client_credentials":
            return _oauth("unsupported_grant_type", "Grant type is not supported by the authorization server.")
        if (params.get("client_key"), params.get("client_secret")) != (self._client_key, self._client_secret):
            return _oauth("invalid_client", "Client key or secret is incorrect.")
        token = f"clt.simulated-tiktok-{next(self._numbers)}"
        self._tokens[token] = self._clock.now() + TOKEN_LASTS
        lasts = int(TOKEN_LASTS.total_seconds())
        return web.json_response({"access_token": token, "expires_in": lasts, "token_type": "Bearer"})

    async def _user(self, request: web.Request) -> web.Response:
        return self._dated(self._answered(request, (await parameters(request)).get("username", "")))

    def _answered(self, request: web.Request, name: str) -> web.Response:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if self._tokens.get(token, self._clock.now()) <= self._clock.now():
            return _INVALID_TOKEN.answer()
        if not self._days.spend(self._world.allowances.tiktok):
            return _SPENT.answer()
        user = self._world.all(TiktokUser).get(name.lower())
        if user is None or user.is_private:
            return (_NO_USER if user is None else _PRIVATE).answer()
        found = user_object(user)
        fields = request.query.get("fields", "").split(",")
        if not set(fields) <= set(found):
            return _KINDS["unknown_field"].answer()
        given = {field: found[field] for field in fields if found[field] is not None}
        return web.json_response({"data": given, "error": {"code": "ok", "message": "", "log_id": _LOG_ID}})

    def _dated(self, answer: web.Response) -> web.Response:
        answer.headers.setdefault("Date", format_datetime(self._clock.now().astimezone(UTC), usegmt=True))
        return answer


def user_object(user: TiktokUser) -> dict[str, object]:
    """Everything that TikTok tells of a user; None stands for what it leaves out."""
    return {
        "display_name": user.name or user.id,
        "bio_description": user.biography,
        "avatar_url": f"https://p16.example/{user.id}.jpeg?x-expires=1&x-signature=2",
        "is_verified": user.is_verified,
        "follower_count": user.followers,
        "following_count": user.following,
        "likes_count": user.likes,
        "video_count": user.videos,
    }
