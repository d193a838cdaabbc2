"""/digest: last week's digest, or any week's (``/digest 2026-W47``)."""

from bot.facts import digest_of
from bot.telegram.conversation import Ask, Reply, Text
from growth.weeks import week_before, week_named, week_of
from report.digest_text import digest_text
from report.telegram_html import Html
from storage import accounts


def answer(ask: Ask) -> Reply:
    """The digest of the week named, else of the last whole week."""
    week = week_before(week_of(ask.now, ask.zone), ask.zone)
    if ask.arguments:
        try:
            week = week_named(ask.arguments[0].upper(), ask.zone)
        except ValueError:
            return (Text(ask.words.say("reply.unknown_week", text=ask.arguments[0], example=week.period)),)
    with ask.store.read() as tx:
        watched = accounts.followed_by(tx, ask.chat.key) or accounts.accounts(tx)
        digest = digest_of(tx, watched, ask.settings, week, now=ask.now, zone=ask.zone)
    return (Text(Html(digest_text(digest, ask.words, zone=ask.zone))),)
