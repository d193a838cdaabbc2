"""Business discovery: one professional account of Instagram looks at another by its name.

Written from https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/business_discovery
and from bodies published by its callers.
"""

import re
from collections.abc import Callable
from typing import Final

from simulator.graph_page import Field, graph_time, parsed_fields
from simulator.graph_problem import NO_SUCH_INSTAGRAM_USER, GraphRefusal, bad_parameter
from simulator.keyed_world import InstagramAccount, InstagramState
from simulator.world import World

_ASKED: Final = re.compile(r"business_discovery\.username\((?P<name>[^()]*)\)\{(?P<fields>.*)\}")

_READERS: Final[dict[str, Callable[[InstagramAccount], object]]] = {
    "id": lambda account: account.id,
    "username": lambda account: account.username,
    "name": lambda account: account.name or None,
    "biography": lambda account: account.biography,
    "website": lambda account: account.website,
    "profile_picture_url": lambda account: f"https://scontent.example/{account.id}.jpg",
    "followers_count": lambda account: account.followers,
    "follows_count": lambda account: account.following,
    "media_count": lambda account: account.posts,
}


def discovery(world: World, asker: str, fields: str) -> dict[str, object]:
    """What an account sees of another; of itself only its id.

    Raises:
        GraphRefusal: When a field does not exist, or nobody can be seen by that name.

    """
    asked = _ASKED.fullmatch(fields)
    if asked is None:
        return {"id": asker}
    named = (account for account in world.all(InstagramAccount).values() if account.username == asked["name"].lower())
    account = next((account for account in named if account.state is InstagramState.OK), None)
    if account is None:
        raise GraphRefusal(NO_SUCH_INSTAGRAM_USER)
    values = {field.name: _value(account, field) for field in parsed_fields(asked["fields"])} | {"id": account.id}
    seen = {name: value for name, value in values.items() if value is not None}
    return {"business_discovery": seen, "id": asker}


def _value(account: InstagramAccount, field: Field) -> object:
    if field.name == "media":
        return _media(account, field)
    read = _READERS.get(field.name)
    if read is None:
        raise GraphRefusal(bad_parameter(f"Tried accessing nonexisting field ({field.name}) on node type (IGUser)"))
    return read(account)


def _media(account: InstagramAccount, field: Field) -> dict[str, object] | None:
    """The latest post, which is the only one the simulator knows of; None without one."""
    if account.last_post_at is None or field.limit == 0:
        return None
    values = {
        "timestamp": graph_time(account.last_post_at),
        "permalink": "https://www.instagram.com/p/ABC/",
        "id": f"179{account.id}",
    }
    names = dict.fromkeys([*field.inner, "id"])
    return {"data": [{name: values[name] for name in names if name in values}]}
