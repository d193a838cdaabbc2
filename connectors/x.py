"""X: public counters of up to 100 accounts a request, through tweepy."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from pydantic import SecretStr

from connectors.connector import Answer, Quota
from connectors.errors import redacted
from connectors.wire import Reply
from connectors.x_refusal import InvalidValue, invalid_values, quota, refusal
from connectors.x_wire import LATEST_POST_FIELDS, USER_FIELDS, Lookup, key_of, parse
from growth.platform import Platform, X
from growth.reading import AccountRef, Reading, Unread, UnreadReason

if TYPE_CHECKING:
    from connectors.x_client import XClient


class XConnector:
    """Reads accounts of X: by id once it is known, by handle until then.

    Args:
        client: The way to X.
        secrets: What no text may show.

    """

    platform: Platform = X
    batch_size: int = 100
    """Source: the ``maxItems`` of ``ids`` and ``usernames`` in X's OpenAPI description."""

    def __init__(self, client: "XClient", *, secrets: Sequence[SecretStr]) -> None:
        self._client = client
        self._clean = partial(redacted, secrets=tuple(secrets))
        self._fields: tuple[str, ...] = (*USER_FIELDS, LATEST_POST_FIELDS[0])

    async def read(self, accounts: Sequence[AccountRef]) -> Answer:
        """Read up to 100 accounts: one request for those with an id, one for those without; none for the malformed.

        Raises:
            ConnectorError: When the request as a whole failed; the subclass says what to do next.

        """
        keys = [key_of(account) for account in accounts]
        readings: dict[tuple[Lookup, str] | None, Reading] = {None: Unread(UnreadReason.MALFORMED)}
        lefts: list[Quota] = []
        for lookup in Lookup:
            wanted = {key[1]: ref for key, ref in zip(keys, accounts, strict=True) if key and key[0] is lookup}
            if wanted:
                found, left = await self._ask(lookup, wanted)
                readings |= {(lookup, name): reading for name, reading in found.items()}
                lefts += [left] if left else []
        return Answer(tuple(readings[key] for key in keys), min(lefts, key=_remaining, default=None))

    async def _ask(self, lookup: Lookup, wanted: Mapping[str, AccountRef]) -> tuple[dict[str, Reading], Quota | None]:
        """Ask; and once more without the values that X says it does not take, so that one never costs the batch."""
        reply = await self._request(lookup, wanted)
        values = invalid_values(reply)
        refused = {value.value.lower() for value in values if value.parameter == lookup}
        readings: dict[str, Reading] = dict.fromkeys(wanted.keys() & refused, Unread(UnreadReason.MALFORMED))
        asked = {key: ref for key, ref in wanted.items() if key not in readings}
        if not asked:
            return readings, quota(reply.headers)
        if self._gave_up_field(values) or readings:
            reply = await self._request(lookup, asked)
        if not reply.is_success or not reply.is_json:
            raise refusal(reply, clean=self._clean)
        return readings | parse(reply.body, asked, lookup=lookup, clean=self._clean), quota(reply.headers)

    async def _request(self, lookup: Lookup, asked: Mapping[str, AccountRef]) -> Reply:
        return await self._client.users(lookup, [ref.platform_id or ref.handle for ref in asked.values()], self._fields)

    def _gave_up_field(self, values: Sequence[InvalidValue]) -> bool:
        """Whether X refused the optional field; from now on it is sent in the spelling X knows, or not at all."""
        refused = [value for value in values if value.value in LATEST_POST_FIELDS]
        if refused:
            self._fields = (*USER_FIELDS, *(name for name in LATEST_POST_FIELDS if name in refused[0].known))
        return bool(refused)

    async def close(self) -> None:
        """Close every connection; safe to call twice."""
        await self._client.close()


def _remaining(left: Quota) -> int:
    return left.remaining or 0


def connect(*, bearer_token: SecretStr, base_url: str = "https://api.x.com", timeout_s: float = 20.0) -> XConnector:
    """A connector to X; nothing is sent before the first ``read``.

    Args:
        bearer_token: The app's bearer token.
        base_url: Where X is.
        timeout_s: Seconds for a whole request.

    """
    from connectors.x_client import XClient  # noqa: PLC0415 - tweepy takes half a second to import: only its users pay

    token = SecretStr(bearer_token.get_secret_value().strip())
    return XConnector(XClient(bearer_token=token, base_url=base_url, timeout_s=timeout_s), secrets=[token])
