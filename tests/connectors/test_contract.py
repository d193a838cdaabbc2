"""What every platform's connector promises, held against each of them through its real SDK over loopback HTTP."""

import asyncio
import json
import logging
import re
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from connectors.catalogue import CATALOGUE
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
from growth.count import Count
from growth.platform import FACEBOOK, Metric, Platform, X
from growth.reading import AccountRef, Profile, Reading, Unread, UnreadReason
from simulator.faults import Fault
from simulator.server import Simulator
from simulator.world import Page, XAccount

Connect = Callable[..., Connector]


@dataclass(frozen=True, slots=True)
class Rig:
    """A platform in the words of this file.

    Attributes:
        platform: The platform.
        api: The simulator's name for its API.
        batch_size: Accounts a request takes, by the platform's documentation.
        malformed: A handle the platform can not have.
        token: The name of the credential it cannot do without.
        account: The account of a number.

    """

    platform: Platform
    api: str
    batch_size: int
    malformed: str
    token: str
    account: Callable[[int], XAccount | Page]


def _id(number: int) -> str:
    return str(1_000_000 + number)


X_RIG = Rig(
    X,
    "x",
    batch_size=100,
    malformed="more_than_15_letters",
    token="bearer_token",
    account=lambda number: XAccount(id=_id(number), username=f"Agency_{number}", followers=45_000 + number),
)
FACEBOOK_RIG = Rig(
    FACEBOOK,
    "graph",
    batch_size=50,
    malformed="../me?x",
    token="access_token",
    account=lambda number: Page(id=_id(number), username=f"Agency.{number}", followers=45_000 + number),
)
RIGS = {rig.platform: rig for rig in (X_RIG, FACEBOOK_RIG)}

WHOLE_REQUEST = {
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
        "alias_not_found": MalformedAnswer,
        "person": MalformedAnswer,
        "unknown_error": Unavailable,
        "unavailable": Unavailable,
        "transient": Unavailable,
        "empty": Unavailable,
        "unavailable_html": Unavailable,
    },
}
"""Every failure of a whole request that a platform documents, by the simulator's name, and its class."""

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


@pytest.fixture(params=RIGS.values(), ids=RIGS.keys())
def rig(request: pytest.FixtureRequest) -> Rig:
    chosen: Rig = request.param
    return chosen


@pytest.fixture
def connector(rig: Rig, connect: Connect) -> Connector:
    return connect(rig.platform)


def put(sim: Simulator, rig: Rig, count: int) -> list[AccountRef]:
    """That many accounts, as someone would name them who knows no id yet."""
    accounts = [sim.world.put(rig.account(number)) for number in range(count)]
    return [AccountRef(account.username or "") for account in accounts]


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
    assert [profile.platform_id for profile in profiles] == [_id(2), _id(1), _id(0)]
    assert [profile.handle for profile in profiles] == [ref.handle for ref in refs[::-1]]
    assert [profile.counters[Metric.FOLLOWERS] for profile in profiles] == [Count(45_002), Count(45_001), Count(45_000)]


async def test_an_account_with_an_id_is_followed_through_a_change_of_its_handle(
    rig: Rig, connector: Connector, sim: Simulator
) -> None:
    (ref,) = put(sim, rig, 1)
    known = replace(ref, platform_id=_id(0), handle="Old_Name")

    answer = await connector.read([known])

    assert isinstance(answer.readings[0], Profile)
    assert answer.readings[0].handle == ref.handle


async def test_a_handle_that_another_account_took_answers_with_that_accounts_id(
    rig: Rig, connector: Connector, sim: Simulator
) -> None:
    (ref,) = put(sim, rig, 1)
    sim.world.remove(rig.account(0))
    sim.world.put(replace(rig.account(0), id="999"))

    answer = await connector.read([ref])

    assert isinstance(answer.readings[0], Profile)
    assert answer.readings[0].platform_id == "999"


@pytest.mark.parametrize(("accounts", "requests"), [("one", 1), ("full", 1), ("one over", 2), ("three full", 3)])
async def test_a_request_takes_as_many_accounts_as_the_platform_allows(
    rig: Rig, connector: Connector, sim: Simulator, accounts: str, requests: int
) -> None:
    size = rig.batch_size
    refs = put(sim, rig, {"one": 1, "full": size, "one over": size + 1, "three full": 3 * size}[accounts])

    readings = await read_in_batches(connector, refs)

    assert connector.batch_size == size
    assert len(sim.requests) == requests
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
    assert rig.malformed not in str(sim.requests[0].params)


@pytest.mark.parametrize("platform_id", ["", "12a", "-1", "1,2", "1?x", "٣", "9" * 30])
async def test_a_malformed_id_is_answered_without_asking(
    connector: Connector, sim: Simulator, platform_id: str
) -> None:
    answer = await connector.read([AccountRef("anyone", platform_id)])

    assert answer == Answer((Unread(UnreadReason.MALFORMED),))
    assert len(sim.requests) == 0


@pytest.mark.parametrize("known_id", [None, "404404"], ids=["by handle", "by id"])
async def test_an_account_that_is_gone_sinks_nothing(
    rig: Rig, connector: Connector, sim: Simulator, known_id: str | None
) -> None:
    (ref,) = put(sim, rig, 1)

    answer = await connector.read([AccountRef("nobody", known_id), replace(ref, platform_id=known_id and _id(0))])

    gone, found = answer.readings
    assert isinstance(gone, Unread)
    assert gone.reason is UnreadReason.NOT_FOUND
    assert gone.detail
    assert isinstance(found, Profile)


async def test_nothing_but_accounts_that_are_gone_is_an_answer_too(connector: Connector) -> None:
    answer = await connector.read([AccountRef("nobody"), AccountRef("404404", "404404")])

    assert [reading.reason for reading in answer.readings if isinstance(reading, Unread)] == [
        UnreadReason.NOT_FOUND
    ] * 2


async def test_an_answer_says_what_is_left_of_the_rate_limit(rig: Rig, connector: Connector, sim: Simulator) -> None:
    answer = await connector.read(put(sim, rig, 1))

    assert answer.quota is not None
    assert (answer.quota.remaining, answer.quota.used) in [(299, None), (None, 0.0)]


@pytest.mark.parametrize(
    ("platform", "kind", "error"),
    [(platform, kind, error) for platform, kinds in WHOLE_REQUEST.items() for kind, error in kinds.items()],
)
async def test_a_documented_failure_of_the_whole_request_says_what_to_do_next(
    connect: Connect, sim: Simulator, platform: Platform, kind: str, error: type[ConnectorError]
) -> None:
    refs = put(sim, RIGS[platform], 2)
    sim.faults.add(Fault(api=RIGS[platform].api, kind=kind))

    failure = await failure_of(connect(platform), refs)

    assert type(failure) is error


@pytest.mark.parametrize(("fault", "error"), UNUSABLE.values(), ids=UNUSABLE.keys())
async def test_an_answer_no_one_documents_is_refused_and_not_believed(
    rig: Rig, connector: Connector, sim: Simulator, fault: Fault, error: type[ConnectorError]
) -> None:
    refs = put(sim, rig, 2)
    sim.faults.add(replace(fault, api=rig.api))

    failure = await failure_of(connector, refs)

    assert type(failure) is error


@pytest.mark.parametrize(("status", "error"), [(402, BudgetSpent), (403, NotPermitted), (418, MalformedAnswer)])
async def test_a_status_without_known_words_speaks_for_itself(
    rig: Rig, connector: Connector, sim: Simulator, status: int, error: type[ConnectorError]
) -> None:
    refs = put(sim, rig, 1)
    sim.faults.add(Fault(api=rig.api, status=status, body='{"unknown": "words"}'))

    failure = await failure_of(connector, refs)

    assert type(failure) is error


async def test_a_platform_that_does_not_answer_in_time_is_unavailable(
    rig: Rig, connect: Connect, sim: Simulator
) -> None:
    refs = put(sim, rig, 1)
    sim.faults.add(Fault(api=rig.api, delay_s=60))

    failure = await failure_of(connect(rig.platform, timeout_s=0.2), refs)

    assert type(failure) is Unavailable


@pytest.mark.parametrize("base_url", ["http://127.0.0.1:1", "http://", "no address", "http://127.0.0.1:99999"])
async def test_a_wrong_address_is_unavailable(rig: Rig, connect: Connect, base_url: str) -> None:
    failure = await failure_of(connect(rig.platform, base_url=base_url), [AccountRef("anyone")])

    assert type(failure) is Unavailable


@pytest.mark.parametrize("token", ["wrong", "two\nlines", "no\u00a0space", "٣", ""])
async def test_a_wrong_token_is_refused(rig: Rig, connect: Connect, token: str) -> None:
    failure = await failure_of(connect(rig.platform, **{rig.token: SecretStr(token)}), [AccountRef("anyone")])

    assert type(failure) is AuthFailed


async def test_a_token_read_from_a_file_may_end_in_a_newline(rig: Rig, connect: Connect, sim: Simulator) -> None:
    refs = put(sim, rig, 1)
    token = SecretStr({X: sim.tokens.x, FACEBOOK: sim.tokens.graph}[rig.platform] + "\n")

    answer = await connect(rig.platform, **{rig.token: token}).read(refs)

    assert isinstance(answer.readings[0], Profile)


async def test_a_failure_is_over_when_the_platform_is_back(rig: Rig, connector: Connector, sim: Simulator) -> None:
    refs = put(sim, rig, 1)
    sim.faults.add(Fault(api=rig.api, status=503, times=1))

    failure = await failure_of(connector, refs)
    answer = await connector.read(refs)

    assert isinstance(failure, Unavailable)
    assert isinstance(answer.readings[0], Profile)


@pytest.mark.parametrize(
    "fault",
    [
        Fault(api="x", kind="not_found"),
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
    secrets = {X: [sim.tokens.x], FACEBOOK: [sim.tokens.graph, sim.tokens.app_secret or ""]}[rig.platform]
    connector = connect(rig.platform, timeout_s=0.2)
    refs = put(sim, rig, 1)
    await connector.read(refs)
    body = fault.body and fault.body.format(secrets=" ".join(secrets))
    sim.faults.add(replace(fault, api=rig.api, body=body))

    failure = await failure_of(connector, refs)

    shown = "\n".join([*texts_of(failure), repr(connector), repr(vars(connector)), caplog.text])
    assert [secret for secret in secrets if secret in shown] == []
    assert (failure.__cause__, failure.__context__) == (None, None)
    assert "DEBUG" in caplog.text


async def test_a_cancelled_read_leaves_nothing_open(rig: Rig, connect: Connect) -> None:
    async with line(b"") as silent:
        connector = connect(rig.platform, base_url=silent.url, timeout_s=0.3)
        reading = asyncio.create_task(connector.read([AccountRef("anyone")]))
        await silent.asked.wait()

        reading.cancel()
        await asyncio.wait([reading])
        await connector.close()
        await silent.hung_up.wait()

    assert reading.cancelled()
    assert [thread.name for thread in threading.enumerate() if thread.name.startswith(rig.platform)] == []


async def test_closing_hangs_up_a_connection_that_was_kept(rig: Rig, connect: Connect) -> None:
    async with line(b"HTTP/1.1 500 Oops\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}") as kept:
        connector = connect(rig.platform, base_url=kept.url)
        failure = await failure_of(connector, [AccountRef("anyone")])
        was_kept = not kept.hung_up.is_set()

        await connector.close()
        await kept.hung_up.wait()

    assert isinstance(failure, Unavailable)
    assert was_kept


async def test_a_token_is_never_taken_to_where_a_redirect_points(
    rig: Rig, connector: Connector, sim: Simulator
) -> None:
    sim.faults.add(Fault(api=rig.api, status=307, body="", headers={"Location": f"{sim.urls.telegram}/elsewhere"}))

    failure = await failure_of(connector, [AccountRef("anyone")])

    assert isinstance(failure, Unavailable)
    assert len(sim.requests.of("telegram")) == 0


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
        "verified protected created_at most_recent_tweet_id fan_count is_published agency_0 1000000 200 190 803 33",
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
    # one part of a batch, its body inside a string
    | JSON.map(lambda value: [{"code": 200, "body": json.dumps(value)}])
    | JSON.map(lambda value: [{"code": 400, "body": json.dumps({"error": value})}]),
    min_size=1,
    max_size=20,
)


async def outcomes_of(rig: Rig, bodies: Sequence[object], status: int) -> list[Answer | BaseException]:
    """What a connector makes of each body, from a simulator of its own."""
    async with Simulator.start() as sim:
        secrets = {X: {"bearer_token": sim.tokens.x}, FACEBOOK: {"access_token": sim.tokens.graph, "app_secret": ""}}
        credentials = {name: SecretStr(value) for name, value in secrets[rig.platform].items()}
        connector = CATALOGUE[rig.platform].connect(**credentials, base_url=getattr(sim.urls, rig.api))
        for body in bodies:
            sim.faults.add(Fault(api=rig.api, times=1, status=status, body=json.dumps(body)))
        reads = [await asyncio.gather(connector.read(put(sim, rig, 1)), return_exceptions=True) for _ in bodies]
        await connector.close()
        return [outcome for read in reads for outcome in read]


@pytest.mark.parametrize("status", [200, 400, 500])
@pytest.mark.parametrize("platform", RIGS)
@settings(max_examples=8, deadline=None)
@given(bodies=BODIES)
def test_any_json_is_read_or_refused(platform: Platform, status: int, bodies: Sequence[object]) -> None:
    outcomes = asyncio.run(outcomes_of(RIGS[platform], bodies, status))

    assert [outcome for outcome in outcomes if not isinstance(outcome, Answer | ConnectorError)] == []
