"""Where a host that a person typed can lead, and that it does not lead there."""

import asyncio
import gzip
import socket
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from connectors.errors import ConnectorError, MalformedAnswer, Unavailable
from connectors.http import LARGEST_ANSWER
from connectors.safe_fetch import SafeFetcher, SafeResolver, UnsafeAddress, is_public, safe_domain, safe_url

PUBLIC = ["93.184.216.34", "1.1.1.1", "223.255.255.255", "2606:4700:4700::1111", "2a00:1450:4007::200e"]
NOT_PUBLIC = {
    "this host": "0.0.0.0",  # noqa: S104 - an address to refuse
    "this network": "0.1.2.3",
    "private, class A": "10.0.0.1",
    "private, class B": "172.16.0.1",
    "private, class B, last": "172.31.255.255",
    "private, class C": "192.168.1.1",
    "carrier-grade NAT": "100.64.0.1",
    "loopback": "127.0.0.1",
    "loopback, last": "127.255.255.255",
    "link-local": "169.254.1.1",
    "a cloud's metadata": "169.254.169.254",
    "IETF protocols": "192.0.0.1",
    "documentation 1": "192.0.2.1",
    "documentation 2": "198.51.100.1",
    "documentation 3": "203.0.113.1",
    "6to4 relay": "192.88.99.1",
    "benchmarking": "198.18.0.1",
    "multicast": "224.0.0.1",
    "multicast, last": "239.255.255.255",
    "reserved": "240.0.0.1",
    "broadcast": "255.255.255.255",
    "unspecified, v6": "::",
    "loopback, v6": "::1",
    "mapped loopback": "::ffff:127.0.0.1",
    "mapped private": "::ffff:10.0.0.1",
    "mapped metadata": "::ffff:169.254.169.254",
    "compatible loopback": "::127.0.0.1",
    "translated loopback": "::ffff:0:127.0.0.1",
    "NAT64 of loopback": "64:ff9b::7f00:1",
    "NAT64 of a private address": "64:ff9b::a00:1",
    "local NAT64": "64:ff9b:1::1",
    "6to4 of loopback": "2002:7f00:1::",
    "6to4 of a private address": "2002:a00:1::1",
    "Teredo": "2001:0:53aa:64c::1",
    "ORCHID": "2001:20::1",
    "documentation, v6": "2001:db8::1",
    "new documentation, v6": "3fff::1",
    "unique local": "fd00::1",
    "a cloud's metadata, v6": "fd00:ec2::254",
    "link-local, v6": "fe80::1",
    "link-local with its zone": "fe80::1%eth0",
    "site-local": "fec0::1",
    "multicast, v6": "ff02::1",
    "discard only": "100::1",
    "segment routing": "5f00::1",
    "no address": "localhost",
    "half an address": "127.1",
}
REFUSED = {
    "plain http": "http://www.police.example/",
    "another scheme": "ftp://www.police.example/",
    "a file": "file:///etc/passwd",
    "a script": "javascript:alert(1)",
    "data": "data:text/plain,x",
    "another port": "https://www.police.example:8443/",
    "an impossible port": "https://www.police.example:99999/",
    "a user": "https://admin@www.police.example/",
    "a user and a password": "https://admin:secret@www.police.example/",
    "a host hidden as a user": "https://www.police.example@127.0.0.1/",
    "loopback": "https://127.0.0.1/",
    "loopback, v6": "https://[::1]/",
    "a mapped address": "https://[::ffff:127.0.0.1]/",
    "an address with its zone": "https://[fe80::1%25eth0]/",
    "a public address": "https://93.184.216.34/",
    "an address in one number": "https://2130706433/",
    "an address in hexadecimal": "https://0x7f000001/",
    "an address part in hexadecimal": "https://0x7f.0.0.1/",
    "an address in octal": "https://0177.0.0.1/",
    "half an address": "https://127.1/",
    "an address in full-width digits": "https://１２７.0.0.1/",  # noqa: RUF001 - what is refused
    "an address in circled digits": "https://①②⑦.0.0.1/",
    "an address with other full stops": "https://127。0。0。1/",
    "this machine": "https://localhost/",
    "a bare name": "https://intranet/",
    "an underscore": "https://a_b.example/",
    "an empty label": "https://a..example/",
    "a full stop at the end": "https://www.police.example./",
    "a long label": f"https://{'a' * 64}.example/",
    "a long name": "https://" + "a." * 130 + "example/",
    "an encoded slash in the host": "https://www.police.example%2f.evil.example/",
    "a backslash": "https://www.police.example\\@evil.example/",
    "a blank": "https://www.police.example/a b",
    "a line break": "https://www.police.example/\r\nHost: evil.example",
    "a tab": "https://www.police\t.example/",
    "a zero byte": "https://www.police.example/\0",
    "a zero-width space": "https://www.pol\u200bice.example/",
    "no host": "https://",
    "no scheme's host": "//www.police.example/",
    "one slash": "https:/www.police.example/",
    "nothing": "",
    "too long": f"https://www.police.example/{'a' * 2_000}",
}
ASKED = {
    "https://www.police.example/news.xml?lang=fr": "https://www.police.example/news.xml?lang=fr",
    "https://www.police.example:443/": "https://www.police.example/",
    "https://www.police.example/#top": "https://www.police.example/",
    "www.police.example/news": "https://www.police.example/news",
    "https://WWW.Police.example/": "https://www.police.example/",
    "https://شرطة.example/": "https://xn--ogbpin.example/",
    "https://127.0.0.1.police.example/": "https://127.0.0.1.police.example/",
}


class FakeResolver(AbstractResolver):
    """Answers each question with the next of its answers, the last one for ever; counts the questions."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        del family
        addresses = self.answers[min(len(self.asked), len(self.answers) - 1)]
        self.asked.append(host)
        flags = socket.AI_NUMERICHOST | socket.AI_NUMERICSERV
        return [
            ResolveResult(hostname=host, host=address, port=port, family=socket.AF_INET, proto=0, flags=flags)
            for address in addresses
        ]

    async def close(self) -> None:
        """Nothing is open."""


@dataclass
class Server:
    """Answers every request with the same bytes, and keeps what it was asked."""

    port: int = 0
    answer: bytes = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"
    requests: list[str] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.requests.append((await reader.readuntil(b"\r\n\r\n")).decode())
        writer.write(self.answer)
        writer.close()


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    served = Server()
    listening = await asyncio.start_server(served.serve, "127.0.0.1", 0)
    async with listening:
        served.port = listening.sockets[0].getsockname()[1]
        yield served


@pytest.fixture
async def fetcher() -> AsyncIterator[Callable[..., SafeFetcher]]:
    opened: list[SafeFetcher] = []

    def open_one(
        resolver: AbstractResolver | None = None, *, allow_loopback: bool = True, base_url: str | None = None
    ) -> SafeFetcher:
        opened.append(
            SafeFetcher("it", base_url=base_url, allow_loopback=allow_loopback, timeout_s=5.0, resolver=resolver)
        )
        return opened[-1]

    yield open_one
    for one in opened:
        await one.close()


async def failure_of(fetcher: SafeFetcher, url: str) -> ConnectorError:
    with pytest.raises(ConnectorError) as caught:
        await fetcher.get(url)
    return caught.value


@pytest.mark.parametrize("address", PUBLIC)
def test_an_address_of_the_public_internet_may_be_connected_to(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("address", NOT_PUBLIC.values(), ids=NOT_PUBLIC.keys())
def test_any_other_address_may_not(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED.keys())
@pytest.mark.parametrize("allow_loopback", [False])
def test_an_address_that_breaks_a_rule_is_refused(text: str, *, allow_loopback: bool) -> None:
    with pytest.raises(UnsafeAddress):
        safe_url(text, allow_loopback=allow_loopback)


@pytest.mark.parametrize(("text", "asked"), ASKED.items())
def test_an_address_that_breaks_no_rule_is_asked_in_its_plainest_form(text: str, asked: str) -> None:
    assert str(safe_url(text)) == asked


@pytest.mark.parametrize(
    "text", ["http://127.0.0.1:8080/x", "http://localhost:8080/x", "https://[::1]:8443/x", "http://127.9.9.9/x"]
)
def test_this_machine_is_asked_where_it_is_allowed_and_only_there(text: str) -> None:
    assert str(safe_url(text, allow_loopback=True)) == text
    with pytest.raises(UnsafeAddress):
        safe_url(text)


@pytest.mark.parametrize(
    "text",
    [
        *("http://10.0.0.1/", "http://169.254.169.254/", "http://0.0.0.0/", "http://127.1/", "http://[::ffff:7f00:1]/"),
        *("http://www.police.example/", "http://localhost.evil.example/", "ftp://localhost/", "http://a@localhost/"),
    ],
)
def test_allowing_this_machine_allows_nothing_else(text: str) -> None:
    with pytest.raises(UnsafeAddress):
        safe_url(text, allow_loopback=True)


@pytest.mark.parametrize(
    ("text", "domain"), [("social.bund.de", "social.bund.de"), ("Social.BUND.de", "social.bund.de")]
)
def test_a_domain_is_read_as_dns_has_it(text: str, domain: str) -> None:
    assert safe_domain(text) == domain


@pytest.mark.parametrize(
    "text", ["", "localhost", "127.0.0.1", "[::1]", "::1", "a.example:443", "a.example/x", "u@a.example", "a.example?x"]
)
def test_what_is_more_or_less_than_a_domain_is_refused(text: str) -> None:
    with pytest.raises(UnsafeAddress):
        safe_domain(text)


@pytest.mark.parametrize("address", NOT_PUBLIC.values(), ids=NOT_PUBLIC.keys())
async def test_a_name_is_not_connected_to_when_one_of_its_addresses_is_not_public(address: str) -> None:
    resolver = SafeResolver(resolver=FakeResolver(["93.184.216.34", address]))

    with pytest.raises(OSError, match="which is not asked"):
        await resolver.resolve("rebinding.example", 443)


async def test_a_name_without_addresses_is_not_connected_to() -> None:
    with pytest.raises(OSError, match="no address"):
        await SafeResolver(resolver=FakeResolver([])).resolve("nothing.example", 443)


async def test_only_localhost_may_be_this_machine_even_where_it_is_allowed() -> None:
    resolver = SafeResolver(allow_loopback=True, resolver=FakeResolver(["127.0.0.1"]))

    allowed = await resolver.resolve("localhost", 80)

    assert [found["host"] for found in allowed] == ["127.0.0.1"]
    with pytest.raises(OSError, match="127"):
        await resolver.resolve("rebinding.example", 80)


async def test_a_name_that_leads_to_this_machine_is_unavailable_and_nothing_is_sent(
    fetcher: Callable[..., SafeFetcher], server: Server
) -> None:
    resolver = FakeResolver(["127.0.0.1"])

    failure = await failure_of(fetcher(resolver, allow_loopback=False), "https://rebinding.example/")

    assert isinstance(failure, Unavailable)
    assert "127.0.0.1" in str(failure)
    assert resolver.asked == ["rebinding.example"]
    assert server.requests == []


async def test_a_connection_goes_to_the_address_that_was_checked_and_the_name_is_looked_up_once(
    fetcher: Callable[..., SafeFetcher], server: Server
) -> None:
    rebinding = FakeResolver(["127.0.0.1"], ["10.0.0.1"])

    answer = await fetcher(rebinding).get(f"http://localhost:{server.port}/")

    assert answer.data == b"ok"
    assert rebinding.asked == ["localhost"]


async def test_a_name_is_checked_again_for_every_connection(
    fetcher: Callable[..., SafeFetcher], server: Server
) -> None:
    client = fetcher(FakeResolver(["127.0.0.1"], ["10.0.0.1"]))

    first = await client.get(f"http://localhost:{server.port}/")
    second = await failure_of(client, f"http://localhost:{server.port}/")

    assert first.status == 200
    assert "10.0.0.1" in str(second)
    assert len(server.requests) == 1


async def test_an_address_is_checked_even_when_nobody_checked_it_before(fetcher: Callable[..., SafeFetcher]) -> None:
    failure = await failure_of(fetcher(allow_loopback=False), "http://169.254.169.254/latest/meta-data/")

    assert isinstance(failure, Unavailable)


async def test_a_server_in_place_of_all_is_told_the_host_and_must_be_allowed_itself(
    fetcher: Callable[..., SafeFetcher], server: Server
) -> None:
    base_url = f"http://127.0.0.1:{server.port}"

    await fetcher(base_url=base_url).get("https://social.example/a?b=c")
    failure = await failure_of(fetcher(base_url=base_url, allow_loopback=False), "https://social.example/")

    assert server.requests[0].startswith("GET /a?b=c HTTP/1.1\r\nHost: social.example\r\n")
    assert len(server.requests) == 1
    assert "allow_loopback" in str(failure)


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("/new.xml", "https://www.police.example/new.xml"),
        ("https://other.example/new.xml", "https://other.example/new.xml"),
        ("http://www.police.example/new.xml", "None"),
        ("https://127.0.0.1/", "None"),
        ("//169.254.169.254/latest", "None"),
        ("https://user@www.police.example/", "None"),
        ("https://www.police.example:99999/", "None"),
        ("file:///etc/passwd", "None"),
    ],
)
async def test_a_redirect_is_looked_at_like_any_address(
    fetcher: Callable[..., SafeFetcher], server: Server, location: str, target: str
) -> None:
    server.answer = f"HTTP/1.1 301 Moved\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n".encode()
    plain = fetcher(allow_loopback=False)

    answer = await fetcher().get(f"http://127.0.0.1:{server.port}/")

    assert answer.status == 301
    assert str(plain.redirect(safe_url("https://www.police.example/old.xml"), answer)) == target
    assert len(server.requests) == 1


async def test_cookies_are_not_kept_and_who_asks_is_said(fetcher: Callable[..., SafeFetcher], server: Server) -> None:
    server.answer = b"HTTP/1.1 200 OK\r\nSet-Cookie: seen=1; Path=/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    client = fetcher()

    for _ in range(2):
        await client.get(f"http://127.0.0.1:{server.port}/")

    assert "User-Agent: Marsad" in server.requests[0]
    assert "Cookie" not in server.requests[1]


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
async def test_an_answer_without_end_is_cut_off(
    fetcher: Callable[..., SafeFetcher], server: Server, encoding: str
) -> None:
    body = b"\0" * (20 * LARGEST_ANSWER)
    packed = {"identity": body[: 2 * LARGEST_ANSWER], "gzip": gzip.compress(body)}[encoding]
    server.answer = f"HTTP/1.1 200 OK\r\nContent-Encoding: {encoding}\r\n\r\n".encode() + packed

    failure = await failure_of(fetcher(), f"http://127.0.0.1:{server.port}/")

    assert type(failure) is MalformedAnswer


async def test_an_answer_that_is_not_packed_as_it_says_is_unavailable(
    fetcher: Callable[..., SafeFetcher], server: Server
) -> None:
    server.answer = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\nok"

    failure = await failure_of(fetcher(), f"http://127.0.0.1:{server.port}/")

    assert type(failure) is Unavailable
