"""What the Graph API refuses, sorted by what to do next, and what its headers say of the rate limits.

Sources: https://developers.facebook.com/docs/graph-api/guides/error-handling and
https://developers.facebook.com/docs/graph-api/overview/rate-limiting. The HTTP status is 400 for nearly every refusal:
the code in the body decides.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta

from pydantic import BaseModel, ConfigDict

from connectors.connector import Quota
from connectors.errors import AuthFailed, ConnectorError, NotPermitted, RateLimited, Unavailable
from connectors.wire import Clean, Flag, Integer, Reply, Text, read_model, read_pause
from growth.reading import Unread, UnreadReason

Refusal = Unread | ConnectorError
"""What one refusal means: something about the account, or about the request, the credential or the platform."""

_RATE_LIMITS = frozenset({4, 17, 32, 341, 613, *range(80_000, 80_015)})
"""App, user, Page and custom limits, and those of business use cases; 80001 is that of Pages."""
_TOKEN = frozenset({102, 104, 190})
_PERMISSION = frozenset({3, 10, 368, *range(200, 300)})
"""Missing permissions and features; 368 is a block for a breach of policy, which repeating only prolongs."""
_TRANSIENT = frozenset({1, 2})
_NO_SUCH_PAGE = frozenset({21, 803})
"""A Page merged into another, and a name that no Page has."""
_DOES_NOT_EXIST = (100, 33)
"""Code and subcode: not found, or not to be seen with this permission; Facebook does not tell which."""

_WORDS: tuple[tuple[str, type[ConnectorError]], ...] = (
    ("appsecret_proof", AuthFailed),
    ("access token", AuthFailed),
    ("Page Public Content Access", NotPermitted),
    ("Page Public Metadata Access", NotPermitted),
)
"""Words that decide where the code is a general one."""


class GraphError(BaseModel):
    """What the Graph API says is wrong."""

    model_config = ConfigDict(frozen=True)
    message: Text = None
    code: Integer = None
    error_subcode: Integer = None
    is_transient: Flag = None


AboutAccount = Callable[[GraphError, str], Refusal | None]
"""What an error says of the account asked for, given its words fit to show; None when it speaks of something else."""


def refusal(
    reply: Reply, *, clean: Clean, about_account: AboutAccount, pause: timedelta | None = None
) -> Refusal | None:
    """What an answer refuses, or None when it refuses nothing.

    Args:
        reply: An answer, or one element of a batch.
        clean: Applied to Facebook's own words.
        about_account: Which errors are the account's.
        pause: The pause that the headers of the whole answer ask for; None when they ask for none.

    """
    document = reply.body.get("error") if isinstance(reply.body, dict) else None
    error = read_model(GraphError, document)
    if error is None and reply.is_success and reply.is_json and not document:
        return None
    error = error or GraphError()
    said = clean(error.message or reply.silence)
    words = f"Facebook refused with status {reply.status}: {said}"
    if error.code in _RATE_LIMITS or reply.status == 429:  # noqa: PLR2004 - Too Many Requests, RFC 6585
        return RateLimited(words, after=pause)
    return about_account(error, said) or _about_us(error, words) or reply.failure(words)


def about_page(error: GraphError, said: str) -> Unread | None:
    """The errors that speak of a Page."""
    is_gone = error.code in _NO_SUCH_PAGE or (error.code, error.error_subcode) == _DOES_NOT_EXIST
    is_other_kind = "on node type (" in said and "on node type (Page)" not in said
    return Unread(UnreadReason.NOT_FOUND, said) if is_gone or is_other_kind else None


def _about_us(error: GraphError, words: str) -> ConnectorError | None:
    if error.code in _TOKEN:
        return AuthFailed(words)
    if error.code in _PERMISSION:
        return NotPermitted(words)
    if error.code in _TRANSIENT or error.is_transient:
        return Unavailable(words)
    return next((kind(words) for telling, kind in _WORDS if telling in words), None)


class _Usage(BaseModel):
    model_config = ConfigDict(frozen=True)
    type: Text = None
    call_count: Integer = None
    total_time: Integer = None
    total_cputime: Integer = None
    estimated_time_to_regain_access: Integer = None

    @property
    def percent(self) -> int:
        """The fullest of the three allowances, which is the one that throttles."""
        return max(self.call_count or 0, self.total_time or 0, self.total_cputime or 0)


def usage(headers: Mapping[str, str], *, kind: str) -> Quota | None:
    """The fullest limit among the app's own and those of its businesses; None when Facebook shows none.

    The header gives the pause in minutes.

    Args:
        headers: The answer's, by name in lower case.
        kind: Which use of a business is ours, such as ``pages``; the limits of others, such as advertising, are not.

    """
    app = read_model(_Usage, _decoded(headers.get("x-app-usage")))
    businesses = _decoded(headers.get("x-business-use-case-usage"))
    listed = [each for each in businesses.values() if isinstance(each, list)] if isinstance(businesses, dict) else []
    ours = [use for uses in listed for use in (read_model(_Usage, each) for each in uses) if use and use.type == kind]
    limits = [*ours, *([app] if app else [])]
    if not limits:
        return None
    minutes = max((use.estimated_time_to_regain_access or 0 for use in ours), default=0)
    return Quota(used=max(use.percent for use in limits) / 100, renews_after=read_pause(minutes * 60) or None)


def _decoded(header: str | None) -> object:
    return Reply.decode(200, {}, (header or "").encode()).body
