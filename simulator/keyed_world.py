"""What exists on the platforms that want credentials, beside X and Facebook; all of it is meant to be written to."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

_CHANNEL: Final = re.compile(r"UC[A-Za-z0-9_-]{22}")


@dataclass(slots=True, kw_only=True)
class YoutubeChannel:
    """A channel of YouTube.

    Attributes:
        id: ``UC`` and 22 letters.
        handle: Without ``@``; None for a channel that chose none.
        username: Its name of before 2014; None for most.
        title: Display name.
        subscribers: Exact; YouTube rounds them down to three figures.
        is_hidden: Whether its owner hides the subscribers.
        views: Exact.
        videos: Exact.
        created_at: When it was opened.
        description: Its own words.
        is_gone: Whether it was terminated or deleted, which looks as if it had never been.

    """

    id: str
    handle: str | None = None
    username: str | None = None
    title: str = ""
    subscribers: int | None = 0
    is_hidden: bool = False
    views: int | None = 0
    videos: int | None = 0
    created_at: datetime | None = None
    description: str = ""
    is_gone: bool = False

    def __post_init__(self) -> None:
        """Refuse what is no id of a channel.

        Raises:
            ValueError: When it is none.

        """
        if not _CHANNEL.fullmatch(self.id):
            raise ValueError(f"the id of a channel is UC and 22 letters, unlike {self.id!r}")


class InstagramState(StrEnum):
    """What business discovery says of an account; all but the first are answered alike."""

    OK = "ok"
    PERSONAL = "personal"
    AGE_GATED = "age_gated"
    MISSING = "missing"


@dataclass(slots=True, kw_only=True)
class InstagramAccount:
    """An account of Instagram.

    Attributes:
        id: Digits; never changes.
        username: Name without ``@``, in lower case.
        name: Display name.
        followers: Exact.
        following: Exact.
        posts: Exact.
        biography: Its own words.
        website: The owner's link; None without one.
        last_post_at: When it last posted; None is an account without posts.
        state: What is said of it.

    """

    id: str
    username: str
    name: str = ""
    followers: int | None = 0
    following: int | None = 0
    posts: int | None = 0
    biography: str | None = None
    website: str | None = None
    last_post_at: datetime | None = None
    state: InstagramState = InstagramState.OK

    def __post_init__(self) -> None:
        """Read the state from its name too.

        Raises:
            ValueError: When there is no such state.

        """
        self.state = InstagramState(self.state)


@dataclass(slots=True, kw_only=True)
class ThreadsProfile:
    """A profile of Threads.

    Attributes:
        id: The name, without ``@``: profile discovery tells no other.
        name: Display name.
        followers: Exact.
        biography: Its own words.
        is_verified: Carries a check mark.
        is_public: Whether anyone may see it.

    """

    id: str
    name: str = ""
    followers: int | None = 0
    biography: str | None = None
    is_verified: bool = False
    is_public: bool = True


@dataclass(slots=True, kw_only=True)
class TiktokUser:
    """A user of TikTok.

    Attributes:
        id: The name, without ``@`` and in lower case: the Research API tells no other.
        name: Display name.
        followers: Exact.
        following: Exact.
        likes: Of all its videos; exact.
        videos: Exact.
        biography: Its own words.
        is_verified: Carries a check mark.
        is_private: Whether only approved followers see it.

    """

    id: str
    name: str = ""
    followers: int | None = 0
    following: int | None = 0
    likes: int | None = 0
    videos: int | None = 0
    biography: str | None = None
    is_verified: bool = False
    is_private: bool = False


@dataclass(slots=True, kw_only=True)
class Organization:
    """An organization of LinkedIn.

    Attributes:
        id: Digits; never changes.
        vanity_name: The name in its address.
        name: Display name.
        followers: Exact.
        is_ours: Whether the token's member may see its network.
        is_gone: Whether it was closed.

    """

    id: str
    vanity_name: str
    name: str = ""
    followers: int | None = 0
    is_ours: bool = True
    is_gone: bool = False
