"""/mute: no alerts for a while (``/mute 8h``, ``/mute off``); the digest goes on."""

from datetime import datetime, timedelta

from bot.durations import parse_duration
from bot.telegram.conversation import Ask, Reply, Text
from storage import chats

DEFAULT = timedelta(hours=8)
"""How long without a word about it: a night."""

LONGEST = timedelta(weeks=5)
"""How long at most, so that nobody is left without alerts by a slip of the finger."""


def answer(ask: Ask) -> Reply:
    """Mute for the time named, or unmute."""
    if ask.arguments and ask.arguments[0].casefold() in {"off", "0"}:
        _keep(ask, None)
        return (Text(ask.words.say("reply.unmuted")),)
    try:
        wanted = parse_duration("".join(ask.arguments)) if ask.arguments else DEFAULT
    except ValueError:
        return (Text(ask.words.say("reply.mute_usage")),)
    until = ask.now + min(wanted, LONGEST)
    _keep(ask, until)
    return (Text(ask.words.say("reply.muted", until=ask.words.instant(until, ask.zone))),)


def _keep(ask: Ask, until: datetime | None) -> None:
    with ask.store.begin() as tx:
        chats.mute(tx, ask.chat.key, until)
