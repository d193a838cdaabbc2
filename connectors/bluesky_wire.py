"""Bluesky's profile as it comes over the wire, and the readings it is.

Sources: the lexicons https://github.com/bluesky-social/atproto/tree/main/lexicons/app/bsky/actor, and
https://atproto.com/specs/did and https://atproto.com/specs/handle for what names an account.
"""

import re
from collections.abc import Mapping
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, PlainValidator

from connectors.errors import MalformedAnswer
from connectors.limits import refusal
from connectors.wire import Clean, Counter, Instant, Reply, Text, picture_mark, read_counters, read_model
from growth.platform import Metric
from growth.reading import AccountRef, Profile, Reading, Unread, UnreadReason

_DID = re.compile(r"did:(?:plc:[a-z2-7]{24}|web:[a-z0-9.-]{1,253})")
"""The two methods that accounts have."""
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HANDLE = re.compile(rf"(?=.{{3,253}}$)(?:{_LABEL}\.)+(?!invalid$)[a-z](?:[a-z0-9-]{{0,61}}[a-z0-9])?")

_INVALID_HANDLE = "handle.invalid"
"""What stands for a handle whose domain does not name the account, which may be a moment's trouble with DNS."""

_REASONS = {"AccountTakedown": UnreadReason.SUSPENDED, "AccountDeactivated": UnreadReason.DEACTIVATED}
_NOT_FOUND = re.compile("not found|unable to resolve", re.IGNORECASE)
_REFUSED_ACTOR = re.compile(r"actors/(?P<place>[0-9]{1,3})\b")


def actor_of(ref: AccountRef) -> str | None:
    """What to ask for, in lower case; None for an account that Bluesky can not have.

    One impossible actor is a refusal of the whole request.
    """
    if ref.platform_id is not None:
        return ref.platform_id if _DID.fullmatch(ref.platform_id) else None
    handle = ref.handle.lower()
    return handle if _HANDLE.fullmatch(handle) else None


def _is_verified(value: object) -> bool:
    """Whether somebody whom Bluesky trusts vouches for the account; without such a voice there is no such field."""
    found = read_model(_Verification, value)
    return found is not None and "valid" in {found.verified_status, found.trusted_verifier_status}


class _Verification(BaseModel):
    model_config = ConfigDict(frozen=True)
    verified_status: Text = Field(default=None, validation_alias="verifiedStatus")
    trusted_verifier_status: Text = Field(default=None, validation_alias="trustedVerifierStatus")


class _Actor(BaseModel):
    model_config = ConfigDict(frozen=True)
    did: Annotated[str, Field(pattern=r"^did:[a-z]+:[A-Za-z0-9._:%-]{1,2000}$")]
    handle: Text = None
    display_name: Text = Field(default=None, validation_alias="displayName")
    description: Text = None
    avatar: Text = None
    followers_count: Counter = Field(default=None, validation_alias="followersCount")
    follows_count: Counter = Field(default=None, validation_alias="followsCount")
    posts_count: Counter = Field(default=None, validation_alias="postsCount")
    created_at: Instant = Field(default=None, validation_alias="createdAt")
    is_verified: Annotated[bool, PlainValidator(_is_verified)] = Field(default=False, validation_alias="verification")


class _Error(BaseModel):
    model_config = ConfigDict(frozen=True)
    error: Text = None
    message: Text = None


def refused_place(reply: Reply) -> int | None:
    """Which of the actors asked for made Bluesky refuse the whole list; None when it names none."""
    error = read_model(_Error, reply.body)
    match = _REFUSED_ACTOR.search((error and error.message) or "")
    return int(match["place"]) if match and reply.status == 400 else None  # noqa: PLR2004 - Bad Request, RFC 9110


def parse_list(reply: Reply, wanted: Mapping[AccountRef, str], *, clean: Clean) -> dict[AccountRef, Reading]:
    """The profiles of a list, whatever its order; who cannot be shown is left out of it without a word.

    Raises:
        ConnectorError: If the answer is a refusal, or not the object that Bluesky documents.

    """
    if not reply.is_success or not reply.is_json:
        raise refusal(reply, _words(reply, clean))
    profiles = reply.body.get("profiles") if isinstance(reply.body, dict) else None
    if not isinstance(profiles, list):
        raise MalformedAnswer("Bluesky answered without a list of profiles")
    actors = [actor for actor in (read_model(_Actor, item) for item in profiles) if actor]
    by_name = {name: actor for actor in actors for name in (actor.did, (actor.handle or "").lower())}
    return {ref: _profile(by_name[name], ref) for ref, name in wanted.items() if name in by_name}


def parse_one(reply: Reply, ref: AccountRef, *, clean: Clean) -> Reading:
    """What the answer about one account says of it.

    Raises:
        ConnectorError: If it says that Bluesky failed.

    """
    actor = read_model(_Actor, reply.body) if reply.is_success else None
    if actor is not None:
        return _profile(actor, ref)
    error = read_model(_Error, reply.body)
    if reply.status == 400 and error is not None:  # noqa: PLR2004 - Bad Request, RFC 9110
        is_gone = _NOT_FOUND.search(error.message or "")
        reason = UnreadReason.NOT_FOUND if is_gone else _REASONS.get(error.error or "")
        if reason is not None:
            return Unread(reason, clean(error.message or error.error))
    raise refusal(reply, _words(reply, clean))


def _words(reply: Reply, clean: Clean) -> str:
    error = read_model(_Error, reply.body) or _Error()
    said = ": ".join(filter(None, [error.error, error.message])) or reply.silence
    return clean(f"Bluesky refused with status {reply.status}: {said}")


def _profile(actor: _Actor, ref: AccountRef) -> Profile:
    counters, absent = read_counters(
        {
            Metric.FOLLOWERS: actor.followers_count,
            Metric.FOLLOWING: actor.follows_count,
            Metric.POSTS: actor.posts_count,
        }
    )
    handle = actor.handle if actor.handle and actor.handle != _INVALID_HANDLE else ref.handle
    return Profile(
        platform_id=actor.did,
        handle=handle,
        counters=counters,
        absent=absent,
        display_name=actor.display_name,
        verified=actor.is_verified,
        url=f"https://bsky.app/profile/{actor.did}",
        created_at=actor.created_at,
        description=actor.description,
        picture=picture_mark(actor.avatar),
    )
