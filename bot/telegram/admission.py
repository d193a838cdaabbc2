"""Who is answered: chats that an administrator started, people who were let in, everybody when access is open."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from telegram import Chat as TelegramChat
from telegram import ChatMemberUpdated, Message, User
from telegram.constants import ChatType

from bot.returning import welcome_back
from bot.settings import LANGUAGES, Settings
from bot.telegram.conversation import Asker
from bot.telegram.deep_links import invitation_in
from storage import audit, chats, people, strangers
from storage.audit import Deed
from storage.chats import Chat, ChatState, Role
from storage.transaction import Transaction

REFUSE_AGAIN_AFTER = timedelta(days=1)
"""A stranger gets one refusal a day and no more."""

REGION = "MA"
"""How numbers and months are written until a chat chooses."""


class Admission(StrEnum):
    """What becomes of a message."""

    ANSWER = "answer"
    REFUSE = "refuse"
    IGNORE = "ignore"


@dataclass(frozen=True, slots=True)
class Admitted:
    """The verdict on a message.

    Attributes:
        admission: What to do.
        chat: The chat as stored; None for a stranger.
        role: What the sender may do here.

    """

    admission: Admission
    chat: Chat | None = None
    role: Role = Role.VIEWER


def admit(
    tx: Transaction, message: Message, command: str, arguments: tuple[str, ...], settings: Settings, *, now: datetime
) -> Admitted:
    """Decide on a command, keeping a chat that somebody may start and unparking one that is back.

    An administrator may start any chat, whoever was let in their own, everybody with open access; a dismissed chat only
    an administrator. A topic answers for the group it is in, until an administrator's /start there makes it a chat of
    its own.
    """
    user, thread, is_start = message.from_user, thread_of(message), command.casefold() == "start"
    if is_start and user is not None and message.chat.type == ChatType.PRIVATE:
        _follow_invitation(tx, user, arguments, now)
    is_admin = user is not None and user.id in settings.telegram.admins
    is_own = message.chat.type == ChatType.PRIVATE and user is not None and people.person(tx, user.id) is not None
    known = known_chat(tx, message.chat_id, thread)
    is_closed = known is not None and known.state is ChatState.LEFT
    may_start = is_admin or is_own or (settings.telegram.access == "open" and not is_closed)
    if (known is None or is_closed) and not may_start:
        return Admitted(_refusal(tx, message, now))
    opens_topic = is_admin and is_start and known is not None and known.thread_id != thread
    if known is None or opens_topic:
        known = _keep(tx, message.chat, thread, user, settings, now=now)
    elif known.state is not ChatState.ACTIVE:
        welcome_back(tx, known.key, now)
    return Admitted(Admission.ANSWER, known, role_of(tx, user, known, settings))


def role_of(tx: Transaction, user: User | None, chat: Chat, settings: Settings) -> Role:
    """What somebody may do in a chat: what the chat may, or what they themselves were given, whichever is more.

    Only Telegram's number says who somebody is. Whoever writes in a group's name has the group's role.
    """
    if user is None:
        return chat.role
    if user.id in settings.telegram.admins:
        return Role.ADMIN
    known = people.person(tx, user.id)
    return known.role if known is not None and known.role.covers(chat.role) else chat.role


def asker_of(user: User | None, chat: Chat, role: Role) -> Asker:
    """Whoever asks; a channel's post is the channel's."""
    name = user.full_name if user is not None else chat.title
    return Asker(user.id if user is not None else None, name or "?", role)


def _follow_invitation(tx: Transaction, user: User, arguments: tuple[str, ...], now: datetime) -> None:
    """Let in whoever follows an invitation that stands; nobody loses a role by it."""
    secret = invitation_in(arguments)
    invitation = people.accept(tx, secret, by=user.id, now=now) if secret is not None else None
    if invitation is None:
        return
    before = people.person(tx, user.id)
    if before is None or not before.role.covers(invitation.role):
        people.let_in(tx, user.id, invitation.role, by=invitation.made_by, now=now, name=user.full_name)
        audit.write_down(tx, Deed(now, user.id, user.full_name, user.id, "joined", invitation.role))


def invited(tx: Transaction, change: ChatMemberUpdated, settings: Settings, *, now: datetime) -> Chat | None:
    """Keep a group or channel that the bot was brought into by somebody who may; None when nothing was kept.

    A channel has no other way in: its posts do not say who wrote them.
    """
    may = change.from_user.id in settings.telegram.admins or settings.telegram.access == "open"
    if not may or change.chat.type == ChatType.PRIVATE:
        return None
    return _keep(tx, change.chat, None, None, settings, now=now)


def thread_of(message: Message) -> int | None:
    """The forum topic a message was written in; None outside forums and in General."""
    return message.message_thread_id if message.is_topic_message else None


def language_of(user: User | None, settings: Settings) -> str:
    """The sender's language as Telegram knows it, if it is one of ours; else the settings'."""
    code = (user.language_code or "").split("-")[0] if user is not None else ""
    return code if code in LANGUAGES else settings.digest.language


def _refusal(tx: Transaction, message: Message, now: datetime) -> Admission:
    """A private stranger is refused once a day; in a group we were not asked for, we say nothing unless spoken to."""
    may_refuse = strangers.may_refuse(tx, message.chat_id, now=now, again_after=REFUSE_AGAIN_AFTER)
    return Admission.REFUSE if may_refuse else Admission.IGNORE


def known_chat(tx: Transaction, telegram_id: int, thread: int | None) -> Chat | None:
    """The chat itself, else the one that stands for all of its topics."""
    return (
        chats.chat_by_telegram_id(tx, telegram_id, thread)
        or chats.chat_by_telegram_id(tx, telegram_id)
        or next(iter(chats.chats_at(tx, telegram_id)), None)
    )


def _keep(
    tx: Transaction, place: TelegramChat, thread: int | None, user: User | None, settings: Settings, *, now: datetime
) -> Chat:
    key = chats.save_chat(
        tx,
        telegram_id=place.id,
        thread_id=thread,
        kind=place.type,
        title=place.title or (user.full_name if user is not None else None),
        language=settings.digest.language,
        region=REGION,
        zone=settings.zone,
        now=now,
    )
    kept = chats.chat(tx, key)
    if kept is None:
        raise LookupError(f"chat {key} was kept a moment ago and is gone")
    return kept
