"""/growth: one account's growth in numbers."""

from bot.facts import statuses
from bot.telegram.choosing import chosen, nothing_fits, pick_among
from bot.telegram.conversation import Ask, Reply, Text
from report.growth_text import growth_text
from report.telegram_html import Html

MOST = 5
"""Accounts told at once; more are offered to choose from."""


def answer(ask: Ask) -> Reply:
    """The accounts that fit the words, most followed first; buttons to choose one where they are many."""
    with ask.store.read() as tx:
        watched = chosen(tx, ask)
        if len(watched) > MOST:
            return pick_among(ask, watched)
        found = statuses(tx, watched, ask.settings, now=ask.now, zone=ask.zone)
    if not found:
        return nothing_fits(ask)
    return tuple(Text(Html(growth_text(status, ask.words, zone=ask.zone, now=ask.now))) for status in found)
