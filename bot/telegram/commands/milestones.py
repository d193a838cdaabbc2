"""/milestones: the round numbers ahead and those passed of late."""

from datetime import timedelta

from bot.facts import statuses
from bot.telegram.choosing import chosen, nothing_fits
from bot.telegram.conversation import Ask, Reply, Text
from bot.telegram.keyboards import page_of, pager
from growth.digest import AccountStatus
from growth.event import Milestone
from report.milestones_text import PassedLately, milestones_text
from report.telegram_html import Html
from storage import ledger

A_PAGE = 15
LATELY = timedelta(days=90)


def answer(ask: Ask) -> Reply:
    """The next milestone of each account the words fit, or the chat follows; nearest first."""
    with ask.store.read() as tx:
        watched = chosen(tx, ask)
        found = statuses(tx, watched, ask.settings, now=ask.now, zone=ask.zone)
        keys = [account.key for account in watched]
        told = ledger.events(tx, start=ask.now - LATELY, end=ask.now + timedelta(seconds=1), accounts=keys)
    if not found:
        return nothing_fits(ask)
    names = {account.key: account.name for account in watched}
    passed = [
        PassedLately(one.event.at, names[one.event.account], one.event.facts)
        for one in told
        if isinstance(one.event.facts, Milestone) and one.event.account in names
    ]
    ahead = sorted((one for one in found if one.next_milestone is not None), key=_share_missing)
    text = milestones_text(page_of(ahead, ask, A_PAGE), passed, ask.words, zone=ask.zone)
    return (Text(Html(text), pager(ahead, ask, A_PAGE)),)


def _share_missing(status: AccountStatus) -> float:
    """How much of the next milestone is still missing."""
    ahead = status.next_milestone
    return 1.0 if ahead is None else ahead.missing / ahead.threshold
