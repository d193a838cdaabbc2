"""Opens the digests that are due: a ledger of ISO weeks per chat, so that downtime skips none and doubles none."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter

from bot.settings import WEEKDAYS, Settings
from growth.weeks import Week, due_at, week_named, weeks_due
from storage import chats, digests, outbox
from storage.chats import Chat, ChatState
from storage.letters import LetterKind
from storage.transaction import Transaction

LATE_AFTER = timedelta(days=1)
"""How long after its hour a digest says that it is late."""


@dataclass(frozen=True, slots=True)
class DigestLetter:
    """What a digest's letter keeps until it is written.

    Attributes:
        period: Its ISO week, such as ``2026-W47``.
        covers: Older weeks it stands in for, oldest first.
        is_late: Whether it goes out well after it was due.

    """

    period: str
    covers: tuple[str, ...] = ()
    is_late: bool = False

    def to_json(self) -> str:
        """As the outbox keeps it."""
        return _JSON.dump_json(self).decode()

    @classmethod
    def from_json(cls, text: str) -> "DigestLetter":
        """As the outbox kept it."""
        return _JSON.validate_json(text)

    def week(self, zone: ZoneInfo) -> Week:
        """Its week in a chat's zone."""
        return week_named(self.period, zone)


_JSON = TypeAdapter(DigestLetter)


def open_due(tx: Transaction, settings: Settings, *, now: datetime) -> int:
    """One letter to every chat whose digest is due, standing in for older weeks missed; how many were opened."""
    return sum(_open(tx, chat, settings, now) for chat in chats.chats(tx, state=ChatState.ACTIVE) if chat.scopes)


def _open(tx: Transaction, chat: Chat, settings: Settings, now: datetime) -> bool:
    weekday = chat.digest_weekday if chat.digest_weekday is not None else WEEKDAYS.index(settings.digest.weekday)
    at = chat.digest_at or settings.digest.at
    last = digests.last_period(tx, chat.key)
    due = weeks_due(last, since=chat.since, now=now, weekday=weekday, at=at, zone=chat.zone)
    if not due:
        return False
    *older, newest = due
    instant = due_at(newest, weekday=weekday, at=at, zone=chat.zone)
    letter = DigestLetter(newest.period, tuple(week.period for week in older), is_late=now - instant > LATE_AFTER)
    key = outbox.enqueue(
        tx,
        chat=chat.key,
        kind=LetterKind.DIGEST,
        dedupe_key=f"digest:{newest.period}",
        now=now,
        payload=letter.to_json(),
    )
    digests.open_period(tx, chat=chat.key, period=newest.period, due_at=instant, letter=key)
    for week in older:
        missed = due_at(week, weekday=weekday, at=at, zone=chat.zone)
        digests.open_period(tx, chat=chat.key, period=week.period, due_at=missed, covered_by=newest.period)
    return True
