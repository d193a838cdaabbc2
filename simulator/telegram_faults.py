"""How the Bot API words what goes wrong on its side."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Final

from aiohttp import web

from simulator.faults import Fault
from simulator.telegram_call import Refused, bad_request, conflict, forbidden, refusal, too_many_requests

DEFAULT_RETRY_AFTER_S: Final = 5

_REFUSALS: Final[Mapping[str, Callable[[], Refused]]] = {
    "chat_not_found": lambda: bad_request("chat not found"),
    "unauthorized": lambda: Refused(401, "Unauthorized"),
    "blocked": lambda: forbidden("bot was blocked by the user"),
    "kicked": lambda: forbidden("bot was kicked from the supergroup chat"),
    "deactivated": lambda: forbidden("user is deactivated"),
    "not_found": lambda: Refused(404, "Not Found"),
    "conflict": lambda: conflict(
        "terminated by other getUpdates request; make sure that only one bot instance is running"
    ),
    "internal": lambda: Refused(500, "Internal Server Error"),
}
"""Failures the Bot API answers in its own JSON, always in the same words."""

_PAGES: Final = {"bad_gateway": 502, "unavailable": 503, "gateway_timeout": 504}
"""Failures before the Bot API: the web server in front answers a page of HTML."""

_FLOOD: Final = "flood"
"""The failure that says how long to wait."""

KINDS: Final = (_FLOOD, *_REFUSALS, *_PAGES)
"""The kinds of failure a fault can name."""

_BY_STATUS: Final = {
    400: "chat_not_found",
    401: "unauthorized",
    403: "blocked",
    404: "not_found",
    409: "conflict",
    429: _FLOOD,
    500: "internal",
    502: "bad_gateway",
    503: "unavailable",
    504: "gateway_timeout",
}


def refuse(fault: Fault, _: web.Request) -> web.StreamResponse:
    """The answer to a fault that spells none out: by its ``kind``, else by its ``status``."""
    answer = _answer(fault)
    answer.headers.update(fault.headers)
    if fault.status is not None:
        answer.set_status(fault.status)
    return answer


def _answer(fault: Fault) -> web.Response:
    status = fault.status or HTTPStatus.INTERNAL_SERVER_ERROR
    kind = fault.kind or _BY_STATUS.get(status, "")
    if kind == _FLOOD:
        wait_s = DEFAULT_RETRY_AFTER_S if fault.retry_after_s is None else fault.retry_after_s
        return refusal(too_many_requests(wait_s))
    if kind in _PAGES:
        return _page(_PAGES[kind])
    known = _REFUSALS.get(kind)
    return refusal(known() if known else Refused(int(status), HTTPStatus(status).phrase))


def _page(status: int) -> web.Response:
    title = f"{status} {HTTPStatus(status).phrase}"
    head = f"<html>\r\n<head><title>{title}</title></head>\r\n"
    body = f"<body>\r\n<center><h1>{title}</h1></center>\r\n<hr><center>nginx/1.18.0</center>\r\n</body>\r\n</html>\r\n"
    return web.Response(status=status, text=head + body, content_type="text/html")
