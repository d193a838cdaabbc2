import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest

from simulator.faults import Fault
from simulator.rules import XRules
from simulator.server import Simulator
from simulator.world import XAccount

LIMIT_HEADERS = {"x-rate-limit-limit", "x-rate-limit-remaining", "x-rate-limit-reset"}


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def json(self) -> Any:  # noqa: ANN401  JSON has any shape
        return json.loads(self.text)


Ask = Callable[..., Awaitable[Answer]]


@pytest.fixture
def ask(sim: Simulator, http: aiohttp.ClientSession) -> Ask:
    async def get(path: str, *, token: str | None = None, **params: str) -> Answer:
        headers = {"Authorization": f"Bearer {sim.tokens.x if token is None else token}"}
        async with http.get(sim.urls.x + path, params=params, headers=headers) as answer:
            return Answer(answer.status, answer.headers.copy(), await answer.text())

    return get


@pytest.fixture(autouse=True)
def dgsn(sim: Simulator) -> XAccount:
    return sim.world.put(
        XAccount(
            id="2244994945",
            username="DGSN_MAROC",
            name="DGSN",
            followers=583423,
            following=20,
            posts=14052,
            listed=1672,
            likes=7,
            media=9,
            verified=True,
            verified_type="government",
            created_at=datetime(2019, 2, 15, 4, 35, 55, tzinfo=UTC),
            verified_followers=12,
        )
    )


@pytest.mark.parametrize(
    ("path", "params"),
    [
        ("/2/users", {"ids": "2244994945"}),
        ("/2/users/by", {"usernames": "dgsn_maroc"}),
    ],
)
async def test_a_list_lookup_answers_only_the_default_fields_in_a_list(
    ask: Ask, path: str, params: dict[str, str]
) -> None:
    answer = await ask(path, **params)

    assert answer.status == 200
    assert answer.json == {"data": [{"id": "2244994945", "name": "DGSN", "username": "DGSN_MAROC"}]}


@pytest.mark.parametrize("path", ["/2/users/2244994945", "/2/users/by/username/DGSN_maroc"])
async def test_a_single_lookup_answers_one_object(ask: Ask, path: str) -> None:
    answer = await ask(path)

    assert answer.json == {"data": {"id": "2244994945", "name": "DGSN", "username": "DGSN_MAROC"}}


async def test_fields_asked_for_are_added_with_exact_counters(ask: Ask) -> None:
    answer = await ask("/2/users/2244994945", **{"user.fields": "created_at,public_metrics,verified,verified_type"})

    assert answer.json["data"] == {
        "id": "2244994945",
        "name": "DGSN",
        "username": "DGSN_MAROC",
        "created_at": "2019-02-15T04:35:55.000Z",
        "verified": True,
        "verified_type": "government",
        "public_metrics": {
            "followers_count": 583423,
            "following_count": 20,
            "tweet_count": 14052,
            "listed_count": 1672,
            "like_count": 7,
            "media_count": 9,
        },
    }


async def test_fields_without_a_value_are_left_out_and_not_null(ask: Ask, sim: Simulator) -> None:
    sim.world.put(XAccount(id="7", username="quiet", created_at=None, description=None, likes=None))

    answer = await ask("/2/users/7", **{"user.fields": "created_at,description,location,url,public_metrics"})

    assert set(answer.json["data"]) == {"id", "name", "username", "public_metrics"}
    assert "like_count" not in answer.json["data"]["public_metrics"]


async def test_followers_with_a_check_mark_come_as_text(ask: Ask) -> None:
    answer = await ask("/2/users/2244994945", **{"user.fields": "verified_followers_count"})

    assert answer.json["data"]["verified_followers_count"] == "12"


async def test_a_change_of_the_world_is_in_the_next_answer(ask: Ask, sim: Simulator) -> None:
    sim.world.x("2244994945").followers = 5

    answer = await ask("/2/users/2244994945", **{"user.fields": "public_metrics"})

    assert answer.json["data"]["public_metrics"]["followers_count"] == 5


async def test_the_latest_post_is_a_snowflake_of_its_instant(ask: Ask, dgsn: XAccount) -> None:
    dgsn.last_post_at = datetime(2026, 11, 24, 7, 59, 59, 250000, tzinfo=UTC)

    answer = await ask("/2/users/2244994945", **{"user.fields": "most_recent_tweet_id"})
    latest = int(answer.json["data"]["most_recent_tweet_id"])

    assert (latest >> 22) + 1288834974657 == dgsn.last_post_at.timestamp() * 1000


@pytest.mark.parametrize(
    ("vocabulary", "extra", "counter", "latest"),
    [
        ("by_request", {}, "tweet_count", "most_recent_tweet_id"),
        ("by_request", {"tweet.fields": "id"}, "tweet_count", "most_recent_tweet_id"),
        ("by_request", {"post.fields": "id"}, "post_count", "most_recent_post_id"),
        ("tweet", {"post.fields": "id"}, "tweet_count", "most_recent_tweet_id"),
        ("post", {}, "post_count", "most_recent_post_id"),
        ("uneven", {}, "tweet_count", "most_recent_post_id"),
    ],
)
async def test_each_vocabulary_has_its_words(
    ask: Ask, sim: Simulator, dgsn: XAccount, vocabulary: str, extra: dict[str, str], counter: str, latest: str
) -> None:
    sim.world.x_rules = XRules(vocabulary=vocabulary)
    dgsn.most_recent_post_id = "1900"

    answer = await ask("/2/users/2244994945", **{"user.fields": f"public_metrics,{latest}"}, **extra)

    assert answer.json["data"]["public_metrics"][counter] == 14052
    assert answer.json["data"][latest] == "1900"


async def test_a_word_of_the_other_vocabulary_is_refused_with_the_words_that_are_known(ask: Ask) -> None:
    answer = await ask("/2/users/2244994945", **{"user.fields": "most_recent_post_id"})

    assert answer.status == 400
    [error] = answer.json["errors"]
    assert error["message"].startswith("The `user.fields` query parameter value [most_recent_post_id] is not one of [")
    assert "most_recent_tweet_id" in error["message"]


async def test_a_field_the_world_no_longer_knows_is_refused(ask: Ask, sim: Simulator) -> None:
    sim.world.x_rules.refused_fields = frozenset({"location"})

    answer = await ask("/2/users/2244994945", **{"user.fields": "location"})

    assert answer.status == 400
    assert "location" not in answer.json["errors"][0]["message"].partition("is not one of")[2]


async def test_a_field_asked_for_twice_is_refused(ask: Ask) -> None:
    answer = await ask("/2/users/2244994945", **{"user.fields": "name,name"})

    assert answer.status == 400


async def test_a_parameter_that_does_not_exist_is_refused(ask: Ask) -> None:
    answer = await ask("/2/users", ids="2244994945", user_fields="name")

    assert answer.status == 400
    assert answer.json["errors"][0]["message"].startswith("The query parameter [user_fields] is not one of [ids,")


async def test_a_protected_account_is_read_like_any_other(ask: Ask, sim: Simulator) -> None:
    sim.world.put(XAccount(id="7", username="shy", followers=12, state="protected"))

    answer = await ask("/2/users/7", **{"user.fields": "protected,public_metrics"})

    assert answer.json["data"]["protected"] is True
    assert answer.json["data"]["public_metrics"]["followers_count"] == 12


@pytest.mark.parametrize("state", ["missing", "deactivated"])
async def test_an_account_that_is_gone_is_a_partial_error_beside_the_others(
    ask: Ask, sim: Simulator, state: str
) -> None:
    sim.world.put(XAccount(id="7", username="gone", state=state))

    answer = await ask("/2/users/by", usernames="gone,DGSN_MAROC")

    assert answer.status == 200
    assert [user["id"] for user in answer.json["data"]] == ["2244994945"]
    assert answer.json["errors"] == [
        {
            "value": "gone",
            "detail": "Could not find user with usernames: [gone].",
            "title": "Not Found Error",
            "resource_type": "user",
            "parameter": "usernames",
            "resource_id": "gone",
            "type": "https://api.twitter.com/2/problems/resource-not-found",
        }
    ]


async def test_a_suspended_account_has_the_type_of_a_missing_one_and_another_title(ask: Ask, sim: Simulator) -> None:
    sim.world.put(XAccount(id="7", username="banned", state="suspended"))

    answer = await ask("/2/users", ids="7")

    [error] = answer.json["errors"]
    assert error["type"] == "https://api.twitter.com/2/problems/resource-not-found"
    assert error["title"] == "Forbidden"
    assert error["detail"] == "User has been suspended: [7]."
    assert error["parameter"] == "ids"


async def test_an_account_the_app_may_not_see_is_an_authorization_error(ask: Ask, sim: Simulator) -> None:
    sim.world.put(XAccount(id="7", username="hidden", state="unauthorized"))

    answer = await ask("/2/users/by/username/hidden")

    [error] = answer.json["errors"]
    assert error["title"] == "Authorization Error"
    assert error["detail"] == "Sorry, you are not authorized to see the user with username: [hidden]."


@pytest.mark.parametrize("path", ["/2/users/7", "/2/users/by/username/nobody"])
async def test_when_nothing_is_found_there_is_no_data_at_all(ask: Ask, path: str) -> None:
    answer = await ask(path)

    assert answer.status == 200
    assert set(answer.json) == {"errors"}


async def test_the_order_of_data_is_never_the_order_asked_and_always_the_same(ask: Ask, sim: Simulator) -> None:
    for_ids = [str(number) for number in range(1, 41)]
    [sim.world.put(XAccount(id=name, username=f"user_{name}")) for name in for_ids]

    first = [user["id"] for user in (await ask("/2/users", ids=",".join(for_ids))).json["data"]]
    second = [user["id"] for user in (await ask("/2/users", ids=",".join(first))).json["data"]]
    again = [user["id"] for user in (await ask("/2/users", ids=",".join(for_ids))).json["data"]]

    assert sorted(first) == sorted(for_ids)
    assert first != for_ids
    assert second != first
    assert again == first


@pytest.mark.parametrize("handle", ["sixteen_letters_", "with.dot", "@DGSN_MAROC", "a b", "é"])
async def test_one_malformed_handle_sinks_the_whole_request(ask: Ask, handle: str) -> None:
    answer = await ask("/2/users/by", usernames=f"DGSN_MAROC,{handle}")

    assert answer.status == 400
    assert answer.json == {
        "errors": [
            {
                "parameters": {"usernames": [f"DGSN_MAROC,{handle}"]},
                "message": f"The `usernames` query parameter value [{handle}] does not match ^[A-Za-z0-9_]{{1,15}}$",
            }
        ],
        "title": "Invalid Request",
        "detail": "One or more parameters to your request was invalid.",
        "type": "https://api.x.com/2/problems/invalid-request",
    }


async def test_a_malformed_id_sinks_the_whole_request(ask: Ask) -> None:
    answer = await ask("/2/users", ids="2244994945,12345678901234567890")

    assert answer.status == 400
    assert "does not match ^[0-9]{1,19}$" in answer.json["errors"][0]["message"]


async def test_a_malformed_handle_alone_is_a_400_and_not_a_404(ask: Ask) -> None:
    answer = await ask("/2/users/by/username/with.dot")

    assert answer.status == 400
    assert answer.json["errors"][0]["parameters"] == {"username": ["with.dot"]}


async def test_a_hundred_accounts_are_taken_and_one_more_is_not(ask: Ask) -> None:
    hundred = await ask("/2/users", ids=",".join(map(str, range(100))))
    more = await ask("/2/users", ids=",".join(map(str, range(101))))

    assert hundred.status == 200
    assert more.status == 400
    assert more.json["errors"][0]["message"] == (
        "The number of values in the `ids` query parameter list [101] is not between 1 and 100"
    )


async def test_no_account_at_all_is_refused(ask: Ask) -> None:
    answer = await ask("/2/users/by")

    assert answer.status == 400
    assert answer.json["errors"][0]["message"] == "The `usernames` query parameter can not be empty"


@pytest.mark.parametrize("token", ["", "wrong"])
async def test_a_wrong_token_is_refused_without_any_header_about_limits(ask: Ask, token: str) -> None:
    answer = await ask("/2/users/2244994945", token=token)

    assert answer.status == 401
    assert answer.json == {"title": "Unauthorized", "type": "about:blank", "status": 401, "detail": "Unauthorized"}
    assert not {*LIMIT_HEADERS, "x-access-level"} & {name.lower() for name in answer.headers}


async def test_headers_count_down_to_the_reset_on_the_simulators_clock(ask: Ask, sim: Simulator) -> None:
    first = await ask("/2/users/2244994945")
    sim.clock.advance(timedelta(minutes=1))
    second = await ask("/2/users/2244994945")

    assert first.headers["x-rate-limit-limit"] == "300"
    assert first.headers["x-rate-limit-remaining"] == "299"
    assert second.headers["x-rate-limit-remaining"] == "298"
    assert first.headers["x-rate-limit-reset"] == second.headers["x-rate-limit-reset"]
    assert int(first.headers["x-rate-limit-reset"]) == datetime(2026, 11, 24, 8, 15, tzinfo=UTC).timestamp()


async def test_the_limit_refuses_until_the_window_is_over_and_each_endpoint_has_its_own(
    ask: Ask, sim: Simulator
) -> None:
    sim.world.x_rules.requests_per_window = 2
    statuses = [(await ask("/2/users/2244994945")).status for _ in range(3)]
    refused = await ask("/2/users/2244994945")
    elsewhere = await ask("/2/users", ids="2244994945")
    sim.clock.advance(timedelta(minutes=15))
    later = await ask("/2/users/2244994945")

    assert statuses == [200, 200, 429]
    assert refused.json == {
        "title": "Too Many Requests",
        "type": "about:blank",
        "status": 429,
        "detail": "Too Many Requests",
    }
    assert refused.headers["x-rate-limit-remaining"] == "0"
    assert "Retry-After" not in refused.headers
    assert elsewhere.status == 200
    assert later.status == 200


async def test_malformed_requests_count_against_the_limit(ask: Ask) -> None:
    await ask("/2/users", ids="x")

    answer = await ask("/2/users", ids="2244994945")

    assert answer.headers["x-rate-limit-remaining"] == "298"


async def test_credits_that_are_depleted_are_a_402(ask: Ask, sim: Simulator) -> None:
    sim.faults.add(Fault(api="x", kind="credits_depleted"))

    answer = await ask("/2/users/7")

    assert answer.status == 402
    assert answer.json["title"] == "CreditsDepleted"
    assert answer.json["type"] == "https://api.twitter.com/2/problems/credits"
    assert "does not have any credits to fulfill this request." in answer.json["detail"]


async def test_an_app_that_is_not_enrolled_is_a_403_without_errors(ask: Ask, sim: Simulator) -> None:
    sim.faults.add(Fault(api="x", kind="client_not_enrolled"))

    answer = await ask("/2/users/7")

    assert answer.status == 403
    assert answer.json["reason"] == "client-not-enrolled"
    assert answer.json["title"] == "Client Forbidden"
    assert answer.json["required_enrollment"] == "Appropriate Level of API Access"
    assert "errors" not in answer.json


@pytest.mark.parametrize(
    ("now", "reset"),
    [
        (datetime(2026, 11, 24, tzinfo=UTC), "2026-12-01"),
        (datetime(2026, 12, 31, tzinfo=UTC), "2027-01-01"),
    ],
)
async def test_a_spending_limit_is_a_403_with_the_day_it_starts_anew(
    ask: Ask, sim: Simulator, now: datetime, reset: str
) -> None:
    sim.clock.set(now)
    sim.faults.add(Fault(api="x", kind="spend_cap_reached"))

    answer = await ask("/2/users/7")

    assert answer.status == 403
    assert answer.json["title"] == "SpendCapReached"
    assert answer.json["reset_date"] == reset


async def test_an_authenticating_user_who_is_suspended_is_a_403(ask: Ask, sim: Simulator) -> None:
    sim.faults.add(Fault(api="x", kind="user_suspended"))

    answer = await ask("/2/users/7")

    assert answer.status == 403
    assert answer.json["type"].endswith("/problems/user-suspended")


async def test_a_monthly_cap_is_a_429_of_another_kind(ask: Ask, sim: Simulator) -> None:
    sim.faults.add(Fault(api="x", kind="usage_capped"))

    answer = await ask("/2/users/7")

    assert answer.status == 429
    assert answer.json["title"] == "UsageCapExceeded"
    assert answer.json["type"].endswith("/problems/usage-capped")
    assert (answer.json["period"], answer.json["scope"]) == ("Monthly", "Product")
    assert answer.headers["x-rate-limit-remaining"] != "0"


async def test_an_injected_limit_names_its_reset(ask: Ask, sim: Simulator) -> None:
    sim.faults.add(Fault(api="x", status=429, retry_after_s=60, times=1))

    answer = await ask("/2/users/7")
    after = await ask("/2/users/7")

    assert answer.status == 429
    assert answer.headers["x-rate-limit-remaining"] == "0"
    assert int(answer.headers["x-rate-limit-reset"]) == sim.clock.now().timestamp() + 60
    assert after.status == 200


@pytest.mark.parametrize("fault", [Fault(api="x", status=503), Fault(api="x", kind="unavailable_html")])
async def test_an_outage_may_be_a_page_of_html(ask: Ask, sim: Simulator, fault: Fault) -> None:
    sim.faults.add(fault)

    answer = await ask("/2/users/7")

    assert answer.status == 503
    assert answer.headers["Content-Type"].startswith("text/html")
    assert answer.text.startswith("<!DOCTYPE html>")


@pytest.mark.parametrize(("status", "kind"), [(500, "internal_error"), (503, "unavailable")])
async def test_an_outage_may_be_json(ask: Ask, sim: Simulator, status: int, kind: str) -> None:
    sim.faults.add(Fault(api="x", kind=kind))

    answer = await ask("/2/users/7")

    assert answer.status == answer.json["status"] == status


async def test_a_path_that_does_not_exist_is_a_404_and_is_seen(ask: Ask, sim: Simulator) -> None:
    answer = await ask("/2/nothing")

    assert answer.status == 404
    assert answer.json["title"] == "Not Found"
    assert sim.requests[-1].path == "/2/nothing"
