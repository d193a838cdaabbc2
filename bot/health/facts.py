"""Gathers how the watch is doing from what is stored."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.platforms import readable
from bot.recording import GAP_INTERVALS
from bot.settings import Settings
from growth.health import Health, PlatformHealth
from growth.platform import Platform
from storage import accounts, chats, holds, outbox, polls
from storage.accounts import StoredAccount
from storage.holds import FailureRun, Hold
from storage.polls import PollRun
from storage.transaction import Transaction


def troubles(health: Health) -> Iterator[str]:
    """What keeps the watch from being fit for work, a sentence each; nothing when all is well."""
    for platform in health.blind:
        yield f"{platform.platform} is not being read: all {platform.watched} accounts are overdue"
    if health.oldest is not None and health.is_stuck:
        yield f"messages are not getting out: the oldest has waited since {health.oldest:%Y-%m-%d %H:%M} UTC"


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
        letters={str(state): count for state, count in outbox.depth(tx).items()},
        oldest=outbox.oldest_waiting(tx, now),
        chats=Counter(str(chat.state) for chat in chats.chats(tx)),
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
        failing_since=failing.since if failing is not None else None,
        held_until=hold.until if hold is not None else None,
    )


def _standing(hold: Hold | None, now: datetime) -> Hold | None:
    return hold if hold is not None and hold.until > now else None
