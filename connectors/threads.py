"""Threads: public counters of profiles, one a request, through profile discovery.

Source: https://developers.facebook.com/docs/threads/threads-profiles. Likes and views are of seven days only and are
not read. Refusals have the Graph API's shape; how Threads says that nobody has a name is not documented.
"""

import re
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from connectors.connector import Answer
from connectors.errors import ConnectorError, MalformedAnswer, NotPermitted, redacted
from connectors.facebook_refusal import GraphError, Refusal, refusal
from connectors.parts import merged, one_by_one
from connectors.wire import (
    Clean,
    Counter,
    Flag,
    Reply,
    Text,
    picture_mark,
    read_counters,
    read_model,
)
from growth.platform import THREADS, Metric, Platform
from growth.reading import AccountRef, Profile, Reading, Unread, UnreadReason

if TYPE_CHECKING:
    from connectors.http import Fetcher

FIELDS = "username,name,profile_picture_url,biography,is_verified,follower_count"

_NAME = re.compile(r"[a-z0-9._]{1,30}")
_ABOUT_THE_NAME = frozenset({24, 100, 110})
"""Codes for a parameter that is wrong, which can only be the name: all else in the request is known to be right."""


class _Profile(BaseModel):
    model_config = ConfigDict(frozen=True)
    username: Annotated[str, Field(min_length=1, max_length=60)]
    name: Text = None
    profile_picture_url: Text = None
    biography: Text = None
    is_verified: Flag = None
    follower_count: Counter = None


class _Wrapped(BaseModel):
    """How some answers come: the profile alone in a list."""

    model_config = ConfigDict(frozen=True)
    data: Annotated[list[object], Field(min_length=1, max_length=1)]


def name_of(ref: AccountRef) -> str | None:
    """What to ask for; None for a name that Threads, like Instagram, can not have."""
    name = ref.handle.lower()
    return name if _NAME.fullmatch(name) else None


def parse(reply: Reply, *, clean: Clean) -> Reading:
    """What an answer says of the profile asked for.

    Raises:
        ConnectorError: If it is a refusal of something else, or not what Meta documents.

    """
    refused = refusal(reply, clean=clean, about_account=_about_account)
    if isinstance(refused, ConnectorError):
        raise refused
    if refused is not None:
        return refused
    wrapped = read_model(_Wrapped, reply.body)
    found = read_model(_Profile, wrapped.data[0] if wrapped else reply.body)
    if found is None:
        raise MalformedAnswer("Threads answered without a profile")
    counters, absent = read_counters({Metric.FOLLOWERS: found.follower_count})
    return Profile(
        platform_id=None,
        handle=found.username,
        counters=counters,
        absent=absent,
        display_name=found.name,
        verified=found.is_verified,
        url=f"https://www.threads.com/@{found.username}",
        description=found.biography,
        picture=picture_mark(found.profile_picture_url),
    )


def _about_account(error: GraphError, said: str) -> Refusal | None:
    if error.code not in _ABOUT_THE_NAME or "access token" in said or "field" in said:
        return None
    return NotPermitted(said) if "requires" in said else Unread(UnreadReason.NOT_FOUND, said)


class ThreadsConnector:
    """Reads profiles by name, which is the only way to ask for them.

    Args:
        fetcher: The way to Threads.
        access_token: The token of a user with profile discovery.
        base_url: Where the API is.

    """

    platform: Platform = THREADS
    batch_size: int = 1

    def __init__(self, fetcher: "Fetcher", *, access_token: SecretStr, base_url: str) -> None:
        self._fetcher = fetcher
        self._access_token = access_token
        self._lookup = f"{base_url.rstrip('/')}/v1.0/profile_lookup"
        self._clean = partial(redacted, secrets=(access_token,))

    async def read(self, accounts: Sequence[AccountRef]) -> Answer:
        """Read a profile.

        Raises:
            ConnectorError: When the request failed; the subclass says what to do next.

        """
        names = {ref: name for ref in accounts if (name := name_of(ref)) is not None}
        return merged(accounts, [await one_by_one(names, self._ask)] if names else [])

    async def _ask(self, _: AccountRef, name: str) -> Reading:
        """The token goes in a header: in an address it would stand in logs."""
        headers = {"Authorization": f"Bearer {self._access_token.get_secret_value()}"}
        params = [("username", name), ("fields", FIELDS)]
        return parse((await self._fetcher.get(self._lookup, params=params, headers=headers)).reply, clean=self._clean)

    async def close(self) -> None:
        """Close every connection; safe to call twice."""
        await self._fetcher.close()


def connect(
    *, access_token: SecretStr, base_url: str = "https://graph.threads.net", timeout_s: float = 20.0
) -> ThreadsConnector:
    """A connector to Threads; nothing is sent before the first ``read``.

    Args:
        access_token: The long-lived token of a user who granted threads_profile_discovery.
        base_url: Where the API is.
        timeout_s: Seconds for a whole request.

    """
    from connectors.http import Fetcher  # noqa: PLC0415 - aiohttp is imported by its users only

    token = SecretStr(access_token.get_secret_value().strip())
    fetcher = Fetcher("Threads", timeout_s=timeout_s, secrets=[token])
    return ThreadsConnector(fetcher, access_token=token, base_url=base_url)
