"""/compare: accounts or agencies against each other."""

from bot.comparing import MOST, asked_for, comparison, most_followed
from bot.telegram.conversation import Ask, Reply, Text
from report.compare_text import compare_text
from report.telegram_html import Html
from storage import accounts

_FEWEST = 2


def answer(ask: Ask) -> Reply:
    """The comparison of whom the words name; without words, of what the chat follows."""
    with ask.store.read() as tx:
        followed = () if ask.arguments else accounts.followed_by(tx, ask.chat.key)
        asked = asked_for(followed or accounts.accounts(tx), ask.arguments)
        if asked.unknown:
            return (Text(ask.words.say("reply.unknown_account", text=" ".join(asked.unknown))),)
        if len(asked.groups) < _FEWEST:
            return (Text(ask.words.say("compare.few")),)
        found = comparison(tx, most_followed(tx, asked.groups), now=ask.now, zone=ask.zone)
    text = Text(Html(compare_text(found, ask.words)))
    left = len(asked.groups) - MOST
    return (text,) if left <= 0 else (text, Text(ask.words.say("compare.more", left=left)))
