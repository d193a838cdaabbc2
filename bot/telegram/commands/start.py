"""/start: the first hello, and following everything unless something was chosen."""

from bot.settings import WEEKDAYS
from bot.telegram.conversation import Ask, Reply, Text
from report.telegram_html import Html
from storage import chats
from storage.accounts import EVERYTHING


def answer(ask: Ask) -> Reply:
    """Welcome the chat; one that follows nothing yet follows everything from now on."""
    with ask.store.begin() as tx:
        if not ask.chat.scopes:
            chats.subscribe(tx, ask.chat.key, EVERYTHING)
    return (Text(Html(f"{ask.words.say('reply.start')}\n{_schedule(ask)}")),)


def _schedule(ask: Ask) -> Html:
    chosen, default = ask.chat, ask.settings.digest
    weekday = chosen.digest_weekday if chosen.digest_weekday is not None else WEEKDAYS.index(default.weekday)
    at = chosen.digest_at or default.at
    return ask.words.say("reply.schedule", weekday=ask.words.weekday(weekday), time=f"{at:%H:%M}", zone=ask.zone.key)
