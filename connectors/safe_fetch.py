"""Fetching from hosts that a person typed: Mastodon instances and newsrooms. Imported only by who fetches.

Whoever may add an account may name any host, and the machine we run on can reach places that the person who types
cannot: itself, its neighbours, a cloud's metadata. So an address is taken apart before it is asked, its host is looked
up once, every address found must be a public one, and the connection goes to the very address that was checked, while
the certificate is checked against the name. A name that answers differently the second time (DNS rebinding) therefore
gains nothing. Sources: OWASP ASVS 5.0 1.3.6 and 15.3.2, and the IANA special-purpose address registries
(https://www.iana.org/assignments/iana-ipv4-special-registry, https://www.iana.org/assignments/iana-ipv6-special-registry).
"""

import errno
import re
import socket
from collections.abc import Mapping, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from connectors.errors import Unavailable
from connectors.http import Fetched, Fetcher

LONGEST_WAIT_S: Final = 10.0
"""Seconds one request may take: an unknown server may trickle its answer for ever."""

_LONGEST_ADDRESS: Final = 2_000
"""Characters of an address, which browsers and servers agree to take."""

_LABEL: Final = r"(?!-)[a-z0-9-]{1,63}(?<!-)"
_DOMAIN: Final = re.compile(rf"(?=.{{4,253}}$)(?:{_LABEL}\.)+(?!\d+$|0x)(?!-)[a-z0-9-]{{2,63}}(?<!-)")
"""A name of two labels or more, as DNS has them, whose last is no number: RFC 1123, and the ways to write an address
(``127.1``, ``0x7f.1``, ``017700000001``) that some resolvers still take."""

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})

_LOOPBACK_NAME: Final = "localhost"

_NOT_PUBLIC_4: Final = tuple(
    IPv4Network(network)
    for network in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24"),
        *("203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
    )
)
_PUBLIC_6: Final = IPv6Network("2000::/3")
"""All that is ever handed out for the public internet, RFC 4291. Outside it are loopback, link-local, private and
multicast addresses, and NAT64 (64:ff9b::/96), which carries an IPv4 address of any kind."""
_NOT_PUBLIC_6: Final = tuple(
    IPv6Network(network) for network in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
)
"""Teredo and other protocols' own, documentation, and 6to4, which carries an IPv4 address of any kind."""


class UnsafeAddress(ValueError):
    """An address that is not asked; the message says which rule it breaks."""


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet; an IPv4 address inside an IPv6 one is judged itself.

    ``ipaddress.is_global`` alone is not enough: it is true for multicast, NAT64 and 6to4.
    """
    parsed = _parsed(address)
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is not None:
        parsed = parsed.ipv4_mapped
    if isinstance(parsed, IPv4Address):
        return not any(parsed in network for network in _NOT_PUBLIC_4)
    return parsed is not None and parsed in _PUBLIC_6 and not any(parsed in network for network in _NOT_PUBLIC_6)


def safe_domain(text: str) -> str:
    """A host's name as DNS has it: international names in their ASCII form, in lower case.

    Raises:
        UnsafeAddress: If it is no name of two labels or more: an IP address, a port, a user or a path with it.

    """
    if re.search(r"[^\w.-]", text):
        raise UnsafeAddress(f"{text!r} is not the name of a host")
    return _checked_domain(_url(f"https://{text}/").raw_host or "")


def safe_url(text: str, *, allow_loopback: bool = False) -> URL:
    """An address that may be asked, without its fragment; ``https://`` may be left out.

    Raises:
        UnsafeAddress: If its scheme, user, host or port is not allowed.

    """
    if not text.isprintable() or "\\" in text or " " in text or len(text) > _LONGEST_ADDRESS:
        raise UnsafeAddress("an address has no blanks, backslashes or control characters, and an end")
    url = _url(text if "://" in text else f"https://{text}").with_fragment(None)
    if url.raw_user is not None or url.raw_password is not None:
        raise UnsafeAddress("an address with a user or a password is not asked")
    if allow_loopback and url.scheme in {"http", "https"} and _is_loopback_host(url.raw_host or ""):
        return url
    if url.scheme != "https" or url.port != 443:  # noqa: PLR2004 - the port of https
        raise UnsafeAddress("only https on port 443 is asked")
    _checked_domain(url.raw_host or "")
    return url


class SafeResolver(AbstractResolver):
    """Looks hosts up, and refuses a host of which one address is not public.

    Args:
        allow_loopback: Whether ``localhost`` may be this machine.
        resolver: Finds the addresses; None takes the system's.

    """

    def __init__(self, *, allow_loopback: bool = False, resolver: AbstractResolver | None = None) -> None:
        self._allow_loopback = allow_loopback
        self._resolver = resolver

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The addresses of a host, each of which may be connected to.

        Raises:
            OSError: If the host has no address, or one that is not public.

        """
        if self._resolver is None:  # not before: a resolver belongs to the running event loop
            self._resolver = aiohttp.ThreadedResolver()
        found = await self._resolver.resolve(host, port, family)
        refused = [result["host"] for result in found if not self._may_connect(host, result["host"])]
        if refused or not found:
            where = refused[0] if refused else "no address"
            raise OSError(errno.EACCES, f"{host} is at {where}, which is not asked")
        return found

    def _may_connect(self, host: str, address: str) -> bool:
        is_own = self._allow_loopback and host == _LOOPBACK_NAME and _is_loopback(address)
        return is_own or is_public(address)

    async def close(self) -> None:
        """Close the resolver behind it."""
        if self._resolver is not None:
            await self._resolver.close()


class SafeFetcher:
    """Asks hosts that a person typed, or one server that stands in for them all.

    Args:
        who: What is asked, for errors.
        base_url: A server to ask in place of every host, which it is told in the Host header; None asks the hosts.
        allow_loopback: Whether this machine may be asked, over http too: for tests and the simulator.
        timeout_s: Seconds for a whole request; ``LONGEST_WAIT_S`` at most.
        resolver: Finds the addresses of hosts; None takes the system's.

    """

    def __init__(
        self,
        who: str,
        *,
        base_url: str | None,
        allow_loopback: bool,
        timeout_s: float,
        resolver: AbstractResolver | None = None,
    ) -> None:
        self._base_url = base_url
        self._allow_loopback = allow_loopback
        safe = SafeResolver(allow_loopback=allow_loopback, resolver=resolver)
        self._fetcher = Fetcher(who, timeout_s=min(timeout_s, LONGEST_WAIT_S), resolver=safe)

    def url(self, text: str) -> URL | None:
        """An address as a person typed it; None for one that may not be asked."""
        try:
            return safe_url(text, allow_loopback=self._allow_loopback)
        except UnsafeAddress:
            return None

    def domain(self, text: str) -> str | None:
        """The ASCII form of a host's name; None for one that may not be asked."""
        try:
            return safe_domain(text)
        except UnsafeAddress:
            return None

    async def get(
        self, address: URL | str, *, params: Sequence[tuple[str, str]] = (), headers: Mapping[str, str] | None = None
    ) -> Fetched:
        """The answer of an address, whatever its status.

        Raises:
            Unavailable: If no answer came, or the address may not be asked.
            MalformedAnswer: If the answer is too large.

        """
        url = self.url(str(address))
        if url is None:
            raise Unavailable("no address that may be asked")
        if self._base_url is None:
            return await self._fetcher.get(url, params=params, headers=headers)
        base = self.url(self._base_url)
        if base is None:
            raise Unavailable("base_url is no address that may be asked; one of this machine needs allow_loopback")
        stand_in = url.with_scheme(base.scheme).with_host(base.raw_host or "").with_port(base.port)
        return await self._fetcher.get(stand_in, params=params, headers={**(headers or {}), "Host": url.raw_authority})

    def redirect(self, url: URL, answer: Fetched) -> URL | None:
        """Where an answer redirects to; None for one that does not, or to an address that may not be asked."""
        location = answer.headers.get("location")
        if answer.status not in _REDIRECTS or location is None:
            return None
        try:
            return self.url(str(url.join(URL(location))))
        except ValueError:
            return None

    async def close(self) -> None:
        """Close every connection; safe to call twice."""
        await self._fetcher.close()


def _url(text: str) -> URL:
    try:
        return URL(text)
    except (ValueError, TypeError):
        raise UnsafeAddress("it is no address") from None


def _checked_domain(host: str) -> str:
    if not _DOMAIN.fullmatch(host):
        raise UnsafeAddress(f"{host!r} is not the name of a host on the internet")
    return host


def _parsed(address: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(address)
    except ValueError:
        return None


def _is_loopback(address: str) -> bool:
    parsed = _parsed(address)
    return parsed is not None and parsed.is_loopback


def _is_loopback_host(host: str) -> bool:
    return host == _LOOPBACK_NAME or _is_loopback(host)
