"""The platforms an account can be on, and the metrics they publish."""

from enum import StrEnum
from typing import Final, NewType

Platform = NewType("Platform", str)
"""A platform's name in settings, storage and output. Open on purpose: a third party may bring its own."""

X: Final = Platform("x")
FACEBOOK: Final = Platform("facebook")
INSTAGRAM: Final = Platform("instagram")
THREADS: Final = Platform("threads")
YOUTUBE: Final = Platform("youtube")
TELEGRAM: Final = Platform("telegram")
MASTODON: Final = Platform("mastodon")
BLUESKY: Final = Platform("bluesky")
TIKTOK: Final = Platform("tiktok")
LINKEDIN: Final = Platform("linkedin")
APP_STORE: Final = Platform("app_store")
GOOGLE_PLAY: Final = Platform("google_play")
NEWSROOM: Final = Platform("newsroom")
MANUAL: Final = Platform("manual")

BUILT_IN: Final = (
    X,
    FACEBOOK,
    INSTAGRAM,
    THREADS,
    YOUTUBE,
    TELEGRAM,
    MASTODON,
    BLUESKY,
    TIKTOK,
    LINKEDIN,
    APP_STORE,
    GOOGLE_PLAY,
    NEWSROOM,
    MANUAL,
)
"""Every platform Marsad itself has a name for."""

BY_HAND: Final = (GOOGLE_PLAY, MANUAL)
"""Those that nothing is asked of, because they have no interface that may be used: people enter the counts."""


class Metric(StrEnum):
    """What a counter counts. Every platform's own word is translated to one of these in its connector."""

    FOLLOWERS = "followers"
    FOLLOWING = "following"
    POSTS = "posts"
    LIKES = "likes"
    LISTED = "listed"
    VIEWS = "views"
    TALKING_ABOUT = "talking_about"
    RATINGS = "ratings"
