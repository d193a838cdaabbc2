"""YouTube: public counters of up to 50 channels a request, through the YouTube Data API."""

from collections import deque
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from pydantic import SecretStr

from connectors.connector import Answer
from connectors.errors import ConnectorError, redacted
from connectors.parts import Part, merged
from connectors.wire import Reply
from connectors.youtube_wire import PARTS, Key, Lookup, key_of, parse
from growth.platform import YOUTUBE, Platform
from growth.reading import AccountRef, Reading

if TYPE_CHECKING:
    from connectors.http import Fetcher

_Keys = Mapping[AccountRef, Key]


class YoutubeConnector:
    """Reads channels: by id once it is known, by handle until then.

    Args:
        fetcher: The way to YouTube.
        api_key: The project's key.
        base_url: Where the API is.

    """

    platform: Platform = YOUTUBE
    batch_size: int = 50
    """Source: ``maxResults`` of https://developers.google.com/youtube/v3/docs/channels/list."""

    def __init__(self, fetcher: "Fetcher", *, api_key: SecretStr, base_url: str) -> None:
        self._fetcher = fetcher
        self._api_key = api_key
        self._channels = f"{base_url.rstrip('/')}/youtube/v3/channels"
        self._clean = partial(redacted, secrets=(api_key,))

    async def read(self, accounts: Sequence[AccountRef]) -> Answer:
        """Read up to 50 channels: one request for those with an id, and one for each without. Each costs a unit.

        Raises:
            ConnectorError: When nothing could be read; the subclass says what to do next.

        """
        keys = {ref: key for ref in accounts if (key := key_of(ref)) is not None}
        return merged(accounts, [await self._part(keys)] if keys else [])

    async def _part(self, keys: _Keys) -> Part:
        readings: dict[AccountRef, Reading] = {}
        waiting = deque(_requests(keys))
        requests = 0
        try:
            while waiting:
                asked = waiting.popleft()
                requests += 1  # a request that is refused costs its unit too
                readings |= parse(await self._ask(asked), asked, clean=self._clean)
        except ConnectorError as error:
            return Part(tuple(keys), readings, error, requests=requests)
        return Part(tuple(keys), readings, requests=requests)

    async def _ask(self, asked: _Keys) -> Reply:
        """The key goes in a header: in an address it would stand in logs."""
        lookup = next(iter(asked.values())).lookup
        values = ",".join(dict.fromkeys(key.value for key in asked.values()))
        params = [("part", PARTS), (lookup.value, values), ("maxResults", str(self.batch_size))]
        headers = {"X-Goog-Api-Key": self._api_key.get_secret_value()}
        return (await self._fetcher.get(self._channels, params=params, headers=headers)).reply

    async def close(self) -> None:
        """Close every connection; safe to call twice."""
        await self._fetcher.close()


def connect(
    *, api_key: SecretStr, base_url: str = "https://www.googleapis.com", timeout_s: float = 20.0
) -> YoutubeConnector:
    """A connector to YouTube; nothing is sent before the first ``read``.

    Args:
        api_key: The key of a Google Cloud project in which the YouTube Data API is on.
        base_url: Where the API is.
        timeout_s: Seconds for a whole request.

    """
    from connectors.http import Fetcher  # noqa: PLC0415 - aiohttp is imported by its users only

    key = SecretStr(api_key.get_secret_value().strip())
    fetcher = Fetcher("YouTube", timeout_s=timeout_s, secrets=[key])
    return YoutubeConnector(fetcher, api_key=key, base_url=base_url)


def _requests(keys: _Keys) -> list[_Keys]:
    """What to ask for together: known ids in one list, everything else alone."""
    known = {ref: key for ref, key in keys.items() if key.lookup is Lookup.ID}
    return [*([known] if known else []), *({ref: key} for ref, key in keys.items() if key.lookup is not Lookup.ID)]
