"""What is Facebook's own: its batches, its two kinds of limits, its proofs and its versions."""

import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.connector import Connector, Quota
from connectors.errors import AuthFailed, ConnectorError, MalformedAnswer, NotPermitted, RateLimited, redacted
from connectors.facebook_refusal import usage
from connectors.facebook_wire import reader
from connectors.graph_batch import parse
from connectors.wire import Reply
from growth.count import Count
from growth.platform import FACEBOOK, Metric
from growth.reading import Absence, AccountRef, Profile, UnreadReason
from simulator.faults import Fault
from simulator.rules import Feature, GraphRules, TokenKind
from simulator.server import Simulator
from simulator.world import Page, PageState

CLEAN = partial(redacted, secrets=())


@pytest.fixture
def pages(sim: Simulator) -> list[Page]:
    return [
        sim.world.put(
            Page(
                id=str(100 + number),
                username=f"page.{number}",
                name=f"Page {number}",
                followers=3_000 + number,
                fans=2_900,
                talking_about=17,
                verification_status="blue_verified",
                about="In the service of the citizen",
            )
        )
        for number in range(3)
    ]


@pytest.fixture
def refs(pages: list[Page]) -> list[AccountRef]:
    return [AccountRef(page.username or "", page.id) for page in pages]


async def reasons_of(connector: Connector, refs: list[AccountRef]) -> list[UnreadReason | None]:
    """Why each account was not read; None for one that was."""
    answer = await connector.read(refs)
    return [getattr(reading, "reason", None) for reading in answer.readings]


async def test_every_published_part_of_a_page_is_read(
    facebook: Connector, pages: list[Page], refs: list[AccountRef]
) -> None:
    answer = await facebook.read(refs[:1])

    assert answer.readings[0] == Profile(
        platform_id=pages[0].id,
        handle="page.0",
        counters={
            Metric.FOLLOWERS: Count(3_000),
            Metric.LIKES: Count(2_900),
            Metric.TALKING_ABOUT: Count(17),
        },
        display_name="Page 0",
        verified=True,
        url="https://www.facebook.com/page.0",
        description="In the service of the citizen",
    )


async def test_pages_with_and_without_a_known_id_share_one_request(
    facebook: Connector, sim: Simulator, refs: list[AccountRef]
) -> None:
    reasons = await reasons_of(facebook, [refs[0], AccountRef("page.1"), AccountRef("PAGE2")])

    assert reasons == [None, None, None]
    assert len(sim.requests) == 1


async def test_a_page_that_took_too_long_is_to_be_asked_again(
    facebook: Connector, sim: Simulator, refs: list[AccountRef]
) -> None:
    sim.faults.add(Fault(api="graph", path="/101", kind="null_element"))

    reasons = await reasons_of(facebook, refs)

    assert reasons == [None, UnreadReason.UNANSWERED, None]


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("permission", UnreadReason.NOT_PERMITTED),
        ("permission_as_parameter", UnreadReason.NOT_PERMITTED),
        ("not_found", UnreadReason.NOT_FOUND),
        ("alias_not_found", UnreadReason.NOT_FOUND),
        ("person", UnreadReason.NOT_FOUND),
        ("app_rate_limited", UnreadReason.UNANSWERED),
        ("token_expired", UnreadReason.UNANSWERED),
        ("unknown_error", UnreadReason.UNANSWERED),
        ("transient", UnreadReason.UNANSWERED),
        ("empty", UnreadReason.UNANSWERED),
        ("unavailable_html", UnreadReason.UNANSWERED),
    ],
)
async def test_one_page_that_fails_does_not_sink_the_rest(
    facebook: Connector, sim: Simulator, refs: list[AccountRef], kind: str, reason: UnreadReason
) -> None:
    sim.faults.add(Fault(api="graph", path="/101", kind=kind))

    reasons = await reasons_of(facebook, refs)

    assert reasons == [None, reason, None]


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("permission", NotPermitted),
        ("permission_as_parameter", NotPermitted),
        ("business_rate_limited", RateLimited),
        ("token_expired", AuthFailed),
        ("proof_invalid", AuthFailed),
        ("dead_version", MalformedAnswer),
    ],
)
async def test_a_failure_of_every_page_is_the_failure_of_the_request(
    facebook: Connector, sim: Simulator, refs: list[AccountRef], kind: str, error: type[ConnectorError]
) -> None:
    sim.faults.add(Fault(api="graph", path="/10", kind=kind))

    with pytest.raises(error):
        await facebook.read(refs)


async def test_a_credential_is_not_proved_by_a_page_that_does_not_exist(
    facebook: Connector, sim: Simulator, refs: list[AccountRef]
) -> None:
    sim.world.graph_rules = GraphRules(feature=Feature.NONE)

    with pytest.raises(NotPermitted, match="Page Public Content Access"):
        await facebook.read([AccountRef("nobody"), refs[0]])


async def test_a_limit_reached_halfway_keeps_what_was_read_and_says_stop(
    facebook: Connector, sim: Simulator, refs: list[AccountRef]
) -> None:
    sim.faults.add(Fault(api="graph", path="/102", kind="business_rate_limited"))

    answer = await facebook.read(refs)

    assert isinstance(answer.readings[0], Profile)
    assert answer.quota is not None
    assert answer.quota.used == 1.0


async def test_a_throttled_system_user_learns_when_to_come_back(
    facebook: Connector, sim: Simulator, refs: list[AccountRef]
) -> None:
    await facebook.read(refs)
    sim.world.graph_rules = GraphRules(used_percent=100)

    with pytest.raises(RateLimited) as caught:
        await facebook.read(refs)

    assert caught.value.after == timedelta(days=1)


async def test_the_limit_of_an_app_is_read_too(facebook: Connector, sim: Simulator, refs: list[AccountRef]) -> None:
    sim.world.graph_rules = GraphRules(token_kind=TokenKind.APP, used_percent=28)

    answer = await facebook.read(refs)

    assert answer.quota == Quota(used=0.28)


async def test_every_request_proves_that_it_comes_from_the_app(
    facebook: Connector, sim: Simulator, refs: list[AccountRef]
) -> None:
    sim.world.graph_rules = GraphRules(requires_proof=True)

    answer = await facebook.read(refs)

    assert isinstance(answer.readings[0], Profile)


async def test_without_the_apps_secret_no_proof_is_sent(
    connect: Callable[..., Connector], sim: Simulator, refs: list[AccountRef]
) -> None:
    connector = connect(FACEBOOK, app_secret=None)

    await connector.read(refs)
    sim.world.graph_rules = GraphRules(requires_proof=True)
    with pytest.raises(AuthFailed):
        await connector.read(refs)

    assert "appsecret_proof" not in sim.requests[0].params


async def test_the_token_is_in_no_address(facebook: Connector, sim: Simulator, refs: list[AccountRef]) -> None:
    await facebook.read(refs)

    (seen,) = sim.requests
    assert (seen.method, seen.path) == ("POST", "/")
    assert "access_token" not in seen.params["batch"]


@pytest.mark.parametrize("version", ["v25.0", "25.0"])
async def test_the_version_of_the_settings_is_asked_for(
    connect: Callable[..., Connector], sim: Simulator, refs: list[AccountRef], version: str
) -> None:
    await connect(FACEBOOK, version=version).read(refs)

    (part, *_) = json.loads(sim.requests[0].params["batch"])
    assert part["relative_url"].startswith("v25.0/100?fields=id,")


async def test_a_version_facebook_has_retired_is_named(
    connect: Callable[..., Connector], refs: list[AccountRef]
) -> None:
    with pytest.raises(MalformedAnswer, match="deprecated version"):
        await connect(FACEBOOK, version="v20.0").read(refs)


@pytest.mark.parametrize("handle", ["me", "ME", "app", "..", ".", "-", "page/feed", "page?fields=x", "page%2Ffeed"])
async def test_a_name_that_would_read_something_else_is_never_sent(
    facebook: Connector, sim: Simulator, handle: str
) -> None:
    reasons = await reasons_of(facebook, [AccountRef(handle)])

    assert reasons == [UnreadReason.MALFORMED]
    assert len(sim.requests) == 0


async def test_a_personal_profile_is_no_page(facebook: Connector, sim: Simulator) -> None:
    sim.world.put(Page(id="5", username="a.person", state=PageState.PERSON))

    reasons = await reasons_of(facebook, [AccountRef("a.person")])

    assert reasons == [UnreadReason.NOT_FOUND]


async def test_json_by_another_name_is_read(facebook: Connector, sim: Simulator, refs: list[AccountRef]) -> None:
    sim.faults.add(Fault(api="graph", content_type="text/javascript; charset=UTF-8"))

    reasons = await reasons_of(facebook, refs)

    assert reasons == [None, None, None]


@pytest.mark.parametrize(
    ("page", "likes", "absent"),
    [
        ({"fan_count": 0, "followers_count": 12}, None, Absence.WITHHELD),
        ({"followers_count": 12}, None, Absence.WITHHELD),
        ({"fan_count": -1, "followers_count": 12}, None, Absence.MALFORMED),
        ({"fan_count": 0, "followers_count": 0}, Count(0), None),
        ({"fan_count": 7, "followers_count": 0}, Count(7), None),
    ],
)
def test_a_page_that_counts_no_likes_is_not_a_page_without_fans(
    page: Mapping[str, int], likes: Count | None, absent: Absence | None
) -> None:
    reply = Reply(200, {}, [{"code": 200, "body": json.dumps({"id": "1", **page})}], is_json=True)

    (reading,) = parse(reply, [AccountRef("a")], reader(clean=CLEAN)).readings

    assert isinstance(reading, Profile)
    assert reading.counters.get(Metric.LIKES) == likes
    assert reading.absent.get(Metric.LIKES) == absent


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, None),
        ({"x-app-usage": '{"call_count":28,"total_time":95,"total_cputime":25}'}, Quota(used=0.95)),
        ({"x-app-usage": "busy"}, None),
        ({"x-app-usage": '{"call_count":"many"}'}, Quota(used=0.0)),
        ({"x-business-use-case-usage": "[]"}, None),
        ({"x-business-use-case-usage": '{"1":5,"2":[{"type":"ads_insights","call_count":100}]}'}, None),
        (
            {
                "x-app-usage": '{"call_count":3,"total_time":3,"total_cputime":3}',
                "x-business-use-case-usage": '{"1":[{"type":"pages","call_count":100,"total_cputime":23,'
                '"total_time":23,"estimated_time_to_regain_access":26}]}',
            },
            Quota(used=1.0, renews_after=timedelta(minutes=26)),
        ),
    ],
)
def test_usage_is_the_fullest_limit_that_is_ours(headers: Mapping[str, str], expected: Quota | None) -> None:
    assert usage(headers, kind="pages") == expected


WORDS = st.sampled_from(["error", "code", "message", "error_subcode", "body", "id", "fan_count", "is_published", "1"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS | st.text(max_size=3), inner, max_size=5),
    max_leaves=20,
)
PART = JSON | st.builds(lambda code, body: {"code": code, "body": json.dumps(body)}, st.integers(0, 600), JSON)


@given(status=st.integers(200, 599), body=JSON | st.lists(PART, min_size=2, max_size=2), header=st.text())
def test_any_answer_gives_every_page_a_reading_or_is_refused(status: int, body: object, header: str) -> None:
    headers = {"x-app-usage": header, "x-business-use-case-usage": header}
    reply = Reply(status, headers, body, is_json=True)

    outcome = _attempt(lambda: parse(reply, [AccountRef("a"), AccountRef("b")], reader(clean=CLEAN)).readings)

    assert isinstance(outcome, ConnectorError) or len(outcome) == 2


def _attempt(call: Callable[[], object]) -> object:
    try:
        return call()
    except ConnectorError as error:
        return error
