"""X's user object and partial errors as they come over the wire, and the readings they are.

Sources: https://docs.x.com/x-api/users/get-users-by-ids and https://docs.x.com/x-api/fundamentals/response-codes-and-errors.
In August 2026 X renamed tweet to post, unevenly by endpoint, so both spellings are read everywhere.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, PlainValidator

from connectors.errors import MalformedAnswer
from connectors.wire import (
    Clean,
    Counter,
    Flag,
    Instant,
    Text,
    picture_mark,
    read_counters,
    read_epoch,
    read_integer,
    read_model,
)
from growth.platform import Metric
from growth.reading import AccountRef, Profile, Reading, Unread, UnreadReason

USER_FIELDS = (
    "created_at",
    "description",
    "entities",
    "name",
    "protected",
    "public_metrics",
    "url",
    "username",
    "verified",
    "verified_type",
    "profile_image_url",
)
"""``user.fields`` that every version of the API knows; X refuses a field named twice."""

LATEST_POST_FIELDS = ("most_recent_tweet_id", "most_recent_post_id")
"""The two spellings of the one optional field, older first. An API knows one of them or neither."""

_SNOWFLAKE_EPOCH_MS = 1_288_834_974_657
"""Milliseconds from 1970 to the first snowflake id, 2010-11-04; source: https://github.com/twitter-archive/snowflake."""

_FIRST_SNOWFLAKE = 29_700_859_247
"""The smallest id that carries its time; source: Alsaad et al., TweetedAt, https://oduwsdl.github.io/tweetedat/."""

_ID = re.compile(r"[0-9]{1,19}")
_USERNAME = re.compile(r"[A-Za-z0-9_]{1,15}")
_BRACKETED = re.compile(r"\[[^\]]*\]")


class Lookup(StrEnum):
    """How accounts are asked for; the value is X's query parameter."""

    IDS = "ids"
    USERNAMES = "usernames"


def key_of(ref: AccountRef) -> tuple[Lookup, str] | None:
    """How to ask for an account, and the key it is answered under; None for one that X can not have.

    One malformed value is a 400 for all hundred. Patterns: ``UserId`` and ``UserName`` in X's OpenAPI description.
    """
    if ref.platform_id is not None:
        return (Lookup.IDS, ref.platform_id) if _ID.fullmatch(ref.platform_id) else None
    return (Lookup.USERNAMES, ref.handle.lower()) if _USERNAME.fullmatch(ref.handle) else None


def _posted_at(value: object) -> datetime | None:
    """When the post with this id was written: the upper bits of the id are milliseconds."""
    post_id = read_integer(value)
    if post_id is None or post_id < _FIRST_SNOWFLAKE:
        return None
    return read_epoch(((post_id >> 22) + _SNOWFLAKE_EPOCH_MS) / 1000)


def _expanded_url(entities: object) -> str | None:
    """The owner's link behind X's shortened one."""
    parsed = read_model(_Entities, entities)
    links = parsed.url.urls if parsed else []
    return links[0].expanded_url if links else None


class _Link(BaseModel):
    model_config = ConfigDict(frozen=True)
    expanded_url: Text = None


class _Links(BaseModel):
    model_config = ConfigDict(frozen=True)
    urls: list[_Link] = []


class _Entities(BaseModel):
    model_config = ConfigDict(frozen=True)
    url: _Links = _Links()


class _Metrics(BaseModel):
    model_config = ConfigDict(frozen=True)
    followers_count: Counter = None
    following_count: Counter = None
    post_count: Counter = Field(default=None, validation_alias=AliasChoices("post_count", "tweet_count"))
    listed_count: Counter = None


def _metrics(value: object) -> _Metrics:
    """Every counter malformed when the object that should hold them is none."""
    parsed = read_model(_Metrics, {} if value is None else value)
    return parsed or _Metrics.model_validate(dict.fromkeys(_Metrics.model_fields, "not an object"))


class _User(BaseModel):
    model_config = ConfigDict(frozen=True)
    id: Annotated[str, Field(pattern=r"^[0-9]{1,19}$", coerce_numbers_to_str=True)]
    username: Text = None
    name: Text = None
    created_at: Instant = None
    description: Text = None
    url: Text = None
    expanded_url: Annotated[str | None, PlainValidator(_expanded_url)] = Field(
        default=None, validation_alias="entities"
    )
    protected: Flag = None
    profile_image_url: Text = None
    verified: Flag = None
    verified_type: Text = None
    public_metrics: Annotated[_Metrics, PlainValidator(_metrics)] = _Metrics()
    last_post_at: Annotated[datetime | None, PlainValidator(_posted_at)] = Field(
        default=None, validation_alias=AliasChoices(*reversed(LATEST_POST_FIELDS))
    )


class _PartialError(BaseModel):
    model_config = ConfigDict(frozen=True)
    title: Text = None
    detail: Text = None
    value: Text = None
    resource_id: Text = None
    resource_type: Text = None


def parse(body: object, wanted: Mapping[str, AccountRef], *, lookup: Lookup, clean: Clean) -> dict[str, Reading]:
    """One reading per key of ``wanted``, whatever the order of the answer.

    Args:
        body: A successful answer's JSON.
        wanted: The accounts asked for, by id or by handle in lower case, as ``lookup`` says.
        lookup: How they were asked for.
        clean: Applied to X's own words.

    Raises:
        MalformedAnswer: If the body is not the object that X documents.

    """
    if not isinstance(body, dict) or not body.keys() & {"data", "errors"}:
        raise MalformedAnswer("X answered with neither data nor errors")
    users, errors = (body.get(key) or [] for key in ("data", "errors"))
    if not isinstance(users, list) or not isinstance(errors, list):
        raise MalformedAnswer("X answered with data or errors that are not lists")
    readings: dict[str, Reading] = dict.fromkeys(wanted, Unread(UnreadReason.UNANSWERED))
    for error in filter(None, (read_model(_PartialError, item) for item in errors)):
        readings |= {key: _unread(error, clean) for key in _subjects(error) if key in wanted}
    for user in filter(None, (read_model(_User, item) for item in users)):
        key = user.id if lookup is Lookup.IDS else (user.username or "").lower()
        if key in wanted:
            readings[key] = _profile(user, wanted[key])
    return readings


def _subjects(error: _PartialError) -> set[str]:
    """The keys of the accounts an error speaks of; none when it speaks of a post that came along."""
    is_account = error.resource_type in {None, "user"}
    return {name.lower() for name in (error.value, error.resource_id) if name and is_account}


def _profile(user: _User, ref: AccountRef) -> Profile:
    metrics = user.public_metrics
    counters, absent = read_counters(
        {
            Metric.FOLLOWERS: metrics.followers_count,
            Metric.FOLLOWING: metrics.following_count,
            Metric.POSTS: metrics.post_count,
            Metric.LISTED: metrics.listed_count,
        }
    )
    return Profile(
        platform_id=user.id,
        handle=user.username or ref.handle,
        counters=counters,
        absent=absent,
        display_name=user.name,
        verified=_verified(user),
        protected=user.protected,
        url=user.expanded_url or user.url,
        created_at=user.created_at,
        last_post_at=user.last_post_at,
        description=user.description,
        picture=picture_mark(user.profile_image_url),
    )


def _verified(user: _User) -> bool | None:
    if user.verified is None and user.verified_type:
        return user.verified_type != "none"
    return user.verified


def _unread(error: _PartialError, clean: Clean) -> Unread:
    """The reason by title and detail: X gives suspended accounts the same ``type`` as unknown ones.

    The account's own name stands in brackets and may itself say "suspended".
    """
    said = _BRACKETED.sub("", f"{error.title} {error.detail}").lower()
    reasons = {
        "suspended": UnreadReason.SUSPENDED,
        "deactivated": UnreadReason.DEACTIVATED,
        "not authorized": UnreadReason.NOT_PERMITTED,
        "forbidden": UnreadReason.NOT_PERMITTED,
        "could not find": UnreadReason.NOT_FOUND,
        "not found": UnreadReason.NOT_FOUND,
    }
    reason = next((reason for words, reason in reasons.items() if words in said), UnreadReason.UNANSWERED)
    return Unread(reason, clean(error.detail or error.title or "") or None)
