"""/digest: last week's digest, or any week's (``/digest 2026-W47``)."""

from bot.telegram.conversation import Ask, Reply, Text
from bot.telegram.weekly import digest_asked, week_asked
from report.digest_text import digest_text
from report.telegram_html import Html


def answer(ask: Ask) -> Reply:
    """The digest of the week named, else of the last whole week."""
    week = week_asked(ask)
    if isinstance(week, Text):
        return (week,)
    with ask.store.read() as tx:
        _, digest = digest_asked(tx, ask, week)
    return (Text(Html(digest_text(digest, ask.words, zone=ask.zone))),)
