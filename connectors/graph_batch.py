"""A batch of reads as the Graph API answers it: one answer for each part, each with a fate of its own.

Source: https://developers.facebook.com/docs/graph-api/batch-requests. Facebook's Pages and Instagram's accounts are
read through it, because it fails one at a time.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from pydantic import BaseModel, ConfigDict

from connectors.connector import Answer, Quota
from connectors.errors import AuthFailed, ConnectorError, MalformedAnswer, NotPermitted, RateLimited
from connectors.facebook_refusal import Refusal
from connectors.wire import Integer, Reply, Text, read_model
from growth.reading import AccountRef, Profile, Reading, Unread, UnreadReason

LARGEST_BATCH = 50
"""Parts of a batch. Each still counts as one call."""

Outcome = Reading | ConnectorError
"""What became of one part of a batch: a reading, or a failure that may be the whole batch's."""

Refuse = Callable[[Reply, timedelta | None], Refusal | None]
"""What an answer, or a part of one, refuses; given the pause that the headers ask for."""


@dataclass(frozen=True, slots=True)
class Reader:
    """How one platform's answers are read.

    Attributes:
        refuse: What an answer refuses.
        usage: What is left of the limit, by the headers.
        read: What the object in a part says of the account asked for.

    """

    refuse: Refuse
    usage: Callable[[Reply], Quota | None]
    read: Callable[[object, AccountRef], Outcome]


class _Element(BaseModel):
    """One answer of a batch; its body is JSON inside a JSON string."""

    model_config = ConfigDict(frozen=True)
    code: Integer = None
    body: Text = None


def batch_of(addresses: Sequence[str]) -> str:
    """The ``batch`` parameter that reads these relative addresses, in order."""
    return json.dumps([{"method": "GET", "relative_url": url} for url in addresses], separators=(",", ":"))


def parse(reply: Reply, accounts: Sequence[AccountRef], reader: Reader) -> Answer:
    """The readings of a batch, one per account asked for, in their order.

    Raises:
        ConnectorError: If the whole batch was refused, or every part of it for a reason that is not the account's.

    """
    quota = reader.usage(reply)
    pause = quota.renews_after if quota else None
    refused = reader.refuse(reply, pause)
    if isinstance(refused, ConnectorError):
        raise refused
    if refused or not isinstance(reply.body, list) or len(reply.body) != len(accounts):
        raise MalformedAnswer("Facebook answered a batch with something else than one answer for each request")
    outcomes = [_outcome(item, ref, reader, pause) for item, ref in zip(reply.body, accounts, strict=True)]
    if any(isinstance(outcome, RateLimited) for outcome in outcomes):
        quota = replace(quota or Quota(), used=max(1.0, (quota and quota.used) or 0.0))
    return Answer(_settled(outcomes), quota)


def _outcome(item: object, ref: AccountRef, reader: Reader, pause: timedelta | None) -> Outcome:
    if item is None:
        return Unread(UnreadReason.UNANSWERED, "Facebook ran out of time for it")
    element = read_model(_Element, item) or _Element()
    reply = Reply.decode(element.code or 0, {}, (element.body or "").encode())
    return reader.refuse(reply, pause) or reader.read(reply.body, ref)


def _settled(outcomes: Sequence[Outcome]) -> tuple[Reading, ...]:
    """Readings, unless the failures in them are the whole batch's.

    A failure of the credential counts as the batch's when nothing was read: reading is the only proof that the
    credential works. Any other failure does when every part has one; otherwise it is that account's, to be asked again.
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
