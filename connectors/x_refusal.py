"""What X refuses as a whole, sorted by what to do next, and what its headers say of the rate limit.

Sources: https://docs.x.com/x-api/fundamentals/response-codes-and-errors, https://docs.x.com/x-api/fundamentals/rate-limits.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from pydantic import BaseModel, ConfigDict

from connectors.connector import Quota
from connectors.errors import AuthFailed, BudgetSpent, ConnectorError, RateLimited
from connectors.wire import Clean, Reply, Text, read_epoch, read_instant, read_integer, read_model, read_pause

_INVALID_VALUE = re.compile(
    r"`(?P<parameter>[\w.]+)` query parameter value \[(?P<value>[^\]]*)\](?: is not one of \[(?P<known>[^\]]*)\])?"
)
"""X's words for a value it does not take; a value outside a pattern is told "does not match" instead."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

_SPENT = frozenset({"CreditsDepleted", "SpendCapReached", "UsageCapExceeded"})
_SPENT_TYPES = ("/credits", "/credits-depleted", "/usage-capped")


class _Problem(BaseModel):
    model_config = ConfigDict(frozen=True)
    title: Text = None
    detail: Text = None
    type: Text = None
    reset_date: Text = None
    message: Text = None


@dataclass(frozen=True, slots=True)
class InvalidValue:
    """One value of one query parameter that X does not take.

    Attributes:
        parameter: The parameter, such as ``user.fields``.
        value: The value as it was sent.
        known: The values X does take; empty when it names a pattern instead.

    """

    parameter: str
    value: str
    known: frozenset[str]


def invalid_values(reply: Reply) -> tuple[InvalidValue, ...]:
    """The values a 400 complains of, in X's order; empty for any other answer."""
    if reply.status != 400:  # noqa: PLR2004 - Bad Request, RFC 9110
        return ()
    found = (_INVALID_VALUE.search(words) for words in _sentences(reply.body))
    return tuple(
        InvalidValue(match["parameter"], match["value"], frozenset((match["known"] or "").replace(" ", "").split(",")))
        for match in found
        if match
    )


def refusal(reply: Reply, *, clean: Clean) -> ConnectorError:
    """The error to raise for an answer that is not a success."""
    problem = read_model(_Problem, reply.body) or _Problem()
    said = ": ".join(filter(None, [problem.title, *_sentences(reply.body)])) or reply.silence
    words = clean(f"X refused with status {reply.status}: {said}")
    kind = problem.type or ""
    if problem.title in _SPENT or kind.endswith(_SPENT_TYPES):
        return BudgetSpent(words, until=_renewal(problem))
    if kind.endswith("/user-suspended"):
        return AuthFailed(words)
    if reply.status == 429:  # noqa: PLR2004 - Too Many Requests, RFC 6585
        # X itself names an instant; a pause comes from a proxy before it.
        return RateLimited(
            words, until=_reset(reply.headers), after=read_pause(read_integer(reply.headers.get("retry-after")))
        )
    return reply.failure(words)


def quota(headers: Mapping[str, str]) -> Quota | None:
    """What is left of the rate limit; None when X does not say, which is not the same as nothing left."""
    remaining = read_integer(headers.get("x-rate-limit-remaining"))
    return None if remaining is None else Quota(remaining=remaining, renews_at=_reset(headers))


def _sentences(body: object) -> list[str]:
    """X's own sentences: the detail of the whole, then one of each error in it."""
    errors = body.get("errors") if isinstance(body, dict) else None
    problems = [read_model(_Problem, item) for item in [body, *(errors if isinstance(errors, list) else [])]]
    return [words for problem in problems if problem for words in (problem.detail, problem.message) if words]


def _renewal(problem: _Problem) -> datetime | None:
    """The midnight (UTC) of the day X names in the answer to a spent limit; None when it names none."""
    day = _DAY.search(problem.reset_date or problem.detail or "")
    return read_instant(day.group()) if day else None


def _reset(headers: Mapping[str, str]) -> datetime | None:
    return read_epoch(read_integer(headers.get("x-rate-limit-reset")))
