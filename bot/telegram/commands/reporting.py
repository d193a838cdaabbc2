"""/report: a week as a page to look into offline, and as a table (``/report``, ``/report 2026-W47``)."""

from bot.facts import digest_of
from bot.reports import report
from bot.telegram.conversation import Ask, File, Reply, Text
from growth.weeks import week_before, week_named, week_of
from storage import accounts


def answer(ask: Ask) -> Reply:
    """Two files about the week named, else about the last whole week."""
    week = week_before(week_of(ask.now, ask.zone), ask.zone)
    if ask.arguments:
        try:
            week = week_named(ask.arguments[0].upper(), ask.zone)
        except ValueError:
            return (Text(ask.words.say("reply.unknown_week", text=ask.arguments[0], example=week.period)),)
    with ask.store.read() as tx:
        watched = accounts.followed_by(tx, ask.chat.key) or accounts.accounts(tx)
        digest = digest_of(tx, watched, ask.settings, week, now=ask.now, zone=ask.zone)
        found = report(tx, watched, digest, ask.words, now=ask.now, zone=ask.zone)
    return (
        File(f"marsad-{week.period}.html", found.page.encode(), ask.words.say("reply.report_page", week=week.period)),
        File(f"marsad-{week.period}.csv", found.table.encode(), ask.words.say("reply.report_table", week=week.period)),
    )
