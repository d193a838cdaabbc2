"""A Page as the Graph API's object, with the fields that were asked for."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

from simulator.graph_problem import CONTENT_PERMISSION, GraphProblem, GraphRefusal, bad_parameter
from simulator.rules import Feature
from simulator.world import Page

DEFAULT_FIELDS: Final = ("name", "id")
"""What the API sends when no field is asked for."""

_FIELD: Final = re.compile(r"(?P<name>[a-z_]+)(?:\.limit\((?P<limit>\d+)\))?(?:\{(?P<inner>[a-z_,]*)\})?(?:,|$)")
_POST_EDGES: Final = frozenset({"posts", "published_posts", "feed"})
_DEFAULT_POST_FIELDS: Final = ("created_time", "id")
_PICTURE: Final = "https://scontent.example/{id}.jpg"


@dataclass(frozen=True, slots=True)
class Field:
    """One field asked for.

    Attributes:
        name: Its name.
        limit: Objects of an edge asked for; None takes the API's own.
        inner: Fields of an edge's objects; empty takes the API's own.

    """

    name: str
    limit: int | None
    inner: tuple[str, ...]


def page_object(page: Page, fields: str | None, *, feature: Feature) -> dict[str, object]:
    """The object, without the fields that have no value; ``id`` is always there.

    Raises:
        GraphRefusal: When a field does not exist, is not spelled right, or is not permitted.

    """
    asked = parsed_fields(fields or ",".join(DEFAULT_FIELDS))
    values = {field.name: _value(page, field, feature) for field in asked} | {"id": page.id}
    return {name: value for name, value in values.items() if value is not None}


@lru_cache(maxsize=256)
def parsed_fields(text: str) -> tuple[Field, ...]:
    """The fields of a list such as ``name,posts.limit(1){created_time}``; a batch repeats one list many times."""
    return tuple(_split(text))


def _split(text: str) -> Iterator[Field]:
    compact = "".join(text.split())
    at = 0
    while at < len(compact):
        found = _FIELD.match(compact, at)
        if found is None:
            raise GraphRefusal(
                GraphProblem(message=f'Syntax error "Expected name." at character {at}: {compact}', code=2500)
            )
        limit, inner = found["limit"], found["inner"]
        yield Field(found["name"], int(limit) if limit else None, tuple(inner.split(",")) if inner else ())
        at = found.end()


def _value(page: Page, field: Field, feature: Feature) -> object:
    if field.name in _POST_EDGES:
        if feature is not Feature.CONTENT:
            raise GraphRefusal(CONTENT_PERMISSION)
        return _posts(page, field)
    read = _READERS.get(field.name)
    if read is None:
        raise GraphRefusal(bad_parameter(f"Tried accessing nonexisting field ({field.name}) on node type (Page)"))
    return read(page)


def _posts(page: Page, field: Field) -> dict[str, object] | None:
    """The latest post, which is the only one the simulator knows of; None without one."""
    if page.last_post_at is None or field.limit == 0:
        return None
    post_id = f"{page.id}_{int(page.last_post_at.timestamp())}"
    values = {
        "created_time": graph_time(page.last_post_at),
        "id": post_id,
        "message": "",
        "permalink_url": f"https://www.facebook.com/{post_id.replace('_', '/posts/')}",
    }
    names = dict.fromkeys([*(field.inner or _DEFAULT_POST_FIELDS), "id"])
    unknown = [name for name in names if name not in values]
    if unknown:
        raise GraphRefusal(bad_parameter(f"Tried accessing nonexisting field ({unknown[0]}) on node type (Post)"))
    return {
        "data": [{name: values[name] for name in names}],
        "paging": {"cursors": {"before": "QVFIUk", "after": "QVFIUl"}},
    }


def graph_time(at: datetime) -> str:
    """An instant as the API writes it, such as ``2026-11-24T08:00:00+0000``."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")


def _picture(page: Page) -> object:
    return {"data": {"height": 50, "is_silhouette": False, "url": _PICTURE.format(id=page.id), "width": 50}}


def _verification(page: Page) -> str:
    return page.verification_status or ("blue_verified" if page.is_verified else "not_verified")


_READERS: Final[dict[str, Callable[[Page], object]]] = {
    "id": lambda page: page.id,
    "name": lambda page: page.name,
    "username": lambda page: page.username,
    "link": lambda page: page.link or f"https://www.facebook.com/{page.username or page.id}",
    "fan_count": lambda page: page.fans,
    "followers_count": lambda page: page.followers,
    "talking_about_count": lambda page: page.talking_about,
    "verification_status": _verification,
    "is_verified": lambda page: page.is_verified,
    "is_published": lambda _: True,
    "about": lambda page: page.about,
    "description": lambda page: page.description,
    "category": lambda page: page.category,
    "website": lambda page: page.website,
    "picture": _picture,
}
