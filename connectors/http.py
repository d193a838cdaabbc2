"""Fetching over HTTP for every platform without an SDK of its own. Imported only by who fetches.

A timeout for the whole, a cap on the size, no redirect followed, no cookie kept, no proxy from the environment. What
came is handed over as it came, whatever its status and content type; connectors/limits.py says what a refusal means.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import aiohttp
from aiohttp.abc import AbstractResolver
from pydantic import SecretStr
from yarl import URL

from connectors.errors import AuthFailed, ConnectorError, MalformedAnswer, Unavailable, redacted
from connectors.evidence import witness
from connectors.wire import Reply

LARGEST_ANSWER: Final = 2 * 1024 * 1024
"""Bytes of an answer, unpacked: no profile, page or feed we read comes near it."""

MOST_CONNECTIONS: Final = 20
"""Connections at once of one connector, to all its hosts together."""

_CHUNK: Final = 64 * 1024
_USER_AGENT: Final = "Marsad (reads public counters of official accounts)"


@dataclass(frozen=True, slots=True)
class Fetched:
    """One HTTP answer, as bytes.

    Attributes:
        status: The HTTP status.
        headers: By name in lower case.
        data: The body, unpacked.

    """

    status: int
    headers: Mapping[str, str]
    data: bytes

    @property
    def reply(self) -> Reply:
        """The same, read as JSON whatever it says it is."""
        return Reply.decode(self.status, self.headers, self.data)


class Fetcher:
    """Asks one platform for documents.

    Args:
        who: The platform's name, for errors.
        timeout_s: Seconds for a whole request, from looking the host up to the last byte.
        secrets: The credentials it is asked with, which no error may show.
        resolver: Finds the addresses of hosts; None takes the system's.

    """

    def __init__(
        self,
        who: str,
        *,
        timeout_s: float,
        secrets: Sequence[SecretStr | None] = (),
        resolver: AbstractResolver | None = None,
    ) -> None:
        self._who = who
        self._timeout = aiohttp.ClientTimeout(total=timeout_s)
        self._secrets = tuple(secrets)
        self._resolver = resolver
        self._session: aiohttp.ClientSession | None = None

    async def get(
        self,
        url: URL | str,
        *,
        params: Sequence[tuple[str, str]] = (),
        headers: Mapping[str, str] | None = None,
        is_encoded: bool = False,
    ) -> Fetched:
        """The answer, whatever its status.

        Args:
            url: What to get.
            params: Added to its query.
            headers: Sent beside the usual ones.
            is_encoded: Whether its path goes out as it is: else ``%3A`` becomes a colon, the same to most.

        Raises:
            AuthFailed: If a credential cannot be one.
            Unavailable: If no answer came.
            MalformedAnswer: If it is larger than ``LARGEST_ANSWER``.

        """
        return _or_raised(await self._send("GET", url, list(params), headers or {}, is_encoded=is_encoded))

    async def post(
        self,
        url: URL | str,
        *,
        params: Sequence[tuple[str, str]] = (),
        headers: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
        json: object = None,
    ) -> Fetched:
        """The answer to a form or, when there is none, to a JSON document, whatever its status.

        Raises:
            AuthFailed: If a credential cannot be one.
            Unavailable: If no answer came.
            MalformedAnswer: If it is larger than ``LARGEST_ANSWER``.

        """
        body = {"data": form} if form is not None else {"json": json}
        return _or_raised(await self._send("POST", url, list(params), headers or {}, **body))

    async def _send(
        self,
        method: str,
        url: URL | str,
        params: list[tuple[str, str]],
        headers: Mapping[str, str],
        *,
        is_encoded: bool = False,
        **body: object,
    ) -> Fetched | ConnectorError:
        """Errors are returned: raised in here they would carry along aiohttp's, which hold the request."""
        if not all(_is_sendable(secret) for secret in self._secrets if secret is not None):
            return AuthFailed(f"a credential for {self._who} is empty or holds characters that none has: copy it again")
        session = self._opened()
        options: dict[str, Any] = {"params": params, "headers": headers, "allow_redirects": False, **body}
        try:
            target = URL(url, encoded=True) if is_encoded and isinstance(url, str) else url
            async with session.request(method, target, **options) as response:
                data = await _read(response)
                found = {name.lower(): value for name, value in response.headers.items()}
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            return Unavailable(redacted(f"{self._who} gave no answer: {type(error).__name__} {error}", self._secrets))
        if data is None:
            return MalformedAnswer(f"{self._who} answered with more than {LARGEST_ANSWER:,} bytes")
        witness(str(target), response.status, data, secrets=self._secrets)
        return Fetched(response.status, found, data)

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:  # not before: a session belongs to the running event loop
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    limit=MOST_CONNECTIONS, resolver=self._resolver, use_dns_cache=self._resolver is None
                ),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": _USER_AGENT},
                timeout=self._timeout,
                trust_env=False,
            )
        return self._session

    async def close(self) -> None:
        """Close every connection; safe to call twice."""
        if self._session is not None:
            await self._session.close()
            self._session = None


def _or_raised(outcome: Fetched | ConnectorError) -> Fetched:
    if isinstance(outcome, ConnectorError):
        raise outcome
    return outcome


def _is_sendable(secret: SecretStr) -> bool:
    """Whether it can stand in a header or an address: ASCII that is seen."""
    text = secret.get_secret_value()
    return bool(text) and all("!" <= letter <= "~" for letter in text)


async def _read(response: aiohttp.ClientResponse) -> bytes | None:
    """The body; None when it is larger than we take, of which no more is read."""
    data = bytearray()
    async for chunk in response.content.iter_chunked(_CHUNK):
        data += chunk
        if len(data) > LARGEST_ANSWER:
            response.close()
            return None
    return bytes(data)
