"""Bluesky: public counters of up to 25 accounts a request, through its public API."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from connectors.bluesky_wire import actor_of, parse_list, parse_one, refused_place
from connectors.connector import Answer, Quota
from connectors.errors import ConnectorError, redacted
from connectors.limits import quota
from connectors.parts import Part, merged
from connectors.wire import Reply
from growth.platform import BLUESKY, Platform
from growth.reading import AccountRef, Reading, Unread, UnreadReason

if TYPE_CHECKING:
    from connectors.http import Fetcher


class BlueskyConnector:
    """Reads accounts of Bluesky: by DID once it is known, by handle until then.

    Args:
        fetcher: The way to Bluesky.
        base_url: Where its API is.

    """

    platform: Platform = BLUESKY
    batch_size: int = 25
    """Source: ``maxLength`` of ``actors`` in the lexicon of ``app.bsky.actor.getProfiles``."""

    def __init__(self, fetcher: "Fetcher", *, base_url: str) -> None:
        self._fetcher = fetcher
        self._methods = f"{base_url.rstrip('/')}/xrpc/app.bsky.actor."
        self._clean = partial(redacted, secrets=())

    async def read(self, accounts: Sequence[AccountRef]) -> Answer:
        """Read up to 25 accounts in one request, and one more for each that was left out of the answer, which says why.

        Raises:
            ConnectorError: When the request as a whole failed; the subclass says what to do next.

        """
        actors = {ref: actor for ref in accounts if (actor := actor_of(ref)) is not None}
        return merged(accounts, [await self._part(actors)] if actors else [])

    async def _part(self, actors: Mapping[AccountRef, str]) -> Part:
        readings: dict[AccountRef, Reading] = {}
        left: Quota | None = None
        try:
            reply, refused = await self._list(actors)
            readings |= dict.fromkeys(refused, Unread(UnreadReason.MALFORMED))
            if reply is not None:
                left = quota(reply.headers)
                readings |= parse_list(reply, actors, clean=self._clean)
            for ref in [ref for ref in actors if ref not in readings]:
                reply = await self._ask("getProfile", [("actor", actors[ref])])
                left = quota(reply.headers) or left
                readings[ref] = parse_one(reply, ref, clean=self._clean)
        except ConnectorError as error:
            return Part(tuple(actors), readings, error, left)
        return Part(tuple(actors), readings, quota=left)

    async def _list(self, actors: Mapping[AccountRef, str]) -> tuple[Reply | None, Sequence[AccountRef]]:
        """The answer to a list, and the accounts that Bluesky does not take, being stricter than it says.

        One of these is a refusal of all, and names it: the others are asked for again. No answer is when none is left.
        """
        names, refused = list(dict.fromkeys(actors.values())), set[str]()
        reply = None
        while names:
            reply = await self._ask("getProfiles", [("actors", name) for name in names])
            place = refused_place(reply)
            if place is None or place >= len(names):
                break
            refused.add(names.pop(place))
        return reply if names else None, [ref for ref, name in actors.items() if name in refused]

    async def _ask(self, method: str, params: list[tuple[str, str]]) -> Reply:
        return (await self._fetcher.get(self._methods + method, params=params)).reply

    async def close(self) -> None:
        """Close every connection; safe to call twice."""
        await self._fetcher.close()


def connect(*, base_url: str = "https://public.api.bsky.app", timeout_s: float = 20.0) -> BlueskyConnector:
    """A connector to Bluesky; nothing is sent before the first ``read``.

    Args:
        base_url: Where Bluesky's public API is.
        timeout_s: Seconds for a whole request.

    """
    from connectors.http import Fetcher  # noqa: PLC0415 - aiohttp is imported by its users only

    return BlueskyConnector(Fetcher("Bluesky", timeout_s=timeout_s), base_url=base_url)
