"""The App Store's lookup.

Written from https://performance-partners.apple.com/search-api, and from what its callers saw: JSON that calls itself
JavaScript, some twenty calls a minute, and then a 403 with nothing in it.
"""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from aiohttp import web

from simulator.clock import Clock
from simulator.faults import Api, Faults
from simulator.gate import Gate
from simulator.open_world import StoreApp
from simulator.refusal import OVERLOADED, Refusal, json_refusal, refused
from simulator.request_log import RequestLog
from simulator.windows import Windows
from simulator.world import World

LARGEST_LIST: Final = 200
"""Ids one request may name, as callers found."""

CALLS_A_MINUTE: Final = 20

_CONTENT_TYPE: Final = "text/javascript; charset=utf-8"
_STOREFRONT: Final = re.compile(r"[a-z]{2}", re.IGNORECASE)
_THROTTLED: Final = Refusal(status=403, content_type="text/html")

_KINDS: Final[Mapping[str, Refusal]] = {
    "throttled": _THROTTLED,
    "bad_request": json_refusal(400, {"errorMessage": "Invalid value(s) for key(s): [country]", "queryParameters": {}}),
    "internal_error": Refusal(status=500, content_type="text/html"),
    "unavailable_html": OVERLOADED,
}


class ItunesApi:
    """Answers lookups from the world.

    Args:
        clock: Counts calls.
        world: The apps there are.
        faults: What is to go wrong.
        requests: Where requests are written.

    """

    def __init__(self, clock: Clock, world: World, faults: Faults, requests: RequestLog) -> None:
        self._world = world
        self._windows = Windows(clock, timedelta(minutes=1))
        self._gate = Gate(
            Api.ITUNES, clock=clock, faults=faults, requests=requests, refuse=lambda fault, _: refused(fault, _KINDS)
        )
        faults.know(Api.ITUNES, _KINDS)

    def app(self) -> web.Application:
        """A new application that serves it."""
        app = self._gate.app()
        app.router.add_get("/lookup", self._lookup)
        return app

    async def _lookup(self, request: web.Request) -> web.Response:
        if not self._windows.spend("", CALLS_A_MINUTE):
            return _THROTTLED.answer()
        country = request.query.get("country", "US")
        ids = [name for name in request.query.get("id", "").split(",") if name.isdigit()]
        if not _STOREFRONT.fullmatch(country) or len(ids) > LARGEST_LIST:
            return _KINDS["bad_request"].answer()
        apps = self._world.all(StoreApp)
        sold = [apps[name] for name in dict.fromkeys(ids) if name in apps and country.lower() in apps[name].ratings]
        results = [app_object(app, country.lower()) for app in sold]
        body = "\n\n\n" + json.dumps({"resultCount": len(results), "results": results}, indent=1) + "\n\n\n"
        return web.Response(body=body.encode(), headers={"Content-Type": _CONTENT_TYPE})


def app_object(app: StoreApp, country: str) -> dict[str, object]:
    """The app as one storefront shows it, without the fields that have no value."""
    ratings = app.ratings[country]
    found = {
        "wrapperType": "software",
        "kind": "software",
        "trackId": int(app.id),
        "trackName": app.name,
        "sellerName": app.seller,
        "artistName": app.seller,
        "version": app.version,
        "releaseDate": _instant(app.released_at),
        "currentVersionReleaseDate": _instant(app.updated_at or app.released_at),
        "averageUserRating": app.average,
        "userRatingCount": ratings,
        "userRatingCountForCurrentVersion": ratings,
        "trackViewUrl": f"https://apps.apple.com/{country}/app/id{app.id}?uo=4",
    }
    return {key: value for key, value in found.items() if value is not None}


def _instant(instant: datetime | None) -> str | None:
    return None if instant is None else f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
