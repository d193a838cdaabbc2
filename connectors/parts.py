"""One answer out of several requests: what failed in one part never costs what was read in another.

A part is what shares a rate limit and a fate: one Mastodon instance, one newsroom's server, the App Store as a whole.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from connectors.connector import Answer, Quota
from connectors.errors import BudgetSpent, ConnectorError, MalformedAnswer, RateLimited, Unavailable
from growth.reading import AccountRef, Reading, Unread, UnreadReason

_Key = TypeVar("_Key")

_MILDEST_FIRST = (Unavailable, RateLimited, BudgetSpent, MalformedAnswer)


@dataclass(frozen=True, slots=True)
class Part:
    """What the requests to one part came to.

    Attributes:
        asked: The accounts asked for.
        readings: What was read of them before a failure, if there was one.
        failure: What ended it early; None when nothing did.
        quota: What is left of the part's rate limit; None when it did not say.
        requests: Paid requests made; None where requests are not what is paid for.

    """

    asked: Sequence[AccountRef]
    readings: Mapping[AccountRef, Reading]
    failure: ConnectorError | None = None
    quota: Quota | None = None
    requests: int | None = None


async def one_by_one(asked: Mapping[AccountRef, _Key], read: Callable[[AccountRef, _Key], Awaitable[Reading]]) -> Part:
    """The part that is asked for one account after the other, each with a paid request, until one fails.

    Args:
        asked: The accounts, each with what it is asked for by.
        read: Asks for one.

    """
    readings: dict[AccountRef, Reading] = {}
    requests = 0
    try:
        for ref, key in asked.items():
            requests += 1
            readings[ref] = await read(ref, key)
    except ConnectorError as error:
        return Part(tuple(asked), readings, error, requests=requests)
    return Part(tuple(asked), readings, requests=requests)


def merged(accounts: Sequence[AccountRef], parts: Sequence[Part]) -> Answer:
    """One reading per account, in the order asked: malformed where no part was asked, unanswered where a part failed.

    The quota is that of the part with the most left, because a pause is of the whole platform: it is due when no part
    can be asked any more.

    Raises:
        ConnectorError: When nothing was read anywhere and something failed; the mildest of the failures.

    """
    failures = [part.failure for part in parts if part.failure is not None]
    if failures and not any(part.readings for part in parts):
        raise min(failures, key=_severity)
    readings: dict[AccountRef, Reading] = dict.fromkeys(accounts, Unread(UnreadReason.MALFORMED))
    for part in parts:
        readings |= dict.fromkeys(part.asked, _unanswered(part.failure))
        readings |= part.readings
    quota = _most_left([_left(part) for part in parts])
    paid = [part.requests for part in parts if part.requests is not None]
    return Answer(tuple(readings[account] for account in accounts), quota, sum(paid) if paid else None)


def _unanswered(failure: ConnectorError | None) -> Unread:
    return Unread(UnreadReason.UNANSWERED, str(failure) if failure else None)


def _severity(failure: ConnectorError) -> int:
    kind = type(failure)
    return _MILDEST_FIRST.index(kind) if kind in _MILDEST_FIRST else len(_MILDEST_FIRST)


def _left(part: Part) -> Quota | None:
    if isinstance(part.failure, RateLimited):
        return Quota(remaining=0, renews_at=part.failure.until, renews_after=part.failure.after)
    return part.quota


def _most_left(quotas: Sequence[Quota | None]) -> Quota | None:
    """The roomiest quota; None when a part did not say, which may be asked again at once."""
    said = [quota for quota in quotas if quota is not None]
    return max(said, key=_remaining) if said and len(said) == len(quotas) else None


def _remaining(quota: Quota) -> int:
    return quota.remaining or 0
