"""The refusals X documents, as the bodies it sends.

Sources: X's OpenAPI description 2.167 (``Problem`` and the schemas under it), and bodies published by its callers.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

ACCOUNT_ID: Final = 1234567890
"""The app owner's own id, which some refusals name."""

_PROBLEMS: Final = "https://api.twitter.com/2/problems"
_HTML_503: Final = (
    "<!DOCTYPE html><html><head><title>X / Error</title></head><body><h1>Over capacity</h1></body></html>"
)

Json = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class XProblem:
    """A refusal of the whole request.

    Attributes:
        status: HTTP status.
        body: JSON object, or a page of HTML as text.
        is_anonymous: Whether the answer carries none of the headers about limits: X did not learn who asked.
        is_exhausted: Whether the headers say that nothing is left of the limit.

    """

    status: int
    body: Json | str
    is_anonymous: bool = field(default=False)
    is_exhausted: bool = field(default=False)


def plain(status: int, title: str, *, is_anonymous: bool = False, is_exhausted: bool = False) -> XProblem:
    """A refusal that says no more than its status."""
    body: Json = {"title": title, "type": "about:blank", "status": status, "detail": title}
    return XProblem(status=status, body=body, is_anonymous=is_anonymous, is_exhausted=is_exhausted)


def invalid_request(parameters: Iterable[tuple[str, str, str]]) -> XProblem:
    """A refusal of the parameters: each is its name, the value sent and what is wrong with it."""
    errors = [{"parameters": {name: [value]}, "message": message} for name, value, message in parameters]
    body: Json = {
        "errors": errors,
        "title": "Invalid Request",
        "detail": "One or more parameters to your request was invalid.",
        "type": "https://api.x.com/2/problems/invalid-request",
    }
    return XProblem(status=400, body=body)


UNAUTHORIZED: Final = plain(401, "Unauthorized", is_anonymous=True)
NOT_FOUND: Final = plain(404, "Not Found")
RATE_LIMITED: Final = plain(429, "Too Many Requests", is_exhausted=True)

_CREDITS_DEPLETED: Final = XProblem(
    status=402,
    body={
        "account_id": ACCOUNT_ID,
        "title": "CreditsDepleted",
        "detail": f"Your enrolled account [{ACCOUNT_ID}] does not have any credits to fulfill this request.",
        "type": f"{_PROBLEMS}/credits",
    },
)
_CLIENT_NOT_ENROLLED: Final = XProblem(
    status=403,
    body={
        "client_id": "12345678",
        "detail": "When authenticating requests to the X API v2 endpoints, you must use keys and tokens from a "
        "developer App that is attached to a Project. You can create a project via the developer portal.",
        "registration_url": "https://developer.x.com/en/docs/projects/overview",
        "title": "Client Forbidden",
        "required_enrollment": "Appropriate Level of API Access",
        "reason": "client-not-enrolled",
        "type": f"{_PROBLEMS}/client-forbidden",
    },
)
_USER_SUSPENDED: Final = XProblem(
    status=403,
    body={
        "title": "Forbidden",
        "detail": "Your account is suspended and is not permitted to access this feature.",
        "type": f"{_PROBLEMS}/user-suspended",
        "status": 403,
    },
)
_USAGE_CAPPED: Final = XProblem(
    status=429,
    body={
        "account_id": ACCOUNT_ID,
        "title": "UsageCapExceeded",
        "detail": "Usage cap exceeded: Monthly product cap",
        "period": "Monthly",
        "scope": "Product",
        "type": f"{_PROBLEMS}/usage-capped",
    },
)

_KINDS: Final[dict[str, XProblem]] = {
    "unauthorized": UNAUTHORIZED,
    "credits_depleted": _CREDITS_DEPLETED,
    "client_not_enrolled": _CLIENT_NOT_ENROLLED,
    "user_suspended": _USER_SUSPENDED,
    "not_found": NOT_FOUND,
    "rate_limited": RATE_LIMITED,
    "usage_capped": _USAGE_CAPPED,
    "internal_error": plain(500, "Internal Server Error"),
    "unavailable": plain(503, "Service Unavailable"),
    "unavailable_html": XProblem(status=503, body=_HTML_503),
}
_SPEND_CAP: Final = "spend_cap_reached"

KINDS: Final = frozenset({*_KINDS, _SPEND_CAP})
"""Kinds of failure a fault may name."""

_BY_STATUS: Final = {
    401: "unauthorized",
    402: "credits_depleted",
    403: "client_not_enrolled",
    404: "not_found",
    429: "rate_limited",
    500: "internal_error",
    503: "unavailable_html",
}


def problem_of(kind: str | None, status: int | None, *, now: datetime) -> XProblem:
    """The refusal a fault asks for by kind, or else by status; a status X does not document says its number only."""
    if kind == _SPEND_CAP:
        return _spend_cap_reached(now)
    name = kind or _BY_STATUS.get(status or 500)
    return _KINDS[name] if name else plain(status or 500, "Internal Server Error")


def _spend_cap_reached(now: datetime) -> XProblem:
    """The refusal after the spending limit set in the console, which names the first day of the next month."""
    month = now.astimezone(UTC).year * 12 + now.astimezone(UTC).month
    reset_date = f"{month // 12}-{month % 12 + 1:02}-01"
    return XProblem(
        status=403,
        body={
            "account_id": ACCOUNT_ID,
            "title": "SpendCapReached",
            "detail": f"Your enrolled account [{ACCOUNT_ID}] has reached its billing cycle spend cap. API requests "
            f"will be blocked until the next cycle begins on {reset_date}.",
            "reset_date": reset_date,
            "type": f"{_PROBLEMS}/credits",
        },
    )


def not_found_error(parameter: str, value: str) -> Json:
    """The partial error about an account that does not exist, or does not any more."""
    return _partial(parameter, value, "Not Found Error", f"Could not find user with {parameter}: [{value}].")


def suspended_error(parameter: str, value: str) -> Json:
    """The partial error about a suspended account, whose type says that it was not found."""
    return _partial(parameter, value, "Forbidden", f"User has been suspended: [{value}].")


def unauthorized_error(parameter: str, value: str) -> Json:
    """The partial error about an account that the app may not see."""
    detail = f"Sorry, you are not authorized to see the user with {parameter}: [{value}]."
    problem = _partial(parameter, value, "Authorization Error", detail)
    return problem | {"type": f"{_PROBLEMS}/not-authorized-for-resource"}


def _partial(parameter: str, value: str, title: str, detail: str) -> Json:
    return {
        "value": value,
        "detail": detail,
        "title": title,
        "resource_type": "user",
        "parameter": parameter,
        "resource_id": value,
        "type": f"{_PROBLEMS}/resource-not-found",
    }
