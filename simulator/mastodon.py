"""Mastodon's API, as far as public profiles go: one server for every instance, told apart by the Host header.

Written from https://docs.joinmastodon.org/methods/accounts/, https://docs.joinmastodon.org/entities/Account/ and
https://docs.joinmastodon.org/api/rate-limits/.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler

from simulator.clock import Clock
from simulator.faults import Api, Faults
from simulator.gate import Gate
from simulator.open_world import MastodonAccount, MastodonState
from simulator.refusal import OVERLOADED, Refusal, json_refusal, refused
from simulator.request_log import RequestLog
from simulator.windows import Windows
from simulator.world import World

LARGEST_LIST: Final = 40
"""Accounts one request may name; source: ``DEFAULT_ACCOUNTS_LIMIT`` of https://github.com/mastodon/mastodon."""

WINDOW: Final = timedelta(minutes=5)

Answering = Callable[[web.Request], web.Response]
"""What an endpoint answers to a request that is let in."""

_NOT_FOUND: Final = json_refusal(404, {"error": "Record not found"})
_NO_ROUTE: Final = json_refusal(404, {"error": "Not Found"})
_CLOSED: Final = json_refusal(401, {"error": "This API requires an authenticated user"})
_TOO_MANY: Final = json_refusal(429, {"error": "Too many requests"})
_GONE: Final = json_refusal(410, {"error": "Gone"})

_KINDS: Final[Mapping[str, Refusal]] = {
    "requires_token": _CLOSED,
    "forbidden": json_refusal(403, {"error": "This action is not allowed"}),
    "rate_limited": _TOO_MANY,
    "not_found": _NOT_FOUND,
    "gone": _GONE,
    "too_many_ids": json_refusal(422, {"error": "Validation failed: too many accounts"}),
    "internal_error": json_refusal(500, {"error": "Internal Server Error"}),
    "unavailable_html": OVERLOADED,
}


class MastodonApi:
    """Answers for every instance from the world.

    Args:
        clock: Counts rate limits.
        world: The accounts there are.
        faults: What is to go wrong.
        requests: Where requests are written.

    """

    def __init__(self, clock: Clock, world: World, faults: Faults, requests: RequestLog) -> None:
        self._clock = clock
        self._world = world
        self._windows = Windows(clock, WINDOW)
        self._gate = Gate(
            Api.MASTODON, clock=clock, faults=faults, requests=requests, refuse=lambda fault, _: refused(fault, _KINDS)
        )
        faults.know(Api.MASTODON, _KINDS)

    def app(self) -> web.Application:
        """A new application that serves it."""
        app = self._gate.app()
        app.router.add_get("/api/v1/accounts/lookup", self._limited(self._lookup))
        app.router.add_get("/api/v1/accounts/{id}", self._limited(self._one))
        app.router.add_get("/api/v1/accounts", self._limited(self._list))
        app.router.add_route("*", "/{path:.*}", self._limited(lambda _: _NO_ROUTE.answer()))
        return app

    def _limited(self, answer: Answering) -> Handler:
        async def handle(request: web.Request) -> web.Response:
            instance = self._world.instance(request.host)
            if not self._windows.spend(request.host, instance.requests_per_window):
                found = _TOO_MANY.answer()
            else:
                found = _CLOSED.answer() if instance.is_closed else answer(request)
            found.headers.update(self._limits(request.host))
            return found

        return handle

    def _limits(self, domain: str) -> dict[str, str]:
        limit, window = self._world.instance(domain).requests_per_window, self._windows.current(domain)
        return {
            "Date": format_datetime(self._clock.now(), usegmt=True),
            "X-RateLimit-Limit": str(limit),
            "X-RateLimit-Remaining": str(max(limit - window.used, 0)),
            "X-RateLimit-Reset": window.ends_at.isoformat(timespec="microseconds").replace("+00:00", "Z"),
        }

    def _lookup(self, request: web.Request) -> web.Response:
        name = request.query.get("acct", "").lower().removesuffix(f"@{request.host}")
        found = [account for account in self._residents(request.host).values() if account.username.lower() == name]
        return self._answer(found[-1] if found else None)

    def _one(self, request: web.Request) -> web.Response:
        return self._answer(self._residents(request.host).get(request.match_info["id"]))

    def _list(self, request: web.Request) -> web.Response:
        ids = list(dict.fromkeys(request.query.getall("id[]", [])))
        if not self._world.instance(request.host).has_lists:
            return _NO_ROUTE.answer()
        if len(ids) > LARGEST_LIST:
            return _KINDS["too_many_ids"].answer()
        found = self._residents(request.host)
        there = [found[name] for name in sorted(ids) if name in found]
        return web.json_response([account_object(one) for one in there if one.state is not MastodonState.MISSING])

    def _residents(self, domain: str) -> dict[str, MastodonAccount]:
        everyone = self._world.all(MastodonAccount).values()
        return {account.local_id: account for account in everyone if account.domain == domain}

    def _answer(self, account: MastodonAccount | None) -> web.Response:
        if account is None or account.state is MastodonState.MISSING:
            return _NOT_FOUND.answer()
        if account.state is MastodonState.SUSPENDED and self._world.instance(account.domain).is_old:
            return _GONE.answer()
        return web.json_response(account_object(account))


def account_object(account: MastodonAccount) -> dict[str, object]:
    """The account as its instance answers it; of a suspended one hardly anything is left."""
    is_suspended = account.state is MastodonState.SUSPENDED
    fields = [
        {"name": "Web", "value": "<a>…</a>", "verified_at": _instant(account.created_at) or "2020-01-01T00:00:00Z"}
    ]
    found = {
        "id": account.local_id,
        "username": account.username,
        "acct": account.username,
        "display_name": "" if is_suspended else account.name or account.username,
        "locked": False,
        "bot": False,
        "created_at": _instant(account.created_at),
        "note": "" if is_suspended else account.note,
        "url": f"https://{account.domain}/@{account.username}",
        "uri": f"https://{account.domain}/users/{account.username}",
        "followers_count": 0 if is_suspended else account.followers,
        "following_count": 0 if is_suspended else account.following,
        "statuses_count": 0 if is_suspended else account.posts,
        "last_status_at": account.last_post_at.astimezone(UTC).date().isoformat() if account.last_post_at else None,
        "fields": fields if account.is_link_verified else [],
    }
    states: dict[MastodonState, dict[str, object]] = {
        MastodonState.SUSPENDED: {"suspended": True},
        MastodonState.MEMORIAL: {"memorial": True},
        MastodonState.MOVED: {"moved": _moved(account.moved_to)},
    }
    return {key: value for key, value in found.items() if key == "last_status_at" or value is not None} | states.get(
        account.state, {}
    )


def _moved(name: str) -> dict[str, object]:
    user, _, domain = name.partition("@")
    return {"id": "999", "username": user, "acct": name, "url": f"https://{domain}/@{user}"}


def _instant(instant: datetime | None) -> str | None:
    """The midnight of its day: instances tell no more since 3.4."""
    return None if instant is None else f"{instant.astimezone(UTC):%Y-%m-%d}T00:00:00.000Z"
