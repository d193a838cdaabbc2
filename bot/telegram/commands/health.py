"""/health: how the watch itself is doing."""

from bot.health.facts import gather
from bot.telegram.conversation import Ask, Reply, Text
from report.health_text import health_text
from report.telegram_html import Html


def answer(ask: Ask) -> Reply:
    """Whether everything is being read and said, and what is not."""
    with ask.store.read() as tx:
        found = gather(tx, ask.settings, now=ask.now)
    return (Text(Html(health_text(found, ask.words, zone=ask.zone))),)
