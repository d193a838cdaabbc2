"""/allow, /deny and /invite: who may do what."""

from datetime import timedelta

from bot.durations import parse_duration
from bot.telegram.conversation import Ask, Button, Reply, Text
from bot.telegram.deep_links import invitation_link
from report.telegram_html import Html, code
from storage import chats, outbox, people
from storage.chats import ChatState, Role
from storage.people import Person
from storage.transaction import Transaction

INVITATION_LASTS = timedelta(days=2)
"""How long an invitation can be followed where nothing else was asked for."""

LONGEST_INVITATION = timedelta(days=30)

_LONGEST_NUMBER = 16
"""Digits of Telegram's numbers: at most 52 bits. https://core.telegram.org/bots/api#user."""

_PEOPLE_SHOWN = 40


def allow(ask: Ask) -> Reply:
    """Give a person a role (``/allow 12345 editor``), or everybody in this group (``/allow editor``)."""
    number, role = _taken_apart(ask)
    if role is None or (number is None and (ask.chat.kind == "private" or not ask.arguments)):
        return (Text(ask.words.say("people.allow_usage")),)
    named = ask.words.say(f"role.{role}")
    with ask.store.begin() as tx:
        ask.write_down(tx)
        if number is None:
            chats.set_role(tx, ask.chat.key, role)
            return (Text(ask.words.say("people.chat_is", role=named)),)
        people.let_in(tx, number, role, by=ask.asker.telegram_id, now=ask.now)
        _let_back(tx, number, ask)
    return (Text(ask.words.say("people.person_is", person=code(str(number)), role=named)),)


def deny(ask: Ask) -> Reply:
    """Take a person's role, or dismiss a chat, by its number; without one, show who was let in."""
    number, _ = _taken_apart(ask)
    if number is None:
        with ask.store.read() as tx:
            return (_everybody(ask, people.people(tx)),)
    if number in ask.settings.telegram.admins:
        return (Text(ask.words.say("people.named_in_settings", person=code(str(number)))),)
    with ask.store.begin() as tx:
        was_in = people.put_out(tx, number)
        places = [chat for chat in chats.chats_at(tx, number) if chat.state is not ChatState.LEFT]
        for chat in places:
            outbox.park_chat(tx, chat.key, ask.now, state=ChatState.LEFT)
        if was_in or places:
            ask.write_down(tx)
    key = "people.denied" if was_in or places else "people.unknown"
    return (Text(ask.words.say(key, person=code(str(number)))),)


def invite(ask: Ask) -> Reply:
    """A link that lets one person in (``/invite editor 3d``), in private alone: whoever sees it can use it."""
    if ask.chat.kind != "private" or ask.asker.telegram_id is None:
        return (Text(ask.words.say("people.invite_in_private")),)
    wanted = [word.casefold() for word in ask.arguments]
    roles = [Role(word) for word in wanted if word in set(Role)]
    try:
        spans = [parse_duration(word) for word in wanted if word not in set(Role)]
    except ValueError:
        return (Text(ask.words.say("people.invite_usage")),)
    role, lasts = (roles or [Role.VIEWER])[0], min((spans or [INVITATION_LASTS])[0], LONGEST_INVITATION)
    until = ask.now + lasts
    with ask.store.begin() as tx:
        secret = people.invite(tx, role, by=ask.asker.telegram_id, now=ask.now, until=until)
        ask.write_down(tx, role)
    address = code(invitation_link(ask.bot_name, secret))
    told = {"role": ask.words.say(f"role.{role}"), "until": ask.words.instant(until, ask.zone), "link": address}
    return (Text(ask.words.say("people.invitation", **told)),)


def _taken_apart(ask: Ask) -> tuple[int | None, Role | None]:
    """The number and the role among the words; a viewer's where no role was named, None for words that are neither."""
    number: int | None = None
    role: Role | None = Role.VIEWER
    for word in ask.arguments:
        digits = word.removeprefix("-")
        if digits.isascii() and digits.isdecimal() and len(digits) <= _LONGEST_NUMBER:
            number = int(word)
        else:
            role = Role(word.casefold()) if word.casefold() in set(Role) else None
    return number, role


def _let_back(tx: Transaction, number: int, ask: Ask) -> None:
    """Somebody who is let in again finds their own chat open again."""
    for chat in chats.chats_at(tx, number):
        if chat.state is ChatState.LEFT:
            outbox.unpark_chat(tx, chat.key, ask.now)


def _everybody(ask: Ask, everybody: tuple[Person, ...]) -> Text:
    if not everybody:
        return Text(ask.words.say("people.nobody"))
    shown = everybody[:_PEOPLE_SHOWN]
    rows = [
        ask.words.say(
            "people.row",
            person=code(str(one.telegram_id)),
            name=one.name or "?",
            role=ask.words.say(f"role.{one.role}"),
        )
        for one in shown
    ]
    buttons = tuple(
        (Button(ask.words.say("button.deny", name=one.name or str(one.telegram_id)), "deny", (str(one.telegram_id),)),)
        for one in shown
    )
    return Text(Html("\n".join((ask.words.say("people.title"), *rows))), buttons)
