"""LinkedIn's organizations and the sizes of their networks.

Written from
https://learn.microsoft.com/en-us/linkedin/marketing/community-management/organizations/organization-lookup-api and
https://learn.microsoft.com/en-us/linkedin/shared/api-guide/concepts/error-handling, and from what its callers saw:
versions by month that end after a year, URNs that have to be percent-encoded, limits that renew at midnight (UTC).
"""

import re
from collections.abc import Mapping
from datetime import UTC
from email.utils import format_datetime
from typing import Final

from aiohttp import web

from simulator.clock import Clock
from simulator.faults import Api, Fault, Faults
from simulator.gate import Gate
from simulator.keyed_world import Organization
from simulator.refusal import OVERLOADED, Refusal, json_refusal, refused
from simulator.request_log import RequestLog
from simulator.windows import Days
from simulator.world import World

_VERSION: Final = re.compile(r"20[0-9]{2}(?:0[1-9]|1[0-2])")
_MONTHS_A_VERSION_LIVES: Final = 12
_SIZES: Final = "/rest/networkSizes/"
_URN: Final = re.compile(r"urn%3Ali%3Aorganization%3A(?P<id>[0-9]+)", re.IGNORECASE)
_EDGE: Final = "COMPANY_FOLLOWED_BY_MEMBER"


def _linkedin(status: int, code: str, message: str, service_code: int | None = None) -> Refusal:
    given = {"status": status, "serviceErrorCode": service_code, "code": code, "message": message}
    return json_refusal(status, {name: value for name, value in given.items() if value is not None})


_KINDS: Final[Mapping[str, Refusal]] = {
    "token_invalid": _linkedin(401, "INVALID_ACCESS_TOKEN", "Invalid access token", 65_600),
    "token_revoked": _linkedin(401, "REVOKED_ACCESS_TOKEN", "The token used in the request has been revoked", 65_601),
    "token_expired": _linkedin(401, "EXPIRED_ACCESS_TOKEN", "The token used in the request has expired", 65_602),
    "access_denied": _linkedin(
        403, "ACCESS_DENIED", "Not enough permissions to access: networkSizes.GET.20261001", 100
    ),
    "not_found": _linkedin(404, "NOT_FOUND", "Could not find entity"),
    "bad_request": _linkedin(400, "INVALID_VALUE_FOR_FIELD", "Invalid value for field"),
    "version_ended": _linkedin(426, "NONEXISTENT_VERSION", "Requested version 20240101 is not active"),
    "rate_limited": _linkedin(
        429,
        "TOO_MANY_REQUESTS",
        "Resource level throttle APPLICATION DAY limit for calls to this resource is reached.",
        101,
    ),
    "internal_error": _linkedin(500, "INTERNAL_SERVER_ERROR", "Internal Server Error"),
    "unavailable": _linkedin(503, "SERVICE_UNAVAILABLE", "Service Unavailable"),
    "gateway_timeout": _linkedin(504, "GATEWAY_TIMEOUT", "Gateway Timeout"),
    "unavailable_html": OVERLOADED,
}


class LinkedinApi:
    """Answers organizations from the world.

    Args:
        token: The access token that is accepted.
        clock: Ends versions, counts requests, and dates answers.
        world: The organizations there are.
        faults: What is to go wrong.
        requests: Where requests are written.

    """

    def __init__(self, token: str, clock: Clock, world: World, faults: Faults, requests: RequestLog) -> None:
        self._token = token
        self._clock = clock
        self._world = world
        self._days = Days(clock)
        self._gate = Gate(Api.LINKEDIN, clock=clock, faults=faults, requests=requests, refuse=self._refuse)
        faults.know(Api.LINKEDIN, _KINDS)

    def app(self) -> web.Application:
        """A new application that serves it; applications share the limit."""
        app = self._gate.app()
        app.router.add_get("/rest/organizations", self._lookup)
        app.router.add_get("/rest/networkSizes/{urn}", self._size)
        return app

    def _refuse(self, fault: Fault, _: web.Request) -> web.Response:
        return self._dated(refused(fault, _KINDS))

    async def _lookup(self, request: web.Request) -> web.Response:
        refusal = self._refusal(request)
        if refusal is None and request.query.get("q") != "vanityName":
            refusal = "bad_request"
        if refusal is not None:
            return self._dated(_KINDS[refusal].answer())
        name = request.query.get("vanityName", "").lower()
        found = [one for one in self._world.all(Organization).values() if one.vanity_name.lower() == name]
        elements = [organization_object(one) for one in found if not one.is_gone]
        return self._dated(web.json_response({"paging": {"start": 0, "count": 10, "links": []}, "elements": elements}))

    async def _size(self, request: web.Request) -> web.Response:
        urn = _URN.fullmatch(request.raw_path.partition("?")[0].removeprefix(_SIZES))
        refusal = self._refusal(request)
        organization = self._world.all(Organization).get(urn["id"]) if urn else None
        if refusal is None and (urn is None or request.query.get("edgeType") != _EDGE):
            refusal = "bad_request"
        if refusal is None and (organization is None or organization.is_gone):
            refusal = "not_found"
        if refusal is None and organization is not None and not organization.is_ours:
            refusal = "access_denied"
        if refusal is not None or organization is None:
            return self._dated(_KINDS[refusal or "not_found"].answer())
        return self._dated(web.json_response({"firstDegreeSize": organization.followers}))

    def _refusal(self, request: web.Request) -> str | None:
        if request.headers.get("Authorization") != f"Bearer {self._token}":
            return "token_invalid"
        if not self._is_active(request.headers.get("LinkedIn-Version", "")):
            return "version_ended"
        return None if self._days.spend(self._world.allowances.linkedin) else "rate_limited"

    def _is_active(self, version: str) -> bool:
        if not _VERSION.fullmatch(version):
            return False
        now = self._clock.now()
        age = (now.year * 12 + now.month) - (int(version[:4]) * 12 + int(version[4:]))
        return age <= _MONTHS_A_VERSION_LIVES

    def _dated(self, answer: web.Response) -> web.Response:
        answer.headers.setdefault("Date", format_datetime(self._clock.now().astimezone(UTC), usegmt=True))
        return answer


def organization_object(organization: Organization) -> dict[str, object]:
    """What those see of an organization who do not manage it."""
    return {
        "id": int(organization.id),
        "vanityName": organization.vanity_name,
        "localizedName": organization.name or organization.vanity_name,
        "primaryOrganizationType": "NONE",
    }
