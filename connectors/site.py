"""An agency's own site: which accounts it links to, which only their owner can say."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from yarl import URL

from connectors.errors import ConnectorError
from connectors.markup import links_in
from growth.platform import BLUESKY, FACEBOOK, INSTAGRAM, TELEGRAM, THREADS, TIKTOK, YOUTUBE, Platform, X

if TYPE_CHECKING:
    from connectors.safe_fetch import SafeFetcher

HOSTS: Final[Mapping[Platform, tuple[str, ...]]] = {
    X: ("x.com", "twitter.com"),
    FACEBOOK: ("facebook.com", "fb.com"),
    INSTAGRAM: ("instagram.com",),
    THREADS: ("threads.net", "threads.com"),
    YOUTUBE: ("youtube.com",),
    TELEGRAM: ("t.me", "telegram.me"),
    TIKTOK: ("tiktok.com",),
    BLUESKY: ("bsky.app",),
}
"""Where profiles have their addresses; hosts below these are the same."""

_REDIRECTS: Final = 3
"""Redirects followed within a host, such as to its front page in a language."""


class Site:
    """Reads pages of agencies' sites, as carefully as any address that a stranger may have written.

    Args:
        fetcher: The way to them.

    """

    def __init__(self, fetcher: "SafeFetcher") -> None:
        self._fetcher = fetcher

    async def links(self, address: str) -> Sequence[str] | None:
        """The addresses a page links to; None when it could not be read."""
        url = self._fetcher.url(address)
        for _ in range(_REDIRECTS + 1):
            if url is None:
                return None
            try:
                answer = await self._fetcher.get(url)
            except ConnectorError:
                return None
            if 200 <= answer.status < 300:  # noqa: PLR2004 - success, RFC 9110
                return links_in(answer.data)
            there = self._fetcher.redirect(url, answer)
            url = there if there is not None and _bare(there.host) == _bare(url.host) else None
        return None

    async def close(self) -> None:
        """Close every connection; safe to call twice."""
        await self._fetcher.close()


def is_link_to(link: str, platform: Platform, names: Sequence[str]) -> bool:
    """Whether an address is that of an account, by one of its names: its handle or its id."""
    try:
        url = URL(link)
    except ValueError:
        return False
    hosts = HOSTS.get(platform, ())
    if not any(_bare(url.host) == host or _bare(url.host).endswith(f".{host}") for host in hosts):
        return False
    parts = {part.casefold().removeprefix("@") for part in url.path.split("/") if part}
    return any(name.casefold().removeprefix("@") in parts for name in names)


def is_own_site(address: str) -> bool:
    """Whether an address is of a site, and not of a profile on one of the platforms."""
    try:
        host = _bare(URL(address).host)
    except ValueError:
        return False
    return bool(host) and not any(host == one or host.endswith(f".{one}") for hosts in HOSTS.values() for one in hosts)


def _bare(host: str | None) -> str:
    return (host or "").casefold().removeprefix("www.")


def connect(*, base_url: str | None = None, allow_loopback: bool = False, timeout_s: float = 10.0) -> Site:
    """A reader of sites; nothing is sent before the first page is asked for.

    Args:
        base_url: A server that stands in for every site, as the simulator does; None asks the sites.
        allow_loopback: Whether this machine may be asked.
        timeout_s: Seconds for a whole request; 10 at most.

    """
    from connectors.safe_fetch import SafeFetcher  # noqa: PLC0415 - aiohttp is imported by its users only

    return Site(SafeFetcher("The site", base_url=base_url, allow_loopback=allow_loopback, timeout_s=timeout_s))
