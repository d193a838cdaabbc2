"""LinkedIn's organizations and their followers as they come over the wire, and the readings they are.

Sources: https://learn.microsoft.com/en-us/linkedin/marketing/community-management/organizations/organization-lookup-api,
https://learn.microsoft.com/en-us/linkedin/marketing/community-management/organizations/follower-statistics and
https://learn.microsoft.com/en-us/linkedin/shared/api-guide/concepts/error-handling.
"""

import re
from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from connectors.daily import next_midnight
from connectors.errors import ConnectorError, MalformedAnswer, RateLimited
from connectors.limits import refusal
from connectors.wire import Clean, Counter, Integer, Reply, Text, read_counters, read_model
from growth.platform import Metric
from growth.reading import Absence, AccountRef, Profile, Reading, Unread, UnreadReason

EDGE = "COMPANY_FOLLOWED_BY_MEMBER"
"""Followers of an organization; versions before 202305 spelled it otherwise."""

_ID = re.compile(r"[1-9][0-9]{0,18}")
_VANITY_NAME = re.compile(r"[A-Za-z0-9-]{1,100}")
_UNREAD = {403: UnreadReason.NOT_PERMITTED, 404: UnreadReason.NOT_FOUND}
"""What a refusal says of the one organization it is about: of one we do not manage, 403."""


@dataclass(frozen=True, slots=True)
class Organization:
    """What an organization is asked for by.

    Attributes:
        id: Its number; None where only the name is known.
        handle: The name in its address, as it was last seen.

    """

    id: str | None
    handle: str


class _Organization(BaseModel):
    model_config = ConfigDict(frozen=True)
    id: Annotated[str, Field(pattern=r"^[1-9][0-9]{0,18}$", coerce_numbers_to_str=True)]
    vanity_name: Text = Field(default=None, validation_alias="vanityName")


class _Found(BaseModel):
    model_config = ConfigDict(frozen=True)
    elements: list[object]


class _Size(BaseModel):
    model_config = ConfigDict(frozen=True)
    followers: Counter = Field(validation_alias="firstDegreeSize")


class _Error(BaseModel):
    model_config = ConfigDict(frozen=True)
    code: Text = None
    service_error_code: Integer = Field(default=None, validation_alias="serviceErrorCode")
    message: Text = None


def key_of(ref: AccountRef) -> Organization | None:
    """What to ask for; None for an organization that LinkedIn can not have. A number may stand in for a name."""
    if ref.platform_id is not None:
        return Organization(ref.platform_id, ref.handle) if _ID.fullmatch(ref.platform_id) else None
    if _ID.fullmatch(ref.handle):
        return Organization(ref.handle, ref.handle)
    return Organization(None, ref.handle) if _VANITY_NAME.fullmatch(ref.handle) else None


def parse_lookup(reply: Reply, asked: Organization, *, clean: Clean) -> Organization | Unread:
    """The organization of a name, or why there is none.

    Its display name is not taken: later readings, which ask by number, have none, and that would look like a change.

    Raises:
        ConnectorError: If the answer is a refusal of something else, or not what LinkedIn documents.

    """
    if not reply.is_success or not reply.is_json:
        return _refused(reply, clean)
    found = read_model(_Found, reply.body)
    if found is None:
        raise MalformedAnswer("LinkedIn answered without a list of organizations")
    organization = next(filter(None, (read_model(_Organization, item) for item in found.elements)), None)
    if organization is None:
        return Unread(UnreadReason.NOT_FOUND, "no organization has this name in its address")
    return Organization(organization.id, organization.vanity_name or asked.handle)


def parse_size(reply: Reply, asked: Organization, *, clean: Clean) -> Reading:
    """What the answer about an organization's followers says.

    Raises:
        ConnectorError: If it is a refusal of something else, or not what LinkedIn documents.

    """
    if not reply.is_success or not reply.is_json:
        return _refused(reply, clean)
    size = read_model(_Size, reply.body)
    if size is None or size.followers is Absence.MALFORMED:
        raise MalformedAnswer("LinkedIn answered without the size of a network")
    counters, absent = read_counters({Metric.FOLLOWERS: size.followers})
    return Profile(
        platform_id=asked.id,
        handle=asked.handle,
        counters=counters,
        absent=absent,
        url=f"https://www.linkedin.com/company/{asked.id}/",
    )


def _refused(reply: Reply, clean: Clean) -> Unread:
    error = read_model(_Error, reply.body) or _Error()
    said = clean(error.message or error.code or reply.silence)
    if reply.is_json and reply.status in _UNREAD:
        return Unread(_UNREAD[reply.status], said)
    raise _failure(reply, f"LinkedIn refused with status {reply.status}: {said}")


def _failure(reply: Reply, words: str) -> ConnectorError:
    """A version that has ended is 426 (NONEXISTENT_VERSION), which the status says well enough."""
    failure = refusal(reply, words)
    is_open = isinstance(failure, RateLimited) and (failure.until, failure.after) == (None, None)
    return RateLimited(words, until=next_midnight(reply.headers)) if is_open else failure
