"""Bluesky's public API, as far as profiles go.

Written from https://docs.bsky.app/docs/api/app-bsky-actor-get-profiles and
https://docs.bsky.app/docs/api/app-bsky-actor-get-profile.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from aiohttp import web

from simulator.clock import Clock
from simulator.faults import Api, Fault, Faults
from simulator.gate import Gate
from simulator.open_world import BlueskyAccount, BlueskyState
from simulator.refusal import OVERLOADED, Refusal, json_refusal, refused
from simulator.request_log import RequestLog
from simulator.world import World

LARGEST_LIST: Final = 25
"""Actors one request may name; source: ``maxLength`` in the lexicon of ``app.bsky.actor.getProfiles``."""

_DID: Final = re.compile(r"did:[a-z]+:[a-zA-Z0-9._:%-]+")
_LABEL: Final = r"[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
_HANDLE: Final = re.compile(rf"(?:{_LABEL}\.)+[a-zA-Z](?:[a-zA-Z0-9-]{{0,61}}[a-zA-Z0-9])?")
"""Sources: https://atproto.com/specs/did and https://atproto.com/specs/handle."""

_NOT_FOUND: Final = json_refusal(400, {"error": "InvalidRequest", "message": "Profile not found"})
_TAKEDOWN: Final = json_refusal(400, {"error": "AccountTakedown", "message": "Account has been suspended"})
_DEACTIVATED: Final = json_refusal(400, {"error": "AccountDeactivated", "message": "Account is deactivated"})
_REFUSALS: Final = {BlueskyState.TAKEDOWN: _TAKEDOWN, BlueskyState.DEACTIVATED: _DEACTIVATED}

_KINDS: Final[Mapping[str, Refusal]] = {
    "invalid_request": json_refusal(
        400, {"error": "InvalidRequest", "message": "Error: actors must be a valid did or a handle"}
    ),
    "rate_limited": json_refusal(429, {"error": "RateLimitExceeded", "message": "Rate Limit Exceeded"}),
    "internal_error": json_refusal(500, {"error": "InternalServerError", "message": "Internal Server Error"}),
    "upstream_failure": json_refusal(502, {"error": "UpstreamFailure", "message": "Upstream Failure"}),
    "not_implemented": json_refusal(501, {"error": "MethodNotImplemented", "message": "Method Not Implemented"}),
    "unavailable_html": OVERLOADED,
}


class BlueskyApi:
    """Answers profiles from the world.

    Args:
        clock: Dates the log and the resets.
        world: The accounts there are.
        faults: What is to go wrong.
        requests: Where requests are written.

    """

    def __init__(self, clock: Clock, world: World, faults: Faults, requests: RequestLog) -> None:
        self._clock = clock
        self._world = world
        self._gate = Gate(Api.BLUESKY, clock=clock, faults=faults, requests=requests, refuse=self._refuse)
        faults.know(Api.BLUESKY, _KINDS)

    def app(self) -> web.Application:
        """A new application that serves it."""
        app = self._gate.app()
        app.router.add_get("/xrpc/app.bsky.actor.getProfiles", self._profiles)
        app.router.add_get("/xrpc/app.bsky.actor.getProfile", self._profile)
        app.router.add_route("*", "/{path:.*}", self._unknown)
        return app

    async def _unknown(self, _: web.Request) -> web.Response:
        return _KINDS["not_implemented"].answer()

    def _refuse(self, fault: Fault, _: web.Request) -> web.Response:
        answer = refused(fault, _KINDS)
        if answer.status == 429:  # noqa: PLR2004 - Too Many Requests, RFC 6585
            reset = int(self._clock.now().timestamp()) + (fault.retry_after_s or 300)
            answer.headers.update({"ratelimit-limit": "3000", "ratelimit-remaining": "0"})
            answer.headers.update({"ratelimit-reset": str(reset), "ratelimit-policy": "3000;w=300"})
        return answer

    async def _profiles(self, request: web.Request) -> web.Response:
        actors = request.query.getall("actors", [])
        invalid = _list_problem(actors)
        if invalid is not None:
            return json_refusal(400, {"error": "InvalidRequest", "message": f"Error: {invalid}"}).answer()
        found = {account.id: account for account in map(self._account, actors) if account is not None}
        shown = [profile_object(account) for account in found.values() if account.state is BlueskyState.OK]
        return web.json_response({"profiles": shown[::-1]})

    async def _profile(self, request: web.Request) -> web.Response:
        actor = request.query.get("actor", "")
        if not _is_actor(actor):
            message = "Error: actor must be a valid did or a handle"
            return json_refusal(400, {"error": "InvalidRequest", "message": message}).answer()
        account = self._account(actor)
        if account is None:
            return _NOT_FOUND.answer()
        refusal = _REFUSALS.get(account.state)
        return web.json_response(profile_object(account)) if refusal is None else refusal.answer()

    def _account(self, actor: str) -> BlueskyAccount | None:
        accounts = self._world.all(BlueskyAccount)
        named = [account for account in accounts.values() if account.handle.lower() == actor.lower()]
        account = accounts.get(actor) or (named[-1] if named else None)
        return None if account is None or account.state is BlueskyState.MISSING else account


def _is_actor(actor: str) -> bool:
    return bool(_DID.fullmatch(actor) or _HANDLE.fullmatch(actor))


def _list_problem(actors: list[str]) -> str | None:
    if not actors:
        return 'Params must have the property "actors"'
    if len(actors) > LARGEST_LIST:
        return f"actors must not have more than {LARGEST_LIST} elements"
    invalid = [place for place, actor in enumerate(actors) if not _is_actor(actor)]
    return f"actors/{invalid[0]} must be a valid did or a handle" if invalid else None


def profile_object(account: BlueskyAccount) -> dict[str, object]:
    """The profile as Bluesky answers it, without the fields that have no value."""
    created_at = _instant(account.created_at)
    verification = {"verifications": [], "verifiedStatus": "valid", "trustedVerifierStatus": "none"}
    found: dict[str, object] = {
        "did": account.id,
        "handle": account.handle if account.has_valid_handle else "handle.invalid",
        "displayName": account.name or None,
        "description": account.description,
        "followersCount": account.followers,
        "followsCount": account.following,
        "postsCount": account.posts,
        "createdAt": created_at,
        "indexedAt": created_at,
        "labels": [],
        "verification": verification if account.is_verified else None,
    }
    return {key: value for key, value in found.items() if value is not None}


def _instant(instant: datetime | None) -> str | None:
    return (
        None if instant is None else instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    )
