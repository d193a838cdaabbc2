"""Newsrooms: when an agency last published, from its RSS or Atom feed.

A feed shows the latest few items and no total, so no counter is made of it: see docs/decisions. An unchanged feed is
not sent again (RFC 9110, conditional requests) as long as the process remembers it; forgetting costs one download.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from connectors.connector import Answer
from connectors.errors import ConnectorError, redacted
from connectors.limits import LONGEST_PAUSE, http_date, refusal
from connectors.parts import Part, merged
from connectors.wire import Reply
from growth.platform import NEWSROOM, Platform
from growth.reading import AccountRef, Profile, Reading, Unread, UnreadReason

if TYPE_CHECKING:
    from yarl import URL

    from connectors.http import Fetched
    from connectors.safe_fetch import SafeFetcher

LONGEST_CHAIN = 3
"""Redirects followed within a host, each looked at like the first address."""

_FOR_GOOD = frozenset({301, 308})
_UNREAD = {
    401: UnreadReason.NOT_PERMITTED,
    403: UnreadReason.NOT_PERMITTED,
    404: UnreadReason.NOT_FOUND,
    410: UnreadReason.DEACTIVATED,
}


@dataclass(frozen=True, slots=True)
class _Known:
    """A feed as it was last read.

    Attributes:
        conditions: Headers that ask whether it has changed since.
        profile: What it said.

    """

    conditions: Mapping[str, str]
    profile: Profile


class NewsroomConnector:
    """Reads feeds by address.

    Args:
        fetcher: The way to the newsrooms' servers.

    """

    platform: Platform = NEWSROOM
    batch_size: int = 50
    """Feeds of whatever servers that one ``read`` takes; each is a request."""

    def __init__(self, fetcher: "SafeFetcher") -> None:
        self._fetcher = fetcher
        self._clean = partial(redacted, secrets=())
        self._known: dict[AccountRef, _Known] = {}

    async def read(self, accounts: Sequence[AccountRef]) -> Answer:
        """Read feeds, all servers at the same time; one that is down fails its own feeds only.

        Raises:
            ConnectorError: When no server gave a usable answer; the subclass says what to do next.

        """
        by_host: dict[str, dict[AccountRef, URL]] = {}
        for ref in accounts:
            url = self._fetcher.url(ref.handle)
            if url is not None:
                by_host.setdefault(url.raw_authority, {})[ref] = url
        return merged(accounts, await asyncio.gather(*(self._visit(asked) for asked in by_host.values())))

    async def _visit(self, asked: "Mapping[AccountRef, URL]") -> Part:
        """Every feed of one server, until it fails."""
        readings: dict[AccountRef, Reading] = {}
        try:
            for ref, url in asked.items():
                readings[ref] = await self._read(ref, url)
        except ConnectorError as error:
            return Part(tuple(asked), readings, error)
        return Part(tuple(asked), readings)

    async def _read(self, ref: AccountRef, url: "URL") -> Reading:
        known = self._known.get(ref)
        page = await self._fetcher.get(url, headers=known.conditions if known else None)
        for _ in range(LONGEST_CHAIN):
            target = self._fetcher.redirect(url, page)
            if target is None or target.raw_authority != url.raw_authority:
                break
            url = target
            page = await self._fetcher.get(url, headers=known.conditions if known else None)
        if known is not None and page.status == 304:  # noqa: PLR2004 - Not Modified, RFC 9110
            return known.profile
        return await self._reading(ref, url, page)

    async def _reading(self, ref: AccountRef, url: "URL", page: "Fetched") -> Reading:
        if page.status == 200:  # noqa: PLR2004 - OK, RFC 9110
            return await self._parsed(ref, page)
        if page.status in _UNREAD:
            return Unread(_UNREAD[page.status], f"{url.host} answered with status {page.status}")
        if page.status in _FOR_GOOD:
            where = self._clean(page.headers.get("location") or "nowhere")
            return Unread(UnreadReason.NOT_FOUND, f"moved for good to {where}: enter that address")
        reply = Reply(page.status, page.headers, None, is_json=False)
        raise refusal(reply, f"{url.host} answered with status {page.status}", longest=LONGEST_PAUSE)

    async def _parsed(self, ref: AccountRef, page: "Fetched") -> Profile:
        """In a thread: a hostile feed can take feedparser many seconds."""
        from connectors.feed import parse  # noqa: PLC0415 - feedparser is imported by who reads a feed

        now = http_date(page.headers.get("date"))
        profile = await asyncio.to_thread(parse, page.data, ref.handle, now=now)
        asks = {"If-None-Match": page.headers.get("etag"), "If-Modified-Since": page.headers.get("last-modified")}
        self._known[ref] = _Known({name: value for name, value in asks.items() if value}, profile)
        return profile

    async def close(self) -> None:
        """Close every connection; safe to call twice."""
        await self._fetcher.close()


def connect(*, base_url: str | None = None, allow_loopback: bool = False, timeout_s: float = 10.0) -> NewsroomConnector:
    """A connector to newsrooms; nothing is sent before the first ``read``.

    Args:
        base_url: A server that stands in for every newsroom's, as the simulator does; None asks theirs.
        allow_loopback: Whether this machine may be asked.
        timeout_s: Seconds for a whole request; 10 at most.

    """
    from connectors.safe_fetch import SafeFetcher  # noqa: PLC0415 - aiohttp is imported by its users only

    return NewsroomConnector(
        SafeFetcher("a newsroom", base_url=base_url, allow_loopback=allow_loopback, timeout_s=timeout_s)
    )
