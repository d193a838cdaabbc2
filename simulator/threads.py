"""Threads' profile discovery.

Written from https://developers.facebook.com/docs/threads/threads-profiles: profiles that are public and have 100
followers or more, 1,000 lookups a user and day. How it refuses an unknown name is not documented; the Graph API's words
stand in.
"""

from collections.abc import Mapping
from typing import Final

from aiohttp import web

from simulator import graph_problem as problems
from simulator.clock import Clock
from simulator.faults import Api, Faults
from simulator.gate import Gate
from simulator.graph_problem import GraphProblem
from simulator.keyed_world import ThreadsProfile
from simulator.refusal import OVERLOADED, Refusal, json_refusal, refused
from simulator.request_log import RequestLog
from simulator.windows import Days
from simulator.world import World

FEWEST_FOLLOWERS: Final = 100
"""Followers from which on a profile can be discovered."""

_NOT_FOUND: Final = problems.NOT_FOUND.about("profile_lookup")
_PERMISSION: Final = GraphProblem(
    message="(#10) This endpoint requires the 'threads_profile_discovery' permission", code=10, status=403
)
_LIMIT: Final = GraphProblem(message="(#4) Application request limit reached", code=4, status=403, is_transient=True)


def _graph(problem: GraphProblem) -> Refusal:
    return json_refusal(problem.status, problem.document("AThreadsTrace00000000000"))


_KINDS: Final[Mapping[str, Refusal]] = {
    "token_invalid": _graph(problems.TOKEN_INVALID),
    "token_expired": _graph(problems.PROBLEMS["token_expired"]),
    "permission": _graph(_PERMISSION),
    "rate_limited": _graph(_LIMIT),
    "not_found": _graph(_NOT_FOUND),
    "unknown_field": _graph(problems.bad_parameter("Tried accessing nonexisting field (shoe_size)")),
    "unknown_error": _graph(problems.PROBLEMS["unknown_error"]),
    "unavailable": _graph(problems.PROBLEMS["unavailable"]),
    "unavailable_html": OVERLOADED,
}


class ThreadsApi:
    """Answers lookups from the world.

    Args:
        token: The access token that is accepted.
        clock: Counts lookups.
        world: The profiles there are.
        faults: What is to go wrong.
        requests: Where requests are written.

    """

    def __init__(self, token: str, clock: Clock, world: World, faults: Faults, requests: RequestLog) -> None:
        self._token = token
        self._world = world
        self._days = Days(clock)
        self._gate = Gate(
            Api.THREADS, clock=clock, faults=faults, requests=requests, refuse=lambda fault, _: refused(fault, _KINDS)
        )
        faults.know(Api.THREADS, _KINDS)

    def app(self) -> web.Application:
        """A new application that serves it; applications share the limit."""
        app = self._gate.app()
        app.router.add_get("/v1.0/profile_lookup", self._lookup)
        return app

    async def _lookup(self, request: web.Request) -> web.Response:
        bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if (request.query.get("access_token") or bearer) != self._token:
            return _KINDS["token_invalid"].answer()
        if not self._days.spend(self._world.allowances.threads):
            return _KINDS["rate_limited"].answer()
        name = request.query.get("username", "").lower()
        named = [profile for profile in self._world.all(ThreadsProfile).values() if profile.id.lower() == name]
        seen = [profile for profile in named if profile.is_public and (profile.followers or 0) >= FEWEST_FOLLOWERS]
        if not seen:
            return _KINDS["not_found"].answer()
        fields = request.query.get("fields", "username,name,follower_count").split(",")
        found = profile_object(seen[-1])
        if not set(fields) <= {*found, "name", "biography"}:
            return _KINDS["unknown_field"].answer()
        return web.json_response({name: found[name] for name in fields if found.get(name) is not None})


def profile_object(profile: ThreadsProfile) -> dict[str, object]:
    """Everything that Threads tells of a profile."""
    return {
        "username": profile.id,
        "name": profile.name or None,
        "profile_picture_url": f"https://scontent.example/{profile.id}.jpg",
        "biography": profile.biography,
        "is_verified": profile.is_verified,
        "follower_count": profile.followers,
        "likes_count": 0,
        "quotes_count": 0,
        "replies_count": 0,
        "reposts_count": 0,
        "views_count": 0,
    }
