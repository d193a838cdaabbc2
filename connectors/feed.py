"""A feed's bytes, and what they say: its name, its page, and when its latest item appeared.

Sources: https://www.rssboard.org/rss-specification and RFC 4287 (Atom). feedparser is given bytes, never an address:
left to itself it fetches without a timeout.
"""

import calendar
import io
import time
from datetime import datetime

import feedparser
from pydantic import BaseModel, ConfigDict

from connectors.errors import Unavailable
from connectors.markup import plain_text
from connectors.wire import Brief, Text, read_epoch, read_model
from growth.reading import Profile


class _Feed(BaseModel):
    model_config = ConfigDict(frozen=True)
    title: Brief = None
    subtitle: Text = None
    link: Brief = None


def parse(data: bytes, handle: str, *, now: datetime | None) -> Profile:
    """What a feed says, broken ones as far as they go.

    Args:
        data: The feed.
        handle: The address it was asked for by.
        now: The server's own present (UTC), after which no item can have appeared: announcements are dated ahead. None
            believes every date.

    Raises:
        Unavailable: If it is no feed: a page for people, as servers send when something is wrong.

    """
    document = feedparser.parse(io.BytesIO(data), resolve_relative_uris=False, sanitize_html=False)
    if not document.get("version"):
        raise Unavailable("the newsroom answered with something that is no feed")
    feed = read_model(_Feed, dict(document.feed)) or _Feed()
    appeared = (_appeared(entry) for entry in document.entries)
    return Profile(
        platform_id=None,
        handle=handle,
        counters={},
        display_name=plain_text(feed.title),
        url=feed.link if feed.link and feed.link.startswith(("https://", "http://")) else None,
        last_post_at=max((at for at in appeared if at is not None and (now is None or at <= now)), default=None),
        description=plain_text(feed.subtitle),
    )


def _appeared(entry: feedparser.FeedParserDict) -> datetime | None:
    """When an item appeared (UTC); None when it does not say so in a way that can be read."""
    parts = entry.get("published_parsed") or entry.get("updated_parsed")
    if not isinstance(parts, time.struct_time):
        return None
    try:
        return read_epoch(calendar.timegm(parts))
    except (ValueError, OverflowError):
        return None
