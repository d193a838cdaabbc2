"""Instagram: public counters of up to 50 professional accounts a request, through facebook-sdk."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from pydantic import SecretStr

from connectors.connector import Answer
from connectors.errors import redacted
from connectors.graph_batch import LARGEST_BATCH, batch_of, parse
from connectors.instagram_wire import addresses_of, name_of, reader
from growth.platform import INSTAGRAM, Platform
from growth.reading import AccountRef, Reading, Unread, UnreadReason

if TYPE_CHECKING:
    from connectors.facebook_client import FacebookClient


class InstagramConnector:
    """Reads professional accounts by name, which is the only way to ask for them.

    Args:
        client: The way to the Graph API.
        user_id: The id of the professional account that asks.
        version: The Graph API's version, such as ``v26.0``.
        secrets: What no text may show.

    """

    platform: Platform = INSTAGRAM
    batch_size: int = LARGEST_BATCH

    def __init__(
        self, client: "FacebookClient", *, user_id: str, version: str, secrets: Sequence[SecretStr | None]
    ) -> None:
        self._client = client
        self._user_id = user_id
        self._version = version
        self._reader = reader(clean=partial(redacted, secrets=tuple(secrets)))

    async def read(self, accounts: Sequence[AccountRef]) -> Answer:
        """Read up to 50 accounts in one request; malformed ones are answered without being asked for.

        Raises:
            ConnectorError: When the request as a whole failed; the subclass says what to do next.

        """
        readings: dict[AccountRef, Reading] = dict.fromkeys(accounts, Unread(UnreadReason.MALFORMED))
        asked = {ref: name for ref in readings if (name := name_of(ref)) is not None}
        if not asked:
            return Answer(tuple(readings[ref] for ref in accounts))
        addresses = addresses_of(list(asked.values()), user_id=self._user_id, version=self._version)
        answer = parse(await self._client.batch(batch_of(addresses)), list(asked), self._reader)
        readings |= zip(asked, answer.readings, strict=True)
        return Answer(tuple(readings[ref] for ref in accounts), answer.quota)

    async def close(self) -> None:
        """Close every connection, after requests on their way have ended; safe to call twice."""
        await self._client.close()


def connect(
    *,
    access_token: SecretStr,
    user_id: str,
    app_secret: SecretStr | None = None,
    version: str = "v26.0",
    base_url: str = "https://graph.facebook.com",
    timeout_s: float = 20.0,
) -> InstagramConnector:
    """A connector to Instagram; nothing is sent before the first ``read``.

    Args:
        access_token: A token with instagram_basic, instagram_manage_insights and pages_read_engagement.
        user_id: The id of the professional account that asks, which belongs to a Page of the token's owner.
        app_secret: The app's secret, to prove that the token is used by its app; None sends no proof.
        version: The Graph API's version; each lives about two years.
        base_url: Where the Graph API is.
        timeout_s: Seconds for connecting, and again for each wait for the next bytes.

    """
    from connectors.facebook_client import FacebookClient  # noqa: PLC0415 - the SDK is imported by its users only

    client = FacebookClient(
        INSTAGRAM, access_token=access_token, app_secret=app_secret, base_url=base_url, timeout_s=timeout_s
    )
    return InstagramConnector(client, user_id=user_id, version=f"v{version.removeprefix('v')}", secrets=client.secrets)
