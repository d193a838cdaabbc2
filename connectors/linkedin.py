"""LinkedIn: followers of organizations, one a request, through the Community Management API."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import quote

from pydantic import SecretStr

from connectors.connector import Answer
from connectors.errors import redacted
from connectors.linkedin_wire import EDGE, Organization, key_of, parse_lookup, parse_size
from connectors.parts import merged, one_by_one
from connectors.wire import Reply
from growth.platform import LINKEDIN, Platform
from growth.reading import AccountRef, Reading, Unread

if TYPE_CHECKING:
    from connectors.http import Fetcher


class LinkedinConnector:
    """Reads organizations: by number once it is known, by the name in their address until then.

    Args:
        fetcher: The way to LinkedIn.
        access_token: The token of a member who manages organizations.
        version: The month of the API's version, such as ``202610``.
        base_url: Where the API is.

    """

    platform: Platform = LINKEDIN
    batch_size: int = 1

    def __init__(self, fetcher: "Fetcher", *, access_token: SecretStr, version: str, base_url: str) -> None:
        self._fetcher = fetcher
        self._access_token = access_token
        self._version = version
        self._rest = f"{base_url.rstrip('/')}/rest"
        self._clean = partial(redacted, secrets=(access_token,))

    async def read(self, accounts: Sequence[AccountRef]) -> Answer:
        """Read an organization with one request, and one before it while its number is not known.

        Raises:
            ConnectorError: When a request failed; the subclass says what to do next.

        """
        keys = {ref: key for ref in accounts if (key := key_of(ref)) is not None}
        return merged(accounts, [await one_by_one(keys, self._read)] if keys else [])

    async def _read(self, _: AccountRef, asked: Organization) -> Reading:
        if asked.id is None:
            reply = await self._ask("organizations", [("q", "vanityName"), ("vanityName", asked.handle)])
            found = parse_lookup(reply, asked, clean=self._clean)
            if isinstance(found, Unread):
                return found
            asked = found
        urn = quote(f"urn:li:organization:{asked.id}", safe="")
        return parse_size(await self._ask(f"networkSizes/{urn}", [("edgeType", EDGE)]), asked, clean=self._clean)

    async def _ask(self, path: str, params: Sequence[tuple[str, str]]) -> Reply:
        headers = {
            "Authorization": f"Bearer {self._access_token.get_secret_value()}",
            "LinkedIn-Version": self._version,
            "X-Restli-Protocol-Version": "2.0.0",
        }
        return (await self._fetcher.get(f"{self._rest}/{path}", params=params, headers=headers, is_encoded=True)).reply

    async def close(self) -> None:
        """Close every connection; safe to call twice."""
        await self._fetcher.close()


def connect(
    *,
    access_token: SecretStr,
    version: str = "202610",
    base_url: str = "https://api.linkedin.com",
    timeout_s: float = 20.0,
) -> LinkedinConnector:
    """A connector to LinkedIn; nothing is sent before the first ``read``.

    Args:
        access_token: The token of a member, with r_organization_social or rw_organization_admin.
        version: The month of the API's version; each lives about a year.
        base_url: Where the API is.
        timeout_s: Seconds for a whole request.

    """
    from connectors.http import Fetcher  # noqa: PLC0415 - aiohttp is imported by its users only

    token = SecretStr(access_token.get_secret_value().strip())
    fetcher = Fetcher("LinkedIn", timeout_s=timeout_s, secrets=[token])
    return LinkedinConnector(fetcher, access_token=token, version=version, base_url=base_url)
