"""tweepy, kept to what it is good at: addressing X. Imported only by who asks X.

tweepy 4.17 has the host written into its code, no timeout to set, prints the Authorization header at DEBUG, leaks its
session when a request fails, and while it raises for a refusal it fails on bodies that are not JSON objects. All of
that is met in one place, the session it sends through: it knows the host, the timeout and the token, none of which
tweepy is told, and takes a refusal as it came, status and body.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
from pydantic import SecretStr
from tweepy.asynchronous import AsyncClient

from connectors.errors import AuthFailed, ConnectorError, Unavailable, redacted
from connectors.evidence import witness
from connectors.wire import Reply, is_this_machine
from connectors.x_wire import Lookup

_TWEEPY_HOST = "https://api.twitter.com"
"""What ``tweepy.asynchronous.AsyncBaseClient.request`` puts before every path."""


class _Refused(Exception):
    """A status that is not 2xx, on its way past tweepy."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.status)
        self.reply = reply


@dataclass(frozen=True, slots=True)
class _Response:
    """What tweepy looks at of an ``aiohttp.ClientResponse``, which cannot be read any more once tweepy returns it."""

    reply: Reply
    reason: str | None

    @property
    def status(self) -> int:
        return self.reply.status

    @property
    def headers(self) -> Mapping[str, str]:
        return self.reply.headers

    async def read(self) -> None:
        """It has been read."""


class _Session:
    """What tweepy takes for its ``aiohttp.ClientSession``."""

    def __init__(self, *, bearer_token: SecretStr, base_url: str, timeout_s: float) -> None:
        self._bearer_token = bearer_token
        self._base_url = base_url.rstrip("/")
        self._timeout = aiohttp.ClientTimeout(total=timeout_s)
        self._connections: aiohttp.ClientSession | None = None

    @asynccontextmanager
    async def request(
        self, method: str, url: str, *, params: Mapping[str, str], json: object, headers: Mapping[str, str]
    ) -> AsyncIterator[_Response]:
        """Send to our host, as us; a redirect is an answer, not an address to take the token to."""
        if self._connections is None:  # not before: a session belongs to the running event loop
            self._connections = aiohttp.ClientSession(
                timeout=self._timeout,
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=not is_this_machine(self._base_url),
            )
        async with self._connections.request(
            method,
            self._base_url + url.removeprefix(_TWEEPY_HOST),
            params=params,
            json=json,
            headers={**headers, "Authorization": f"Bearer {self._bearer_token.get_secret_value()}"},
            allow_redirects=False,
        ) as response:
            body = await response.read()
            answer = _Response(Reply.decode(response.status, response.headers, body), response.reason)
        witness(str(response.url), response.status, body, secrets=[self._bearer_token])
        if not answer.reply.is_success:
            raise _Refused(answer.reply)
        yield answer

    async def close(self) -> None:
        """Close every connection."""
        if self._connections is not None:
            await self._connections.close()
            self._connections = None


class XClient:
    """Asks X for users through tweepy.

    Args:
        bearer_token: The app's token.
        base_url: Where X is, such as ``https://api.x.com``.
        timeout_s: Seconds for a whole request, from connecting to the last byte.

    """

    def __init__(self, *, bearer_token: SecretStr, base_url: str, timeout_s: float) -> None:
        self._bearer_token = bearer_token
        self._session = _Session(bearer_token=bearer_token, base_url=base_url, timeout_s=timeout_s)
        self._tweepy = AsyncClient("known to the session only", return_type=aiohttp.ClientResponse)
        self._tweepy.session = self._session

    async def users(self, lookup: Lookup, values: Sequence[str], fields: Sequence[str]) -> Reply:
        """X's answer, whatever its status.

        Raises:
            AuthFailed: If the token cannot be one.
            Unavailable: If no answer came.

        """
        outcome = await self._send(lookup, values, fields)
        if isinstance(outcome, ConnectorError):
            raise outcome
        return outcome

    async def _send(self, lookup: Lookup, values: Sequence[str], fields: Sequence[str]) -> Reply | ConnectorError:
        """Errors are returned: raised in here they would carry along aiohttp's, which hold the request's headers."""
        token = self._bearer_token.get_secret_value()
        if not (token.isascii() and token.isprintable()):
            return AuthFailed("X's bearer token holds characters that no token has: copy it again")
        try:
            response: _Response = await self._tweepy.get_users(**{lookup.value: list(values)}, user_fields=list(fields))
        except _Refused as refused:
            return refused.reply
        except (aiohttp.ClientError, TimeoutError) as error:
            words = redacted(f"X gave no answer: {type(error).__name__} {error}", [self._bearer_token])
            return Unavailable(words)
        return response.reply

    async def close(self) -> None:
        """Close every connection; safe to call twice."""
        await self._session.close()
