"""A platform that costs as little as can be: it answers X's and Bluesky's batches from parts made beforehand.

Run as a process of its own: ``python -m bench.polling.server DELAY_S`` prints its port and serves until it is stopped.
"""

import asyncio
import sys
from typing import Final

from aiohttp import web

_X_USER: Final = (
    '{{"id":"{0}","username":"unit{0}","name":"Unit {0}","created_at":"2019-02-15T09:00:00.000Z","protected":false,'
    '"verified":true,"verified_type":"government","description":"Official account","most_recent_tweet_id":"1{0:0>18}",'
    '"public_metrics":{{"followers_count":{0},"following_count":12,"tweet_count":345,"listed_count":6}}}}'
)
_ACTOR: Final = (
    '{{"did":"{0}","handle":"unit.example","displayName":"Unit","description":"Official account",'
    '"followersCount":12345,"followsCount":12,"postsCount":345,"createdAt":"2023-02-15T09:00:00.000Z"}}'
)


def app(delay_s: float) -> web.Application:
    """The platform, each answer late by so many seconds."""

    async def answer(items: list[str], name: str) -> web.Response:
        if delay_s:
            await asyncio.sleep(delay_s)
        return web.Response(text=f'{{"{name}":[{",".join(items)}]}}', content_type="application/json")

    async def users(request: web.Request) -> web.Response:
        return await answer([_X_USER.format(one) for one in request.query["ids"].split(",")], "data")

    async def profiles(request: web.Request) -> web.Response:
        return await answer([_ACTOR.format(one) for one in request.query.getall("actors")], "profiles")

    made = web.Application()
    made.router.add_get("/2/users", users)
    made.router.add_get("/xrpc/app.bsky.actor.getProfiles", profiles)
    return made


async def _serve(delay_s: float) -> None:
    runner = web.AppRunner(app(delay_s), access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_serve(float(sys.argv[1])))
