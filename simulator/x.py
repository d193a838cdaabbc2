"""The X API v2, as far as user lookups go.

Written from X's OpenAPI description and from what its callers measured: ``/2/users``, ``/2/users/by``,
``/2/users/{id}`` and ``/2/users/by/username/{username}``, with an app's bearer token.
"""

import json
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler

from simulator.clock import Clock
from simulator.faults import Api, Fault, Faults
from simulator.gate import Gate
from simulator.request_log import RequestLog
from simulator.world import X_ID, X_USERNAME, World, XAccount, XState
from simulator.x_problem import (
    KINDS,
    NOT_FOUND,
    RATE_LIMITED,
    UNAUTHORIZED,
    Json,
    XProblem,
    invalid_request,
    not_found_error,
    problem_of,
    suspended_error,
    unauthorized_error,
)
from simulator.x_user import DEFAULT_FIELDS, is_post_vocabulary, known_fields, user_object

LARGEST_BATCH: Final = 100
"""Accounts one request may name; source: ``maxItems`` of ``ids`` and ``usernames`` in X's OpenAPI description."""

WINDOW: Final = timedelta(minutes=15)
"""Length of a rate limit's window; source: https://docs.x.com/x-api/fundamentals/rate-limits."""

_SHARED_PARAMETERS: Final = ("expansions", "post.fields", "tweet.fields", "user.fields")

_Invalid = tuple[str, str, str]
"""A parameter's name, the value sent, and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class _Lookup:
    """One of the four ways to look accounts up.

    Attributes:
        path: Its route.
        parameter: The parameter that names the accounts.
        pattern: What each name must look like.
        is_single: Whether it takes one account, in its path, and answers one object.

    """

    path: str
    parameter: str
    pattern: re.Pattern[str]
    is_single: bool

    @property
    def by_id(self) -> bool:
        """Whether accounts are named by id."""
        return self.pattern is X_ID


_LOOKUPS: Final = (
    _Lookup("/2/users", "ids", X_ID, is_single=False),
    _Lookup("/2/users/by", "usernames", X_USERNAME, is_single=False),
    _Lookup("/2/users/by/username/{username}", "username", X_USERNAME, is_single=True),
    _Lookup("/2/users/{id}", "id", X_ID, is_single=True),
)


@dataclass(slots=True)
class _Window:
    """What an app used of one endpoint's limit.

    Attributes:
        ends_at: When it starts anew.
        used: Requests made since it started.

    """

    ends_at: datetime
    used: int = 0


class XApi:
    """Answers user lookups from the world.

    Args:
        token: The bearer token that is accepted.
        clock: Counts rate limits.
        world: The accounts there are.
        faults: What is to go wrong.
        requests: Where requests are written.

    """

    def __init__(self, token: str, clock: Clock, world: World, faults: Faults, requests: RequestLog) -> None:
        self._token = token
        self._clock = clock
        self._world = world
        self._windows: dict[str, _Window] = {}
        self._gate = Gate(Api.X, clock=clock, faults=faults, requests=requests, refuse=self._refuse)
        faults.know(Api.X, KINDS)

    def app(self) -> web.Application:
        """A new application that serves it; applications share the rate limits."""
        app = self._gate.app()
        for lookup in _LOOKUPS:
            app.router.add_get(lookup.path, self._handler(lookup))
        app.router.add_route("*", "/{path:.*}", self._unknown)
        return app

    def _handler(self, lookup: _Lookup) -> Handler:
        async def handle(request: web.Request) -> web.Response:
            if request.headers.get("Authorization") != f"Bearer {self._token}":
                return self._problem(UNAUTHORIZED, lookup.path)
            window = self._window(lookup.path)
            if window.used >= self._world.x_rules.requests_per_window:
                return self._problem(RATE_LIMITED, lookup.path)
            window.used += 1
            return self._look_up(lookup, request)

        return handle

    async def _unknown(self, _: web.Request) -> web.Response:
        return self._problem(NOT_FOUND, "")

    def _look_up(self, lookup: _Lookup, request: web.Request) -> web.Response:
        rules = self._world.x_rules
        is_post = is_post_vocabulary(rules, request.query)
        known = known_fields(rules, is_post=is_post)
        raw = request.match_info[lookup.parameter] if lookup.is_single else request.query.get(lookup.parameter, "")
        names = [raw] if lookup.is_single else [name for name in raw.split(",") if name]
        invalid = [*_invalid_names(lookup, raw, names), *_invalid_query(lookup, request.query, known)]
        if invalid:
            return self._problem(invalid_request(invalid), lookup.path)
        fields = frozenset(DEFAULT_FIELDS) | frozenset(_fields(request.query))
        found, errors = self._found(lookup, names)
        self._world.x_charged.setdefault(self._clock.now().date(), set()).update(account.id for account in found)
        data = [user_object(account, fields, rules=rules, is_post=is_post) for account in _shuffled(found)]
        body: Json = {"data": data[0] if lookup.is_single else data} if data else {}
        return self._json(200, body | ({"errors": errors} if errors else {}), lookup.path)

    def _found(self, lookup: _Lookup, names: list[str]) -> tuple[list[XAccount], list[Json]]:
        by_name = self._world.x_accounts if lookup.by_id else self._world.x_by_username()
        found: dict[str, XAccount] = {}
        errors: list[Json] = []
        for name in dict.fromkeys(names):
            account = by_name.get(name if lookup.by_id else name.lower())
            if account is not None and account.state in (XState.OK, XState.PROTECTED):
                found[account.id] = account
            else:
                errors.append(_partial_error(lookup.parameter, name, account))
        return list(found.values()), errors

    def _window(self, endpoint: str) -> _Window:
        now = self._clock.now()
        window = self._windows.get(endpoint)
        if window is None or not window.ends_at - WINDOW <= now < window.ends_at:
            window = self._windows[endpoint] = _Window(now + WINDOW)
        return window

    def _refuse(self, fault: Fault, request: web.Request) -> web.Response:
        problem = problem_of(fault.kind, fault.status, now=self._clock.now())
        resource = request.match_info.route.resource
        answer = self._problem(problem, resource.canonical if resource else "", retry_after_s=fault.retry_after_s)
        answer.headers.update(fault.headers)
        if fault.content_type:
            answer.headers["Content-Type"] = fault.content_type
        if fault.status is not None:
            answer.set_status(fault.status)
        return answer

    def _problem(self, problem: XProblem, endpoint: str, *, retry_after_s: int | None = None) -> web.Response:
        if isinstance(problem.body, str):
            return web.Response(status=problem.status, text=problem.body, content_type="text/html", charset="utf-8")
        if problem.is_anonymous:
            return _json_response(problem.status, problem.body, {})
        answer = self._json(problem.status, problem.body, endpoint)
        if problem.is_exhausted:
            answer.headers["x-rate-limit-remaining"] = "0"
        if retry_after_s is not None:
            answer.headers["x-rate-limit-reset"] = str(int(self._clock.now().timestamp()) + retry_after_s)
        return answer

    def _json(self, status: int, body: Json, endpoint: str) -> web.Response:
        window = self._window(endpoint)
        limit = self._world.x_rules.requests_per_window
        headers = {
            "api-version": "2.167",
            "x-access-level": "read",
            "x-rate-limit-limit": str(limit),
            "x-rate-limit-remaining": str(max(limit - window.used, 0)),
            "x-rate-limit-reset": str(int(window.ends_at.timestamp())),
        }
        return _json_response(status, body, headers)


def _json_response(status: int, body: Json, headers: Mapping[str, str]) -> web.Response:
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return web.Response(status=status, text=text, content_type="application/json", charset="utf-8", headers=headers)


def _invalid_names(lookup: _Lookup, raw: str, names: list[str]) -> Iterator[_Invalid]:
    parameter = lookup.parameter
    if not names:
        yield parameter, raw, f"The `{parameter}` query parameter can not be empty"
    if len(names) > LARGEST_BATCH:
        size = f"[{len(names)}] is not between 1 and {LARGEST_BATCH}"
        yield parameter, raw, f"The number of values in the `{parameter}` query parameter list {size}"
    for name in names:
        if not lookup.pattern.fullmatch(name):
            mismatch = f"[{name}] does not match ^{lookup.pattern.pattern}$"
            yield parameter, raw, f"The `{parameter}` query parameter value {mismatch}"


def _invalid_query(lookup: _Lookup, query: Mapping[str, str], known: frozenset[str]) -> Iterator[_Invalid]:
    allowed = [*([] if lookup.is_single else [lookup.parameter]), *_SHARED_PARAMETERS]
    for name, value in query.items():
        if name not in allowed:
            yield name, value, f"The query parameter [{name}] is not one of [{','.join(allowed)}]"
    asked = _fields(query)
    raw = query.get("user.fields", "")
    for value in asked:
        if value not in known:
            listed = ",".join(sorted(known))
            yield "user.fields", raw, f"The `user.fields` query parameter value [{value}] is not one of [{listed}]"
    if len(asked) != len(set(asked)):
        yield "user.fields", raw, f"The `user.fields` query parameter value [{raw}] contains duplicate values"


def _fields(query: Mapping[str, str]) -> list[str]:
    return [name for name in query.get("user.fields", "").split(",") if name]


def _partial_error(parameter: str, name: str, account: XAccount | None) -> Json:
    if account is not None and account.state is XState.SUSPENDED:
        return suspended_error(parameter, name)
    if account is not None and account.state is XState.UNAUTHORIZED:
        return unauthorized_error(parameter, name)
    return not_found_error(parameter, name)


def _shuffled(accounts: list[XAccount]) -> list[XAccount]:
    """Accounts in an order that is always the same and never the asked one: X promises none."""
    mixed = sorted(accounts, key=lambda account: zlib.crc32(account.id.encode()))
    is_as_asked = [account.id for account in mixed] == [account.id for account in accounts]
    return mixed[::-1] if is_as_asked else mixed
