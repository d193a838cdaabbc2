"""/status: every account as it stands."""

from bot.facts import statuses
from bot.telegram.choosing import chosen, nothing_fits
from bot.telegram.conversation import Ask, Reply, Text
from bot.telegram.keyboards import page_of, pager
from report.status_text import status_text
from report.telegram_html import Html

A_PAGE = 30
"""Accounts on one page."""


def answer(ask: Ask) -> Reply:
    """The accounts that fit the words, or those the chat follows."""
    with ask.store.read() as tx:
        watched = chosen(tx, ask)
        found = statuses(tx, watched, ask.settings, now=ask.now, zone=ask.zone)
    if not found:
        return nothing_fits(ask)
    shown = page_of(found, ask, A_PAGE)
    text = status_text(shown, ask.words, zone=ask.zone, now=ask.now, total=len(found))
    return (Text(Html(text), pager(found, ask, A_PAGE)),)
