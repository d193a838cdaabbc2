"""What a read of the Graph API yields: versions, tokens and limits checked, then the objects named."""

import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from simulator import graph_problem as problems
from simulator.clock import Clock
from simulator.graph_instagram import discovery
from simulator.graph_page import page_object
from simulator.graph_problem import GraphProblem, GraphRefusal
from simulator.graph_usage import Usage
from simulator.rules import Feature
from simulator.server import Tokens
from simulator.world import Page, PageState, World

LARGEST_BATCH: Final = 50
"""Objects one request may name, and requests one batch may carry."""

VERSIONS: Final[Mapping[str, datetime | None]] = {
    "v21.0": datetime(2027, 1, 21, tzinfo=UTC),
    "v22.0": datetime(2027, 5, 20, tzinfo=UTC),
    "v23.0": datetime(2027, 10, 8, tzinfo=UTC),
    "v24.0": datetime(2028, 2, 18, tzinfo=UTC),
    "v25.0": datetime(2028, 7, 29, tzinfo=UTC),
    "v26.0": None,
}
"""Versions that answer, oldest first, and when each dies; None is not announced. They answer before their birth too, so
that the past can be replayed. Source: https://developers.facebook.com/docs/graph-api/changelog/versions."""

NEWEST: Final = "v26.0"
"""The newest version."""

_VERSION: Final = re.compile(r"v(\d{1,3})\.\d+")


def is_version(text: str) -> bool:
    """Whether a part of a path names a version, dead or not."""
    return _VERSION.fullmatch(text) is not None


class Reader:
    """Reads Pages for whoever has the token.

    Args:
        tokens: What is accepted, and who asks on Instagram.
        clock: Lets versions die.
        world: The Pages there are.
        usage: Counts the calls about Pages.
        discoveries: Counts the calls about accounts of Instagram.

    """

    def __init__(self, tokens: Tokens, clock: Clock, world: World, usage: Usage, discoveries: Usage) -> None:
        self._token = tokens.graph
        self._instagram_user = tokens.instagram_user
        self._proof = None if tokens.app_secret is None else _proof(tokens.app_secret, tokens.graph)
        self._clock = clock
        self._world = world
        self._usage = usage
        self._discoveries = discoveries

    def admit(self, params: Mapping[str, str]) -> None:
        """Check the token and its proof.

        Raises:
            GraphRefusal: When either is missing or wrong.

        """
        token = params.get("access_token")
        if not token:
            raise GraphRefusal(problems.TOKEN_MISSING)
        if token != self._token:
            raise GraphRefusal(problems.TOKEN_INVALID)
        proof = params.get("appsecret_proof")
        if self._proof is None or (proof is None and not self._world.graph_rules.requires_proof):
            return
        if proof is None:
            raise GraphRefusal(problems.PROOF_REQUIRED)
        if not hmac.compare_digest(proof, self._proof):
            raise GraphRefusal(problems.PROOF_INVALID)

    def read(self, path: str, params: Mapping[str, str]) -> dict[str, object]:
        """The object a path names, or the objects its ``ids`` name, by the names that were asked for.

        Raises:
            GraphRefusal: When any of it is refused: one bad name refuses them all.

        """
        name = self._versionless(path)
        self.admit(params)
        if name == self._instagram_user:
            return self._discovered(params.get("fields", ""))
        if name and "/" not in name:
            self._spend(1)
            return self._object(name, params.get("fields"))
        if name or "ids" not in params:
            raise GraphRefusal(problems.UNKNOWN_PATH.about(path))
        names = [name for name in params["ids"].split(",") if name]
        if not names:
            raise GraphRefusal(problems.bad_parameter("Cannot specify an empty identifier"))
        if len(names) > LARGEST_BATCH:
            sentence = f"Too many IDs. Maximum: {LARGEST_BATCH}. Provided: {len(names)}."
            raise GraphRefusal(problems.bad_parameter(sentence))
        self._spend(len(names))
        return {name: self._object(name, params.get("fields")) for name in dict.fromkeys(names)}

    def _versionless(self, path: str) -> str:
        """The path after its version, if it has one.

        Raises:
            GraphRefusal: When the version is dead or not born.

        """
        version, _, rest = path.strip("/").partition("/")
        if not is_version(version):
            return path.strip("/")
        dies_at = VERSIONS.get(version)
        if version == NEWEST or (dies_at is not None and self._clock.now() < dies_at):
            return rest
        if _number(version) > _number(NEWEST):
            raise GraphRefusal(problems.UNKNOWN_PATH.about(path))
        raise GraphRefusal(problems.DEAD_VERSION.about(NEWEST))

    def _discovered(self, fields: str) -> dict[str, object]:
        problem = self._discoveries.spend(1)
        if problem is not None:
            raise GraphRefusal(problem)
        if not self._world.graph_rules.can_discover:
            raise GraphRefusal(problems.DISCOVERY_PERMISSION)
        return discovery(self._world, self._instagram_user, fields)

    def _spend(self, calls: int) -> None:
        problem = self._usage.spend(calls)
        if problem is not None:
            raise GraphRefusal(problem)

    def _object(self, name: str, fields: str | None) -> dict[str, object]:
        is_id = name.isascii() and name.isdigit()
        page = self._world.pages.get(name) if is_id else self._world.page_by_alias(name)
        if page is None or page.state is not PageState.OK:
            raise GraphRefusal(_absence(name, page, is_id=is_id))
        feature = self._world.graph_rules.feature
        if feature is Feature.NONE:
            raise GraphRefusal(problems.PERMISSION)
        return page_object(page, fields, feature=feature)


def _number(version: str) -> int:
    return int(version[1:].partition(".")[0])


def _proof(app_secret: str, token: str) -> str:
    """What an ``appsecret_proof`` must be.

    Source: https://developers.facebook.com/docs/graph-api/guides/secure-requests.
    """
    return hmac.new(app_secret.encode(), token.encode(), hashlib.sha256).hexdigest()


def _absence(name: str, page: Page | None, *, is_id: bool) -> GraphProblem:
    """Why no Page is answered for: an unknown name and an unknown id are refused in different words."""
    if is_id or (page is not None and page.state is PageState.UNPUBLISHED):
        return problems.NOT_FOUND.about(name)
    is_person = page is not None and page.state is PageState.PERSON
    return (problems.PERSON if is_person else problems.ALIAS_NOT_FOUND).about(name)
