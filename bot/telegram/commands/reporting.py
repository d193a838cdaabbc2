"""/report: a week as a page to look into offline, and as a table (``/report``, ``/report 2026-W47``)."""

from bot.reports import report
from bot.telegram.conversation import Ask, File, Reply, Text
from bot.telegram.weekly import digest_asked, week_asked


def answer(ask: Ask) -> Reply:
    """Two files about the week named, else about the last whole week."""
    week = week_asked(ask)
    if isinstance(week, Text):
        return (week,)
    with ask.store.read() as tx:
        watched, digest = digest_asked(tx, ask, week)
        found = report(tx, watched, digest, ask.words, now=ask.now, zone=ask.zone)
    return (
        File(f"marsad-{week.period}.html", found.page.encode(), ask.words.say("reply.report_page", week=week.period)),
        File(f"marsad-{week.period}.csv", found.table.encode(), ask.words.say("reply.report_table", week=week.period)),
    )
