"""The chats that are spoken to, and what each of them chose."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, time
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, delete, select, update

from growth.event import Severity
from growth.quiet import Quiet
from growth.wish import Wish
from storage import chat_schema
from storage.accounts import EVERYTHING
from storage.chat_merge import absorb
from storage.columns import or_epoch
from storage.transaction import Transaction

_NO_THREAD = 0
"""Stands for "no forum topic" in the table; Telegram numbers topics from 1."""


class ChatState(StrEnum):
    """Whether a chat can be spoken to."""

    ACTIVE = "active"
    PARKED = "parked"
    """It blocked the bot or cannot be found; its letters wait for its return."""
    LEFT = "left"
    """The bot was removed, or the chat was dismissed by an admin."""


class Role(StrEnum):
    """What a chat may ask of the bot, from least to most."""

    VIEWER = "viewer"
    EDITOR = "editor"
    ADMIN = "admin"

    def covers(self, other: "Role") -> bool:
        """Whether it allows everything that ``other`` does."""
        ranks = tuple(Role)
        return ranks.index(self) >= ranks.index(other)


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat.

    Attributes:
        key: The store's own key; it survives the move to a supergroup.
        telegram_id: Telegram's id for it now.
        thread_id: The forum topic to write in; None for the chat itself.
        kind: Telegram's word: private, group, supergroup or channel.
        title: What Telegram shows as its name; hostile until escaped. None when there is none.
        language: ar, fr or en.
        region: ISO 3166-1 alpha-2; decides how numbers and months are written.
        zone: The time zone of its weeks, days and hours.
        state: Whether it can be spoken to.
        role: What it may ask.
        since: When it was first spoken to (UTC); digests that were due by then are not owed.
        digest_weekday: The day of its digest, Monday 0; None for the one in the settings.
        digest_at: The wall time of its digest; None for the one in the settings.
        muted_until: Until when it wants no alerts (UTC); None when it wants them.
        hold_until: Until when Telegram wants no messages to it (UTC); None when it takes them.
        parked_at: Since when it cannot be spoken to (UTC); None while it can.
        scopes: What it is subscribed to: ``all``, ``agency:<id>``, ``account:<key>``.
        wish: What of that it wants to hear.
        quiet: When it wants its alerts held; None at no time.
        reminds: Whether it wants to be reminded of alerts that nobody has acknowledged.

    """

    key: int
    telegram_id: int
    thread_id: int | None
    kind: str
    title: str | None
    language: str
    region: str
    zone: ZoneInfo
    state: ChatState
    role: Role
    since: datetime
    digest_weekday: int | None
    digest_at: time | None
    muted_until: datetime | None
    hold_until: datetime | None
    parked_at: datetime | None
    scopes: frozenset[str]
    wish: Wish = field(default_factory=Wish)
    quiet: Quiet | None = None
    reminds: bool = True


def save_chat(  # noqa: PLR0913 - how a chat begins; every one of them is named by the caller
    tx: Transaction,
    *,
    telegram_id: int,
    kind: str,
    title: str | None,
    language: str,
    region: str,
    zone: ZoneInfo,
    now: datetime,
    thread_id: int | None = None,
) -> int:
    """Keep a chat and give its key; of one that is known only kind and title change, never what it chose itself.

    A new chat is an active viewer without subscriptions.
    """
    place = {"telegram_id": telegram_id, "thread_id": thread_id or _NO_THREAD}
    known = tx.first(
        select(chat_schema.chat.c.key).where(*_at(telegram_id), chat_schema.chat.c.thread_id == place["thread_id"])
    )
    if known is not None:
        _set(tx, known.key, kind=kind, title=title)
        return int(known.key)
    chosen = {"kind": kind, "title": title, "language": language, "region": region, "zone": zone.key}
    fresh = {"state": ChatState.ACTIVE, "role": Role.VIEWER, "since": now, "last_seq": 0}
    return tx.insert(chat_schema.chat, {**place, **chosen, **fresh})


def chats(tx: Transaction, *, state: ChatState | None = None) -> tuple[Chat, ...]:
    """Every chat, oldest first; only those in ``state`` where it is given."""
    return _chats(tx, *([] if state is None else [chat_schema.chat.c.state == state]))


def chat(tx: Transaction, key: int) -> Chat | None:
    """One chat; None when there is none of that key."""
    return next(iter(_chats(tx, chat_schema.chat.c.key == key)), None)


def chat_by_telegram_id(tx: Transaction, telegram_id: int, thread_id: int | None = None) -> Chat | None:
    """The chat Telegram means; None when it was never kept."""
    is_thread = chat_schema.chat.c.thread_id == (thread_id or _NO_THREAD)
    return next(iter(_chats(tx, *_at(telegram_id), is_thread)), None)


def chats_at(tx: Transaction, telegram_id: int) -> tuple[Chat, ...]:
    """The chat Telegram means and every topic of it that is kept; empty when it was never kept."""
    return _chats(tx, *_at(telegram_id))


def muted(tx: Transaction, now: datetime) -> frozenset[int]:
    """The keys of the chats that want no alerts at ``now`` (UTC)."""
    table = chat_schema.chat
    return frozenset(row.key for row in tx.rows(select(table.c.key).where(table.c.muted_until > now)))


def set_language(tx: Transaction, key: int, language: str, region: str | None = None) -> None:
    """Change a chat's language, and its region where one is given."""
    _set(tx, key, language=language, **({} if region is None else {"region": region}))


def set_zone(tx: Transaction, key: int, zone: ZoneInfo) -> None:
    """Change a chat's time zone."""
    _set(tx, key, zone=zone.key)


def set_role(tx: Transaction, key: int, role: Role) -> None:
    """Change what a chat may ask."""
    _set(tx, key, role=role)


def set_digest(tx: Transaction, key: int, weekday: int | None, at: time | None) -> None:
    """Choose when a chat's digest is due: Monday is 0, ``at`` is local; None falls back to the settings."""
    _set(tx, key, digest_weekday=weekday, digest_at=at)


def set_quiet(tx: Transaction, key: int, quiet: Quiet | None) -> None:
    """Choose when a chat's alerts are held; None at no time."""
    if quiet is None:
        _set(tx, key, quiet_from=None, quiet_until=None)
    else:
        _set(tx, key, quiet_from=quiet.start, quiet_until=quiet.end, quiet_lets_critical=quiet.lets_critical)


def set_wish(tx: Transaction, key: int, wish: Wish) -> None:
    """Choose what a chat wants to hear of the accounts it follows."""
    _set(tx, key, least_severity=wish.severity, least_share=wish.share, least_milestone=wish.milestone)


def set_reminds(tx: Transaction, key: int, *, reminds: bool) -> None:
    """Choose whether a chat is reminded of alerts that nobody has acknowledged."""
    _set(tx, key, reminds=reminds)


def mute(tx: Transaction, key: int, until: datetime | None) -> None:
    """Want no alerts until an instant (UTC); None wants them again."""
    _set(tx, key, muted_until=until)


def hold(tx: Transaction, key: int, until: datetime | None) -> None:
    """Send a chat nothing until an instant (UTC); a longer hold that stands is kept, None lifts it."""
    if until is None:
        _set(tx, key, hold_until=None)
        return
    held = or_epoch(chat_schema.chat.c.hold_until)
    tx.change(update(chat_schema.chat).where(chat_schema.chat.c.key == key, held < until).values(hold_until=until))


def migrate(tx: Transaction, old_id: int, new_id: int) -> tuple[int, ...]:
    """Follow a group to the supergroup it became: its keys stay, and with them letters, order and dedupe keys.

    Where the supergroup was already met as a chat of its own, that one is merged into the old. Repeating changes
    nothing.

    Returns:
        The keys of the chats that moved: one for the chat and one for each of its topics; empty when none was known.

    """
    twins = {row.thread_id: row.key for row in tx.rows(select(chat_schema.chat).where(*_at(new_id)))}
    movers = tx.rows(select(chat_schema.chat).where(*_at(old_id)).order_by(chat_schema.chat.c.key))
    for mover in movers:
        if mover.thread_id in twins:
            absorb(tx, keeper=mover.key, twin=twins[mover.thread_id])
        _set(tx, mover.key, telegram_id=new_id, kind="supergroup")
    return tuple(mover.key for mover in movers)


def subscribe(tx: Transaction, key: int, scope: str) -> None:
    """Subscribe a chat to ``all``, ``agency:<id>`` or ``account:<key>``. Repeating changes nothing."""
    tx.keep_first(chat_schema.subscription, [{"scope": scope, "chat": key}], key=["scope", "chat"])


def unsubscribe(tx: Transaction, key: int, scope: str) -> bool:
    """End one subscription of a chat; whether it had it."""
    table = chat_schema.subscription
    return tx.change(delete(table).where(table.c.chat == key, table.c.scope == scope)) > 0


def subscribers(tx: Transaction, account: int | None, agency: str | None) -> tuple[int, ...]:
    """The keys of the chats that follow an account of an agency, oldest first; both None: those that follow everything.

    Parked and muted chats are among them: an event is kept for the ones, and what mute means is for the caller to say.
    """
    named = {"agency": agency, "account": account}
    scopes = [EVERYTHING, *(f"{kind}:{which}" for kind, which in named.items() if which is not None)]
    follows = chat_schema.subscription.c.scope.in_(scopes)
    statement = select(chat_schema.chat.c.key).join(chat_schema.subscription).where(follows)
    still_there = (
        statement.where(chat_schema.chat.c.state != ChatState.LEFT).distinct().order_by(chat_schema.chat.c.key)
    )
    return tuple(row.key for row in tx.rows(still_there))


def _at(telegram_id: int) -> Collection[ColumnElement[bool]]:
    return [chat_schema.chat.c.telegram_id == telegram_id]


def _set(tx: Transaction, key: int, **values: object) -> None:
    tx.change(update(chat_schema.chat).where(chat_schema.chat.c.key == key).values(values))


def _chats(tx: Transaction, *conditions: ColumnElement[bool]) -> tuple[Chat, ...]:
    """The chats that meet every condition, oldest first, each with its subscriptions."""
    rows = tx.rows(select(chat_schema.chat).where(*conditions).order_by(chat_schema.chat.c.key))
    chosen = select(chat_schema.subscription).where(chat_schema.subscription.c.chat.in_([row.key for row in rows]))
    scopes: dict[int, set[str]] = {row.key: set() for row in rows}
    for subscription in tx.rows(chosen):
        scopes[subscription.chat].add(subscription.scope)
    return tuple(_chat(row, frozenset(scopes[row.key])) for row in rows)


def _chat(row: Row[Any], scopes: frozenset[str]) -> Chat:
    return Chat(
        key=row.key,
        telegram_id=row.telegram_id,
        thread_id=row.thread_id or None,
        kind=row.kind,
        title=row.title,
        language=row.language,
        region=row.region,
        zone=ZoneInfo(row.zone),
        state=ChatState(row.state),
        role=Role(row.role),
        since=row.since,
        digest_weekday=row.digest_weekday,
        digest_at=row.digest_at,
        muted_until=row.muted_until,
        hold_until=row.hold_until,
        parked_at=row.parked_at,
        scopes=scopes,
        wish=_wish(row),
        quiet=_quiet(row),
        reminds=row.reminds,
    )


def _wish(row: Row[Any]) -> Wish:
    return Wish(Severity(row.least_severity or Severity.INFO), row.least_share or 0.0, row.least_milestone or 0)


def _quiet(row: Row[Any]) -> Quiet | None:
    if row.quiet_from is None or row.quiet_until is None:
        return None
    return Quiet(row.quiet_from, row.quiet_until, lets_critical=row.quiet_lets_critical)
