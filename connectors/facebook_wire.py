"""Facebook Pages as the Graph API's batches answer them, and the readings they are.

Sources: https://developers.facebook.com/docs/graph-api/batch-requests and
https://developers.facebook.com/docs/graph-api/reference/page/.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Annotated
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field

from connectors.connector import Answer, Quota
from connectors.errors import AuthFailed, ConnectorError, MalformedAnswer, NotPermitted, RateLimited
from connectors.facebook_refusal import refusal, usage
from connectors.wire import Clean, Counter, Flag, Integer, Reply, Text, read_counters, read_model
from growth.platform import Metric
from growth.reading import Absence, AccountRef, Profile, Reading, Unread, UnreadReason

PAGE_FIELDS = (
    "id",
    "name",
    "username",
    "link",
    "about",
    "fan_count",
    "followers_count",
    "talking_about_count",
    "verification_status",
    "is_verified",
    "is_published",
)
"""Fields of a Page that both public-access features give. One that a version does not know refuses every Page."""

_PAGE_ID = re.compile(r"[0-9]{1,20}")
_VANITY_NAME = re.compile(r"(?!(?:me|app)$)[A-Za-z0-9][A-Za-z0-9.-]{0,99}", re.IGNORECASE)
"""Letters, digits and full stops, and the hyphens of older addresses. ``me`` and ``app`` would read our own token."""

_STATUSES = {"blue_verified": True, "gray_verified": True, "not_verified": False}


class _Page(BaseModel):
    model_config = ConfigDict(frozen=True)
    id: Annotated[str, Field(pattern=r"^[0-9]{1,20}$", coerce_numbers_to_str=True)]
    name: Text = None
    username: Text = None
    link: Text = None
    about: Text = None
    fan_count: Counter = None
    followers_count: Counter = None
    talking_about_count: Counter = None
    verification_status: Text = None
    is_verified: Flag = None
    is_published: Flag = None


class _Element(BaseModel):
    """One answer of a batch; its body is JSON inside a JSON string."""

    model_config = ConfigDict(frozen=True)
    code: Integer = None
    body: Text = None


def batch_of(accounts: Sequence[AccountRef], *, version: str) -> str:
    """The ``batch`` parameter that asks for these Pages, in order."""
    names = [quote(ref.platform_id or ref.handle, safe="") for ref in accounts]
    fields = ",".join(PAGE_FIELDS)
    return json.dumps(
        [{"method": "GET", "relative_url": f"{version}/{name}?fields={fields}"} for name in names],
        separators=(",", ":"),
    )


def is_askable(ref: AccountRef) -> bool:
    """Whether a Page can have this id, or this name when there is no id yet."""
    if ref.platform_id is not None:
        return _PAGE_ID.fullmatch(ref.platform_id) is not None
    return _VANITY_NAME.fullmatch(ref.handle) is not None


def parse(reply: Reply, accounts: Sequence[AccountRef], *, clean: Clean) -> Answer:
    """The readings of a batch, one per account asked for, in their order.

    Args:
        reply: The answer to the whole batch.
        accounts: The Pages asked for.
        clean: Applied to Facebook's own words.

    Raises:
        ConnectorError: If the whole batch was refused, or every part of it for a reason that is not the account's.

    """
    quota = usage(reply.headers)
    pause = quota.renews_after if quota else None
    refused = refusal(reply, clean=clean, pause=pause)
    if isinstance(refused, ConnectorError):
        raise refused
    if refused or not isinstance(reply.body, list) or len(reply.body) != len(accounts):
        raise MalformedAnswer("Facebook answered a batch with something else than one answer for each request")
    outcomes = [_outcome(item, ref, clean=clean, pause=pause) for item, ref in zip(reply.body, accounts, strict=True)]
    if any(isinstance(outcome, RateLimited) for outcome in outcomes):
        quota = replace(quota or Quota(), used=max(1.0, (quota and quota.used) or 0.0))
    return Answer(_settled(outcomes), quota)


Outcome = Reading | ConnectorError
"""What became of one part of a batch: a reading, or a failure that may be the whole batch's."""


def _outcome(item: object, ref: AccountRef, *, clean: Clean, pause: timedelta | None) -> Outcome:
    if item is None:
        return Unread(UnreadReason.UNANSWERED, "Facebook ran out of time for it")
    element = read_model(_Element, item) or _Element()
    reply = Reply.decode(element.code or 0, {}, (element.body or "").encode())
    refused = refusal(reply, clean=clean, pause=pause)
    if refused is not None:
        return refused
    page = read_model(_Page, reply.body)
    if page is None:
        return MalformedAnswer("Facebook answered with a Page that has no id")
    if page.is_published is False:
        return Unread(UnreadReason.DEACTIVATED, "its owners have not published it")
    return _profile(page, ref)


def _settled(outcomes: Sequence[Outcome]) -> tuple[Reading, ...]:
    """Readings, unless the failures in them are the whole batch's.

    A failure of the credential counts as the batch's when no Page was read: reading one is the only proof that the
    credential works. Any other failure does when every part has one; otherwise it is that Page's, to be asked again.
    """
    failures = [outcome for outcome in outcomes if isinstance(outcome, ConnectorError)]
    ours = [failure for failure in failures if isinstance(failure, AuthFailed | NotPermitted | RateLimited)]
    if ours and not any(isinstance(outcome, Profile) for outcome in outcomes):
        raise ours[0]
    if failures and len(failures) == len(outcomes):
        raise failures[0]
    return tuple(_excused(outcome) if isinstance(outcome, ConnectorError) else outcome for outcome in outcomes)


def _excused(failure: ConnectorError) -> Unread:
    is_refused = isinstance(failure, NotPermitted)
    return Unread(UnreadReason.NOT_PERMITTED if is_refused else UnreadReason.UNANSWERED, str(failure))


def _profile(page: _Page, ref: AccountRef) -> Profile:
    counters, absent = read_counters(
        {
            Metric.FOLLOWERS: page.followers_count,
            Metric.LIKES: page.fan_count or _no_likes(page),
            Metric.TALKING_ABOUT: page.talking_about_count,
        }
    )
    return Profile(
        platform_id=page.id,
        handle=page.username or ref.handle,
        counters=counters,
        absent=absent,
        display_name=page.name,
        verified=_STATUSES.get(page.verification_status or "", page.is_verified),
        url=page.link,
        description=page.about,
    )


def _no_likes(page: _Page) -> int | Absence | None:
    """No likes beside followers is a Page of the new kind, which has none to count, rather than a Page without fans."""
    return Absence.WITHHELD if page.fan_count == 0 and page.followers_count else page.fan_count
