"""YouTube's channel as it comes over the wire, and the readings it is.

Sources: https://developers.google.com/youtube/v3/docs/channels and https://developers.google.com/youtube/v3/docs/errors.
Every number is sent as text. Subscribers are rounded down to three significant figures.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, PlainValidator

from connectors.daily import next_midnight
from connectors.errors import AuthFailed, BudgetSpent, ConnectorError, MalformedAnswer, NotPermitted, RateLimited
from connectors.limits import refusal
from connectors.wire import (
    Clean,
    Counter,
    Flag,
    Instant,
    Reply,
    Text,
    picture_mark,
    read_counters,
    read_model,
)
from growth.count import Count
from growth.platform import Metric
from growth.reading import Absence, AccountRef, Profile, Reading, Unread, UnreadReason
from growth.rounding import three_figures

PARTS = "id,snippet,statistics"
"""Parts of a channel asked for; how many makes no difference to the cost."""

DAY_IN = "America/Los_Angeles"
"""Where midnight renews the quota; source: https://developers.google.com/youtube/v3/getting-started#quota."""

_ID = re.compile(r"UC[A-Za-z0-9_-]{22}")
_HANDLE = re.compile(r"(?![._\-·])[\w.·-]{3,30}(?<![.\-·])")
"""Letters of many alphabets, digits, and ``_ - . ·``; source: https://support.google.com/youtube/answer/11585688."""
_USERNAME = re.compile(r"user/(?P<name>[A-Za-z0-9]{1,60})")
"""A name of before 2014, as in the address ``youtube.com/user/NAME``."""

_SPENT = frozenset({"quotaExceeded", "dailyLimitExceeded", "dailyLimitExceededUnreg"})
_TOO_FAST = frozenset({"rateLimitExceeded", "userRateLimitExceeded"})
_BAD_KEY = frozenset({"keyInvalid", "keyExpired", "API_KEY_INVALID"})
_CLOSED = frozenset({"channelForbidden", "channelSuspended", "channelClosed"})


class Lookup(StrEnum):
    """What a channel is asked for by: the name of the parameter."""

    ID = "id"
    HANDLE = "forHandle"
    USERNAME = "forUsername"


@dataclass(frozen=True, slots=True)
class Key:
    """What to ask for.

    Attributes:
        lookup: Whether it is an id, a handle or an old name.
        value: It.

    """

    lookup: Lookup
    value: str


def key_of(ref: AccountRef) -> Key | None:
    """What to ask for; None for an account that YouTube can not have. An id may stand in for a handle."""
    name = ref.handle if ref.platform_id is None else ref.platform_id
    if _ID.fullmatch(name):
        return Key(Lookup.ID, name)
    if ref.platform_id is not None:
        return None
    username = _USERNAME.fullmatch(name)
    if username:
        return Key(Lookup.USERNAME, username["name"])
    return Key(Lookup.HANDLE, name) if _HANDLE.fullmatch(name) else None


def _reasons(value: object) -> frozenset[str]:
    """Google's words for what is wrong, of the old style or the new; empty when it gives none."""
    found = (read_model(_Reason, item) for item in (value if isinstance(value, list) else ()))
    return frozenset(one.reason for one in found if one and one.reason)


class _Reason(BaseModel):
    model_config = ConfigDict(frozen=True)
    reason: Text = None


_Reasons = Annotated[frozenset[str], PlainValidator(_reasons)]


class _Error(BaseModel):
    model_config = ConfigDict(frozen=True)
    message: Text = None
    errors: _Reasons = frozenset()
    details: _Reasons = frozenset()


def _smallest(value: object) -> str | None:
    """The mark of a channel's picture, by its smallest size."""
    found = read_model(_Thumbnails, value)
    return picture_mark(found.default.url if found and found.default else None)


class _Thumbnail(BaseModel):
    model_config = ConfigDict(frozen=True)
    url: Text = None


class _Thumbnails(BaseModel):
    model_config = ConfigDict(frozen=True)
    default: Annotated[_Thumbnail | None, PlainValidator(lambda value: read_model(_Thumbnail, value))] = None


class _Snippet(BaseModel):
    model_config = ConfigDict(frozen=True)
    title: Text = None
    description: Text = None
    custom_url: Text = Field(default=None, validation_alias="customUrl")
    published_at: Instant = Field(default=None, validation_alias="publishedAt")
    picture: Annotated[str | None, PlainValidator(_smallest)] = Field(default=None, validation_alias="thumbnails")


class _Statistics(BaseModel):
    model_config = ConfigDict(frozen=True)
    subscribers: Counter = Field(default=None, validation_alias="subscriberCount")
    is_hidden: Flag = Field(default=None, validation_alias="hiddenSubscriberCount")
    views: Counter = Field(default=None, validation_alias="viewCount")
    videos: Counter = Field(default=None, validation_alias="videoCount")


class _Channel(BaseModel):
    model_config = ConfigDict(frozen=True)
    id: Annotated[str, Field(pattern=r"^UC[A-Za-z0-9_-]{22}$")]
    snippet: Annotated[_Snippet | None, PlainValidator(lambda value: read_model(_Snippet, value))] = None
    statistics: Annotated[_Statistics | None, PlainValidator(lambda value: read_model(_Statistics, value))] = None


def parse(reply: Reply, asked: Mapping[AccountRef, Key], *, clean: Clean) -> dict[AccountRef, Reading]:
    """One reading for each channel of a request: a list of ids, or one of another kind.

    Who is gone is left out without a word, and when nobody is left ``items`` is too.

    Raises:
        ConnectorError: If the answer is a refusal, or not the object that Google documents.

    """
    if not reply.is_success or not reply.is_json:
        return dict.fromkeys(asked, _refused(reply, is_one=len(asked) == 1, clean=clean))
    items = reply.body.get("items", []) if isinstance(reply.body, dict) and "kind" in reply.body else None
    if not isinstance(items, list):
        raise MalformedAnswer("YouTube answered without a list of channels")
    channels = [channel for channel in (read_model(_Channel, item) for item in items) if channel]
    by_id = {channel.id: channel for channel in channels}
    found = {ref: by_id.get(key.value) if key.lookup is Lookup.ID else _first(channels) for ref, key in asked.items()}
    missing = Unread(UnreadReason.NOT_FOUND, "no such channel: terminated, deleted, or never there")
    return {ref: missing if channel is None else _profile(channel, ref) for ref, channel in found.items()}


def _first(channels: list[_Channel]) -> _Channel | None:
    return channels[0] if channels else None


def _refused(reply: Reply, *, is_one: bool, clean: Clean) -> Unread:
    """What a refusal says of the one channel asked for.

    Raises:
        ConnectorError: If it speaks of us or of YouTube.

    """
    document = reply.body.get("error") if isinstance(reply.body, dict) else None
    error = read_model(_Error, document) or _Error()
    reasons = error.errors | error.details
    said = clean(error.message or reply.silence)
    if is_one and "channelNotFound" in reasons:
        return Unread(UnreadReason.NOT_FOUND, said)
    if is_one and reasons & _CLOSED:
        return Unread(UnreadReason.NOT_PERMITTED, said)
    raise _failure(reply, reasons, f"YouTube refused with status {reply.status}: {said}")


def _failure(reply: Reply, reasons: frozenset[str], words: str) -> ConnectorError:
    if reasons & _SPENT:
        return BudgetSpent(words, until=next_midnight(reply.headers, DAY_IN))
    if reasons & _TOO_FAST:
        return RateLimited(words)
    if reasons & _BAD_KEY or "unregistered callers" in words:
        return AuthFailed(words)
    if "accessNotConfigured" in reasons:
        return NotPermitted(words)
    return refusal(reply, words)


def _profile(channel: _Channel, ref: AccountRef) -> Profile:
    snippet, statistics = channel.snippet or _Snippet(), channel.statistics or _Statistics()
    counters, absent = read_counters(
        {
            Metric.FOLLOWERS: Absence.HIDDEN if statistics.is_hidden else statistics.subscribers,
            Metric.VIEWS: statistics.views,
            Metric.POSTS: statistics.videos,
        }
    )
    if Metric.FOLLOWERS in counters:
        shown = counters[Metric.FOLLOWERS].value
        counters[Metric.FOLLOWERS] = Count(shown, three_figures(shown))
    return Profile(
        platform_id=channel.id,
        handle=_handle(snippet.custom_url, channel, ref),
        counters=counters,
        absent=absent,
        display_name=snippet.title,
        url=f"https://www.youtube.com/channel/{channel.id}",
        created_at=snippet.published_at,
        description=snippet.description,
        picture=snippet.picture,
    )


def _handle(custom_url: str | None, channel: _Channel, ref: AccountRef) -> str:
    """The channel's handle; what stood in for an unknown one stays, which is no change of name."""
    is_known = ref.handle != channel.id and not _USERNAME.fullmatch(ref.handle)
    handle = (custom_url or "").removeprefix("@")
    return handle if handle and is_known else ref.handle
