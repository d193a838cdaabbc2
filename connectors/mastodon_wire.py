"""Mastodon's account object as it comes over the wire, and the readings it is.

Source: https://docs.joinmastodon.org/entities/Account/. Other servers of the fediverse speak the same language with an
accent: ids of Pleroma and GoToSocial are letters and digits.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, PlainValidator

from connectors.limits import LONGEST_PAUSE, refusal
from connectors.markup import plain_text
from connectors.wire import (
    Brief,
    Clean,
    Counter,
    Flag,
    Instant,
    Reply,
    Text,
    picture_mark,
    read_counters,
    read_instant,
    read_model,
)
from growth.platform import Metric
from growth.reading import AccountRef, Profile, Reading, Unread, UnreadReason

_USERNAME = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,62}[A-Za-z0-9_])?")
"""Source: ``Account::USERNAME_RE`` of https://github.com/mastodon/mastodon."""
_ID = re.compile(r"[A-Za-z0-9]{1,64}")


@dataclass(frozen=True, slots=True)
class Home:
    """Where an account is at home: only there its counts are whole.

    Attributes:
        domain: The instance, in ASCII and lower case.
        name: The account's id there, or its user name where the id is not known.
        is_id: Which of the two.
        shown: The instance as the handle spells it.

    """

    domain: str
    name: str
    is_id: bool
    shown: str


def home_of(ref: AccountRef, domain_of: Callable[[str], str | None]) -> Home | None:
    """Where to ask for an account; None for one that no instance can have.

    Args:
        ref: The account. Its id is the instance's own, an at sign and the instance: every instance counts from 1.
        domain_of: The ASCII form of a domain that may be asked; None for one that may not.

    """
    user, _, handle_domain = ref.handle.rpartition("@")
    named = domain_of(handle_domain)
    if ref.platform_id is None:
        is_name = named is not None and _USERNAME.fullmatch(user)
        return Home(named, user, is_id=False, shown=handle_domain) if named is not None and is_name else None
    local, _, id_domain = ref.platform_id.rpartition("@")
    domain = domain_of(id_domain)
    if domain is None or not _ID.fullmatch(local):
        return None
    return Home(domain, local, is_id=True, shown=handle_domain if named == domain else domain)


def _verified(fields: object) -> bool | None:
    """Whether one of the links of the profile links back; None when there are no such fields."""
    if not isinstance(fields, list):
        return None
    return any(field and field.verified_at for field in (read_model(_Field, item) for item in fields))


def _day(value: object) -> datetime | None:
    """The start of a day (UTC); Mastodon tells no more since 3.1."""
    return read_instant(value[:10]) if isinstance(value, str) else None


class _Field(BaseModel):
    model_config = ConfigDict(frozen=True)
    verified_at: Brief = None


class _Moved(BaseModel):
    model_config = ConfigDict(frozen=True)
    acct: Brief = None
    url: Brief = None


class _Account(BaseModel):
    model_config = ConfigDict(frozen=True)
    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9]{1,64}$", coerce_numbers_to_str=True)]
    username: Brief = None
    display_name: Brief = None
    note: Text = None
    url: Brief = None
    avatar: Brief = None
    followers_count: Counter = None
    following_count: Counter = None
    statuses_count: Counter = None
    created_at: Instant = None
    last_status_at: Annotated[datetime | None, PlainValidator(_day)] = None
    fields: Annotated[bool | None, PlainValidator(_verified)] = None
    suspended: Flag = None
    memorial: Flag = None
    moved: Annotated[_Moved | None, PlainValidator(lambda value: read_model(_Moved, value))] = None


class _Error(BaseModel):
    model_config = ConfigDict(frozen=True)
    error: Brief = None


def parse_list(body: object, wanted: Mapping[str, Home]) -> dict[str, Reading]:
    """The accounts of a list that were asked for, by their id; who is gone is left out of it."""
    found = (read_model(_Account, item) for item in (body if isinstance(body, list) else ()))
    return {account.id: _reading(account, wanted[account.id]) for account in found if account and account.id in wanted}


def parse_one(reply: Reply, home: Home, *, clean: Clean) -> Reading:
    """What the answer about one account says of it.

    Raises:
        ConnectorError: If it says that the instance failed.

    """
    account = read_model(_Account, reply.body) if reply.is_success else None
    if account is not None:
        return _reading(account, home)
    said = clean(words_of(reply))
    if reply.is_json and reply.status == 404:  # noqa: PLR2004 - Not Found, RFC 9110
        return Unread(UnreadReason.NOT_FOUND, said)
    if reply.status == 410:  # noqa: PLR2004 - Gone: how instances before 3.3 answer for a suspended account
        return Unread(UnreadReason.SUSPENDED, said)
    raise refusal(reply, f"{home.domain} refused with status {reply.status}: {said}", longest=LONGEST_PAUSE)


def is_closed(reply: Reply) -> bool:
    """Whether an instance shows accounts to its own users only, which says nothing about any account."""
    return reply.is_json and reply.status in {401, 403}


def words_of(reply: Reply) -> str:
    """What an instance says of its refusal."""
    error = read_model(_Error, reply.body)
    return (error and error.error) or reply.silence


def _reading(account: _Account, home: Home) -> Reading:
    if account.suspended:
        return Unread(UnreadReason.SUSPENDED, "suspended by its instance")
    if account.moved is not None:
        where = account.moved.url or account.moved.acct or "another account"
        return Unread(UnreadReason.DEACTIVATED, f"moved to {where}"[:300])
    if account.memorial:
        return Unread(UnreadReason.DEACTIVATED, "kept in memory of its owner")
    counters, absent = read_counters(
        {
            Metric.FOLLOWERS: account.followers_count,
            Metric.FOLLOWING: account.following_count,
            Metric.POSTS: account.statuses_count,
        }
    )
    return Profile(
        platform_id=f"{account.id}@{home.domain}",
        handle=f"{account.username}@{home.shown}" if account.username else "",
        counters=counters,
        absent=absent,
        display_name=account.display_name,
        verified=account.fields,
        url=account.url,
        created_at=account.created_at,
        last_post_at=account.last_status_at,
        description=plain_text(account.note),
        picture=picture_mark(account.avatar),
    )
