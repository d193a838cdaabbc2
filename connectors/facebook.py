"""Facebook: public counters of up to 50 Pages a request, through facebook-sdk."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from pydantic import SecretStr

from connectors.connector import Answer
from connectors.errors import redacted
from connectors.facebook_wire import addresses_of, is_askable, reader
from connectors.graph_batch import LARGEST_BATCH, batch_of, parse
from growth.platform import FACEBOOK, Platform
from growth.reading import AccountRef, Reading, Unread, UnreadReason

if TYPE_CHECKING:
    from connectors.facebook_client import FacebookClient


class FacebookConnector:
    """Reads Pages: by id once it is known, by name until then.

    Args:
        client: The way to the Graph API.
        version: The Graph API's version, such as ``v26.0``.
        secrets: What no text may show.

    """

    platform: Platform = FACEBOOK
    batch_size: int = LARGEST_BATCH

    def __init__(self, client: "FacebookClient", *, version: str, secrets: Sequence[SecretStr | None]) -> None:
        self._client = client
        self._version = version
        self._reader = reader(clean=partial(redacted, secrets=tuple(secrets)))

    async def read(self, accounts: Sequence[AccountRef]) -> Answer:
        """Read up to 50 Pages in one request; malformed ones are answered without being asked for.

        A batch rather than ``?ids=``, where one name that does not exist fails every Page.

        Raises:
            ConnectorError: When the request as a whole failed; the subclass says what to do next.

        """
        readings: dict[AccountRef, Reading] = dict.fromkeys(accounts, Unread(UnreadReason.MALFORMED))
        asked = [ref for ref in readings if is_askable(ref)]
        if not asked:
            return Answer(tuple(readings[ref] for ref in accounts))
        reply = await self._client.batch(batch_of(addresses_of(asked, version=self._version)))
        answer = parse(reply, asked, self._reader)
        readings |= zip(asked, answer.readings, strict=True)
        return Answer(tuple(readings[ref] for ref in accounts), answer.quota)

    async def close(self) -> None:
        """Close every connection, after requests on their way have ended; safe to call twice."""
        await self._client.close()


def connect(
    *,
    access_token: SecretStr,
    app_secret: SecretStr | None = None,
    version: str = "v26.0",
    base_url: str = "https://graph.facebook.com",
    timeout_s: float = 20.0,
) -> FacebookConnector:
    """A connector to Facebook; nothing is sent before the first ``read``.

    Args:
        access_token: A token with Page Public Content Access or Page Public Metadata Access.
        app_secret: The app's secret, to prove that the token is used by its app; None sends no proof.
        version: The Graph API's version; each lives about two years.
        base_url: Where the Graph API is.
        timeout_s: Seconds for connecting, and again for each wait for the next bytes.

    """
    from connectors.facebook_client import FacebookClient  # noqa: PLC0415 - the SDK is imported by its users only

    client = FacebookClient(
        FACEBOOK, access_token=access_token, app_secret=app_secret, base_url=base_url, timeout_s=timeout_s
    )
    return FacebookConnector(client, version=f"v{version.removeprefix('v')}", secrets=client.secrets)
