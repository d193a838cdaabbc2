"""What exists on the platforms that want credentials, beside X and Facebook; all of it is meant to be written to."""

import re
from dataclasses import dataclass
from datetime import datetime
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
