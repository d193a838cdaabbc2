"""/audit: who did what, newest first."""

from bot.telegram.conversation import Ask, Button, Reply, Text
from bot.telegram.keyboards import PAGE
from report.telegram_html import Html, clean_name, code
from storage import audit
from storage.audit import Deed

A_PAGE = 15


def answer(ask: Ask) -> Reply:
    """One page of what was done."""
    with ask.store.read() as tx:
        found = audit.deeds(tx, limit=A_PAGE + 1, skip=(ask.page - 1) * A_PAGE)
    if not found:
        return (Text(ask.words.say("audit.empty")),)
    older = (Button(ask.words.say("button.older"), "audit", (f"{PAGE}{ask.page + 1}",)),) if len(found) > A_PAGE else ()
    newer = (Button(ask.words.say("button.newer"), "audit", (f"{PAGE}{ask.page - 1}",)),) if ask.page > 1 else ()
    rows = [_row(ask, deed) for deed in found[:A_PAGE]]
    return (Text(Html("\n".join((ask.words.say("audit.title"), *rows))), ((*newer, *older),)),)


def _row(ask: Ask, deed: Deed) -> Html:
    return ask.words.say(
        "audit.row",
        instant=ask.words.instant(deed.at, ask.zone),
        who=deed.name or "?",
        person=code("?" if deed.person is None else str(deed.person)),
        what=code(clean_name(f"{deed.action} {deed.detail}".strip())),
    )
