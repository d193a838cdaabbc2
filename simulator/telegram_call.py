"""One call of a Bot API method, and the answers there are to it.

Source: https://core.telegram.org/bots/api#making-requests: GET and POST; parameters in the query, as
``application/x-www-form-urlencoded``, ``multipart/form-data`` or ``application/json``.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from aiohttp import web

Json = Mapping[str, object]
"""A JSON object on its way out."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a call.

    Attributes:
        filename: The name it was given; empty when none.
        content: Its bytes.
        content_type: Its media type, as the caller named it.

    """

    filename: str
    content: bytes
    content_type: str = "application/octet-stream"


class Refused(Exception):
    """The call is not carried out.

    Attributes:
        code: HTTP status, and ``error_code`` of the answer.
        description: Telegram's words.
        parameters: ``ResponseParameters`` of the answer, such as ``retry_after`` in seconds; empty for most.

    """

    def __init__(self, code: int, description: str, parameters: Mapping[str, int] | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = dict(parameters or {})


def bad_request(description: str) -> Refused:
    """A 400, worded ``Bad Request: ...``; an all-capital code of Telegram's core keeps its letters."""
    is_code = description[:2].isupper() or description[1:2] == "_"
    return Refused(400, f"Bad Request: {description if is_code else description[:1].lower() + description[1:]}")


def forbidden(description: str) -> Refused:
    """A 403, worded ``Forbidden: ...``."""
    return Refused(403, f"Forbidden: {description}")


def too_many_requests(retry_after_s: int) -> Refused:
    """The 429 that asks for a pause of ``retry_after_s`` seconds."""
    return Refused(429, f"Too Many Requests: retry after {retry_after_s}", {"retry_after": retry_after_s})


def conflict(description: str) -> Refused:
    """The 409 of two programs that both want the updates."""
    return Refused(409, f"Conflict: {description}")


@dataclass(frozen=True, slots=True)
class Call:
    """A method and its arguments.

    Attributes:
        method: The method's name as it is documented.
        arguments: Every argument as text; objects as their JSON.
        files: What was uploaded, by field name.

    """

    method: str
    arguments: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """An argument as it came; empty when it did not."""
        return self.arguments.get(name, "")

    def integer(self, name: str, default: int = 0) -> int:
        """An argument as a number; ``default`` when it did not come or is none."""
        try:
            return int(self.arguments[name].strip())
        except (KeyError, ValueError):
            return default

    def is_true(self, name: str) -> bool:
        """Whether an argument is one of the words Telegram takes for true."""
        return self.text(name).strip().lower() in {"true", "yes", "1"}

    def document(self, name: str, complaint: str) -> object:
        """An argument's JSON; None when it did not come.

        Args:
            name: The argument.
            complaint: What Telegram says when it is no JSON.

        Raises:
            Refused: When it is no JSON.

        """
        if not self.text(name):
            return None
        try:
            value: object = json.loads(self.text(name))
        except ValueError:
            raise bad_request(complaint) from None
        return value


async def read_call(request: web.Request, method: str) -> Call:
    """The call a request carries.

    Raises:
        Refused: When its body is said to be JSON and is none.

    """
    arguments = dict(request.query)
    if request.content_type == "application/json":
        return Call(method, arguments | await _json_arguments(request))
    files: dict[str, Upload] = {}
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            files[name] = Upload(value.filename, value.file.read(), value.content_type)
            value.file.seek(0)
        else:
            arguments[name] = value if isinstance(value, str) else value.decode("utf-8", "replace")
    return Call(method, arguments, files)


async def _json_arguments(request: web.Request) -> dict[str, str]:
    try:
        document = await request.json()
    except ValueError:
        raise bad_request("can't parse JSON object") from None
    if not isinstance(document, dict):
        raise bad_request("JSON object expected")
    return {name: _as_text(value) for name, value in document.items() if value is not None}


def _as_text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def granted(result: object) -> web.Response:
    """The answer to a call that was carried out."""
    return _answer(200, {"ok": True, "result": result})


def refusal(refused: Refused) -> web.Response:
    """The answer to a call that was not."""
    parameters = {"parameters": refused.parameters} if refused.parameters else {}
    body = {"ok": False, "error_code": refused.code, "description": refused.description, **parameters}
    return _answer(refused.code, body)


def _answer(status: int, body: Json) -> web.Response:
    return web.Response(status=status, text=json.dumps(body, ensure_ascii=False), content_type="application/json")
