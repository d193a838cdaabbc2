"""Telegram: exact subscribers of public channels and groups, from the pages that t.me shows to anyone.

Two pages make a reading: ``/name`` has the exact count, ``/s/name`` the latest posts. Neither names the channel's
immutable id, so that a name which passes to another channel is not noticed here.
"""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from lxml.html import HtmlElement

from connectors.connector import Answer
from connectors.errors import ConnectorError, Unavailable
from connectors.limits import refusal
from connectors.markup import of_class, parsed, text_of
from connectors.parts import Part, merged
from connectors.wire import LARGEST_COUNT, Reply, read_instant
from growth.count import Count
from growth.platform import TELEGRAM, Metric, Platform
from growth.reading import Absence, AccountRef, Profile, Reading, Unread, UnreadReason

if TYPE_CHECKING:
    from connectors.http import Fetched, Fetcher

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{3,31}")
"""Source: https://core.telegram.org/method/account.checkUsername; four letters are sold by auction."""

_COUNT = re.compile(r"(?P<digits>\d[\d\s.,']{0,30}?)\s+(?P<whom>subscriber|member)s?\b")
"""Thousands are set apart by a blank of some width; ``1.2M`` would be rounded, and is no match."""

_CARD = "tgme_page"
_TITLE = "tgme_page_title"
_EXTRA = "tgme_page_extra"
_ABOUT = "tgme_page_description"
_VERIFIED = "verified-icon"
_DATE = "tgme_widget_message_date"

_ANSWERS = frozenset({200, 302})


@dataclass(frozen=True, slots=True)
class Preview:
    """What the page with the latest posts says.

    Attributes:
        last_post_at: When the latest of them was posted (UTC); None when there is none.
        is_verified: Whether the channel carries a check mark.

    """

    last_post_at: datetime | None
    is_verified: bool


def parse_card(data: bytes, ref: AccountRef) -> Reading:
    """What the page of a name says of it.

    Raises:
        Unavailable: If it is not such a page.

    """
    page = parsed(data)
    if page is None or not of_class(page, _CARD):
        raise Unavailable("Telegram answered with something that is no page of a name")
    marks = of_class(page, _VERIFIED)
    for mark in marks:
        mark.drop_tree()
    title, extra, about = (_text(page, name) for name in (_TITLE, _EXTRA, _ABOUT))
    if title is None:
        return Unread(UnreadReason.NOT_FOUND, (about or "nobody has this name")[:300])
    count = _COUNT.match(extra or "")
    if extra is not None and count is None:
        return Unread(UnreadReason.NOT_FOUND, f"neither a channel nor a group: {extra}"[:300])
    followers = _integer(count["digits"]) if count else Absence.WITHHELD
    return Profile(
        platform_id=None,
        handle=ref.handle,
        counters={Metric.FOLLOWERS: Count(followers)} if isinstance(followers, int) else {},
        absent={} if isinstance(followers, int) else {Metric.FOLLOWERS: followers},
        display_name=title,
        verified=True if marks else None,
        url=f"https://t.me/{ref.handle}",
        description=about,
    )


def parse_preview(data: bytes) -> Preview:
    """What the page with the latest posts says; nothing, if it is another page."""
    page = parsed(data)
    if page is None:
        return Preview(None, is_verified=False)
    times = (read_instant(time.get("datetime")) for time in of_class(page, _DATE, path="//time"))
    return Preview(max(filter(None, times), default=None), is_verified=bool(of_class(page, _VERIFIED)))


def _text(page: HtmlElement, name: str) -> str | None:
    """The words of the first element of a class; None when there is none."""
    found = of_class(page, name)
    return text_of(found[0]) if found else None


def _integer(digits: str) -> int | Absence:
    number = int("".join(letter for letter in digits if letter.isdecimal()))
    return number if number <= LARGEST_COUNT else Absence.MALFORMED


class TelegramWebConnector:
    """Reads channels and groups by name.

    Args:
        fetcher: The way to t.me.
        base_url: Where it is.

    """

    platform: Platform = TELEGRAM
    batch_size: int = 1

    def __init__(self, fetcher: "Fetcher", *, base_url: str) -> None:
        self._fetcher = fetcher
        self._base_url = base_url.rstrip("/")

    async def read(self, accounts: Sequence[AccountRef]) -> Answer:
        """Read a channel with two requests, a group with one.

        Raises:
            ConnectorError: When the request for the first page failed; the subclass says what to do next.

        """
        asked = [ref for ref in accounts if NAME.fullmatch(ref.handle)]
        return merged(accounts, [await self._part(ref) for ref in dict.fromkeys(asked)])

    async def _part(self, ref: AccountRef) -> Part:
        """Read in threads: a page may be long. The count is kept when the posts cannot be had."""
        readings: dict[AccountRef, Reading] = {}
        try:
            card = await self._page(f"/{ref.handle}")
            reading = await asyncio.to_thread(parse_card, card.data, ref)
            readings[ref] = reading
            if isinstance(reading, Profile) and Metric.FOLLOWERS in reading.counters:
                posts = await self._page(f"/s/{ref.handle}")
                preview = await asyncio.to_thread(parse_preview, posts.data)
                readings[ref] = replace(
                    reading, last_post_at=preview.last_post_at, verified=reading.verified or preview.is_verified
                )
        except ConnectorError as error:
            return Part((ref,), readings, error)
        return Part((ref,), readings)

    async def _page(self, path: str) -> "Fetched":
        """A page; what has no posts to show is redirected, which is an answer without any."""
        page = await self._fetcher.get(self._base_url + path, headers={"Accept-Language": "en"})
        if page.status not in _ANSWERS:
            reply = Reply(page.status, page.headers, None, is_json=False)
            raise refusal(reply, f"Telegram refused with status {page.status}")
        return page

    async def close(self) -> None:
        """Close every connection; safe to call twice."""
        await self._fetcher.close()


def connect(*, base_url: str = "https://t.me", timeout_s: float = 20.0) -> TelegramWebConnector:
    """A connector to Telegram's public pages; nothing is sent before the first ``read``.

    Args:
        base_url: Where they are.
        timeout_s: Seconds for a whole request.

    """
    from connectors.http import Fetcher  # noqa: PLC0415 - aiohttp is imported by its users only

    return TelegramWebConnector(Fetcher("Telegram", timeout_s=timeout_s), base_url=base_url)
