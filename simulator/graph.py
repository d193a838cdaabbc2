"""The Graph API of Facebook, as far as public Pages and professional accounts of Instagram go.

Written from Facebook's documentation and from what its callers measured: ``/{version}/{id or name}``,
``/{version}/?ids=`` and the Batch API, with the app secret's proof, versions that die and usage headers.
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count

from aiohttp import web

from simulator import graph_problem as problems
from simulator.clock import Clock
from simulator.faults import Api, Fault, Faults
from simulator.gate import Gate, parameters
from simulator.graph_batch import Element, parsed_batch
from simulator.graph_problem import GraphProblem, GraphRefusal
from simulator.graph_reader import LARGEST_BATCH, NEWEST, Reader, is_version
from simulator.graph_usage import Usage
from simulator.request_log import RequestLog
from simulator.server import Tokens
from simulator.world import World

_HTML = "<!DOCTYPE html><html><body><h1>Sorry, something went wrong.</h1></body></html>"
_PASSED_ON = ("access_token", "appsecret_proof")


@dataclass(frozen=True, slots=True)
class _Reply:
    """An answer, still without its headers.

    Attributes:
        status: HTTP status.
        document: Its JSON, or its text as it is.
        problem: Why it is a refusal; None when it is none.

    """

    status: int
    document: object
    problem: GraphProblem | None = None

    @property
    def text(self) -> str:
        """Its body."""
        if isinstance(self.document, str):
            return self.document
        return json.dumps(self.document, ensure_ascii=False, separators=(",", ":"))


class GraphApi:
    """Answers reads of Pages from the world.

    Args:
        tokens: What is accepted, and who asks on Instagram.
        clock: Counts limits and lets versions die.
        world: The Pages there are.
        faults: What is to go wrong. Those whose path is inside a batch hit that element: refused, or ``null`` when
            the fault drops the connection or is of the kind ``null_element``.
        requests: Where requests are written.

    """

    def __init__(
        self,
        tokens: Tokens,
        clock: Clock,
        world: World,
        faults: Faults,
        requests: RequestLog,
    ) -> None:
        self._faults = faults
        self._usage = Usage(clock, world)
        self._discoveries = Usage(clock, world, is_app_s=True)
        self._reader = Reader(tokens, clock, world, self._usage, self._discoveries)
        self._traces = count(1)
        self._gate = Gate(
            Api.GRAPH, clock=clock, faults=faults, requests=requests, refuse=self._refuse, accepts=_hits_a_request
        )
        faults.know(Api.GRAPH, problems.KINDS)

    def app(self) -> web.Application:
        """A new application that serves it; applications share the limits."""
        app = self._gate.app()
        app.router.add_get("/{path:.*}", self._get)
        app.router.add_post("/{path:.*}", self._post)
        app.router.add_route("*", "/{path:.*}", self._unsupported)
        return app

    async def _get(self, request: web.Request) -> web.Response:
        return self._response(self._attempt(request.path, await _credentialed(request)))

    async def _post(self, request: web.Request) -> web.Response:
        params = await _credentialed(request)
        version = request.path.strip("/")
        if "batch" not in params or not (version == "" or is_version(version)):
            return self._response(self._refused(problems.unsupported(request.method, request.path)))
        try:
            self._reader.admit(params)
            elements = parsed_batch(params["batch"], LARGEST_BATCH)
        except GraphRefusal as refusal:
            return self._response(self._refused(refusal.problem))
        has_headers = params.get("include_headers", "true").lower() != "false"
        credentials = {name: value for name, value in params.items() if name in _PASSED_ON}
        answers = [
            self._answered(element, _versioned(element.path, version), credentials, has_headers=has_headers)
            for element in elements
        ]
        return self._response(_Reply(200, answers))

    async def _unsupported(self, request: web.Request) -> web.Response:
        return self._response(self._refused(problems.unsupported(request.method, request.path)))

    def _answered(
        self, element: Element, path: str, credentials: Mapping[str, str], *, has_headers: bool
    ) -> dict[str, object] | None:
        """One answer of a batch, its body as text; None is one that took too long."""
        fault = self._faults.take(Api.GRAPH, path, accepts=_hits_an_element)
        if fault is not None and (fault.drop is not None or fault.kind == problems.NULL_ELEMENT):
            return None
        if fault is not None:
            reply = self._harmed(fault, path)
        elif element.method == "GET":
            reply = self._attempt(path, {**credentials, **element.params})
        else:
            reply = self._refused(problems.unsupported(element.method, path))
        if not has_headers:
            return {"code": reply.status, "body": reply.text}
        headers = {"Content-Type": "application/json; charset=UTF-8", **self._headers(reply)}
        listed = [{"name": name, "value": value} for name, value in headers.items()]
        return {"code": reply.status, "headers": listed, "body": reply.text}

    def _attempt(self, path: str, params: Mapping[str, str]) -> _Reply:
        try:
            return _Reply(200, self._reader.read(path, params))
        except GraphRefusal as refusal:
            return self._refused(refusal.problem)

    def _refused(self, problem: GraphProblem) -> _Reply:
        digest = hashlib.sha256(str(next(self._traces)).encode()).digest()
        trace = "A" + base64.urlsafe_b64encode(digest)[:22].decode()
        return _Reply(problem.status, problem.document(trace), problem)

    def _harmed(self, fault: Fault, path: str) -> _Reply:
        """The answer a fault brings, to a request or to an element of a batch."""
        if fault.body is not None:
            return _Reply(fault.status or 200, fault.body)
        kind = problems.kind_of(fault.kind, fault.status)
        if kind == problems.HTML:
            return _Reply(fault.status or 503, _HTML)
        if kind == problems.EMPTY:
            return _Reply(fault.status or 500, {})
        subject = NEWEST if kind == "dead_version" else path.rstrip("/").rpartition("/")[2]
        reply = self._refused(problems.PROBLEMS[kind].about(subject))
        return _Reply(fault.status or reply.status, reply.document, reply.problem)

    def _refuse(self, fault: Fault, request: web.Request) -> web.Response:
        answer = self._response(self._harmed(fault, request.path))
        if fault.retry_after_s is not None:
            answer.headers.update(self._usage.headers(regain_after_s=fault.retry_after_s))
        answer.headers.update(fault.headers)
        if fault.content_type:
            answer.headers["Content-Type"] = fault.content_type
        return answer

    def _response(self, reply: _Reply) -> web.Response:
        return web.Response(
            status=reply.status,
            text=reply.text,
            content_type="text/html" if isinstance(reply.document, str) else "application/json",
            charset="UTF-8",
            headers=self._headers(reply),
        )

    def _headers(self, reply: _Reply) -> dict[str, str]:
        headers = self._usage.headers() | self._discoveries.headers()
        if reply.problem is not None:
            message = reply.problem.message.replace('"', "'")
            headers["WWW-Authenticate"] = f'OAuth "Facebook Platform" "invalid_request" "{message}"'
        return headers


def _hits_a_request(fault: Fault) -> bool:
    return fault.kind != problems.NULL_ELEMENT


def _hits_an_element(fault: Fault) -> bool:
    return fault.is_refusal or fault.drop is not None


def _versioned(path: str, version: str) -> str:
    """An element's path, under the version its batch was sent to unless it names one."""
    is_complete = not version or is_version(path.strip("/").partition("/")[0])
    return path if is_complete else f"/{version}{path}"


async def _credentialed(request: web.Request) -> dict[str, str]:
    """A request's parameters, with the token of its ``Authorization`` header when it has no other."""
    params = await parameters(request)
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return {"access_token": token, **params} if kind in ("Bearer", "OAuth") else params
