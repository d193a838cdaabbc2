"""What exists on the simulated platforms: accounts and Pages that a scenario or a test changes as it goes.

Everything here is meant to be written to: ``world.x("123").followers = 5`` is what the next request reads.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Protocol, TypeVar

from simulator.open_world import Instance
from simulator.rules import Allowances, GraphRules, XRules

X_ID = re.compile(r"[0-9]{1,19}")
"""An id of X; source: the pattern of ``UserId`` in X's OpenAPI description."""
X_USERNAME = re.compile(r"[A-Za-z0-9_]{1,15}")
"""A handle of X; source: the pattern of ``UserName`` in X's OpenAPI description."""


class XState(StrEnum):
    """What X says of an account."""

    OK = "ok"
    PROTECTED = "protected"
    SUSPENDED = "suspended"
    DEACTIVATED = "deactivated"
    """Answered like one that never existed."""
    MISSING = "missing"
    UNAUTHORIZED = "unauthorized"
    """Exists, and this app may not see it."""


@dataclass(slots=True, kw_only=True)
class XAccount:
    """An account of X. An optional field that is None is left out of answers, as X does.

    Attributes:
        id: Digits; never changes.
        username: Handle without ``@``, as its owner spells it.
        name: Display name.
        followers: Exact.
        following: Exact.
        posts: Posts and reposts ever.
        listed: Lists that have it.
        likes: Posts it liked.
        media: Posts of it with media.
        verified: Carries a check mark.
        verified_type: ``business``, ``government``, ``blue`` or ``none``; None takes ``none`` or, when verified,
            ``blue``.
        created_at: When it was opened.
        state: What X says of it.
        description: Biography.
        location: As its owner wrote it.
        url: Shortened address of its own site.
        profile_image_url: Address of its picture.
        most_recent_post_id: Id of its latest post; None takes ``last_post_at``'s.
        last_post_at: When it last posted, from which an id is made; None with no id is an account without posts.
        verified_followers: Followers with a check mark; X sends it as text.

    """

    id: str
    username: str
    name: str = ""
    followers: int | None = 0
    following: int | None = 0
    posts: int | None = 0
    listed: int | None = 0
    likes: int | None = 0
    media: int | None = 0
    verified: bool = False
    verified_type: str | None = None
    created_at: datetime | None = None
    state: XState = XState.OK
    description: str | None = None
    location: str | None = None
    url: str | None = None
    profile_image_url: str | None = None
    most_recent_post_id: str | None = None
    last_post_at: datetime | None = None
    verified_followers: int | None = None

    def __post_init__(self) -> None:
        """Refuse what X could not hold.

        Raises:
            ValueError: When the id, the handle, the state or an instant is impossible.

        """
        _check_aware(self.created_at, self.last_post_at)
        if not X_ID.fullmatch(self.id):
            raise ValueError(f"an id of X is 1 to 19 digits, not {self.id!r}")
        if not X_USERNAME.fullmatch(self.username):
            raise ValueError(f"a handle of X is 1 to 15 letters, digits or underscores, not {self.username!r}")
        self.state = XState(self.state)
        self.name = self.name or self.username


class PageState(StrEnum):
    """What the Graph API says of a Page."""

    OK = "ok"
    UNPUBLISHED = "unpublished"
    """Hidden by its owners: answered like a missing one."""
    MISSING = "missing"
    PERSON = "person"
    """A personal profile, which the API does not look up by name."""


@dataclass(slots=True, kw_only=True)
class Page:
    """A Page of Facebook. An optional field that is None is left out of answers, as the Graph API does.

    Attributes:
        id: Digits; changes only when Pages are merged.
        username: Vanity name; None for a Page that chose none.
        name: Display name.
        followers: Exact.
        fans: Likes, exact; they mean nothing on new Pages.
        talking_about: People who talked about it in seven days.
        is_verified: Carries a check mark.
        verification_status: ``blue_verified``, ``gray_verified`` or ``not_verified``; None follows ``is_verified``.
        about: Short text.
        description: Long text.
        category: As chosen by its owners.
        link: Address; None takes the one made from the name or the id.
        website: Address of its own site.
        state: What the Graph API says of it.
        last_post_at: When it last posted; None is a Page without posts.

    """

    id: str
    username: str | None = None
    name: str = ""
    followers: int | None = 0
    fans: int | None = 0
    talking_about: int | None = 0
    is_verified: bool = False
    verification_status: str | None = None
    about: str | None = None
    description: str | None = None
    category: str | None = "Government organization"
    link: str | None = None
    website: str | None = None
    state: PageState = PageState.OK
    last_post_at: datetime | None = None

    def __post_init__(self) -> None:
        """Refuse what Facebook could not hold.

        Raises:
            ValueError: When the id is not made of digits, the state does not exist, or an instant has no time zone.

        """
        _check_aware(self.last_post_at)
        if not (self.id.isascii() and self.id.isdigit()):
            raise ValueError(f"the id of a Page is made of digits, not {self.id!r}")
        self.state = PageState(self.state)
        self.name = self.name or self.username or self.id


class _Kept(Protocol):
    """What a platform keeps under an id of its own."""

    id: str


Account = TypeVar("Account", bound=_Kept)


@dataclass(slots=True)
class World:
    """Every account there is, by its platform's id, and how the platforms treat who asks.

    Attributes:
        x_rules: X's treatment of the app.
        graph_rules: The Graph API's treatment of the app.
        allowances: What may be asked in a day.
        x_charged: The ids of the accounts that X charges for, by UTC day: each that it returned, once.
        instances: How instances of Mastodon treat who asks, by domain; one that is not here is an ordinary one.

    """

    x_rules: XRules = field(default_factory=XRules)
    graph_rules: GraphRules = field(default_factory=GraphRules)
    allowances: Allowances = field(default_factory=Allowances)
    x_charged: dict[date, set[str]] = field(default_factory=dict)
    instances: dict[str, Instance] = field(default_factory=dict)
    _kept: dict[type, dict[str, Any]] = field(default_factory=dict)

    def put(self, account: Account) -> Account:
        """Add an account, in the place of one with the same id; what is returned may be changed."""
        self._of(type(account))[account.id] = account
        return account

    def all(self, kind: type[Account]) -> Mapping[str, Account]:
        """The accounts of one kind by id, in the order they were put."""
        return MappingProxyType(self._of(kind))

    def x(self, account_id: str) -> XAccount:
        """The account of X with this id.

        Raises:
            KeyError: When there is none.

        """
        return self._of(XAccount)[account_id]

    def page(self, page_id: str) -> Page:
        """The Page with this id.

        Raises:
            KeyError: When there is none.

        """
        return self._of(Page)[page_id]

    def instance(self, domain: str) -> Instance:
        """How an instance of Mastodon treats who asks; what is returned may be changed."""
        return self.instances.setdefault(domain, Instance())

    def remove(self, account: _Kept) -> None:
        """Let an account never have existed; one that is not there is nothing to do."""
        self._of(type(account)).pop(account.id, None)

    @property
    def x_accounts(self) -> Mapping[str, XAccount]:
        """Accounts of X by id, in the order they were put."""
        return self.all(XAccount)

    @property
    def pages(self) -> Mapping[str, Page]:
        """Pages by id, in the order they were put."""
        return self.all(Page)

    def x_by_username(self) -> Mapping[str, XAccount]:
        """Accounts of X by handle in lower case; of two with one handle, the one that can be seen, then the later."""
        accounts = sorted(
            self._of(XAccount).values(), key=lambda account: account.state in (XState.OK, XState.PROTECTED)
        )
        return {account.username.lower(): account for account in accounts}

    def page_by_alias(self, alias: str) -> Page | None:
        """The Page with this vanity name, in which Facebook ignores case and dots; None when there is none."""
        folded = _folded(alias)
        found = [page for page in self._of(Page).values() if page.username and _folded(page.username) == folded]
        return found[-1] if found else None

    def _of(self, kind: type[Account]) -> dict[str, Account]:
        return self._kept.setdefault(kind, {})


def _folded(alias: str) -> str:
    return alias.replace(".", "").lower()


def _check_aware(*instants: datetime | None) -> None:
    if any(instant is not None and instant.tzinfo is None for instant in instants):
        raise ValueError("an instant needs its time zone")
