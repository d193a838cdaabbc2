"""A refusal as an API sends it: status, body and headers, by the name a fault calls it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from aiohttp import web

from simulator.faults import Fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """What is answered instead of what was asked for.

    Attributes:
        status: HTTP status.
        body: As it is sent.
        content_type: What the body says it is.
        headers: Beside that.

    """

    status: int
    body: str = ""
    content_type: str = "application/json; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)

    def answer(self) -> web.Response:
        """The same as a response."""
        headers = {**self.headers, "Content-Type": self.content_type}
        return web.Response(status=self.status, body=self.body.encode(), headers=headers)


def json_refusal(status: int, document: object, *, headers: Mapping[str, str] | None = None) -> Refusal:
    """A refusal in JSON."""
    return Refusal(status=status, body=json.dumps(document), headers=headers or {})


def html_refusal(status: int, title: str) -> Refusal:
    """A refusal by what stands before the API: a page for people."""
    page = f"<!DOCTYPE html><html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>"
    return Refusal(status=status, body=page, content_type="text/html; charset=utf-8")


OVERLOADED: Final = html_refusal(503, "Service Unavailable")


def refused(fault: Fault, kinds: Mapping[str, Refusal]) -> web.Response:
    """The answer to a fault: its kind's, or the first kind's of its status, or nothing but its status."""
    by_status = (refusal for refusal in kinds.values() if refusal.status == fault.status)
    bare = Refusal(status=fault.status or 500)
    refusal = kinds[fault.kind] if fault.kind else next(by_status, bare)
    answer = refusal.answer()
    answer.headers.update(fault.headers)
    if fault.status is not None:
        answer.set_status(fault.status)
    if fault.retry_after_s is not None:
        answer.headers["Retry-After"] = str(fault.retry_after_s)
    if fault.content_type:
        answer.headers["Content-Type"] = fault.content_type
    return answer
