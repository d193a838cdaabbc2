"""/baseline: where accounts stand against their targets."""

from bot.facts import Held, held
from bot.telegram.choosing import chosen, nothing_fits
from bot.telegram.conversation import Ask, Reply, Text
from report.baseline_text import baseline_text
from report.telegram_html import Html


def answer(ask: Ask) -> Reply:
    """One text per account that has a baseline and fits the words."""
    with ask.store.read() as tx:
        watched = chosen(tx, ask)
        found = held(tx, watched, now=ask.now, zone=ask.zone)
    if not watched:
        return nothing_fits(ask)
    told = found or ((watched[0], Held()),)
    return tuple(
        Text(Html(baseline_text(account.name, one.prospects, ask.words, missing=one.missing))) for account, one in told
    )
