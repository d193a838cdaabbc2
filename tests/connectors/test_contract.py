"""What every platform's connector promises, held against each of them through its real SDK over loopback HTTP."""

import asyncio
import json
import logging
import math
import re
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import SecretStr
from support.platforms import connected, credentials

from connectors.connector import Answer, Connector
from connectors.errors import (
    AuthFailed,
    BudgetSpent,
    ConnectorError,
    MalformedAnswer,
    NotPermitted,
    RateLimited,
    Unavailable,
)
from connectors.evidence import collected
from growth.count import Count
from growth.platform import (
    APP_STORE,
    BLUESKY,
    FACEBOOK,
    INSTAGRAM,
    LINKEDIN,
    MASTODON,
    NEWSROOM,
    TELEGRAM,
    THREADS,
    TIKTOK,
    YOUTUBE,
    Metric,
    Platform,
    X,
)
from growth.reading import AccountRef, Profile, Reading, Unread, UnreadReason
from simulator.faults import Fault
from simulator.keyed_world import (
    InstagramAccount,
    Organization,
    ThreadsProfile,
    TiktokUser,
    YoutubeChannel,
)
from simulator.open_world import BlueskyAccount, Channel, Feed, MastodonAccount, StoreApp
from simulator.server import Simulator
from simulator.world import Page, XAccount

Connect = Callable[..., Connector]
Kept = (
    XAccount
    | Page
    | Channel
    | MastodonAccount
    | BlueskyAccount
    | StoreApp
    | Feed
    | InstagramAccount
    | ThreadsProfile
    | Organization
    | TiktokUser
    | YoutubeChannel
)
Outcome = type[ConnectorError] | UnreadReason


@dataclass(frozen=True, slots=True)
class Rig:
    """A platform in the words of this file.

    Attributes:
        platform: The platform.
        api: The simulator's name for its API.
        batch_size: Accounts a read takes, by the platform's documentation where a read is one request.
        malformed: A handle the platform can not have.
        gone: A handle that nobody has.
        account: The account of a number.
        handle: What someone calls it who knows no id yet.
        platform_id: Its immutable id; the simulator's own, unless the platform has none.
        gone_id: An id that nobody has; None where the platform has no ids.
        token: The name of a credential it cannot do without; None where it needs none.
        metric: The counter that the number of the account is in; None where the platform counts nothing.
        way: The name of the way it is read in, where there are several; empty for the usual.
        tells_handles: Whether an answer about a known id names the handle.
        logins: Requests that come before the first, for a token.
        path: The part of an address that asks about accounts, where others come before it.
        step: The step that the platform rounds a count of 45,000 down to, by which the counts of accounts differ.
        quota: What an answer says is left of the limit: requests and share; None where it says nothing.
        in_a_request: Accounts a request takes that are asked for by id.
        pages: Requests that one of these takes.

    """

    platform: Platform
    api: str
    batch_size: int
    malformed: str
    gone: str
    account: Callable[[int], Kept]
    handle: Callable[[int], str]
    platform_id: Callable[[int], str | None] = lambda number: str(1_000_000 + number)
    gone_id: str | None = "404404"
    token: str | None = None
    metric: Metric | None = Metric.FOLLOWERS
    step: int = 1
    quota: tuple[int | None, float | None] | None = None
    in_a_request: int | None = None
    pages: int = 1
    way: str = ""
    tells_handles: bool = True
    logins: int = 0
    path: str = ""

    @property
    def name(self) -> str:
        """What this file and the fixtures call it."""
        return self.way or self.platform

    def requests(self, accounts: int) -> int:
        """The fewest requests by which that many accounts can be asked for by id."""
        return self.logins + self.pages * math.ceil(accounts / (self.in_a_request or self.batch_size))


def _id(number: int) -> str:
    return str(1_000_000 + number)


def _did(number: int) -> str:
    return "did:plc:" + f"{number:024}".translate(str.maketrans("0123456789", "abcdefghij"))


def _chat_id(number: int) -> int:
    return -1_001_000_000_000 - number


def _channel_id(number: int) -> str:
    return f"UC{number:022}"


def _address(number: int) -> str:
    return f"https://agency-{number}.example/news.xml"


X_RIG = Rig(
    X,
    "x",
    batch_size=100,
    malformed="more_than_15_letters",
    gone="nobody",
    account=lambda number: XAccount(id=_id(number), username=f"Agency_{number}", followers=45_000 + number),
    handle=lambda number: f"Agency_{number}",
    token="bearer_token",
    quota=(299, None),
)
FACEBOOK_RIG = Rig(
    FACEBOOK,
    "graph",
    batch_size=50,
    malformed="../me?x",
    gone="nobody",
    account=lambda number: Page(id=_id(number), username=f"Agency.{number}", followers=45_000 + number),
    handle=lambda number: f"Agency.{number}",
    token="access_token",
    quota=(None, 0.0),
)
TELEGRAM_RIG = Rig(
    TELEGRAM,
    "telegram_web",
    batch_size=1,
    malformed="1_starts_with_a_digit",
    gone="nobody",
    account=lambda number: Channel(id=f"Agency_{number}", subscribers=45_000 + number),
    handle=lambda number: f"Agency_{number}",
    platform_id=lambda _: None,
    gone_id=None,
    pages=2,
)
TELEGRAM_BOT_RIG = Rig(
    TELEGRAM,
    "telegram",
    way="telegram_bot",
    batch_size=1,
    malformed="1_starts_with_a_digit",
    gone="nobody",
    account=lambda number: Channel(id=f"Agency_{number}", chat_id=_chat_id(number), subscribers=45_000 + number),
    handle=lambda number: f"Agency_{number}",
    platform_id=lambda number: str(_chat_id(number)),
    gone_id=str(_chat_id(404_404)),
    token="bot_token",
    pages=2,
    tells_handles=False,
)
MASTODON_RIG = Rig(
    MASTODON,
    "mastodon",
    batch_size=400,
    malformed="agency@127.0.0.1",
    gone="nobody@social.example",
    account=lambda number: MastodonAccount(
        id=f"{_id(number)}@social.example", username=f"Agency_{number}", followers=45_000 + number
    ),
    handle=lambda number: f"Agency_{number}@social.example",
    platform_id=lambda number: f"{_id(number)}@social.example",
    gone_id="404404@social.example",
    quota=(299, None),
    in_a_request=40,
)
BLUESKY_RIG = Rig(
    BLUESKY,
    "bluesky",
    batch_size=25,
    malformed="under_score.example",
    gone="nobody.example",
    account=lambda number: BlueskyAccount(
        id=_did(number), handle=f"agency-{number}.example", followers=45_000 + number
    ),
    handle=lambda number: f"agency-{number}.example",
    platform_id=_did,
    gone_id="did:plc:zzzzzzzzzzzzzzzzzzzzzzzz",
)
APP_STORE_RIG = Rig(
    APP_STORE,
    "itunes",
    batch_size=400,
    malformed="france/1",
    gone="fr/404404",
    account=lambda number: StoreApp(id=_id(number), ratings={"fr": 45_000 + number}),
    handle=lambda number: f"fr/{_id(number)}",
    platform_id=lambda number: f"fr/{_id(number)}",
    gone_id="fr/404404",
    metric=Metric.RATINGS,
    in_a_request=100,
)
NEWSROOM_RIG = Rig(
    NEWSROOM,
    "feeds",
    batch_size=50,
    malformed="https://127.0.0.1.example:8080/",
    gone="https://nobody.example/",
    account=lambda number: Feed(id=_address(number), title=f"Agency {number}"),
    handle=_address,
    platform_id=lambda _: None,
    gone_id=None,
    metric=None,
    in_a_request=1,
)
INSTAGRAM_RIG = Rig(
    INSTAGRAM,
    "graph",
    batch_size=50,
    malformed="two--dashes",
    gone="nobody",
    account=lambda number: InstagramAccount(id=_id(number), username=f"agency.{number}", followers=45_000 + number),
    handle=lambda number: f"agency.{number}",
    gone_id=None,
    token="access_token",
)
THREADS_RIG = Rig(
    THREADS,
    "threads",
    batch_size=1,
    malformed="two--dashes",
    gone="nobody",
    account=lambda number: ThreadsProfile(id=f"agency.{number}", followers=45_000 + number),
    handle=lambda number: f"agency.{number}",
    platform_id=lambda _: None,
    gone_id=None,
    token="access_token",
)
TIKTOK_RIG = Rig(
    TIKTOK,
    "tiktok",
    batch_size=1,
    malformed="two--dashes",
    gone="nobody",
    account=lambda number: TiktokUser(id=f"agency_{number}", followers=45_000 + number),
    handle=lambda number: f"agency_{number}",
    platform_id=lambda _: None,
    gone_id=None,
    token="client_secret",
    logins=1,
    path="/v2/research/",
)
LINKEDIN_RIG = Rig(
    LINKEDIN,
    "linkedin",
    batch_size=1,
    malformed="under_score",
    gone="nobody",
    account=lambda number: Organization(id=_id(number), vanity_name=f"agency-{number}", followers=45_000 + number),
    handle=lambda number: f"agency-{number}",
    token="access_token",
    tells_handles=False,
)
YOUTUBE_RIG = Rig(
    YOUTUBE,
    "youtube",
    batch_size=50,
    malformed="-starts-with-a-dash",
    gone="nobody",
    account=lambda number: YoutubeChannel(
        id=_channel_id(number), handle=f"agency_{number}", subscribers=45_000 + 100 * number + 99
    ),
    handle=lambda number: f"agency_{number}",
    platform_id=_channel_id,
    gone_id=_channel_id(404_404),
    token="api_key",
    metric=Metric.FOLLOWERS,
    step=100,
)
RIGS = {
    rig.name: rig
    for rig in (
        *(
            X_RIG,
            FACEBOOK_RIG,
            INSTAGRAM_RIG,
            THREADS_RIG,
            LINKEDIN_RIG,
            TIKTOK_RIG,
            YOUTUBE_RIG,
            TELEGRAM_RIG,
            TELEGRAM_BOT_RIG,
            MASTODON_RIG,
            BLUESKY_RIG,
            APP_STORE_RIG,
        ),
        *(NEWSROOM_RIG,),
    )
}
WITH_TOKEN = {name: rig for name, rig in RIGS.items() if rig.token}
WITH_IDS = {name: rig for name, rig in RIGS.items() if rig.gone_id}
WITH_TOLD_HANDLES = {name: rig for name, rig in WITH_IDS.items() if rig.tells_handles}
WITH_HANDLES_THAT_MOVE = {name: RIGS[name] for name in (X, FACEBOOK, INSTAGRAM, LINKEDIN, YOUTUBE, MASTODON, BLUESKY)}
OF_TEXT: frozenset[str] = frozenset({TELEGRAM, NEWSROOM})
"""Platforms that answer in something else than JSON."""

WHOLE_REQUEST: dict[str, dict[str, Outcome]] = {
    X: {
        "unauthorized": AuthFailed,
        "user_suspended": AuthFailed,
        "credits_depleted": BudgetSpent,
        "spend_cap_reached": BudgetSpent,
        "usage_capped": BudgetSpent,
        "client_not_enrolled": NotPermitted,
        "not_found": MalformedAnswer,
        "rate_limited": RateLimited,
        "internal_error": Unavailable,
        "unavailable": Unavailable,
        "unavailable_html": Unavailable,
    },
    FACEBOOK: {
        "app_rate_limited": RateLimited,
        "user_rate_limited": RateLimited,
        "page_rate_limited": RateLimited,
        "custom_rate_limited": RateLimited,
        "business_rate_limited": RateLimited,
        "token_missing": AuthFailed,
        "token_invalid": AuthFailed,
        "token_app_removed": AuthFailed,
        "token_checkpoint": AuthFailed,
        "token_password_changed": AuthFailed,
        "token_expired": AuthFailed,
        "token_unconfirmed": AuthFailed,
        "token_logged_out": AuthFailed,
        "token_impersonation": AuthFailed,
        "session_invalid": AuthFailed,
        "proof_required": AuthFailed,
        "proof_invalid": AuthFailed,
        "permission": NotPermitted,
        "permission_as_parameter": NotPermitted,
        "capability": NotPermitted,
        "permission_denied": NotPermitted,
        "blocked": NotPermitted,
        "dead_version": MalformedAnswer,
        "not_found": MalformedAnswer,
        "no_such_instagram_user": MalformedAnswer,
        "alias_not_found": MalformedAnswer,
        "person": MalformedAnswer,
        "unknown_error": Unavailable,
        "unavailable": Unavailable,
        "transient": Unavailable,
        "empty": Unavailable,
        "unavailable_html": Unavailable,
    },
    INSTAGRAM: {},
    THREADS: {
        "token_invalid": AuthFailed,
        "token_expired": AuthFailed,
        "permission": NotPermitted,
        "rate_limited": RateLimited,
        "not_found": UnreadReason.NOT_FOUND,
        "unknown_field": MalformedAnswer,
        "unknown_error": Unavailable,
        "unavailable": Unavailable,
        "unavailable_html": Unavailable,
    },
    TIKTOK: {
        "access_token_invalid": AuthFailed,
        "scope_not_authorized": NotPermitted,
        "scope_permission_missed": NotPermitted,
        "rate_limited": RateLimited,
        "quota_exceeded": BudgetSpent,
        "user_not_found": UnreadReason.NOT_FOUND,
        "user_private": UnreadReason.PROTECTED,
        "unknown_field": MalformedAnswer,
        "internal_error": Unavailable,
        "unavailable_html": Unavailable,
    },
    LINKEDIN: {
        "token_invalid": AuthFailed,
        "token_revoked": AuthFailed,
        "token_expired": AuthFailed,
        "access_denied": UnreadReason.NOT_PERMITTED,
        "not_found": UnreadReason.NOT_FOUND,
        "bad_request": MalformedAnswer,
        "version_ended": MalformedAnswer,
        "rate_limited": RateLimited,
        "internal_error": Unavailable,
        "unavailable": Unavailable,
        "gateway_timeout": Unavailable,
        "unavailable_html": Unavailable,
    },
    "telegram_bot": {
        "chat_not_found": UnreadReason.NOT_FOUND,
        "unauthorized": AuthFailed,
        "not_found": AuthFailed,
        "blocked": UnreadReason.NOT_PERMITTED,
        "kicked": UnreadReason.NOT_PERMITTED,
        "deactivated": UnreadReason.NOT_PERMITTED,
        "flood": RateLimited,
        "conflict": MalformedAnswer,
        "internal": Unavailable,
        "bad_gateway": Unavailable,
        "unavailable": Unavailable,
        "gateway_timeout": Unavailable,
    },
    YOUTUBE: {
        "key_invalid": AuthFailed,
        "key_expired": AuthFailed,
        "key_missing": AuthFailed,
        "not_configured": NotPermitted,
        "address_blocked": NotPermitted,
        "quota_exceeded": BudgetSpent,
        "rate_limited": RateLimited,
        "user_rate_limited": RateLimited,
        "too_many_requests": RateLimited,
        "channel_not_found": UnreadReason.NOT_FOUND,
        "channel_forbidden": UnreadReason.NOT_PERMITTED,
        "bad_request": MalformedAnswer,
        "internal_error": Unavailable,
        "unavailable": Unavailable,
        "unavailable_html": Unavailable,
    },
    TELEGRAM: {
        "rate_limited": RateLimited,
        "forbidden": Unavailable,
        "internal_error": Unavailable,
        "unavailable_html": Unavailable,
    },
    MASTODON: {
        "requires_token": UnreadReason.NOT_PERMITTED,
        "forbidden": UnreadReason.NOT_PERMITTED,
        "rate_limited": RateLimited,
        "not_found": UnreadReason.NOT_FOUND,
        "gone": UnreadReason.SUSPENDED,
        "too_many_ids": MalformedAnswer,
        "internal_error": Unavailable,
        "unavailable_html": Unavailable,
    },
    BLUESKY: {
        "invalid_request": MalformedAnswer,
        "rate_limited": RateLimited,
        "internal_error": Unavailable,
        "upstream_failure": Unavailable,
        "not_implemented": Unavailable,
        "unavailable_html": Unavailable,
    },
    APP_STORE: {
        "throttled": RateLimited,
        "bad_request": UnreadReason.MALFORMED,
        "internal_error": Unavailable,
        "unavailable_html": Unavailable,
    },
    NEWSROOM: {
        "not_found": UnreadReason.NOT_FOUND,
        "gone": UnreadReason.DEACTIVATED,
        "unauthorized": UnreadReason.NOT_PERMITTED,
        "forbidden": UnreadReason.NOT_PERMITTED,
        "rate_limited": RateLimited,
        "internal_error": Unavailable,
        "unavailable_html": Unavailable,
    },
}
WHOLE_REQUEST[INSTAGRAM] = WHOLE_REQUEST[FACEBOOK] | {"not_found": NotPermitted}
"""Every failure of a whole request that a platform documents, by the simulator's name, and its class; or what it says
of each account, where it speaks of accounts only."""

STATUSES = {402: BudgetSpent, 403: NotPermitted, 418: MalformedAnswer}
OTHER_STATUSES: dict[tuple[str, int], Outcome] = {
    (TELEGRAM, 403): Unavailable,
    (TELEGRAM, 418): Unavailable,
    (MASTODON, 403): UnreadReason.NOT_PERMITTED,
    (APP_STORE, 403): RateLimited,
    (LINKEDIN, 403): UnreadReason.NOT_PERMITTED,
    ("telegram_bot", 403): UnreadReason.NOT_PERMITTED,
    (NEWSROOM, 403): UnreadReason.NOT_PERMITTED,
    (NEWSROOM, 418): Unavailable,
}
"""Where a status means something else: a page for people says little, and Apple forbids what it has had too much of."""

UNUSABLE = {
    "a page of HTML": (Fault(api="x", status=200, body="<html>", content_type="text/html"), Unavailable),
    "a redirect": (Fault(api="x", status=302, body="", headers={"Location": "http://127.0.0.1:1/"}), Unavailable),
    "half a document": (Fault(api="x", body='{"data": [{"id": "1'), Unavailable),
    "no bytes": (Fault(api="x", body=""), Unavailable),
    "bytes that are no text": (Fault(api="x", body="\x00\x01"), Unavailable),
    "a number of 5,000 digits": (Fault(api="x", body="9" * 5_000), Unavailable),
    "a document 100,000 levels deep": (Fault(api="x", body="[" * 100_000), Unavailable),
    "no content type": (Fault(api="x", status=503, body="{}", content_type=""), Unavailable),
    "an object without the documented keys": (Fault(api="x", body='{"hello": 1}'), MalformedAnswer),
    "a list that answers other questions": (Fault(api="x", body="[1, 2, 3]"), MalformedAnswer),
    "an error that is no object": (Fault(api="x", status=400, body='{"errors": 5, "error": 5}'), MalformedAnswer),
    "a proxy that asks for a password": (Fault(api="x", status=407, body="<html>"), Unavailable),
    "a connection cut before": (Fault(api="x", drop="before"), Unavailable),
    "a connection cut after": (Fault(api="x", drop="after"), Unavailable),
}
"""Answers that no platform documents and every network brings; the API is replaced by the one under test."""


ANSWERED_OTHERWISE: dict[tuple[str, str], Outcome] = {(APP_STORE, "an error that is no object"): UnreadReason.MALFORMED}
"""A 400 of the App Store speaks of the storefront."""


@pytest.fixture(params=RIGS.values(), ids=RIGS.keys())
def rig(request: pytest.FixtureRequest) -> Rig:
    chosen: Rig = request.param
    return chosen


@pytest.fixture
def connector(rig: Rig, connect: Connect) -> Connector:
    return connect(rig.name)


def put(sim: Simulator, rig: Rig, count: int) -> list[AccountRef]:
    """That many accounts, as someone would name them who knows no id yet."""
    for number in range(count):
        sim.world.put(rig.account(number))
    return [AccountRef(rig.handle(number)) for number in range(count)]


def known(rig: Rig, refs: Sequence[AccountRef]) -> list[AccountRef]:
    """The same accounts once a first reading has told their ids."""
    return [replace(ref, platform_id=rig.platform_id(number)) for number, ref in enumerate(refs)]


async def outcome_of(connector: Connector, refs: Sequence[AccountRef]) -> Outcome:
    """The class of the failure, or the one reason for which no account could be read."""
    (outcome,) = await asyncio.gather(connector.read(refs), return_exceptions=True)
    if isinstance(outcome, Answer):
        (reason,) = {reading.reason for reading in outcome.readings if isinstance(reading, Unread)}
        return reason
    assert isinstance(outcome, ConnectorError)
    assert (outcome.__cause__, outcome.__context__) == (None, None)
    return type(outcome)


async def read_in_batches(connector: Connector, refs: Sequence[AccountRef]) -> list[Reading]:
    size = connector.batch_size
    answers = [await connector.read(refs[start : start + size]) for start in range(0, len(refs), size)]
    return [reading for answer in answers for reading in answer.readings]


async def failure_of(connector: Connector, refs: Sequence[AccountRef]) -> ConnectorError:
    with pytest.raises(ConnectorError) as caught:
        await connector.read(refs)
    return caught.value


@dataclass(frozen=True, slots=True)
class Line:
    """A server of one connection at a time that knows when its caller has hung up."""

    url: str
    asked: asyncio.Event
    hung_up: asyncio.Event


@asynccontextmanager
async def line(answer: bytes) -> AsyncIterator[Line]:
    """Serves these bytes to whoever asks, and then waits for the connection to end."""
    asked, hung_up = asyncio.Event(), asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        asked.set()
        await reader.read()
        hung_up.set()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield Line(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", asked, hung_up)


def texts_of(error: BaseException | None) -> Iterator[str]:
    """Everything an error may print, and everything the errors behind it may."""
    if error is not None:
        yield from (str(error), repr(error), repr(error.args), repr(vars(error)))
        yield from texts_of(error.__cause__)
        yield from texts_of(error.__context__)


async def test_reads_counters_names_and_ids_in_the_order_asked(rig: Rig, connector: Connector, sim: Simulator) -> None:
    refs = put(sim, rig, 3)

    answer = await connector.read(refs[::-1])

    profiles = [reading for reading in answer.readings if isinstance(reading, Profile)]
    counted = [Count(45_000 + rig.step * number, rig.step) if rig.metric else None for number in (2, 1, 0)]
    assert [profile.platform_id for profile in profiles] == [rig.platform_id(number) for number in (2, 1, 0)]
    assert [profile.handle for profile in profiles] == [ref.handle for ref in refs[::-1]]
    assert [rig.metric and profile.counters[rig.metric] for profile in profiles] == counted


@pytest.mark.parametrize("rig", WITH_TOLD_HANDLES.values(), ids=WITH_TOLD_HANDLES.keys())
async def test_an_account_with_an_id_is_followed_through_a_change_of_its_handle(
    rig: Rig, connector: Connector, sim: Simulator
) -> None:
    (ref,) = put(sim, rig, 1)
    renamed = AccountRef("Old_Name", rig.platform_id(0))

    answer = await connector.read([renamed])

    assert isinstance(answer.readings[0], Profile)
    assert answer.readings[0].handle == ref.handle


@pytest.mark.parametrize("rig", WITH_HANDLES_THAT_MOVE.values(), ids=WITH_HANDLES_THAT_MOVE.keys())
async def test_a_handle_that_another_account_took_answers_with_that_accounts_id(
    rig: Rig, connector: Connector, sim: Simulator
) -> None:
    (ref,) = put(sim, rig, 1)
    sim.world.remove(rig.account(0))
    sim.world.put(replace(rig.account(0), id=rig.account(999).id))

    answer = await connector.read([ref])

    assert isinstance(answer.readings[0], Profile)
    assert answer.readings[0].platform_id == rig.platform_id(999)


@pytest.mark.parametrize("accounts", ["one", "full", "one over", "three full"])
async def test_a_request_takes_as_many_accounts_as_the_platform_allows(
    rig: Rig, connector: Connector, sim: Simulator, accounts: str
) -> None:
    size = rig.in_a_request or rig.batch_size
    refs = put(sim, rig, {"one": 1, "full": size, "one over": size + 1, "three full": 3 * size}[accounts])

    readings = await read_in_batches(connector, known(rig, refs))

    assert connector.batch_size == rig.batch_size
    assert len(sim.requests) == rig.requests(len(refs))
    assert [reading for reading in readings if isinstance(reading, Unread)] == []


async def test_the_same_account_twice_is_read_twice(rig: Rig, connector: Connector, sim: Simulator) -> None:
    (ref,) = put(sim, rig, 1)

    answer = await connector.read([ref, ref])

    assert answer.readings[0] == answer.readings[1]
    assert isinstance(answer.readings[0], Profile)


async def test_a_malformed_handle_is_never_sent_and_sinks_nothing(
    rig: Rig, connector: Connector, sim: Simulator
) -> None:
    (ref,) = put(sim, rig, 1)
    malformed = [AccountRef(handle) for handle in ("", " ", "é", "a b", "a,b", "a/b", "x" * 101, "@x", rig.malformed)]

    answer = await connector.read([*malformed, ref])

    assert [reading.reason for reading in answer.readings[:-1] if isinstance(reading, Unread)] == [
        UnreadReason.MALFORMED
    ] * len(malformed)
    assert isinstance(answer.readings[-1], Profile)
    assert rig.malformed not in f"{sim.requests[0].path} {sim.requests[0].params}"


@pytest.mark.parametrize("platform_id", ["", "12a", "-1", "1,2", "1?x", "٣", "9" * 30])
@pytest.mark.parametrize("rig", WITH_IDS.values(), ids=WITH_IDS.keys())
async def test_a_malformed_id_is_answered_without_asking(
    connector: Connector, sim: Simulator, platform_id: str
) -> None:
    answer = await connector.read([AccountRef("anyone", platform_id)])

    assert answer == Answer((Unread(UnreadReason.MALFORMED),))
    assert len(sim.requests) == 0


@pytest.mark.parametrize("is_known", [False, True], ids=["by handle", "by id"])
async def test_an_account_that_is_gone_sinks_nothing(
    rig: Rig, connector: Connector, sim: Simulator, *, is_known: bool
) -> None:
    refs = put(sim, rig, 1)
    gone_id = rig.gone_id if is_known else None

    answer = await connector.read([AccountRef(rig.gone, gone_id), *(known(rig, refs) if is_known else refs)])

    gone, found = answer.readings
    assert isinstance(gone, Unread)
    assert gone.reason is UnreadReason.NOT_FOUND
    assert gone.detail
    assert isinstance(found, Profile)


async def test_nothing_but_accounts_that_are_gone_is_an_answer_too(rig: Rig, connector: Connector) -> None:
    answer = await connector.read([AccountRef(rig.gone), AccountRef(rig.gone, rig.gone_id)])

    assert [reading.reason for reading in answer.readings if isinstance(reading, Unread)] == [
        UnreadReason.NOT_FOUND
    ] * 2


async def test_an_answer_says_what_is_left_of_the_rate_limit(rig: Rig, connector: Connector, sim: Simulator) -> None:
    answer = await connector.read(put(sim, rig, 1))

    assert (answer.quota and (answer.quota.remaining, answer.quota.used)) == rig.quota


@pytest.mark.parametrize(
    ("name", "kind", "error"),
    [(name, kind, error) for name, kinds in WHOLE_REQUEST.items() for kind, error in kinds.items()],
)
async def test_a_documented_failure_of_the_whole_request_says_what_to_do_next(
    connect: Connect, sim: Simulator, name: str, kind: str, error: Outcome
) -> None:
    rig = RIGS[name]
    refs = put(sim, rig, 2)
    sim.faults.add(Fault(api=rig.api, path=rig.path, kind=kind))

    outcome = await outcome_of(connect(name), refs)

    assert outcome is error


def test_every_failure_the_simulator_can_fill_in_is_in_the_table(sim: Simulator) -> None:
    of_one_part = {"null_element"}
    known_kinds = {name: sim.faults.kinds(rig.api) - of_one_part for name, rig in RIGS.items()}

    assert {name: set(kinds) for name, kinds in WHOLE_REQUEST.items()} == known_kinds


@pytest.mark.parametrize("name", UNUSABLE)
async def test_an_answer_no_one_documents_is_refused_and_not_believed(
    rig: Rig, connector: Connector, sim: Simulator, name: str
) -> None:
    refs = put(sim, rig, 2)
    fault, error = UNUSABLE[name]
    sim.faults.add(replace(fault, api=rig.api))

    outcome = await outcome_of(connector, refs)

    assert outcome is ANSWERED_OTHERWISE.get((rig.name, name), Unavailable if rig.name in OF_TEXT else error)


@pytest.mark.parametrize("status", STATUSES)
async def test_a_status_without_known_words_speaks_for_itself(
    rig: Rig, connector: Connector, sim: Simulator, status: int
) -> None:
    refs = put(sim, rig, 1)
    sim.faults.add(Fault(api=rig.api, status=status, body='{"unknown": "words"}'))

    outcome = await outcome_of(connector, refs)

    assert outcome is OTHER_STATUSES.get((rig.name, status), STATUSES[status])


async def test_a_platform_that_does_not_answer_in_time_is_unavailable(
    rig: Rig, connect: Connect, sim: Simulator
) -> None:
    refs = put(sim, rig, 1)
    sim.faults.add(Fault(api=rig.api, delay_s=60))

    failure = await failure_of(connect(rig.name, timeout_s=0.2), refs)

    assert type(failure) is Unavailable


@pytest.mark.parametrize("base_url", ["http://127.0.0.1:1", "http://", "no address", "http://127.0.0.1:99999"])
async def test_a_wrong_address_is_unavailable(rig: Rig, connect: Connect, base_url: str) -> None:
    failure = await failure_of(connect(rig.name, base_url=base_url), [AccountRef(rig.handle(0))])

    assert type(failure) is Unavailable


@pytest.mark.parametrize("rig", WITH_TOKEN.values(), ids=WITH_TOKEN.keys())
@pytest.mark.parametrize("token", ["wrong", "two\nlines", "no\u00a0space", "٣", ""])
async def test_a_wrong_token_is_refused(rig: Rig, connect: Connect, token: str) -> None:
    failure = await failure_of(connect(rig.name, **{rig.token or "": SecretStr(token)}), [AccountRef("anyone")])

    assert type(failure) is AuthFailed


@pytest.mark.parametrize("rig", WITH_TOKEN.values(), ids=WITH_TOKEN.keys())
async def test_a_token_read_from_a_file_may_end_in_a_newline(rig: Rig, connect: Connect, sim: Simulator) -> None:
    refs = put(sim, rig, 1)
    tokens = {name: SecretStr(f"{secret.get_secret_value()}\n") for name, secret in credentials(sim, rig.name).items()}

    answer = await connect(rig.name, **tokens).read(refs)

    assert isinstance(answer.readings[0], Profile)


async def test_a_failure_is_over_when_the_platform_is_back(rig: Rig, connector: Connector, sim: Simulator) -> None:
    refs = put(sim, rig, 1)
    sim.faults.add(Fault(api=rig.api, status=503, times=1))

    failure = await failure_of(connector, refs)
    answer = await connector.read(refs)

    assert isinstance(failure, Unavailable)
    assert isinstance(answer.readings[0], Profile)


@pytest.mark.parametrize("rig", WITH_TOKEN.values(), ids=WITH_TOKEN.keys())
@pytest.mark.parametrize(
    "fault",
    [
        Fault(api="x", status=401),
        Fault(api="x", drop="before"),
        Fault(api="x", delay_s=60),
        Fault(api="x", status=400, body="{secrets}"),
        Fault(api="x", status=401, body='{{"title": "{secrets}", "error": {{"message": "{secrets}", "code": 190}}}}'),
        Fault(api="x", status=400, body='{{"errors": [{{"message": "{secrets}"}}], "error": "{secrets}"}}'),
        Fault(api="x", status=503, body="<html>{secrets}</html>", content_type="text/html"),
        Fault(api="x", body='["{secrets}"]'),
    ],
    ids=["refused", "cut", "late", "echo", "echo in words", "echo in errors", "echo in HTML", "echo in data"],
)
async def test_no_secret_is_in_an_error_its_causes_a_repr_or_a_log(
    rig: Rig, connect: Connect, sim: Simulator, caplog: pytest.LogCaptureFixture, fault: Fault
) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger(__name__).debug("at this level too")
    secrets = [secret.get_secret_value() for secret in credentials(sim, rig.name).values()]
    connector = connect(rig.name, timeout_s=0.2)
    refs = put(sim, rig, 1)
    await connector.read(refs)
    body = fault.body and fault.body.format(secrets=" ".join(secrets))
    sim.faults.add(replace(fault, api=rig.api, body=body))

    failure = await failure_of(connector, refs)

    shown = "\n".join([*texts_of(failure), repr(connector), repr(vars(connector)), caplog.text])
    assert [secret for secret in secrets if secret in shown] == []
    assert (failure.__cause__, failure.__context__) == (None, None)
    assert "DEBUG" in caplog.text


async def test_what_answered_is_told_without_secrets(rig: Rig, connect: Connect, sim: Simulator) -> None:
    secrets = [secret.get_secret_value() for secret in credentials(sim, rig.name).values()]
    connector = connect(rig.name)
    refs = put(sim, rig, 1)

    with collected() as answers:
        await connector.read(refs)
    await connector.read(refs)

    shown = " ".join(one.address for one in answers)
    assert answers
    assert {len(one.digest) for one in answers} == {32}
    assert [secret for secret in secrets if secret in shown] == []
    assert "?" not in shown
    assert "http://127.0.0.1" in shown


async def test_a_cancelled_read_leaves_nothing_open(rig: Rig, connect: Connect) -> None:
    async with line(b"") as silent:
        connector = connect(rig.name, base_url=silent.url, timeout_s=0.3)
        reading = asyncio.create_task(connector.read([AccountRef(rig.handle(0))]))
        await silent.asked.wait()

        reading.cancel()
        await asyncio.wait([reading])
        await connector.close()
        await silent.hung_up.wait()

    assert reading.cancelled()
    assert [thread.name for thread in threading.enumerate() if thread.name.startswith(rig.platform)] == []


async def test_closing_hangs_up_a_connection_that_was_kept(rig: Rig, connect: Connect) -> None:
    async with line(b"HTTP/1.1 500 Oops\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}") as kept:
        connector = connect(rig.name, base_url=kept.url)
        failure = await failure_of(connector, [AccountRef(rig.handle(0))])
        was_kept = not kept.hung_up.is_set()

        await connector.close()
        await kept.hung_up.wait()

    assert isinstance(failure, Unavailable)
    assert was_kept


async def test_a_token_is_never_taken_to_where_a_redirect_points(
    rig: Rig, connector: Connector, sim: Simulator
) -> None:
    sim.faults.add(Fault(api=rig.api, status=307, body="", headers={"Location": f"{sim.urls.telegram}/elsewhere"}))

    failure = await failure_of(connector, [AccountRef(rig.handle(0))])

    assert isinstance(failure, Unavailable)
    assert [seen for seen in sim.requests if seen.path.endswith("/elsewhere")] == []


async def test_a_server_on_this_machine_is_reached_in_spite_of_a_proxy(
    rig: Rig, connector: Connector, sim: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    refs = put(sim, rig, 1)

    answer = await connector.read(refs)

    assert isinstance(answer.readings[0], Profile)


async def test_closing_twice_or_before_the_first_read_is_safe(rig: Rig, connector: Connector) -> None:
    await connector.close()
    await connector.close()

    assert connector.platform == rig.platform


async def test_reads_at_the_same_time_do_not_mix(rig: Rig, connector: Connector, sim: Simulator) -> None:
    refs = put(sim, rig, 8)

    answers = await asyncio.gather(*[connector.read([ref]) for ref in refs])

    profiles = [reading for answer in answers for reading in answer.readings if isinstance(reading, Profile)]
    assert [profile.handle for profile in profiles] == [ref.handle for ref in refs]


WORDS = st.sampled_from(
    re.findall(
        r"\w+",
        "data errors error message code error_subcode is_transient id username name public_metrics followers_count "
        "post_count tweet_count entities url urls expanded_url title detail value resource_id resource_type type body "
        "verified protected created_at most_recent_tweet_id fan_count is_published agency_0 1000000 200 190 803 33 "
        "acct followers_count last_status_at fields verified_at moved memorial suspended note statuses_count "
        "profiles did handle displayName followersCount verification verifiedStatus createdAt agency "
        "results resultCount trackId userRatingCount trackName releaseDate errorMessage "
        "ok result description parameters retry_after channel active_usernames "
        "elements firstDegreeSize vanityName localizedName serviceErrorCode "
        "follower_count is_verified biography ok invalid_params display_name avatar_url likes_count "
        "business_discovery media timestamp followers_count media_count biography "
        "items kind snippet statistics subscriberCount hiddenSubscriberCount customUrl publishedAt reason details",
    )
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=6),
    max_leaves=25,
)


BODIES = st.lists(
    JSON
    | JSON.map(lambda value: {"data": [value], "errors": [value]})
    | JSON.map(lambda value: {"error": value})
    | JSON.map(lambda value: {"profiles": [value, {"did": "did:plc:x", "handle": value}], "results": [value]})
    | JSON.map(
        lambda value: {"id": "1000000", "username": "Agency_0", "moved": value, "fields": [value], "note": value}
    )
    | JSON.map(lambda value: {"results": [{"trackId": 1_000_000, "userRatingCount": value, "trackName": value}]})
    | JSON.map(
        lambda value: {
            "kind": "youtube#channelListResponse",
            "items": [{"id": _channel_id(0), "snippet": value, "statistics": {"subscriberCount": value}}],
        }
    )
    | JSON.map(lambda value: {"username": value, "name": value, "follower_count": value, "is_verified": value})
    | JSON.map(lambda value: {"data": value, "error": {"code": "ok"}})
    | JSON.map(lambda value: {"data": {"follower_count": value}, "error": {"code": value, "message": value}})
    | JSON.map(lambda value: {"elements": [value], "firstDegreeSize": value})
    | JSON.map(lambda value: {"elements": [{"id": 1, "vanityName": value, "localizedName": value}]})
    | JSON.map(lambda value: {"ok": True, "result": value})
    | JSON.map(lambda value: {"ok": True, "result": {"id": -1001000000000, "type": "channel", "title": value}})
    # one part of a batch, its body inside a string
    | JSON.map(lambda value: [{"code": 200, "body": json.dumps({"business_discovery": value})}])
    | JSON.map(lambda value: [{"code": 200, "body": json.dumps({"business_discovery": {"id": "1", "media": value}})}])
    | JSON.map(lambda value: [{"code": 200, "body": json.dumps(value)}])
    | JSON.map(lambda value: [{"code": 400, "body": json.dumps({"error": value})}]),
    min_size=1,
    max_size=20,
)


async def outcomes_of(rig: Rig, bodies: Sequence[str], status: int) -> list[Answer | BaseException]:
    """What a connector makes of each body, from a simulator of its own."""
    async with Simulator.start() as sim:
        connector = connected(sim, rig.name)
        for body in bodies:
            sim.faults.add(Fault(api=rig.api, path=rig.path, times=1, status=status, body=body))
        reads = [await asyncio.gather(connector.read(put(sim, rig, 1)), return_exceptions=True) for _ in bodies]
        await connector.close()
        return [outcome for read in reads for outcome in read]


@pytest.mark.parametrize("status", [200, 400])
@pytest.mark.parametrize("name", RIGS)
@settings(max_examples=8, deadline=None)
@given(bodies=BODIES)
def test_any_json_is_read_or_refused(name: str, status: int, bodies: Sequence[object]) -> None:
    outcomes = asyncio.run(outcomes_of(RIGS[name], [json.dumps(body) for body in bodies], status))

    assert [outcome for outcome in outcomes if not isinstance(outcome, Answer | ConnectorError)] == []


MARKUP = st.lists(
    st.sampled_from(
        [
            *(
                '<?xml version="1.0"?>',
                "<!DOCTYPE x [<!ENTITY a 'aa'>]>",
                "&a;",
                "&#x1f600;",
                "&amp;",
                "]]>",
                "<![CDATA[",
            ),
            *(
                '<rss version="2.0">',
                "<channel>",
                "<item>",
                "</item>",
                "<guid>",
                "<title>",
                "</title>",
                "<link>",
                "<link/>",
            ),
            *(
                '<feed xmlns="http://www.w3.org/2005/Atom">',
                "<entry>",
                "<published>",
                "<updated>",
                "</updated>",
                "</feed>",
            ),
            *("2026-11-24T08:00:00Z", "Tue, 24 Nov 2026 08:00:00 GMT", "99999-99-99", "0000-00-00T00:00:00", "-1"),
            *('<div class="tgme_page">', '<div class="tgme_page_title">', '<div class="tgme_page_extra">', "</div>"),
            *(
                "1 234 subscribers",
                "9" * 40 + " members",
                "\u0663 subscribers",
                '<time datetime="2026-11-24T08:00:00Z">',
            ),
            *('<a class="tgme_widget_message_date">', '<i class="verified-icon">', "<br>", "<p", "<!--", "-->", "\x00"),
        ]
    )
    | st.text(max_size=8),
    max_size=20,
).map("".join)


@pytest.mark.parametrize("name", sorted(OF_TEXT))
@settings(max_examples=30, deadline=None)
@given(bodies=st.lists(MARKUP, min_size=1, max_size=20))
def test_any_page_is_read_or_refused(name: str, bodies: Sequence[str]) -> None:
    outcomes = asyncio.run(outcomes_of(RIGS[name], bodies, 200))

    assert [outcome for outcome in outcomes if not isinstance(outcome, Answer | ConnectorError)] == []
