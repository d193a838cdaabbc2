"""Facebook Pages as the Graph API answers them, and the readings they are.

Source: https://developers.facebook.com/docs/graph-api/reference/page/.
"""

import re
from collections.abc import Sequence
from typing import Annotated
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field

from connectors.errors import MalformedAnswer
from connectors.facebook_refusal import about_page, refusal, usage
from connectors.graph_batch import Outcome, Reader
from connectors.wire import Clean, Counter, Flag, Text, read_counters, read_model
from growth.platform import Metric
from growth.reading import Absence, AccountRef, Profile, Unread, UnreadReason

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


def addresses_of(accounts: Sequence[AccountRef], *, version: str) -> list[str]:
    """What to read for each of these Pages, in order."""
    names = [quote(ref.platform_id or ref.handle, safe="") for ref in accounts]
    return [f"{version}/{name}?fields={','.join(PAGE_FIELDS)}" for name in names]


def is_askable(ref: AccountRef) -> bool:
    """Whether a Page can have this id, or this name when there is no id yet."""
    if ref.platform_id is not None:
        return _PAGE_ID.fullmatch(ref.platform_id) is not None
    return _VANITY_NAME.fullmatch(ref.handle) is not None


def reader(*, clean: Clean) -> Reader:
    """How answers about Pages are read.

    Args:
        clean: Applied to Facebook's own words.

    """
    return Reader(
        refuse=lambda reply, pause: refusal(reply, clean=clean, pause=pause, about_account=about_page),
        usage=lambda reply: usage(reply.headers, kind="pages"),
        read=_outcome,
    )


def _outcome(body: object, ref: AccountRef) -> Outcome:
    page = read_model(_Page, body)
    if page is None:
        return MalformedAnswer("Facebook answered with a Page that has no id")
    if page.is_published is False:
        return Unread(UnreadReason.DEACTIVATED, "its owners have not published it")
    return _profile(page, ref)


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
