"""/cost: what reading the platforms costs."""

from bot.costs import costs
from bot.telegram.conversation import Ask, Reply, Text
from report.cost_text import cost_text
from report.telegram_html import Html


def answer(ask: Ask) -> Reply:
    """Today's and this month's cost of every platform that has one, and who is left out."""
    with ask.store.read() as tx:
        found = costs(tx, ask.settings, now=ask.now)
    return (Text(Html(cost_text(found, ask.words, zone=ask.zone))),)
