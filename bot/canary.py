"""Tells "it is gone" from "we are blocked": by an account that is always there, read with the same credential."""

from collections.abc import Mapping, Sequence

from connectors.errors import NotPermitted
from growth.platform import (
    APP_STORE,
    BLUESKY,
    FACEBOOK,
    INSTAGRAM,
    LINKEDIN,
    TELEGRAM,
    THREADS,
    TIKTOK,
    YOUTUBE,
    Platform,
    X,
)
from growth.reading import Profile, Reading, Unread, UnreadReason
from growth.state import AccountState
from storage.accounts import StoredAccount

CANARIES: Mapping[Platform, str] = {
    X: "X",
    FACEBOOK: "facebook",
    INSTAGRAM: "instagram",
    THREADS: "threads",
    YOUTUBE: "youtube",
    TELEGRAM: "telegram",
    BLUESKY: "bsky.app",
    TIKTOK: "tiktok",
    LINKEDIN: "linkedin",
    APP_STORE: "us/375380948",
}
"""The platforms' own accounts: they are always there, so not reading them speaks of us. Mastodon and newsrooms have
none: there every server speaks for itself."""


def is_doubtful(accounts: Sequence[StoredAccount], readings: Sequence[Reading]) -> bool:
    """Whether an answer shows nobody, and would make an account vanish that was there before.

    One profile in it is proof enough that we are not blocked. An account that is known to be missing needs no proof
    again.
    """
    if any(isinstance(reading, Profile) for reading in readings):
        return False
    return any(
        isinstance(reading, Unread)
        and reading.reason is UnreadReason.NOT_FOUND
        and account.confirmed_at is not None
        and account.state is not AccountState.NOT_FOUND
        for account, reading in zip(accounts, readings, strict=True)
    )


def blocked(platform: Platform) -> NotPermitted:
    """What stands before every account when not even the canary can be seen."""
    return NotPermitted(f"nobody can be seen, not even {CANARIES[platform]}: we are blocked, or lack a permission")
