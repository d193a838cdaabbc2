"""What exists on the platforms that anyone may read without credentials; all of it is meant to be written to."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from zlib import crc32


class MastodonState(StrEnum):
    """What an instance says of an account."""

    OK = "ok"
    SUSPENDED = "suspended"
    """Answered with ``suspended: true`` since 3.3, with 410 before."""
    MOVED = "moved"
    """Points at another account, which ``moved_to`` names."""
    MEMORIAL = "memorial"
    MISSING = "missing"


@dataclass(slots=True, kw_only=True)
class MastodonAccount:
    """An account on its own instance.

    Attributes:
        id: The instance's own id, ``@`` and the instance, such as ``109302@social.example``: ids are the instance's.
        username: Name on the instance, without the instance.
        name: Display name.
        followers: Exact.
        following: Exact.
        posts: Exact.
        created_at: When it was opened; the instance tells the day.
        last_post_at: When it last posted; the instance tells the day. None has never posted.
        state: What the instance says of it.
        note: Biography, as HTML.
        is_link_verified: Whether the site it links to links back.
        moved_to: The name of the account it moved to, such as ``new@other.example``.

    """

    id: str
    username: str
    name: str = ""
    followers: int | None = 0
    following: int | None = 0
    posts: int | None = 0
    created_at: datetime | None = None
    last_post_at: datetime | None = None
    state: MastodonState = MastodonState.OK
    note: str = ""
    is_link_verified: bool = False
    moved_to: str = "new@other.example"

    def __post_init__(self) -> None:
        """Refuse an id without its instance.

        Raises:
            ValueError: When the id has none, or the state does not exist.

        """
        if not all(self.id.partition("@")):
            raise ValueError(f"an id of Mastodon names its instance, unlike {self.id!r}")
        self.state = MastodonState(self.state)

    @property
    def local_id(self) -> str:
        """The id as the instance writes it."""
        return self.id.partition("@")[0]

    @property
    def domain(self) -> str:
        """The instance."""
        return self.id.partition("@")[2]


@dataclass(slots=True, kw_only=True)
class Instance:
    """How an instance of Mastodon treats who asks.

    Attributes:
        has_lists: Whether it answers a list of ids, as 4.3 and later do.
        is_closed: Whether it shows accounts to its own users only.
        is_old: Whether it is older than 3.3, and answers 410 for suspended accounts.
        requests_per_window: Requests an address may make in five minutes.

    """

    has_lists: bool = True
    is_closed: bool = False
    is_old: bool = False
    requests_per_window: int = 300


class BlueskyState(StrEnum):
    """What Bluesky says of an account."""

    OK = "ok"
    TAKEDOWN = "takedown"
    DEACTIVATED = "deactivated"
    MISSING = "missing"


@dataclass(slots=True, kw_only=True)
class BlueskyAccount:
    """An account of Bluesky.

    Attributes:
        id: Its DID.
        handle: The domain name it goes by.
        name: Display name.
        followers: Exact.
        following: Exact.
        posts: Exact.
        created_at: When it was opened.
        state: What Bluesky says of it.
        description: Biography.
        is_verified: Whether a trusted verifier vouches for it.
        has_valid_handle: Whether its domain still names it; otherwise the handle is shown as ``handle.invalid``.

    """

    id: str
    handle: str
    name: str = ""
    followers: int | None = 0
    following: int | None = 0
    posts: int | None = 0
    created_at: datetime | None = None
    state: BlueskyState = BlueskyState.OK
    description: str | None = None
    is_verified: bool = False
    has_valid_handle: bool = True

    def __post_init__(self) -> None:
        """Refuse what is no DID.

        Raises:
            ValueError: When the id is none, or the state does not exist.

        """
        if not self.id.startswith("did:"):
            raise ValueError(f"an id of Bluesky is a DID, unlike {self.id!r}")
        self.state = BlueskyState(self.state)


@dataclass(slots=True, kw_only=True)
class StoreApp:
    """An app of the App Store.

    Attributes:
        id: Digits, the same in every storefront.
        name: As the store shows it.
        seller: Who sells it.
        ratings: Ratings by storefront, such as ``{"fr": 120}``; it is not sold where none are given.
        average: Average rating, 0 to 5.
        version: Current version.
        released_at: When it first appeared.
        updated_at: When the current version appeared.

    """

    id: str
    name: str = ""
    seller: str = ""
    ratings: dict[str, int | None] = field(default_factory=dict)
    average: float = 4.5
    version: str = "1.0"
    released_at: datetime | None = None
    updated_at: datetime | None = None


class FeedFormat(StrEnum):
    """How a feed is written."""

    RSS = "rss"
    ATOM = "atom"


@dataclass(slots=True, kw_only=True)
class FeedEntry:
    """One item of a feed.

    Attributes:
        id: Its identifier; None gives none, as many feeds do.
        title: Headline.
        link: Its address.
        published_at: When it appeared; None is undated.

    """

    id: str | None = None
    title: str = ""
    link: str = ""
    published_at: datetime | None = None


@dataclass(slots=True, kw_only=True)
class Feed:
    """A newsroom's feed.

    Attributes:
        id: Its address, such as ``https://www.police.example/news.xml``.
        title: The newsroom's name.
        link: The newsroom's page.
        description: What it says of itself.
        format: How it is written.
        entries: Its items, in the order they stand in; servers cut feeds to the latest few.
        is_gone: Whether it was taken away for good (410); a feed that is not there at all is 404.
        moved_to: The address it is redirected to for good; None is where it is.

    """

    id: str
    title: str = ""
    link: str = ""
    description: str = ""
    format: FeedFormat = FeedFormat.RSS
    entries: Sequence[FeedEntry] = ()
    is_gone: bool = False
    moved_to: str | None = None

    def __post_init__(self) -> None:
        """Read the format from its name too.

        Raises:
            ValueError: When there is no such format.

        """
        self.format = FeedFormat(self.format)


class ChannelKind(StrEnum):
    """What a name of Telegram stands for."""

    CHANNEL = "channel"
    GROUP = "group"
    PERSON = "person"
    BOT = "bot"


@dataclass(slots=True, kw_only=True)
class Channel:
    """A public name of Telegram, as its page shows it; named channel for what is usually behind it.

    Attributes:
        id: The name, without ``@``, as its owner spells it.
        chat_id: The immutable id that bots are told, below -10**12; 0 makes one from the name.
        title: Display name.
        subscribers: Exact; members of a group, monthly users of a bot.
        description: What it says of itself, as HTML.
        kind: What it is.
        is_verified: Carries a check mark.
        has_preview: Whether its posts can be read on the web.
        posts: When it posted, oldest first.

    """

    id: str
    chat_id: int = 0
    title: str = ""
    subscribers: int | None = 0
    description: str = ""
    kind: ChannelKind = ChannelKind.CHANNEL
    is_verified: bool = False
    has_preview: bool = True
    posts: Sequence[datetime] = ()

    def __post_init__(self) -> None:
        """Read the kind from its name too.

        Raises:
            ValueError: When there is no such kind.

        """
        self.kind = ChannelKind(self.kind)
        self.chat_id = self.chat_id or -(10**12 + crc32(self.id.lower().encode()))
