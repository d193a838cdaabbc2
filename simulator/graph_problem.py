"""The refusals the Graph API documents, as the bodies it sends.

Sources: https://developers.facebook.com/docs/graph-api/guides/error-handling,
https://developers.facebook.com/docs/graph-api/overview/rate-limiting, and bodies published by its callers.
"""

from dataclasses import dataclass, replace
from typing import Final

_METHOD: Final = "GraphMethodException"
_SESSION: Final = "Error validating access token: "
_DOES_NOT_EXIST: Final = (
    "does not exist, cannot be loaded due to missing permissions, or does not support this operation. Please read the "
    "Graph API documentation at https://developers.facebook.com/docs/graph-api"
)
_PAGE_FEATURES: Final = (
    "requires the 'pages_read_engagement' permission or the 'Page Public Content Access' feature or the 'Page Public "
    "Metadata Access' feature. Refer to "
    "https://developers.facebook.com/docs/apps/review/login-permissions#manage-pages and "
    "https://developers.facebook.com/docs/apps/review/feature#reference-PAGES_ACCESS for details."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphProblem:
    """One refusal.

    Attributes:
        message: What Facebook says; ``{subject}`` stands for the object asked for.
        code: Facebook's number; None for the few that have none.
        type: Facebook's word for its kind.
        subcode: Facebook's finer number; None for most.
        status: HTTP status.
        is_transient: Whether Facebook says that it will pass; None says nothing.
        user_title: Heading meant for people; None for most.
        user_message: Sentence meant for people; None for most.

    """

    message: str
    code: int | None
    type: str = "OAuthException"
    subcode: int | None = None
    status: int = 400
    is_transient: bool | None = None
    user_title: str | None = None
    user_message: str | None = None

    def about(self, subject: str) -> "GraphProblem":
        """The same, naming its subject."""
        return replace(self, message=self.message.replace("{subject}", subject))

    def document(self, trace: str) -> dict[str, object]:
        """The body Facebook sends, with the trace it gives every refusal."""
        values = {
            "message": self.message,
            "type": self.type,
            "code": self.code,
            "error_subcode": self.subcode,
            "is_transient": self.is_transient,
            "error_user_title": self.user_title,
            "error_user_msg": self.user_message,
            "fbtrace_id": trace,
        }
        return {"error": {name: value for name, value in values.items() if value is not None}}


class GraphRefusal(Exception):
    """A request, or one part of a batch, is refused.

    Attributes:
        problem: Why.

    """

    def __init__(self, problem: GraphProblem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def _token(subcode: int, message: str) -> GraphProblem:
    return GraphProblem(message=_SESSION + message, code=190, subcode=subcode)


def bad_parameter(message: str) -> GraphProblem:
    """A parameter that makes no sense."""
    return GraphProblem(message=f"(#100) {message}", code=100)


def unsupported(method: str, path: str) -> GraphProblem:
    """A method that an object does not take, said as if the object might not be there."""
    name = path.rstrip("/").rpartition("/")[2]
    return GraphProblem(
        message=f"Unsupported {method.lower()} request. Object with ID '{name}' {_DOES_NOT_EXIST}",
        code=100,
        type=_METHOD,
        subcode=33,
    )


TOKEN_MISSING: Final = GraphProblem(message="An access token is required to request this resource.", code=104)
TOKEN_INVALID: Final = GraphProblem(message="Invalid OAuth access token - Cannot parse access token", code=190)
PROOF_REQUIRED: Final = GraphProblem(
    message="API calls from the server require an appsecret_proof argument", code=100, type=_METHOD
)
PROOF_INVALID: Final = GraphProblem(
    message="Invalid appsecret_proof provided in the API argument", code=100, type=_METHOD
)
PERMISSION: Final = GraphProblem(message=f"(#10) This endpoint {_PAGE_FEATURES}", code=10)
CONTENT_PERMISSION: Final = GraphProblem(
    message="(#10) This endpoint requires the 'pages_read_user_content' permission or the 'Page Public Content Access' "
    "feature.",
    code=10,
)
NOT_FOUND: Final = GraphProblem(
    message=f"Unsupported get request. Object with ID '{{subject}}' {_DOES_NOT_EXIST}",
    code=100,
    type=_METHOD,
    subcode=33,
)
ALIAS_NOT_FOUND: Final = GraphProblem(
    message="(#803) Some of the aliases you requested do not exist: {subject}", code=803
)
PERSON: Final = GraphProblem(message="(#803) Cannot query users by their username ({subject})", code=803)
NO_SUCH_INSTAGRAM_USER: Final = GraphProblem(
    message="Invalid user id",
    code=110,
    subcode=2207013,
    is_transient=False,
    user_title="Cannot find User",
    user_message="The user with username cannot be found.",
)
DISCOVERY_PERMISSION: Final = GraphProblem(
    message="(#10) Application does not have permission for this action", code=10, is_transient=False
)
UNKNOWN_PATH: Final = GraphProblem(message="Unknown path components: {subject}", code=2500)
DEAD_VERSION: Final = GraphProblem(
    message="(#2635) You are calling a deprecated version of the Graph API. Please update to the latest version: "
    "{subject}.",
    code=2635,
)
BATCH_NOT_A_LIST: Final = GraphProblem(
    message="batch parameter must be a JSON array", code=None, type="GraphBatchException"
)
BATCH_TOO_LARGE: Final = GraphProblem(
    message="Too many requests in batch message. Maximum batch size is 50", code=None, type="GraphBatchException"
)
APP_RATE_LIMITED: Final = GraphProblem(
    message="(#4) Application request limit reached", code=4, status=403, is_transient=True
)
USER_RATE_LIMITED: Final = GraphProblem(message="(#17) User request limit reached", code=17)
BUSINESS_RATE_LIMITED: Final = GraphProblem(
    message="(#80001) There have been too many calls to this Page account. Wait a bit and try again. For more info, "
    "please refer to https://developers.facebook.com/docs/graph-api/overview/rate-limiting.",
    code=80001,
)
_UNAVAILABLE: Final = GraphProblem(
    message="An unexpected error has occurred. Please retry your request later.",
    code=2,
    status=500,
    is_transient=True,
)

PROBLEMS: Final[dict[str, GraphProblem]] = {
    "app_rate_limited": APP_RATE_LIMITED,
    "user_rate_limited": USER_RATE_LIMITED,
    "page_rate_limited": GraphProblem(message="(#32) Page request limit reached", code=32),
    "custom_rate_limited": GraphProblem(message="(#613) Calls to this api have exceeded the rate limit.", code=613),
    "business_rate_limited": BUSINESS_RATE_LIMITED,
    "token_missing": TOKEN_MISSING,
    "token_invalid": TOKEN_INVALID,
    "token_app_removed": _token(458, "The user has not authorized application 1234567890."),
    "token_checkpoint": _token(
        459, "You cannot access the app till you log in to www.facebook.com and follow the instructions given."
    ),
    "token_password_changed": _token(
        460,
        "The session has been invalidated because the user changed their password or Facebook has changed the session "
        "for security reasons.",
    ),
    "token_expired": _token(463, "Session has expired on Tuesday, 01-Jan-19 00:00:00 PST."),
    "token_unconfirmed": _token(464, "Sessions for the user are not allowed because the user is not a confirmed user."),
    "token_logged_out": _token(467, "The session is invalid because the user logged out."),
    "token_impersonation": _token(492, "The user must be an administrator of the page in order to impersonate it."),
    "session_invalid": GraphProblem(message="Session key invalid or no longer valid", code=102),
    "permission": PERMISSION,
    "permission_as_parameter": GraphProblem(message=f"(#100) Object {_PAGE_FEATURES}", code=100),
    "capability": GraphProblem(message="(#3) Application does not have the capability to make this API call.", code=3),
    "permission_denied": GraphProblem(message="(#200) Permissions error", code=200, status=403),
    "proof_required": PROOF_REQUIRED,
    "proof_invalid": PROOF_INVALID,
    "not_found": NOT_FOUND,
    "alias_not_found": ALIAS_NOT_FOUND,
    "person": PERSON,
    "dead_version": DEAD_VERSION,
    "no_such_instagram_user": NO_SUCH_INSTAGRAM_USER,
    "blocked": GraphProblem(
        message="The action attempted has been deemed abusive or is otherwise disallowed",
        code=368,
        user_title="You're Temporarily Blocked",
        user_message="You can't use this feature at the moment.",
    ),
    "unknown_error": GraphProblem(message="An unknown error occurred", code=1, status=500),
    "unavailable": _UNAVAILABLE,
    "transient": GraphProblem(message="(#2) Service temporarily unavailable", code=2, status=400, is_transient=True),
}
"""Refusals a fault may name."""

NULL_ELEMENT: Final = "null_element"
"""The kind of fault that makes an element of a batch ``null``: it took too long, and may be asked for again."""
EMPTY: Final = "empty"
"""The kind of fault that answers 500 with ``{}``."""
HTML: Final = "unavailable_html"
"""The kind of fault that answers 503 with a page of HTML."""

KINDS: Final = frozenset({*PROBLEMS, NULL_ELEMENT, EMPTY, HTML})
"""Kinds of failure a fault may name."""

_BY_STATUS: Final = {
    401: "token_invalid",
    403: "permission_denied",
    404: "not_found",
    429: "app_rate_limited",
    500: "unavailable",
    503: HTML,
}


def kind_of(kind: str | None, status: int | None) -> str:
    """The kind a fault asks for, or else the one its status brings; a status without one is ``unknown_error``."""
    return kind or _BY_STATUS.get(status or 500, "unknown_error")
