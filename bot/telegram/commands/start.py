"""/start: the first hello, and following everything unless something was chosen."""

from bot.settings import WEEKDAYS
from bot.telegram.conversation import Ask, Button, Keyboard, Reply, Text
from report.telegram_html import Html
from storage import chats
from storage.accounts import EVERYTHING


def answer(ask: Ask) -> Reply:
    """Welcome the chat; one that follows nothing yet follows everything from now on."""
    with ask.store.begin() as tx:
        if not ask.chat.scopes:
            chats.subscribe(tx, ask.chat.key, EVERYTHING)
    return (Text(Html(f"{ask.words.say('reply.start')}\n{_schedule(ask)}"), _next(ask)),)


def _next(ask: Ask) -> Keyboard:
    """What is asked first: how things stand, what arrives here, what else there is."""
    row = tuple(
        Button(ask.words.say(f"button.{name}"), name, in_place=False) for name in ("status", "settings", "help")
    )
    return (row,)


def _schedule(ask: Ask) -> Html:
    chosen, default = ask.chat, ask.settings.digest
    weekday = chosen.digest_weekday if chosen.digest_weekday is not None else WEEKDAYS.index(default.weekday)
    at = chosen.digest_at or default.at
    return ask.words.say("reply.schedule", weekday=ask.words.weekday(weekday), time=f"{at:%H:%M}", zone=ask.zone.key)
