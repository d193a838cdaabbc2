"""Gathers how the watch is doing from what is stored."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.platforms import readable
from bot.recording import GAP_INTERVALS
from bot.settings import Settings
from growth.platform import Platform
from storage import accounts, chats, holds, outbox, polls
from storage.accounts import StoredAccount
from storage.chats import ChatState
from storage.holds import FailureRun, Hold
from storage.letters import LetterState
from storage.polls import PollRun
from storage.transaction import Transaction

LONGEST_WAIT = timedelta(hours=1)
"""How long a letter that could go out may wait before delivery counts as stuck: a group takes 1,200 in that time."""


@dataclass(frozen=True, slots=True)
class PlatformHealth:
    """How one platform that is on is being read.

    Attributes:
        platform: The platform.
        outcomes: How many of its watched accounts last answered with each outcome; ``never`` for those never asked.
        overdue: How many were last asked for three intervals ago or longer, or never.
        last_at: When any of them was last asked for (UTC); None when none was.
        failing: The run of polls without any answer; None when the last one had one.
        hold: The pause that stands; None when there is none.

    """

    platform: Platform
    outcomes: Mapping[str, int]
    overdue: int
    last_at: datetime | None
    failing: FailureRun | None
    hold: Hold | None

    @property
    def watched(self) -> int:
        """Accounts watched."""
        return sum(self.outcomes.values())

    @property
    def is_blind(self) -> bool:
        """Whether accounts are watched and every one of them is overdue."""
        return 0 < self.watched == self.overdue


@dataclass(frozen=True, slots=True)
class Health:
    """How the watch is doing.

    Attributes:
        at: The instant it was gathered (UTC).
        platforms: Those that are on.
        letters: How many letters stand in each state but the final ones.
        oldest: When the oldest letter was written that could have gone out by now (UTC); None when none waits.
        chats: How many chats stand in each state.

    """

    at: datetime
    platforms: tuple[PlatformHealth, ...]
    letters: Mapping[LetterState, int]
    oldest: datetime | None
    chats: Mapping[ChatState, int]

    def troubles(self) -> Iterator[str]:
        """What keeps it from being fit for work, a sentence each; nothing when all is well."""
        for platform in self.platforms:
            if platform.is_blind:
                yield f"{platform.platform} is not being read: all {platform.watched} accounts are overdue"
        if self.oldest is not None and self.at - self.oldest > LONGEST_WAIT:
            yield f"messages are not getting out: the oldest has waited since {self.oldest:%Y-%m-%d %H:%M} UTC"


def gather(tx: Transaction, settings: Settings, *, now: datetime) -> Health:
    """How the watch is doing at ``now`` (UTC)."""
    last = polls.last_polls(tx)
    failing, pauses = holds.failures(tx), holds.holds(tx)
    watched: dict[Platform, list[StoredAccount]] = {}
    for account in accounts.accounts(tx):
        if account.enabled:
            watched.setdefault(account.platform, []).append(account)
    return Health(
        at=now,
        platforms=tuple(
            _platform(
                platform,
                [last.get(account.key) for account in watched.get(platform, ())],
                interval=settings.platform(platform).interval,
                failing=failing.get(platform),
                hold=_standing(pauses.get(platform), now),
                now=now,
            )
            for platform in readable(settings)
        ),
        letters=outbox.depth(tx),
        oldest=outbox.oldest_waiting(tx, now),
        chats=Counter(chat.state for chat in chats.chats(tx)),
    )


def _platform(
    platform: Platform,
    runs: list[PollRun | None],
    *,
    interval: timedelta,
    failing: FailureRun | None,
    hold: Hold | None,
    now: datetime,
) -> PlatformHealth:
    return PlatformHealth(
        platform=platform,
        outcomes=Counter("never" if run is None else run.outcome for run in runs),
        overdue=sum(run is None or now - run.last_at >= GAP_INTERVALS * interval for run in runs),
        last_at=max((run.last_at for run in runs if run is not None), default=None),
        failing=failing,
        hold=hold,
    )


def _standing(hold: Hold | None, now: datetime) -> Hold | None:
    return hold if hold is not None and hold.until > now else None
