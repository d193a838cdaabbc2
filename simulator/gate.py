"""What every simulated API does with a request before and after answering it: faults and the log."""

import asyncio
from collections.abc import Callable
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from simulator.clock import Clock
from simulator.faults import Api, Drop, Fault, Faults
from simulator.request_log import RequestLog

LARGEST_BODY: Final = 60 * 1024 * 1024
"""Bytes of a request read: Telegram takes files of 50 MB."""

_IS_UNTYPED: Final = web.ResponseKey("is_untyped", bool)

Refuse = Callable[[Fault, web.Request], web.StreamResponse]
"""An API's own answer to a fault: its documented body for the fault's kind or status."""


async def parameters(request: web.Request) -> dict[str, str]:
    """Query and form parameters together; of a repeated one the last, of a file its name."""
    params = dict(request.query)
    if request.method != "POST":
        return params
    if request.content_type == "application/json":
        return params | await _json_parameters(request)
    form = await request.post()
    return params | {key: value if isinstance(value, str) else _file_name(value) for key, value in form.items()}


async def _json_parameters(request: web.Request) -> dict[str, str]:
    try:
        document = await request.json()
    except ValueError:
        return {}
    return {str(key): str(value) for key, value in document.items()} if isinstance(document, dict) else {}


def _file_name(value: web.FileField | bytes | bytearray) -> str:
    return value.filename if isinstance(value, web.FileField) else f"{len(value)} bytes"


def raw_answer(fault: Fault) -> web.Response | None:
    """The answer a fault spells out byte for byte; None when it leaves the body to the API."""
    if fault.body is None:
        return None
    content_type = "application/json" if fault.content_type is None else fault.content_type
    headers = {**({"Content-Type": content_type} if content_type else {}), **fault.headers}
    answer = web.Response(status=fault.status or 200, body=fault.body.encode(), headers=headers)
    answer[_IS_UNTYPED] = not content_type
    return answer


async def _strip_content_type(_: web.Request, answer: web.StreamResponse) -> None:
    """Undo the content type that aiohttp gives to every answer without one."""
    if answer.get(_IS_UNTYPED):
        answer.headers.popall("Content-Type", None)


class Gate:
    """Applies faults to one API's requests and writes them down.

    Args:
        api: The API it stands before.
        clock: Dates the log.
        faults: What is to go wrong.
        requests: Where requests are written.
        refuse: The API's own answer to a fault that gives no body.
        accepts: Passes over faults that the API applies further in, such as one element of a batch.

    """

    def __init__(
        self,
        api: Api,
        *,
        clock: Clock,
        faults: Faults,
        requests: RequestLog,
        refuse: Refuse,
        accepts: Callable[[Fault], bool] = lambda _: True,
    ) -> None:
        self._api = api
        self._clock = clock
        self._faults = faults
        self._requests = requests
        self._refuse = refuse
        self._accepts = accepts

    def app(self) -> web.Application:
        """An aiohttp application behind this gate, still without routes."""
        app = web.Application(middlewares=[self._middleware()], client_max_size=LARGEST_BODY)
        app.on_response_prepare.append(_strip_content_type)
        return app

    def _middleware(self) -> Middleware:

        @web.middleware
        async def stand(request: web.Request, handler: Handler) -> web.StreamResponse:
            params = await parameters(request)
            fault = self._faults.take(
                self._api,
                request.path,
                host=request.host,
                chat_id=_chat_id(params),
                params=params,
                accepts=self._accepts,
            )
            answer = await (handler(request) if fault is None else self._harmed(request, fault, handler))
            status = None if answer is None else answer.status
            self._requests.add(self._api, request.method, request.path, params, at=self._clock.now(), status=status)
            if fault is not None and fault.delay_s:
                await asyncio.sleep(fault.delay_s)
            return _cut(request) if answer is None else answer

        return stand

    async def _harmed(self, request: web.Request, fault: Fault, handler: Handler) -> web.StreamResponse | None:
        if fault.drop is Drop.BEFORE:
            return None
        if fault.is_refusal:
            return raw_answer(fault) or self._refuse(fault, request)
        answer = await handler(request)
        answer.headers.update(fault.headers)
        if fault.content_type is not None:
            answer.headers["Content-Type"] = fault.content_type
            answer[_IS_UNTYPED] = not fault.content_type
        return None if fault.drop is Drop.AFTER else answer


def _chat_id(params: dict[str, str]) -> int | None:
    try:
        return int(params.get("chat_id", ""))
    except ValueError:
        return None


def _cut(request: web.Request) -> web.Response:
    """Cut the connection at once; what is returned is never sent."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)
