"""The App Store: public ratings of up to 100 apps of a storefront a request, through Apple's lookup.

Source: https://performance-partners.apple.com/search-api. The answer is JSON that calls itself JavaScript, and is up to
a day old. Too many calls are refused with a 403 and no word.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, ConfigDict, Field

from connectors.connector import Answer
from connectors.errors import ConnectorError, MalformedAnswer, RateLimited, redacted
from connectors.limits import refusal
from connectors.parts import Part, merged
from connectors.wire import Clean, Counter, Instant, Reply, Text, read_counters, read_model
from growth.platform import APP_STORE, Metric, Platform
from growth.reading import AccountRef, Profile, Reading, Unread, UnreadReason

if TYPE_CHECKING:
    from connectors.http import Fetcher

IDS_A_REQUEST = 100
"""Half of the 200 that callers found to be taken; Apple names no number."""

PAUSE = timedelta(minutes=1)
"""How long to stay away after a refusal: Apple allows some 20 calls a minute and names no instant."""

_HANDLE = re.compile(r"(?P<storefront>[a-z]{2})/(?P<app>[1-9][0-9]{0,18})", re.IGNORECASE)


class _App(BaseModel):
    model_config = ConfigDict(frozen=True)
    id: Annotated[str, Field(pattern=r"^[0-9]{1,19}$", coerce_numbers_to_str=True, validation_alias="trackId")]
    name: Text = Field(default=None, validation_alias="trackName")
    url: Text = Field(default=None, validation_alias="trackViewUrl")
    ratings: Counter = Field(default=None, validation_alias="userRatingCount")
    released_at: Instant = Field(default=None, validation_alias="releaseDate")


class _Error(BaseModel):
    model_config = ConfigDict(frozen=True)
    message: Text = Field(default=None, validation_alias="errorMessage")


def key_of(ref: AccountRef) -> tuple[str, str] | None:
    """Storefront and app, as in ``fr/123456789``; None for what names no app.

    The same app has ratings of its own in every storefront, so its id alone is no key.
    """
    match = _HANDLE.fullmatch(ref.handle if ref.platform_id is None else ref.platform_id)
    return (match["storefront"].lower(), match["app"]) if match else None


def parse(reply: Reply, storefront: str, wanted: Sequence[str], *, clean: Clean) -> dict[str, Reading]:
    """One reading for each app asked for, by its id.

    Raises:
        ConnectorError: If the answer is a refusal, or not the object that Apple documents.

    """
    if reply.status == 400:  # noqa: PLR2004 - Bad Request, RFC 9110: all else in the request is known to be right
        error = read_model(_Error, reply.body)
        said = clean((error and error.message) or f"no storefront {storefront}")
        return dict.fromkeys(wanted, Unread(UnreadReason.MALFORMED, said))
    if not reply.is_success or not reply.is_json:
        raise _refusal(reply)
    results = reply.body.get("results") if isinstance(reply.body, dict) else None
    if not isinstance(results, list):
        raise MalformedAnswer("Apple answered without a list of results")
    apps = {app.id: app for app in (read_model(_App, item) for item in results) if app}
    missing = Unread(UnreadReason.NOT_FOUND, f"not sold in the storefront {storefront}, or not any more")
    return {name: _profile(apps[name], storefront) if name in apps else missing for name in wanted}


def _refusal(reply: Reply) -> ConnectorError:
    words = f"Apple refused with status {reply.status}"
    if reply.status == 403:  # noqa: PLR2004 - Forbidden, RFC 9110, by which Apple means too many
        return RateLimited(words, after=PAUSE)
    return refusal(reply, words)


def _profile(app: _App, storefront: str) -> Profile:
    counters, absent = read_counters({Metric.RATINGS: app.ratings})
    name = f"{storefront}/{app.id}"
    return Profile(
        platform_id=name,
        handle=name,
        counters=counters,
        absent=absent,
        display_name=app.name,
        url=app.url,
        created_at=app.released_at,
    )


class AppStoreConnector:
    """Reads apps, storefront by storefront.

    Args:
        fetcher: The way to Apple.
        base_url: Where the lookup is.

    """

    platform: Platform = APP_STORE
    batch_size: int = 400
    """Apps of whatever storefronts that one ``read`` takes; 100 of one storefront are one request."""

    def __init__(self, fetcher: "Fetcher", *, base_url: str) -> None:
        self._fetcher = fetcher
        self._lookup = f"{base_url.rstrip('/')}/lookup"
        self._clean = partial(redacted, secrets=())

    async def read(self, accounts: Sequence[AccountRef]) -> Answer:
        """Read apps of many storefronts, one after the other: they share one limit.

        Raises:
            ConnectorError: When nothing could be read; the subclass says what to do next.

        """
        keys = {ref: key for ref in accounts if (key := key_of(ref)) is not None}
        return merged(accounts, [await self._part(keys)] if keys else [])

    async def _part(self, keys: Mapping[AccountRef, tuple[str, str]]) -> Part:
        readings: dict[AccountRef, Reading] = {}
        try:
            for storefront, wanted in _requests(keys.values()):
                params = [("id", ",".join(wanted)), ("country", storefront), ("entity", "software")]
                reply = (await self._fetcher.get(self._lookup, params=params)).reply
                found = parse(reply, storefront, wanted, clean=self._clean)
                readings |= {
                    ref: found[app] for ref, (where, app) in keys.items() if where == storefront and app in found
                }
        except ConnectorError as error:
            return Part(tuple(keys), readings, error)
        return Part(tuple(keys), readings)

    async def close(self) -> None:
        """Close every connection; safe to call twice."""
        await self._fetcher.close()


def connect(*, base_url: str = "https://itunes.apple.com", timeout_s: float = 20.0) -> AppStoreConnector:
    """A connector to the App Store; nothing is sent before the first ``read``.

    Args:
        base_url: Where Apple's lookup is.
        timeout_s: Seconds for a whole request.

    """
    from connectors.http import Fetcher  # noqa: PLC0415 - aiohttp is imported by its users only

    return AppStoreConnector(Fetcher("Apple", timeout_s=timeout_s), base_url=base_url)


def _requests(keys: Collection[tuple[str, str]]) -> Iterator[tuple[str, Sequence[str]]]:
    """What to ask for: storefronts, each with the apps of one request."""
    for storefront in dict.fromkeys(storefront for storefront, _ in keys):
        apps = list(dict.fromkeys(app for where, app in keys if where == storefront))
        for start in range(0, len(apps), IDS_A_REQUEST):
            yield storefront, apps[start : start + IDS_A_REQUEST]
