from datetime import UTC, datetime, timedelta

import pytest

from connectors.connector import Quota
from connectors.errors import (
    AuthFailed,
    BudgetSpent,
    ConnectorError,
    MalformedAnswer,
    NotPermitted,
    RateLimited,
    Unavailable,
)
from connectors.limits import LONGEST_PAUSE, http_date, quota, refusal
from connectors.wire import Reply

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
EPOCH = str(int(NOON.timestamp()))


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, None),
        ({"x-ratelimit-limit": "300"}, None),
        ({"x-ratelimit-remaining": "many"}, None),
        ({"x-ratelimit-remaining": "0"}, Quota(remaining=0)),
        (
            {"x-ratelimit-remaining": "7", "x-ratelimit-reset": "2026-11-24T12:00:00.000000Z"},
            Quota(remaining=7, renews_at=NOON),
        ),
        ({"ratelimit-remaining": "7", "ratelimit-reset": EPOCH}, Quota(remaining=7, renews_at=NOON)),
        ({"ratelimit-remaining": "7", "ratelimit-reset": "90"}, Quota(remaining=7, renews_after=timedelta(seconds=90))),
        ({"ratelimit-remaining": "7", "ratelimit-reset": "soon"}, Quota(remaining=7)),
    ],
)
def test_a_quota_is_read_from_either_family_of_headers(headers: dict[str, str], expected: Quota | None) -> None:
    assert quota(headers) == expected


@pytest.mark.parametrize(
    ("headers", "until", "after"),
    [
        ({}, None, None),
        ({"retry-after": "120"}, None, timedelta(seconds=120)),
        ({"retry-after": "Tue, 24 Nov 2026 12:00:00 GMT"}, NOON, None),
        ({"retry-after": "120", "ratelimit-reset": EPOCH}, None, timedelta(seconds=120)),
        ({"retry-after": "later", "ratelimit-reset": EPOCH}, NOON, None),
        ({"x-ratelimit-reset": "2026-11-24T12:00:00Z"}, NOON, None),
        ({"ratelimit-reset": "120"}, None, timedelta(seconds=120)),
        ({"retry-after": "9" * 30}, None, None),
    ],
)
def test_a_pause_is_the_one_asked_for(headers: dict[str, str], until: datetime | None, after: timedelta | None) -> None:
    error = refusal(Reply.decode(429, headers, b""), "too many")

    assert isinstance(error, RateLimited)
    assert (error.until, error.after) == (until, after)


@pytest.mark.parametrize(
    ("headers", "after"),
    [
        ({"retry-after": "120"}, timedelta(minutes=2)),
        ({"retry-after": "999999999"}, LONGEST_PAUSE),
        ({"x-ratelimit-reset": "2026-11-24T12:05:00Z"}, timedelta(minutes=5)),
        ({"x-ratelimit-reset": "2026-11-24T11:00:00Z"}, timedelta()),
        ({"x-ratelimit-reset": "9999-01-01T00:00:00Z"}, LONGEST_PAUSE),
        ({"retry-after": "Tue, 24 Nov 2099 12:00:00 GMT"}, LONGEST_PAUSE),
        ({}, None),
    ],
)
def test_a_server_that_a_person_typed_cannot_ask_for_a_long_pause(
    headers: dict[str, str], after: timedelta | None
) -> None:
    dated = {**headers, "date": "Tue, 24 Nov 2026 12:00:00 GMT", "x-ratelimit-remaining": "0"}

    error = refusal(Reply.decode(429, dated, b""), "too many", longest=LONGEST_PAUSE)

    assert isinstance(error, RateLimited)
    assert (error.until, error.after) == (None, after)


def test_an_instant_of_a_server_without_a_clock_is_not_believed() -> None:
    left = quota({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "9999-01-01T00:00:00Z"}, longest=LONGEST_PAUSE)

    assert left == Quota(remaining=0)


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (429, b"{}", RateLimited),
        (429, b"<html>", RateLimited),
        (401, b"{}", AuthFailed),
        (402, b"{}", BudgetSpent),
        (403, b"{}", NotPermitted),
        (403, b"<html>", Unavailable),
        (404, b"{}", MalformedAnswer),
        (404, b"<html>", Unavailable),
        (500, b"{}", Unavailable),
        (200, b"{}", MalformedAnswer),
    ],
)
def test_a_refusal_is_what_its_status_says(status: int, body: bytes, error: type[ConnectorError]) -> None:
    failure = refusal(Reply.decode(status, {}, body), "words")

    assert type(failure) is error
    assert str(failure) == "words"


@pytest.mark.parametrize("text", [None, "", "soon", "Tue, 99 Nov 2026 12:00:00 GMT", "Tue, 24 Nov 99999 12:00:00 GMT"])
def test_what_is_no_date_is_none(text: str | None) -> None:
    assert http_date(text) is None
