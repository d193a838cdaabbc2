"""An account of X as the ``User`` object of its API, in the words and fields that were asked for."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Final

from simulator.rules import Vocabulary, XRules
from simulator.world import XAccount, XState

DEFAULT_FIELDS: Final = ("id", "name", "username")
"""Fields sent whatever is asked."""

_COMMON_FIELDS: Final = frozenset(
    {
        "affiliation",
        "connection_status",
        "created_at",
        "description",
        "entities",
        "id",
        "is_identity_verified",
        "location",
        "name",
        "parody",
        "profile_banner_url",
        "profile_image_url",
        "protected",
        "public_metrics",
        "receives_your_dm",
        "subscription",
        "subscription_type",
        "url",
        "username",
        "verified",
        "verified_followers_count",
        "verified_type",
        "withheld",
    }
)
"""Values of ``user.fields`` in both vocabularies; source: the list X sends when it refuses another."""

_SNOWFLAKE_EPOCH_MS: Final = 1288834974657
"""Milliseconds between 1970 and the first snowflake, 2010-11-04T01:42:54.657Z; source: X's id generator."""


def is_post_vocabulary(rules: XRules, parameters: Mapping[str, str]) -> bool:
    """Whether an answer to these parameters says post where it used to say tweet."""
    if rules.vocabulary is Vocabulary.BY_REQUEST:
        return "post.fields" in parameters
    return rules.vocabulary is not Vocabulary.TWEET


def known_fields(rules: XRules, *, is_post: bool) -> frozenset[str]:
    """The values ``user.fields`` may have."""
    word = "post" if is_post else "tweet"
    return (_COMMON_FIELDS | {f"most_recent_{word}_id", f"pinned_{word}_id"}) - rules.refused_fields


def snowflake(at: datetime) -> str:
    """The smallest id a post of this instant can have."""
    return str(max(int(at.timestamp() * 1000) - _SNOWFLAKE_EPOCH_MS, 0) << 22)


def user_object(account: XAccount, fields: frozenset[str], *, rules: XRules, is_post: bool) -> dict[str, object]:
    """The object, without the fields that have no value: X omits them rather than sending null."""
    word = "post" if is_post else "tweet"
    counter = "post" if is_post and rules.vocabulary is not Vocabulary.UNEVEN else "tweet"
    values = {name: read(account) for name, read in _READERS.items() if name in fields}
    if "public_metrics" in fields:
        values["public_metrics"] = _public_metrics(account, counter) or None
    if f"most_recent_{word}_id" in fields:
        values[f"most_recent_{word}_id"] = _most_recent_id(account)
    return {name: value for name, value in values.items() if value is not None}


def _public_metrics(account: XAccount, word: str) -> dict[str, int]:
    counters = {
        "followers_count": account.followers,
        "following_count": account.following,
        f"{word}_count": account.posts,
        "listed_count": account.listed,
        "like_count": account.likes,
        "media_count": account.media,
    }
    return {name: value for name, value in counters.items() if value is not None}


def _most_recent_id(account: XAccount) -> str | None:
    if account.most_recent_post_id is not None or account.last_post_at is None:
        return account.most_recent_post_id
    return snowflake(account.last_post_at)


def _created_at(account: XAccount) -> str | None:
    if account.created_at is None:
        return None
    return account.created_at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _entities(account: XAccount) -> object:
    if not account.url:
        return None
    link = {"start": 0, "end": len(account.url), "url": account.url, "expanded_url": account.url}
    return {"url": {"urls": [link]}}


def _verified_type(account: XAccount) -> str:
    return account.verified_type or ("blue" if account.verified else "none")


def _verified_followers(account: XAccount) -> str | None:
    return None if account.verified_followers is None else str(account.verified_followers)


_READERS: Final[dict[str, Callable[[XAccount], object]]] = {
    "id": lambda account: account.id,
    "name": lambda account: account.name,
    "username": lambda account: account.username,
    "created_at": _created_at,
    "description": lambda account: account.description,
    "entities": _entities,
    "location": lambda account: account.location,
    "profile_image_url": lambda account: account.profile_image_url,
    "protected": lambda account: account.state is XState.PROTECTED,
    "url": lambda account: account.url,
    "verified": lambda account: account.verified,
    "verified_followers_count": _verified_followers,
    "verified_type": _verified_type,
}
