"""TikTok: public counters of users, one a request, through the Research API."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pydantic import SecretStr

from connectors.connector import Answer
from connectors.errors import redacted
from connectors.parts import merged, one_by_one
from connectors.tiktok_wire import FIELDS, is_of_old_token, name_of, parse, parse_login
from connectors.wire import Reply
from growth.platform import TIKTOK, Platform
from growth.reading import AccountRef, Reading

if TYPE_CHECKING:
    from connectors.http import Fetcher


class TiktokConnector:
    """Reads users by name, which is the only way to ask for them.

    Args:
        fetcher: The way to TikTok.
        client_key: The app's key.
        client_secret: The app's secret.
        base_url: Where the API is.

    """

    platform: Platform = TIKTOK
    batch_size: int = 1

    def __init__(self, fetcher: "Fetcher", *, client_key: SecretStr, client_secret: SecretStr, base_url: str) -> None:
        self._fetcher = fetcher
        self._client_key = client_key
        self._client_secret = client_secret
        self._base_url = base_url.rstrip("/")
        self._token: SecretStr | None = None
        self._logging_in = asyncio.Lock()

    async def read(self, accounts: Sequence[AccountRef]) -> Answer:
        """Read a user.

        Raises:
            ConnectorError: When the request failed; the subclass says what to do next.

        """
        names = {ref: name for ref in accounts if (name := name_of(ref)) is not None}
        return merged(accounts, [await one_by_one(names, self._ask)] if names else [])

    async def _ask(self, ref: AccountRef, name: str) -> Reading:
        """Ask; and once more with a new token when the one at hand has ended, which no clock of ours foretells."""
        token = self._token or await self._login(None)
        reply = await self._query(name, token)
        if is_of_old_token(reply):
            reply = await self._query(name, await self._login(token))
        return parse(reply, ref, clean=self._clean)

    async def _query(self, name: str, token: SecretStr) -> Reply:
        headers = {"Authorization": f"Bearer {token.get_secret_value()}"}
        url, params = f"{self._base_url}/v2/research/user/info/", [("fields", FIELDS)]
        return (await self._fetcher.post(url, params=params, headers=headers, json={"username": name})).reply

    async def _login(self, refused: SecretStr | None) -> SecretStr:
        """A token other than the one refused; whoever waited for somebody else's takes that.

        Raises:
            ConnectorError: If TikTok gives none.

        """
        async with self._logging_in:
            if self._token is None or self._token == refused:
                form = {
                    "client_key": self._client_key.get_secret_value(),
                    "client_secret": self._client_secret.get_secret_value(),
                    "grant_type": "client_credentials",
                }
                reply = (await self._fetcher.post(f"{self._base_url}/v2/oauth/token/", form=form)).reply
                self._token = parse_login(reply, clean=self._clean)
            return self._token

    def _clean(self, text: object) -> str:
        return redacted(text, [self._client_key, self._client_secret, self._token])

    async def close(self) -> None:
        """Close every connection; safe to call twice."""
        await self._fetcher.close()


def connect(
    *,
    client_key: SecretStr,
    client_secret: SecretStr,
    base_url: str = "https://open.tiktokapis.com",
    timeout_s: float = 20.0,
) -> TiktokConnector:
    """A connector to TikTok; nothing is sent before the first ``read``.

    Args:
        client_key: The key of an app with access to the Research API.
        client_secret: Its secret.
        base_url: Where the API is.
        timeout_s: Seconds for a whole request.

    """
    from connectors.http import Fetcher  # noqa: PLC0415 - aiohttp is imported by its users only

    key, secret = (SecretStr(given.get_secret_value().strip()) for given in (client_key, client_secret))
    fetcher = Fetcher("TikTok", timeout_s=timeout_s, secrets=[key, secret])
    return TiktokConnector(fetcher, client_key=key, client_secret=secret, base_url=base_url)
