"""Mastodon: public counters from each account's own instance, 40 accounts a request where the instance can."""

import asyncio
from collections import deque
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from connectors.connector import Answer, Quota
from connectors.errors import ConnectorError, redacted
from connectors.limits import LONGEST_PAUSE, quota, refusal
from connectors.mastodon_wire import Home, home_of, is_closed, parse_list, parse_one, words_of
from connectors.parts import Part, merged
from connectors.wire import Reply
from growth.platform import MASTODON, Platform
from growth.reading import AccountRef, Reading, Unread, UnreadReason

if TYPE_CHECKING:
    from connectors.safe_fetch import SafeFetcher

IDS_A_REQUEST = 40
"""Source: ``DEFAULT_ACCOUNTS_LIMIT`` of https://github.com/mastodon/mastodon; more are refused."""

_NO_LISTS = frozenset({404, 405, 501})
"""How instances before 4.3, and other software, answer to a list of ids."""

_Homes = Mapping[AccountRef, Home]


class MastodonConnector:
    """Reads accounts where they are at home: by id once it is known, by name until then.

    Args:
        fetcher: The way to the instances.

    """

    platform: Platform = MASTODON
    batch_size: int = 400
    """Accounts of whatever instances that one ``read`` takes; 40 known ids of one instance are one request."""

    def __init__(self, fetcher: "SafeFetcher") -> None:
        self._fetcher = fetcher
        self._clean = partial(redacted, secrets=())
        self._without_lists: set[str] = set()

    async def read(self, accounts: Sequence[AccountRef]) -> Answer:
        """Read accounts of many instances, all at the same time; an instance that is down fails its own accounts only.

        Raises:
            ConnectorError: When no instance gave a usable answer; the subclass says what to do next.

        """
        homes = {ref: home_of(ref, self._fetcher.domain) for ref in accounts}
        by_domain: dict[str, dict[AccountRef, Home]] = {}
        for ref, home in homes.items():
            if home is not None:
                by_domain.setdefault(home.domain, {})[ref] = home
        parts = await asyncio.gather(*(self._visit(domain, asked) for domain, asked in by_domain.items()))
        return merged(accounts, parts)

    async def _visit(self, domain: str, asked: _Homes) -> Part:
        """Everything from one instance, until it fails or says that no request is left."""
        readings: dict[AccountRef, Reading] = {}
        left: Quota | None = None
        waiting = deque(_groups(asked))
        try:
            while waiting and (left is None or left.remaining != 0):
                group = waiting.popleft()
                if len(group) > 1 and domain in self._without_lists:
                    waiting += _singles(group)
                    continue
                reply = await self._ask(domain, group)
                left = quota(reply.headers, longest=LONGEST_PAUSE) or left
                if is_closed(reply):
                    return Part(tuple(asked), self._closed(asked, reply) | readings, quota=left)
                found = self._found(domain, group, reply)
                readings |= found
                waiting += _singles({ref: home for ref, home in group.items() if ref not in found})
        except ConnectorError as error:
            return Part(tuple(asked), readings, error, left)
        return Part(tuple(asked), readings, quota=left)

    async def _ask(self, domain: str, group: _Homes) -> Reply:
        names = list(dict.fromkeys(home.name for home in group.values()))
        is_id = next(iter(group.values())).is_id
        if len(group) > 1:
            path, params = "", [("id[]", name) for name in names]
        else:
            path, params = (f"/{names[0]}", []) if is_id else ("/lookup", [("acct", names[0])])
        return (await self._fetcher.get(f"https://{domain}/api/v1/accounts{path}", params=params)).reply

    def _found(self, domain: str, group: _Homes, reply: Reply) -> dict[AccountRef, Reading]:
        """What an answer says of a group; who is left out of a list is asked for alone, which says why."""
        if len(group) == 1:
            ((ref, home),) = group.items()
            return {ref: parse_one(reply, home, clean=self._clean)}
        if reply.status in _NO_LISTS:
            self._without_lists.add(domain)
            return {}
        if not (reply.is_success and isinstance(reply.body, list)):
            words = f"{domain} refused with status {reply.status}: {self._clean(words_of(reply))}"
            raise refusal(reply, words, longest=LONGEST_PAUSE)
        by_id = parse_list(reply.body, {home.name: home for home in group.values()})
        return {ref: by_id[home.name] for ref, home in group.items() if home.name in by_id}

    def _closed(self, asked: _Homes, reply: Reply) -> dict[AccountRef, Reading]:
        return dict.fromkeys(asked, Unread(UnreadReason.NOT_PERMITTED, self._clean(words_of(reply))))

    async def close(self) -> None:
        """Close every connection; safe to call twice."""
        await self._fetcher.close()


def connect(*, base_url: str | None = None, allow_loopback: bool = False, timeout_s: float = 10.0) -> MastodonConnector:
    """A connector to the instances of Mastodon; nothing is sent before the first ``read``.

    Args:
        base_url: A server that stands in for every instance, as the simulator does; None asks the instances.
        allow_loopback: Whether this machine may be asked.
        timeout_s: Seconds for a whole request; 10 at most.

    """
    from connectors.safe_fetch import SafeFetcher  # noqa: PLC0415 - aiohttp is imported by its users only

    return MastodonConnector(
        SafeFetcher("Mastodon", base_url=base_url, allow_loopback=allow_loopback, timeout_s=timeout_s)
    )


def _groups(asked: _Homes) -> list[_Homes]:
    """What to ask for together: known ids in lists, everything else alone."""
    known = iter([(ref, home) for ref, home in asked.items() if home.is_id])
    lists = [dict(chunk) for chunk in iter(lambda: list(islice(known, IDS_A_REQUEST)), [])]
    return [*lists, *_singles({ref: home for ref, home in asked.items() if not home.is_id})]


def _singles(group: _Homes) -> list[_Homes]:
    return [{ref: home} for ref, home in group.items()]
