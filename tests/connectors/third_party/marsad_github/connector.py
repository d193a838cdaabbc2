"""GitHub: public counters of organisations and people, one a request.

Source: https://docs.github.com/en/rest/users/users. Without a token 60 requests an hour are allowed.
"""

import re
from collections.abc import Sequence
from functools import partial
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from connectors.connector import Answer, Quota
from connectors.errors import ConnectorError, RateLimited, redacted
from connectors.http import Fetcher
from connectors.limits import quota, refusal
from connectors.parts import Part, merged
from connectors.wire import Clean, Counter, Instant, Reply, Text, read_counters, read_model
from growth.platform import Metric, Platform
from growth.reading import AccountRef, Profile, Reading, Unread, UnreadReason

GITHUB = Platform("github")

_ID = re.compile(r"[0-9]{1,19}")
_LOGIN = re.compile(r"(?!-)[A-Za-z0-9-]{1,39}(?<!-)")


class _User(BaseModel):
    model_config = ConfigDict(frozen=True)
    id: Annotated[str, Field(pattern=r"^[0-9]{1,19}$", coerce_numbers_to_str=True)]
    login: Text = None
    name: Text = None
    bio: Text = None
    html_url: Text = None
    followers: Counter = None
    following: Counter = None
    created_at: Instant = None


def path_of(ref: AccountRef) -> str | None:
    """What to ask for: by id once it is known; None for an account that GitHub can not have."""
    if ref.platform_id is not None:
        return f"/user/{ref.platform_id}" if _ID.fullmatch(ref.platform_id) else None
    return f"/users/{ref.handle}" if _LOGIN.fullmatch(ref.handle) else None


def parse(reply: Reply, ref: AccountRef, *, clean: Clean) -> Reading:
    """What an answer says of an account.

    Raises:
        ConnectorError: If it says that GitHub failed.

    """
    user = read_model(_User, reply.body) if reply.is_success else None
    if user is not None:
        return _profile(user, ref)
    if reply.status == 404 and reply.is_json:
        return Unread(UnreadReason.NOT_FOUND, "GitHub knows nobody of this name")
    words = clean(f"GitHub refused with status {reply.status}")
    left = quota(reply.headers)
    if left is not None and left.remaining == 0:
        raise RateLimited(words, until=left.renews_at, after=left.renews_after)
    raise refusal(reply, words)


def _profile(user: _User, ref: AccountRef) -> Profile:
    counters, absent = read_counters({Metric.FOLLOWERS: user.followers, Metric.FOLLOWING: user.following})
    return Profile(
        platform_id=user.id,
        handle=user.login or ref.handle,
        counters=counters,
        absent=absent,
        display_name=user.name,
        url=user.html_url,
        created_at=user.created_at,
        description=user.bio,
    )


class GithubConnector:
    """Reads accounts of GitHub."""

    platform: Platform = GITHUB
    batch_size: int = 1

    def __init__(self, fetcher: Fetcher, *, base_url: str) -> None:
        self._fetcher = fetcher
        self._base_url = base_url.rstrip("/")
        self._clean = partial(redacted, secrets=())

    async def read(self, accounts: Sequence[AccountRef]) -> Answer:
        """Read an account.

        Raises:
            ConnectorError: When the request failed; the subclass says what to do next.

        """
        paths = {ref: path for ref in accounts if (path := path_of(ref)) is not None}
        return merged(accounts, [await self._part(ref, path) for ref, path in paths.items()])

    async def _part(self, ref: AccountRef, path: str) -> Part:
        left: Quota | None = None
        try:
            reply = (await self._fetcher.get(self._base_url + path)).reply
            left = quota(reply.headers)
            return Part((ref,), {ref: parse(reply, ref, clean=self._clean)}, quota=left)
        except ConnectorError as error:
            return Part((ref,), {}, error, left)

    async def close(self) -> None:
        """Close every connection; safe to call twice."""
        await self._fetcher.close()


def connect(*, base_url: str = "https://api.github.com", timeout_s: float = 20.0) -> GithubConnector:
    """A connector to GitHub; nothing is sent before the first ``read``.

    Args:
        base_url: Where GitHub's API is.
        timeout_s: Seconds for a whole request.

    """
    return GithubConnector(Fetcher("GitHub", timeout_s=timeout_s), base_url=base_url)
