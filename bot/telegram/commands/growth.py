"""/growth: one account's growth in numbers."""

from bot.facts import statuses
from bot.telegram.choosing import chosen, nothing_fits
from bot.telegram.conversation import Ask, Reply, Text
from report.growth_text import growth_text
from report.telegram_html import Html

MOST = 5
"""Accounts told at once; the words after the command narrow them down."""


def answer(ask: Ask) -> Reply:
    """The accounts that fit the words, most followed first."""
    with ask.store.read() as tx:
        found = statuses(tx, chosen(tx, ask), ask.settings, now=ask.now, zone=ask.zone)
    if not found:
        return nothing_fits(ask)
    return tuple(Text(Html(growth_text(status, ask.words, zone=ask.zone, now=ask.now))) for status in found[:MOST])
