"""What is to go wrong, where, and how often."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from simulator.clock import Clock


class Api(StrEnum):
    """One of the simulated APIs."""

    X = "x"
    GRAPH = "graph"
    TELEGRAM = "telegram"
    MASTODON = "mastodon"
    """Every instance."""
    BLUESKY = "bluesky"
    ITUNES = "itunes"
    FEEDS = "feeds"
    """Every newsroom."""
    TELEGRAM_WEB = "telegram_web"
    """The pages of t.me."""
    YOUTUBE = "youtube"
    THREADS = "threads"
    TIKTOK = "tiktok"
    LINKEDIN = "linkedin"


class Drop(StrEnum):
    """When a connection is cut without an answer."""

    BEFORE = "before"
    """The request is never carried out."""
    AFTER = "after"
    """The request is carried out, and its answer is lost: the caller cannot tell the two apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something that goes wrong with the requests it matches.

    A fault with neither ``times`` nor ``until`` lasts until it is removed. A fault that only has ``delay_s`` makes the
    true answer late. Mind that HTTP clients may ask again by themselves when a connection is cut (aiohttp's does once,
    for a GET), which uses up ``times`` twice as fast.

    Attributes:
        api: The API it happens on.
        path: Text the request's path contains; empty matches every path.
        param: Text that one of the request's parameters contains, such as an account's id; empty matches every request.
        host: The host asked, where an API stands in for many; None is any host.
        chat_id: The Telegram chat it is confined to; None is any chat.
        times: Requests it still hits; None is any number.
        until: The instant it ends, exclusive, on the simulator's clock; None is never.
        kind: The name of a failure the API documents, whose status, headers and body the API fills in; None leaves it
            to ``status`` and ``body``.
        status: HTTP status; None takes the kind's own, or 200 where only a body is given.
        headers: Headers added to the answer, over the kind's own.
        body: Raw body sent as it is; None lets the API fill in its documented one.
        content_type: Content type of the answer, the true one's too; None takes the API's own. Empty sends no such
            header.
        retry_after_s: Seconds the caller is told to wait, where the API says that; None takes the API's own default.
        delay_s: Seconds of real time between carrying the request out and answering it.
        drop: When the connection is cut instead of answered; None answers.

    """

    api: Api | str
    path: str = ""
    param: str = ""
    host: str | None = None
    chat_id: int | None = None
    times: int | None = None
    until: datetime | None = None
    kind: str | None = None
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str | None = None
    content_type: str | None = None
    retry_after_s: int | None = None
    delay_s: float = 0.0
    drop: Drop | str | None = None

    def __post_init__(self) -> None:
        """Refuse what would never match.

        Raises:
            ValueError: When the API or the kind of drop does not exist, ``times`` is below 1, or ``until`` has no
                time zone.

        """
        object.__setattr__(self, "api", Api(self.api))
        if self.drop is not None:
            object.__setattr__(self, "drop", Drop(self.drop))
        if self.times is not None and self.times < 1:
            raise ValueError("a fault happens at least once")
        if self.until is not None and self.until.tzinfo is None:
            raise ValueError("a fault ends at an instant with its time zone")

    @property
    def is_refusal(self) -> bool:
        """Whether it replaces the true answer by another one."""
        return self.kind is not None or self.status is not None or self.body is not None


def _always(_: Fault) -> bool:
    return True


class Faults:
    """The faults waiting to happen, oldest first.

    Args:
        clock: Ends those that have an ``until``.

    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._waiting: dict[int, Fault] = {}
        self._left: dict[int, int | None] = {}
        self._last_key = 0
        self._kinds: dict[Api | str, frozenset[str]] = {}

    def know(self, api: Api, kinds: Iterable[str]) -> None:
        """Learn the kinds of failure an API can fill in; faults of another kind are refused from now on."""
        self._kinds[api] = frozenset(kinds)

    def kinds(self, api: Api | str) -> frozenset[str]:
        """The kinds of failure an API can fill in."""
        return self._kinds.get(api, frozenset())

    def add(self, fault: Fault) -> int:
        """Let it happen from now on.

        Returns:
            The key to remove it by.

        Raises:
            ValueError: When the API has no failure of this kind.

        """
        kinds = self._kinds.get(fault.api)
        if fault.kind is not None and kinds is not None and fault.kind not in kinds:
            raise ValueError(f"{fault.api} has no failure {fault.kind!r}; it has {', '.join(sorted(kinds))}")
        self._last_key += 1
        self._waiting[self._last_key] = fault
        self._left[self._last_key] = fault.times
        return self._last_key

    def remove(self, key: int) -> None:
        """Take one back; an unknown key is nothing to do."""
        self._waiting.pop(key, None)
        self._left.pop(key, None)

    def clear(self) -> None:
        """Take every one back."""
        self._waiting.clear()
        self._left.clear()

    @property
    def active(self) -> Mapping[int, Fault]:
        """Those that can still happen, by key, oldest first."""
        self._forget_ended()
        return dict(self._waiting)

    def take(
        self,
        api: Api | str,
        path: str,
        *,
        host: str | None = None,
        chat_id: int | None = None,
        params: Mapping[str, str] = MappingProxyType({}),
        accepts: Callable[[Fault], bool] = _always,
    ) -> Fault | None:
        """The oldest fault that hits this request, counted as used once.

        Args:
            api: The API asked.
            path: The request's path.
            host: The host asked; None when it does not matter.
            chat_id: The chat it is about; None when it is about none.
            params: Its parameters.
            accepts: Passes over faults that make no sense at this place.

        Returns:
            None when the request goes through unharmed.

        """
        if not self._waiting:
            return None
        self._forget_ended()
        for key, fault in self._waiting.items():
            is_near = fault.api == api and fault.path in path and fault.chat_id in (None, chat_id)
            is_meant = not fault.param or any(fault.param in value for value in params.values())
            if is_near and is_meant and fault.host in (None, host) and accepts(fault):
                self._use(key)
                return fault
        return None

    def _use(self, key: int) -> None:
        left = self._left[key]
        if left is None:
            return
        self._left[key] = left - 1
        if left == 1:
            self.remove(key)

    def _forget_ended(self) -> None:
        now = self._clock.now()
        for key, fault in tuple(self._waiting.items()):
            if fault.until is not None and fault.until <= now:
                self.remove(key)
