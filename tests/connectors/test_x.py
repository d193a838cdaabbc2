"""What is X's own: its words, its partial errors, its fields, its limits."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from connectors.connector import Connector, Quota
from connectors.errors import BudgetSpent, ConnectorError, MalformedAnswer, RateLimited, redacted
from connectors.wire import Reply
from connectors.x_refusal import invalid_values, quota, refusal
from connectors.x_wire import Lookup, parse
from growth.count import Count
from growth.platform import Metric
from growth.reading import AccountRef, Profile, Unread, UnreadReason
from simulator.faults import Fault
from simulator.rules import Vocabulary, XRules
from simulator.server import Simulator
from simulator.world import XAccount, XState

CLEAN = partial(redacted, secrets=())
OPENED = datetime(2019, 2, 15, 9, 30, tzinfo=UTC)
POSTED = datetime(2026, 11, 23, 17, 45, 12, tzinfo=UTC)


@pytest.fixture
def account(sim: Simulator) -> XAccount:
    return sim.world.put(
        XAccount(
            id="1095679",
            username="DGSN_MAROC",
            name="DGSN MAROC",
            followers=45_000,
            following=3,
            posts=812,
            listed=40,
            verified=True,
            verified_type="government",
            created_at=OPENED,
            description="الحساب الرسمي",
            url="https://www.dgsn.gov.ma",
            last_post_at=POSTED,
        )
    )


async def read_one(connector: Connector, ref: AccountRef) -> Profile | Unread:
    (reading,) = (await connector.read([ref])).readings
    return reading


@pytest.mark.parametrize("vocabulary", Vocabulary)
async def test_counters_and_the_last_post_are_read_in_either_vocabulary(
    x: Connector, sim: Simulator, account: XAccount, vocabulary: Vocabulary
) -> None:
    sim.world.x_rules = XRules(vocabulary=vocabulary)

    reading = await read_one(x, AccountRef(account.username))

    assert isinstance(reading, Profile)
    assert reading.counters == {
        Metric.FOLLOWERS: Count(45_000),
        Metric.FOLLOWING: Count(3),
        Metric.POSTS: Count(812),
        Metric.LISTED: Count(40),
    }
    assert reading.last_post_at == POSTED


async def test_every_published_part_of_a_profile_is_read(x: Connector, account: XAccount) -> None:
    reading = await read_one(x, AccountRef("dgsn_maroc"))

    assert isinstance(reading, Profile)
    assert (reading.platform_id, reading.handle, reading.display_name) == ("1095679", "DGSN_MAROC", account.name)
    assert (reading.verified, reading.protected) == (True, False)
    assert (reading.created_at, reading.description, reading.url) == (OPENED, account.description, account.url)


async def test_a_protected_account_still_has_counters(x: Connector, account: XAccount) -> None:
    account.state = XState.PROTECTED

    reading = await read_one(x, AccountRef(account.username))

    assert isinstance(reading, Profile)
    assert reading.protected is True
    assert reading.counters[Metric.FOLLOWERS] == Count(45_000)


@pytest.mark.parametrize("known_id", [None, "1095679"], ids=["by handle", "by id"])
@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (XState.SUSPENDED, UnreadReason.SUSPENDED),
        (XState.UNAUTHORIZED, UnreadReason.NOT_PERMITTED),
        (XState.DEACTIVATED, UnreadReason.NOT_FOUND),
        (XState.MISSING, UnreadReason.NOT_FOUND),
    ],
)
async def test_an_account_that_cannot_be_seen_says_why(
    x: Connector, account: XAccount, known_id: str | None, state: XState, reason: UnreadReason
) -> None:
    account.state = state

    reading = await read_one(x, AccountRef(account.username, known_id))

    assert isinstance(reading, Unread)
    assert reading.reason is reason


async def test_an_account_whose_name_says_suspended_is_not(x: Connector) -> None:
    reading = await read_one(x, AccountRef("suspended"))

    assert isinstance(reading, Unread)
    assert reading.reason is UnreadReason.NOT_FOUND


async def test_a_mixed_batch_is_one_request_for_ids_and_one_for_handles(
    x: Connector, sim: Simulator, account: XAccount
) -> None:
    other = sim.world.put(XAccount(id="77", username="Other"))

    answer = await x.read([AccountRef("Other"), AccountRef("former_handle", account.id)])

    assert [seen.params.get("ids", seen.params.get("usernames")) for seen in sim.requests] == [account.id, "Other"]
    assert [reading.handle for reading in answer.readings if isinstance(reading, Profile)] == [
        other.username,
        account.username,
    ]


async def test_of_the_two_limits_of_a_mixed_batch_the_fuller_is_told(x: Connector, account: XAccount) -> None:
    await x.read([AccountRef(account.username, account.id)])

    answer = await x.read([AccountRef(account.username, account.id), AccountRef(account.username)])

    assert answer.quota is not None
    assert answer.quota.remaining == 298


async def test_an_optional_field_x_has_forgotten_is_given_up_for_good(
    x: Connector, sim: Simulator, account: XAccount
) -> None:
    sim.world.x_rules = XRules(refused_fields=frozenset({"most_recent_tweet_id"}))

    first = await read_one(x, AccountRef(account.username))
    second = await read_one(x, AccountRef(account.username))

    assert [seen.status for seen in sim.requests] == [400, 200, 200]
    assert first == second
    assert isinstance(first, Profile)
    assert first.last_post_at is None


async def test_a_field_x_has_renamed_is_asked_for_by_its_new_name(
    x: Connector, sim: Simulator, account: XAccount
) -> None:
    sim.world.x_rules = XRules(vocabulary=Vocabulary.POST)

    await read_one(x, AccountRef(account.username))

    assert ["most_recent_tweet_id" in seen.params["user.fields"] for seen in sim.requests] == [True, False]
    assert "most_recent_post_id" in sim.requests[-1].params["user.fields"]


async def test_a_handle_only_x_finds_malformed_sinks_nothing(x: Connector, sim: Simulator, account: XAccount) -> None:
    sentence = "The `usernames` query parameter value [Strange] does not match ^[A-Z]{1,15}$"
    body = json.dumps({"errors": [{"message": sentence}], "title": "Invalid Request"})
    sim.faults.add(Fault(api="x", status=400, body=body, times=1))

    answer = await x.read([AccountRef("strange"), AccountRef(account.username)])

    assert answer.readings[0] == Unread(UnreadReason.MALFORMED)
    assert isinstance(answer.readings[1], Profile)
    assert sim.requests[-1].params["usernames"] == account.username


async def test_a_batch_of_nothing_but_such_handles_is_answered_without_asking_again(
    x: Connector, sim: Simulator
) -> None:
    sentence = "The `usernames` query parameter value [strange] does not match ^[A-Z]{1,15}$"
    sim.faults.add(Fault(api="x", status=400, body=json.dumps({"errors": [{"message": sentence}]})))

    answer = await x.read([AccountRef("strange")])

    assert answer.readings == (Unread(UnreadReason.MALFORMED),)
    assert len(sim.requests) == 1


async def test_a_refusal_that_stays_is_raised_after_one_more_request(x: Connector, sim: Simulator) -> None:
    sentence = "The `user.fields` query parameter value [most_recent_tweet_id] is not one of [id,name]"
    sim.faults.add(Fault(api="x", status=400, body=json.dumps({"errors": [{"message": sentence}]})))

    with pytest.raises(MalformedAnswer, match="most_recent_tweet_id"):
        await x.read([AccountRef("anyone")])

    assert len(sim.requests) == 2


async def test_the_rate_limit_says_how_much_is_left_and_until_when(
    x: Connector, sim: Simulator, account: XAccount
) -> None:
    sim.world.x_rules = XRules(requests_per_window=1)
    renews_at = sim.clock.now() + timedelta(minutes=15)

    answer = await x.read([AccountRef(account.username)])
    with pytest.raises(RateLimited) as caught:
        await x.read([AccountRef(account.username)])

    assert answer.quota == Quota(remaining=0, renews_at=renews_at)
    assert caught.value.until == renews_at


@pytest.mark.parametrize(
    ("kind", "until"),
    [("spend_cap_reached", datetime(2026, 12, 1, tzinfo=UTC)), ("credits_depleted", None), ("usage_capped", None)],
)
async def test_a_spent_budget_says_when_it_renews_if_x_does(
    x: Connector, sim: Simulator, kind: str, until: datetime | None
) -> None:
    sim.faults.add(Fault(api="x", kind=kind))

    with pytest.raises(BudgetSpent) as caught:
        await x.read([AccountRef("anyone")])

    assert caught.value.until == until


@pytest.mark.parametrize(
    ("headers", "until", "after"),
    [
        ({"x-rate-limit-reset": "1795507200"}, datetime(2026, 11, 24, 8, tzinfo=UTC), None),
        ({"retry-after": "7"}, None, timedelta(seconds=7)),
        ({"x-rate-limit-reset": "soon", "retry-after": "Tue, 24 Nov 2026 08:00:00 GMT"}, None, None),
        ({"x-rate-limit-reset": "9" * 18, "retry-after": "9" * 18}, None, None),
        ({}, None, None),
    ],
)
def test_a_pause_is_what_the_headers_say_or_unknown(
    headers: Mapping[str, str], until: datetime | None, after: timedelta | None
) -> None:
    failure = refusal(Reply(429, headers, {}, is_json=True), clean=CLEAN)

    assert isinstance(failure, RateLimited)
    assert (failure.until, failure.after) == (until, after)


def test_no_headers_about_the_limit_do_not_mean_that_nothing_is_left() -> None:
    assert quota({}) is None


@pytest.mark.parametrize(
    ("post_id", "posted_at"),
    [
        ("1212092628029698048", datetime(2019, 12, 31, 19, 26, 16, 771000, tzinfo=UTC)),
        (1212092628029698048, datetime(2019, 12, 31, 19, 26, 16, 771000, tzinfo=UTC)),
        ("20", None),
        ("29700859246", None),
        ("9" * 40, None),
        ("-1", None),
        ([], None),
        (True, None),
    ],
)
def test_the_last_post_is_dated_by_its_id_where_ids_carry_a_time(post_id: object, posted_at: datetime | None) -> None:
    body = {"data": [{"id": "1", "most_recent_tweet_id": post_id}]}

    (reading,) = parse(body, {"1": AccountRef("a", "1")}, lookup=Lookup.IDS, clean=CLEAN).values()

    assert isinstance(reading, Profile)
    assert reading.last_post_at == posted_at


def test_what_no_database_can_store_is_cleaned_of_text() -> None:
    body = json.loads('{"data": [{"id": "1", "username": "a", "name": "\\ud83d a\\u0000b", "description": "\\u0000"}]}')

    (reading,) = parse(body, {"1": AccountRef("a", "1")}, lookup=Lookup.IDS, clean=CLEAN).values()

    assert isinstance(reading, Profile)
    assert (reading.display_name, reading.description) == ("? ab", None)


def test_an_error_about_something_else_than_an_account_asked_for_is_left_aside() -> None:
    body = {"errors": [{"value": "1", "detail": "Could not find tweet.", "resource_type": "tweet"}], "data": []}

    readings = parse(body, {"1": AccountRef("a", "1")}, lookup=Lookup.IDS, clean=CLEAN)

    assert readings == {"1": Unread(UnreadReason.UNANSWERED)}


WORDS = st.sampled_from(["data", "errors", "id", "1", "username", "a", "value", "title", "detail", "public_metrics"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS | st.text(max_size=3), inner, max_size=5),
    max_leaves=20,
)


BODY = JSON | st.fixed_dictionaries({"data": JSON | st.lists(JSON), "errors": JSON | st.lists(JSON)})
HUGE = {"data": [{"id": "1", "public_metrics": {"followers_count": 10**30}, "entities": {"url": {"urls": [{}]}}}]}


@given(body=BODY, lookup=st.sampled_from(Lookup))
@example(body=HUGE, lookup=Lookup.IDS)
def test_any_body_gives_every_account_a_reading_or_is_refused(body: object, lookup: Lookup) -> None:
    outcome = _attempt(lambda: parse(body, {"1": AccountRef("a"), "a": AccountRef("b")}, lookup=lookup, clean=CLEAN))

    assert isinstance(outcome, ConnectorError) or outcome.keys() == {"1", "a"}


@given(status=st.integers(300, 599), body=JSON, is_json=st.booleans(), value=st.text())
def test_any_refusal_has_a_class(status: int, body: object, value: str, *, is_json: bool) -> None:
    headers = dict.fromkeys(("x-rate-limit-reset", "x-rate-limit-remaining", "retry-after"), value)
    reply = Reply(status, headers, body if is_json else None, is_json=is_json)

    failure = refusal(reply, clean=CLEAN)

    assert isinstance(failure, ConnectorError)
    assert type(failure) is not ConnectorError
    assert isinstance(invalid_values(reply), tuple)
    assert quota(headers) is None or value.isdigit()


def _attempt(call: Callable[[], object]) -> object:
    try:
        return call()
    except ConnectorError as error:
        return error
