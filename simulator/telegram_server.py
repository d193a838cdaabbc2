"""The HTTP side of the simulated Bot API: ``/bot<token>/<method>``.

Source: https://core.telegram.org/bots/api#making-requests.
"""

import inspect
import re
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler

from simulator.gate import Gate
from simulator.telegram_account import Account
from simulator.telegram_call import Call, Refused, granted, read_call, refusal
from simulator.telegram_methods import BY_LOWER_CASE, METHODS

_WELL_FORMED: Final = re.compile(r"[0-9]+:[A-Za-z0-9_-]{24,}")


def server(account: Account, token: str, gate: Gate) -> web.Application:
    """A new application that serves one bot's account behind ``gate``."""

    async def answer(request: web.Request) -> web.StreamResponse:
        try:
            method = _method(request, token)
            return granted(await _carried_out(account, await read_call(request, method)))
        except Refused as refused:
            return refusal(refused)

    async def close(_: web.Application) -> None:
        account.updates.close()

    app = gate.app()
    app.middlewares.insert(0, _in_its_words)
    app.router.add_route("*", "/bot{token}/{method}", answer)
    app.router.add_route("*", "/{anything:.*}", _not_found)
    app.on_shutdown.append(close)
    return app


def _method(request: web.Request, token: str) -> str:
    """The method asked for, by its documented name.

    Raises:
        Refused: When the token is not the bot's, or there is no such method.

    """
    given = request.match_info["token"]
    if given != token:
        raise Refused(401, "Unauthorized") if _WELL_FORMED.fullmatch(given) else Refused(404, "Not Found")
    name = BY_LOWER_CASE.get(request.match_info["method"].lower())
    if name is None:
        raise Refused(404, "Not Found: method not found")
    return name


async def _carried_out(account: Account, call: Call) -> object:
    result = METHODS[call.method](account, call)
    return await result if inspect.isawaitable(result) else result


@web.middleware
async def _in_its_words(request: web.Request, handler: Handler) -> web.StreamResponse:
    """What the web server itself refuses, such as a body too large, said as Telegram says it."""
    try:
        return await handler(request)
    except web.HTTPException as error:
        return refusal(Refused(error.status, error.reason))


async def _not_found(_: web.Request) -> web.StreamResponse:
    return refusal(Refused(404, "Not Found"))
