"""/baseline: where accounts stand against their targets."""

from bot.facts import standings
from bot.telegram.choosing import chosen, nothing_fits
from bot.telegram.conversation import Ask, Reply, Text
from report.baseline_text import baseline_text
from report.telegram_html import Html


def answer(ask: Ask) -> Reply:
    """One text per account that has a baseline and fits the words."""
    with ask.store.read() as tx:
        watched = chosen(tx, ask)
        found = [(account.name, standings(tx, account, now=ask.now, zone=ask.zone)) for account in watched]
    if not found:
        return nothing_fits(ask)
    told = [(name, held) for name, held in found if held] or found[:1]
    return tuple(Text(Html(baseline_text(name, held, ask.words))) for name, held in told)
