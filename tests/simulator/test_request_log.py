from datetime import UTC, datetime

from simulator.faults import Api
from simulator.request_log import LONGEST_LOG, RequestLog

NOW = datetime(2019, 2, 15, 12, tzinfo=UTC)


def test_known_secrets_are_masked_wherever_they_stand() -> None:
    log = RequestLog(["s3cret", ""])

    log.add(Api.X, "GET", "/s3cret/x", {"q": "a s3cret b"}, at=NOW, status=200)

    assert log[0].path == "/***/x"
    assert log[0].params == {"q": "a *** b"}


def test_tokens_inside_a_batch_are_masked() -> None:
    log = RequestLog()

    log.add(Api.GRAPH, "POST", "/", {"batch": '[{"relative_url":"1?access_token=AB&fields=id"}]'}, at=NOW, status=200)

    assert log[0].params["batch"] == '[{"relative_url":"1?access_token=***&fields=id"}]'


def test_requests_of_one_api_can_be_picked_out() -> None:
    log = RequestLog()
    log.add(Api.X, "GET", "/1", {}, at=NOW, status=200)
    log.add(Api.GRAPH, "GET", "/2", {}, at=NOW, status=200)

    picked = log.of("graph")

    assert [seen.path for seen in picked] == ["/2"]
    assert [seen.path for seen in log[-1:]] == ["/2"]


def test_the_oldest_requests_are_forgotten_first() -> None:
    log = RequestLog()
    [log.add(Api.X, "GET", f"/{number}", {}, at=NOW, status=200) for number in range(LONGEST_LOG + 1)]

    kept = len(log), log[0].path
    log.clear()

    assert kept == (LONGEST_LOG, "/1")
    assert len(log) == 0
