"""Instagram's professional accounts as business discovery answers them, and the readings they are.

Source: https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/business_discovery.
One professional account, ours, looks at another by its name.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field, PlainValidator

from connectors.errors import MalformedAnswer, NotPermitted
from connectors.facebook_refusal import GraphError, Refusal, refusal, usage
from connectors.graph_batch import Outcome, Reader
from connectors.wire import (
    Clean,
    Counter,
    Instant,
    Text,
    picture_mark,
    read_counters,
    read_model,
)
from growth.platform import Metric
from growth.reading import AccountRef, Profile, Unread, UnreadReason

FIELDS = (
    "id,username,name,biography,website,profile_picture_url,followers_count,follows_count,media_count,"
    "media.limit(1){timestamp,permalink}"
)
"""Public fields of an account, and its latest post, in the same call."""

_NAME = re.compile(r"[a-z0-9._]{1,30}")
_NO_SUCH_USER = 110
_NOT_FOUND = frozenset({2_207_006, 2_207_013})
"""Subcodes for a name that nobody has, that is a personal account's, or that is kept from the young: one answer."""
_DOES_NOT_EXIST = (100, 33)


def _latest(value: object) -> datetime | None:
    """When the latest of the posts in a list appeared (UTC); None without any."""
    found = read_model(_Media, value)
    posts = found.data if found else None
    times = (read_model(_Post, post) for post in (posts if isinstance(posts, list) else ()))
    return max((post.timestamp for post in times if post and post.timestamp), default=None)


class _Post(BaseModel):
    model_config = ConfigDict(frozen=True)
    timestamp: Instant = None


class _Media(BaseModel):
    model_config = ConfigDict(frozen=True)
    data: object = None


class _Account(BaseModel):
    model_config = ConfigDict(frozen=True)
    id: Annotated[str, Field(pattern=r"^[0-9]{1,20}$", coerce_numbers_to_str=True)]
    username: Text = None
    name: Text = None
    biography: Text = None
    website: Text = None
    profile_picture_url: Text = None
    followers_count: Counter = None
    follows_count: Counter = None
    media_count: Counter = None
    media: Annotated[datetime | None, PlainValidator(_latest)] = None


class _Discovery(BaseModel):
    model_config = ConfigDict(frozen=True)
    business_discovery: _Account


def name_of(ref: AccountRef) -> str | None:
    """What to ask for; None for a name that Instagram can not have. The id is no help: it cannot be asked for."""
    name = ref.handle.lower()
    return name if _NAME.fullmatch(name) else None


def addresses_of(names: Sequence[str], *, user_id: str, version: str) -> list[str]:
    """What to read for each of these names, in order."""
    asker = quote(user_id, safe="")
    return [f"{version}/{asker}?fields=business_discovery.username({name}){{{FIELDS}}}" for name in names]


def reader(*, clean: Clean) -> Reader:
    """How answers about Instagram's accounts are read.

    Args:
        clean: Applied to Facebook's own words.

    """
    return Reader(
        refuse=lambda reply, pause: refusal(reply, clean=clean, pause=pause, about_account=_about_account),
        usage=lambda reply: usage(reply.headers, kind="instagram"),
        read=_outcome,
    )


def _about_account(error: GraphError, said: str) -> Refusal | None:
    if error.code == _NO_SUCH_USER or error.error_subcode in _NOT_FOUND:
        return Unread(UnreadReason.NOT_FOUND, said)
    if (error.code, error.error_subcode) == _DOES_NOT_EXIST:
        return NotPermitted(f"user_id is no Instagram account that this token may ask as: {said}")
    return None


def _outcome(body: object, ref: AccountRef) -> Outcome:
    found = read_model(_Discovery, body)
    if found is None:
        return MalformedAnswer("Facebook answered without the account that was asked for")
    return _profile(found.business_discovery, ref)


def _profile(account: _Account, ref: AccountRef) -> Profile:
    handle = account.username or ref.handle
    counters, absent = read_counters(
        {
            Metric.FOLLOWERS: account.followers_count,
            Metric.FOLLOWING: account.follows_count,
            Metric.POSTS: account.media_count,
        }
    )
    return Profile(
        platform_id=account.id,
        handle=handle,
        counters=counters,
        absent=absent,
        display_name=account.name,
        url=account.website or f"https://www.instagram.com/{handle}/",
        last_post_at=account.media,
        description=account.biography,
        picture=picture_mark(account.profile_picture_url),
    )
