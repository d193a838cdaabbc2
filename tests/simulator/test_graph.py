import hashlib
import hmac
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest

from simulator.faults import Fault
from simulator.rules import GraphRules
from simulator.server import Simulator
from simulator.world import Page

COUNTERS = "id,name,username,link,fan_count,followers_count,verification_status,is_verified,talking_about_count"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def json(self) -> Any:  # noqa: ANN401  JSON has any shape
        return json.loads(self.text)

    @property
    def error(self) -> Any:  # noqa: ANN401  JSON has any shape
        return self.json["error"]


Ask = Callable[..., Awaitable[Answer]]


@pytest.fixture
def ask(sim: Simulator, http: aiohttp.ClientSession) -> Ask:
    async def get(path: str, **params: str) -> Answer:
        query = {"access_token": sim.tokens.graph, **params}
        async with http.get(sim.urls.graph + path, params=query) as answer:
            return Answer(answer.status, answer.headers.copy(), await answer.text())

    return get


@pytest.fixture(autouse=True)
def page(sim: Simulator) -> Page:
    return sim.world.put(
        Page(id="100", username="dgsn.maroc", name="DGSN", followers=267788, fans=250000, talking_about=31)
    )


async def test_a_page_without_fields_is_its_name_and_id(ask: Ask) -> None:
    answer = await ask("/v26.0/100")

    assert answer.status == 200
    assert answer.json == {"name": "DGSN", "id": "100"}
    assert answer.headers["Content-Type"] == "application/json; charset=UTF-8"


async def test_fields_asked_for_are_exact(ask: Ask) -> None:
    answer = await ask("/v26.0/100", fields=COUNTERS)

    assert answer.json == {
        "id": "100",
        "name": "DGSN",
        "username": "dgsn.maroc",
        "link": "https://www.facebook.com/dgsn.maroc",
        "fan_count": 250000,
        "followers_count": 267788,
        "verification_status": "not_verified",
        "is_verified": False,
        "talking_about_count": 31,
    }


async def test_a_field_without_a_value_is_left_out(ask: Ask, page: Page) -> None:
    page.followers = None

    answer = await ask("/v26.0/100", fields="followers_count,about")

    assert answer.json == {"id": "100"}


@pytest.mark.parametrize("alias", ["dgsn.maroc", "DGSNmaroc"])
async def test_a_vanity_name_is_found_whatever_its_case_and_dots(ask: Ask, alias: str) -> None:
    answer = await ask(f"/v26.0/{alias}")

    assert answer.json["id"] == "100"


async def test_the_latest_post_comes_by_field_expansion(ask: Ask, page: Page) -> None:
    page.last_post_at = datetime(2026, 11, 24, 7, tzinfo=UTC)

    answer = await ask("/v26.0/100", fields="id,posts.limit(1){created_time,permalink_url}")

    [post] = answer.json["posts"]["data"]
    assert post["created_time"] == "2026-11-24T07:00:00+0000"
    assert set(post) == {"created_time", "permalink_url", "id"}


async def test_metadata_access_does_not_reach_posts(ask: Ask, sim: Simulator) -> None:
    sim.world.graph_rules = GraphRules(feature="ppma")

    refused = await ask("/v26.0/100", fields="posts.limit(1){created_time}")
    read = await ask("/v26.0/100", fields="followers_count")

    assert refused.error["code"] == 10
    assert read.status == 200


async def test_without_a_reviewed_feature_every_page_is_refused_alike(ask: Ask, sim: Simulator) -> None:
    sim.world.graph_rules = GraphRules(feature="none")

    answer = await ask("/v26.0/100")

    assert answer.status == 400
    assert answer.error["code"] == 10
    assert answer.error["message"].startswith(
        "(#10) This endpoint requires the 'pages_read_engagement' permission or the 'Page Public Content Access' "
        "feature or the 'Page Public Metadata Access' feature."
    )


async def test_a_field_that_does_not_exist_is_refused(ask: Ask) -> None:
    answer = await ask("/v26.0/100", fields="id,subscribers")

    assert answer.status == 400
    assert answer.error["code"] == 100
    assert answer.error["message"] == "(#100) Tried accessing nonexisting field (subscribers) on node type (Page)"


async def test_fields_that_are_not_spelled_right_are_refused(ask: Ask) -> None:
    answer = await ask("/v26.0/100", fields="id,posts.limit(1{created_time}")

    assert answer.error["code"] == 2500
    assert answer.error["message"].startswith("Syntax error")


async def test_several_ids_are_keyed_by_what_was_asked(ask: Ask, sim: Simulator) -> None:
    sim.world.put(Page(id="200", name="Gendarmerie"))

    answer = await ask("/v26.0/", ids="dgsn.maroc,200")

    assert answer.json == {"dgsn.maroc": {"name": "DGSN", "id": "100"}, "200": {"name": "Gendarmerie", "id": "200"}}


@pytest.mark.parametrize(("bad", "code"), [("nobody", 803), ("999", 100)])
async def test_one_bad_name_fails_them_all(ask: Ask, bad: str, code: int) -> None:
    answer = await ask("/v26.0/", ids=f"100,{bad}")

    assert answer.status == 400
    assert answer.error["code"] == code
    assert set(answer.json) == {"error"}


async def test_fifty_ids_are_taken_and_one_more_is_not(ask: Ask, sim: Simulator) -> None:
    [sim.world.put(Page(id=str(number))) for number in range(51)]

    fifty = await ask("/v26.0/", ids=",".join(map(str, range(50))))
    more = await ask("/v26.0/", ids=",".join(map(str, range(51))))

    assert len(fifty.json) == 50
    assert more.error["message"] == "(#100) Too many IDs. Maximum: 50. Provided: 51."


@pytest.mark.parametrize("state", ["unpublished", "missing", "person"])
async def test_a_page_that_is_gone_and_one_that_is_hidden_look_alike_by_id(ask: Ask, page: Page, state: str) -> None:
    page.state = state

    answer = await ask("/v26.0/100")

    assert answer.status == 400
    assert (answer.error["code"], answer.error["error_subcode"]) == (100, 33)
    assert answer.error["type"] == "GraphMethodException"
    assert answer.error["message"].startswith(
        "Unsupported get request. Object with ID '100' does not exist, cannot be loaded due to missing permissions, or "
        "does not support this operation."
    )
    assert answer.error["fbtrace_id"]


async def test_a_name_nobody_has_is_an_803(ask: Ask) -> None:
    answer = await ask("/v26.0/nobody")

    assert answer.status == 400
    assert answer.error["code"] == 803
    assert answer.error["message"] == "(#803) Some of the aliases you requested do not exist: nobody"
    assert answer.error["type"] == "OAuthException"


async def test_a_personal_profile_is_not_looked_up_by_name(ask: Ask, sim: Simulator) -> None:
    sim.world.put(Page(id="9", username="a.person", state="person"))

    answer = await ask("/v26.0/a.person")

    assert answer.error["code"] == 803
    assert answer.error["message"] == "(#803) Cannot query users by their username (a.person)"


@pytest.mark.parametrize("version", ["v2.8", "v20.0"])
async def test_a_dead_version_is_refused(ask: Ask, version: str) -> None:
    answer = await ask(f"/{version}/100")

    assert answer.status == 400
    assert answer.error["code"] == 2635
    assert "You are calling a deprecated version of the Graph API" in answer.error["message"]


async def test_a_version_dies_on_its_day(ask: Ask, sim: Simulator) -> None:
    before = await ask("/v21.0/100")
    sim.clock.set(datetime(2027, 1, 21, tzinfo=UTC))
    after = await ask("/v21.0/100")

    assert before.status == 200
    assert after.error["code"] == 2635


async def test_a_version_that_is_not_born_is_an_unknown_path(ask: Ask) -> None:
    answer = await ask("/v99.0/100")

    assert answer.status == 400
    assert answer.error["code"] == 2500
    assert answer.error["message"] == "Unknown path components: /v99.0/100"


async def test_todays_version_answers_in_the_replayed_past(ask: Ask, sim: Simulator) -> None:
    sim.clock.set(datetime(2019, 9, 1, tzinfo=UTC))

    answer = await ask("/v26.0/100")

    assert answer.status == 200


async def test_a_wrong_token_is_a_190(ask: Ask) -> None:
    answer = await ask("/v26.0/100", access_token="wrong")

    assert answer.status == 400
    assert answer.error["code"] == 190
    assert answer.error["type"] == "OAuthException"


async def test_no_token_is_a_104(sim: Simulator, http: aiohttp.ClientSession) -> None:
    async with http.get(f"{sim.urls.graph}/v26.0/100") as answer:
        document = await answer.json()

    assert document["error"]["code"] == 104
    assert document["error"]["message"] == "An access token is required to request this resource."


async def test_a_token_may_come_in_a_header(sim: Simulator, http: aiohttp.ClientSession) -> None:
    headers = {"Authorization": f"Bearer {sim.tokens.graph}"}

    async with http.get(f"{sim.urls.graph}/v26.0/100", headers=headers) as answer:
        status = answer.status

    assert status == 200


def proof(sim: Simulator) -> str:
    secret = (sim.tokens.app_secret or "").encode()
    return hmac.new(secret, sim.tokens.graph.encode(), hashlib.sha256).hexdigest()


async def test_a_proof_is_checked_whenever_it_is_sent(ask: Ask, sim: Simulator) -> None:
    right = await ask("/v26.0/100", appsecret_proof=proof(sim))
    wrong = await ask("/v26.0/100", appsecret_proof="0" * 64)

    assert right.status == 200
    assert wrong.status == 400
    assert wrong.error["message"] == "Invalid appsecret_proof provided in the API argument"
    assert wrong.error["code"] == 100


async def test_an_app_may_require_the_proof(ask: Ask, sim: Simulator) -> None:
    sim.world.graph_rules.requires_proof = True

    without = await ask("/v26.0/100")
    with_it = await ask("/v26.0/100", appsecret_proof=proof(sim))

    assert without.status == 400
    assert without.error["message"] == "API calls from the server require an appsecret_proof argument"
    assert without.error["type"] == "GraphMethodException"
    assert without.error["code"] == 100
    assert with_it.status == 200


async def test_a_system_users_token_has_the_business_limit_and_not_the_apps(ask: Ask) -> None:
    answer = await ask("/v26.0/100")

    [usages] = json.loads(answer.headers["X-Business-Use-Case-Usage"]).values()
    assert usages == [
        {
            "type": "pages",
            "call_count": 0,
            "total_cputime": 0,
            "total_time": 0,
            "estimated_time_to_regain_access": 0,
        }
    ]
    assert "X-App-Usage" not in answer.headers


async def test_an_apps_usage_is_shown_only_after_enough_calls(ask: Ask, sim: Simulator) -> None:
    sim.world.graph_rules = GraphRules(token_kind="app")

    shown = [(await ask("/v26.0/100")).headers.get("X-App-Usage") for _ in range(3)]

    assert shown[0] is None
    assert shown[1:] == ['{"call_count":1,"total_cputime":1,"total_time":1}'] * 2


@pytest.mark.parametrize(
    ("kind", "code", "window"),
    [("app", 4, timedelta(hours=1)), ("user", 17, timedelta(hours=1)), ("system_user", 80001, timedelta(days=1))],
)
async def test_each_kind_of_token_has_its_limit_and_its_refusal(
    ask: Ask, sim: Simulator, kind: str, code: int, window: timedelta
) -> None:
    sim.world.graph_rules = GraphRules(token_kind=kind, used_percent=100)
    throttled = await ask("/v26.0/100")
    sim.world.graph_rules.used_percent = None
    sim.clock.advance(window)
    later = await ask("/v26.0/100")

    assert throttled.error["code"] == code
    assert later.status == 200


async def test_a_throttled_business_is_told_the_minutes_it_has_to_wait(ask: Ask, sim: Simulator) -> None:
    sim.world.graph_rules = GraphRules(used_percent=100)

    answer = await ask("/v26.0/100")

    [[usage]] = json.loads(answer.headers["X-Business-Use-Case-Usage"]).values()
    assert usage["call_count"] == 100
    assert usage["estimated_time_to_regain_access"] == 24 * 60


async def test_an_injected_throttle_names_the_minutes_to_wait(ask: Ask, sim: Simulator) -> None:
    sim.faults.add(Fault(api="graph", kind="business_rate_limited", retry_after_s=601))

    answer = await ask("/v26.0/100")

    [[usage]] = json.loads(answer.headers["X-Business-Use-Case-Usage"]).values()
    assert answer.error["code"] == 80001
    assert (usage["call_count"], usage["estimated_time_to_regain_access"]) == (100, 11)


async def test_every_id_counts_as_a_call(ask: Ask, sim: Simulator) -> None:
    sim.world.graph_rules = GraphRules(token_kind="app")
    [sim.world.put(Page(id=str(number))) for number in range(50)]

    fifty = ",".join(map(str, range(50)))
    answers = [await ask("/v26.0/", ids=fifty) for _ in range(5)]

    assert [answer.status for answer in answers] == [200, 200, 200, 200, 403]
    assert answers[4].error["code"] == 4
    assert answers[4].error["is_transient"] is True


async def test_calls_made_while_throttled_prolong_it(ask: Ask, sim: Simulator) -> None:
    sim.world.graph_rules = GraphRules(token_kind="app")
    [await ask("/v26.0/100") for _ in range(200)]
    sim.clock.advance(timedelta(minutes=59))
    throttled = [(await ask("/v26.0/100")).status for _ in range(200)]
    sim.clock.advance(timedelta(minutes=1))
    after_an_hour = await ask("/v26.0/100")

    assert set(throttled) == {403}
    assert after_an_hour.status == 403


@pytest.mark.parametrize(
    ("kind", "status", "code", "subcode"),
    [
        ("app_rate_limited", 403, 4, None),
        ("user_rate_limited", 400, 17, None),
        ("page_rate_limited", 400, 32, None),
        ("custom_rate_limited", 400, 613, None),
        ("business_rate_limited", 400, 80001, None),
        ("token_invalid", 400, 190, None),
        ("token_app_removed", 400, 190, 458),
        ("token_checkpoint", 400, 190, 459),
        ("token_password_changed", 400, 190, 460),
        ("token_expired", 400, 190, 463),
        ("token_unconfirmed", 400, 190, 464),
        ("token_logged_out", 400, 190, 467),
        ("token_impersonation", 400, 190, 492),
        ("session_invalid", 400, 102, None),
        ("permission", 400, 10, None),
        ("permission_as_parameter", 400, 100, None),
        ("capability", 400, 3, None),
        ("permission_denied", 403, 200, None),
        ("not_found", 400, 100, 33),
        ("alias_not_found", 400, 803, None),
        ("person", 400, 803, None),
        ("dead_version", 400, 2635, None),
        ("blocked", 400, 368, None),
        ("unknown_error", 500, 1, None),
        ("unavailable", 500, 2, None),
        ("transient", 400, 2, None),
    ],
)
async def test_every_documented_failure_can_be_injected(
    ask: Ask, sim: Simulator, kind: str, status: int, code: int, subcode: int | None
) -> None:
    sim.faults.add(Fault(api="graph", kind=kind, path="/100"))

    answer = await ask("/v26.0/100")

    assert answer.status == status
    assert answer.error["code"] == code
    assert answer.error.get("error_subcode") == subcode
    assert answer.error["fbtrace_id"]
    assert answer.headers["WWW-Authenticate"].startswith('OAuth "Facebook Platform"')


@pytest.mark.parametrize("kind", ["transient", "unavailable", "app_rate_limited"])
async def test_a_failure_that_passes_says_so(ask: Ask, sim: Simulator, kind: str) -> None:
    sim.faults.add(Fault(api="graph", kind=kind))

    answer = await ask("/v26.0/100")

    assert answer.error["is_transient"] is True


async def test_a_failure_may_be_a_500_with_an_empty_object(ask: Ask, sim: Simulator) -> None:
    sim.faults.add(Fault(api="graph", kind="empty"))

    answer = await ask("/v26.0/100")

    assert (answer.status, answer.text) == (500, "{}")


async def test_an_outage_is_a_page_of_html(ask: Ask, sim: Simulator) -> None:
    sim.faults.add(Fault(api="graph", status=503))

    answer = await ask("/v26.0/100")

    assert answer.status == 503
    assert answer.headers["Content-Type"].startswith("text/html")


async def test_a_true_answer_may_come_as_javascript(ask: Ask, sim: Simulator) -> None:
    sim.faults.add(Fault(api="graph", content_type="text/javascript; charset=UTF-8"))

    answer = await ask("/v26.0/100")

    assert answer.headers["Content-Type"] == "text/javascript; charset=UTF-8"
    assert answer.json["id"] == "100"


async def test_a_true_answer_may_come_without_any_content_type(ask: Ask, sim: Simulator) -> None:
    sim.faults.add(Fault(api="graph", content_type=""))

    answer = await ask("/v26.0/100")

    assert "Content-Type" not in answer.headers
    assert answer.json["id"] == "100"


async def test_a_method_that_is_not_a_read_is_refused(sim: Simulator, http: aiohttp.ClientSession) -> None:
    async with http.delete(f"{sim.urls.graph}/v26.0/100") as answer:
        document = await answer.json()

    assert document["error"]["code"] == 100
    assert document["error"]["message"].startswith("Unsupported delete request.")
