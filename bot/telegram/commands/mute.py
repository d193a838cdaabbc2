"""/mute: no alerts for a while (``8h``, ``monday``, ``off``); under an alert, none of its kind. The digest goes on."""

from datetime import datetime, timedelta

from bot.durations import parse_duration
from bot.telegram.alert_message import PAUSES, alert_message, letter_in, pause_end, told
from bot.telegram.conversation import Ask, Reply, Text
from storage import chats, silences
from storage.letters import Letter
from storage.transaction import Transaction

DEFAULT = timedelta(hours=8)
"""How long without a word about it: a night."""

LONGEST = timedelta(weeks=5)
"""How long at most, so that nobody is left without alerts by a slip of the finger."""


def answer(ask: Ask) -> Reply:
    """Mute for the time named, or unmute; under an alert, its rule about its account alone."""
    with ask.store.begin() as tx:
        letter = letter_in(tx, ask.arguments, ask.chat)
        return _mute_chat(tx, ask) if letter is None else _mute_alert(tx, ask, letter)


def _mute_chat(tx: Transaction, ask: Ask) -> Reply:
    if ask.arguments and ask.arguments[0].casefold() in {"off", "0"}:
        _keep(tx, ask, None)
        return (Text(ask.words.say("reply.unmuted")),)
    until = _end(ask)
    if until is None:
        return (Text(ask.words.say("reply.mute_usage")),)
    _keep(tx, ask, until)
    return (Text(ask.words.say("reply.muted", until=ask.words.instant(until, ask.zone))),)


def _end(ask: Ask) -> datetime | None:
    """Until when to mute (UTC), from a duration or a word such as ``monday``; None when it is neither."""
    if ask.arguments and ask.arguments[0].casefold() in PAUSES:
        return pause_end(ask.arguments[0].casefold(), ask.chat, ask.now)
    try:
        wanted = parse_duration("".join(ask.arguments)) if ask.arguments else DEFAULT
    except ValueError:
        return None
    return ask.now + min(wanted, LONGEST)


def _keep(tx: Transaction, ask: Ask, until: datetime | None) -> None:
    chats.mute(tx, ask.chat.key, until)
    ask.write_down(tx)


def _mute_alert(tx: Transaction, ask: Ask, letter: Letter) -> Reply:
    """Ask for how long; then silence each alert the letter tells, or let it be heard again."""
    wanted = ask.arguments[1] if len(ask.arguments) > 1 else ""
    scopes = {silences.of_event(event) for _, event in told(tx, letter)}
    if wanted in PAUSES:
        until = pause_end(wanted, ask.chat, ask.now)
        for scope in scopes:
            silences.silence(tx, ask.chat.key, scope, until)
    elif wanted == "off":
        for scope in scopes:
            silences.unsilence(tx, ask.chat.key, scope)
    if wanted in {*PAUSES, "off"}:
        ask.write_down(tx, " ".join((*sorted(scopes), wanted)))
    return (alert_message(tx, letter, ask.chat, ask.now, with_pauses=not wanted),)
