"""What one look at one account yields: a profile with its counters, or the reason there is none.

Connectors produce readings, storage keeps them, rules judge them; this is the seam between the three.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from growth.count import Count
from growth.platform import Metric


@dataclass(frozen=True, slots=True)
class AccountRef:
    """Which account to read.

    Attributes:
        handle: The public name, without ``@``; something observed, which its owner may change.
        platform_id: The platform's immutable id. None until a first reading has told it; once known it is the key.

    """

    handle: str
    platform_id: str | None = None


class Absence(StrEnum):
    """Why a counter that the platform has is missing from a profile. Missing is never zero."""

    HIDDEN = "hidden"
    WITHHELD = "withheld"
    MALFORMED = "malformed"


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile as read once.

    Every string came from a platform and is hostile until escaped.

    Attributes:
        platform_id: The immutable id; None where the platform has none.
        handle: The public name at this moment, without ``@``.
        counters: What was published, by metric; empty when the platform published none.
        absent: Counters the platform has but did not give, each with why.
        display_name: None when not published; likewise the fields below.
        verified: True or False as the platform says it; None when the platform does not say.
        protected: Whether only approved followers see the posts; None when the platform has no such thing.
        url: The profile's or the owner's link.
        created_at: When the account was opened (UTC).
        last_post_at: When it last posted (UTC).
        description: The owner's words about the account.
        picture: A short mark that changes when the picture does, and then only; None where the platform gives none.

    """

    platform_id: str | None
    handle: str
    counters: Mapping[Metric, Count]
    absent: Mapping[Metric, Absence] = field(default_factory=dict)
    display_name: str | None = None
    verified: bool | None = None
    protected: bool | None = None
    url: str | None = None
    created_at: datetime | None = None
    last_post_at: datetime | None = None
    description: str | None = None
    picture: str | None = None


class UnreadReason(StrEnum):
    """Why one account of an answered request could not be read."""

    NOT_FOUND = "not_found"
    SUSPENDED = "suspended"
    DEACTIVATED = "deactivated"
    PROTECTED = "protected"
    MALFORMED = "malformed"
    """The handle or id cannot exist on this platform; it was not asked for."""
    NOT_PERMITTED = "not_permitted"
    """Our credential may not see it; says nothing about the account."""
    UNANSWERED = "unanswered"
    """The platform answered the request but left this account out or timed out on it; ask again."""


@dataclass(frozen=True, slots=True)
class Unread:
    """The reason there is no profile.

    Attributes:
        reason: What is known of why.
        detail: The platform's own words, at most 300 characters, without secrets; None when it said nothing.

    """

    reason: UnreadReason
    detail: str | None = None


Reading = Profile | Unread
