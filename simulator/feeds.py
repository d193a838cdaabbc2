"""Newsrooms' feeds: one server for every newsroom, told apart by the Host header, with conditional requests.

Written from https://www.rssboard.org/rss-specification, RFC 4287 (Atom) and RFC 9110 (ETag, Last-Modified, 304).
"""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Final
from xml.sax.saxutils import escape

from aiohttp import web

from simulator.clock import Clock
from simulator.faults import Api, Faults
from simulator.gate import Gate
from simulator.open_world import Feed, FeedEntry, FeedFormat
from simulator.refusal import OVERLOADED, Refusal, html_refusal, refused
from simulator.request_log import RequestLog
from simulator.world import World

_NOT_FOUND: Final = html_refusal(404, "Not Found")
_GONE: Final = html_refusal(410, "Gone")

_KINDS: Final[Mapping[str, Refusal]] = {
    "not_found": _NOT_FOUND,
    "gone": _GONE,
    "unauthorized": html_refusal(401, "Unauthorized"),
    "forbidden": html_refusal(403, "Forbidden"),
    "rate_limited": html_refusal(429, "Too Many Requests"),
    "internal_error": html_refusal(500, "Internal Server Error"),
    "unavailable_html": OVERLOADED,
}


class FeedsApi:
    """Serves every feed of the world.

    Args:
        clock: Dates answers.
        world: The feeds there are.
        faults: What is to go wrong.
        requests: Where requests are written.

    """

    def __init__(self, clock: Clock, world: World, faults: Faults, requests: RequestLog) -> None:
        self._clock = clock
        self._world = world
        self._gate = Gate(
            Api.FEEDS, clock=clock, faults=faults, requests=requests, refuse=lambda fault, _: refused(fault, _KINDS)
        )
        faults.know(Api.FEEDS, _KINDS)

    def app(self) -> web.Application:
        """A new application that serves it."""
        app = self._gate.app()
        app.router.add_get("/{path:.*}", self._feed)
        return app

    async def _feed(self, request: web.Request) -> web.Response:
        feeds = self._world.all(Feed)
        place = f"{request.host}{request.raw_path}"
        feed = feeds.get(f"https://{place}") or feeds.get(f"http://{place}")
        if feed is None or feed.is_gone:
            return (_NOT_FOUND if feed is None else _GONE).answer()
        if feed.moved_to is not None:
            return web.Response(status=301, headers={"Location": feed.moved_to})
        body = document(feed).encode()
        headers = self._headers(feed, body)
        if _is_unchanged(request, headers):
            return web.Response(status=304, headers=headers)
        kind = {FeedFormat.RSS: "rss", FeedFormat.ATOM: "atom"}[feed.format]
        return web.Response(body=body, headers={**headers, "Content-Type": f"application/{kind}+xml; charset=utf-8"})

    def _headers(self, feed: Feed, body: bytes) -> dict[str, str]:
        dated = [entry.published_at for entry in feed.entries if entry.published_at is not None]
        newest = {"Last-Modified": _http_date(max(dated))} if dated else {}
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        return {"Date": _http_date(self._clock.now()), "ETag": etag, **newest}


def _is_unchanged(request: web.Request, headers: Mapping[str, str]) -> bool:
    """RFC 9110 13.1.3: a tag, where one is given, decides alone."""
    tag, since = request.headers.get("If-None-Match"), request.headers.get("If-Modified-Since")
    if tag is not None:
        return tag == headers["ETag"]
    if since is None or "Last-Modified" not in headers:
        return False
    return parsedate_to_datetime(headers["Last-Modified"]) <= parsedate_to_datetime(since)


def document(feed: Feed) -> str:
    """The feed as it is written."""
    return _rss(feed) if feed.format is FeedFormat.RSS else _atom(feed)


def _rss(feed: Feed) -> str:
    items = "".join(
        "<item>"
        + _element("guid", entry.id)
        + _element("title", entry.title)
        + _element("link", entry.link)
        + _element("pubDate", _http_date(entry.published_at) if entry.published_at else None)
        + "</item>"
        for entry in feed.entries
    )
    head = _element("title", feed.title) + _element("link", feed.link) + _element("description", feed.description)
    return f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>{head}{items}</channel></rss>'


def _atom(feed: Feed) -> str:
    head = _element("id", feed.id) + _element("title", feed.title) + _element("subtitle", feed.description)
    link = f'<link href="{escape(feed.link)}"/>' if feed.link else ""
    entries = "".join(_atom_entry(entry) for entry in feed.entries)
    start = '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom">'
    return f"{start}{head}{link}{entries}</feed>"


def _atom_entry(entry: FeedEntry) -> str:
    published = entry.published_at.isoformat() if entry.published_at else None
    dates = _element("published", published) + _element("updated", published)
    return f"<entry>{_element('id', entry.id)}{_element('title', entry.title)}{dates}</entry>"


def _element(name: str, text: str | None) -> str:
    return f"<{name}>{escape(text)}</{name}>" if text else ""


def _http_date(instant: datetime) -> str:
    return format_datetime(instant.astimezone(UTC), usegmt=True)
