"""/chart: growth as a picture."""

from bot.telegram.choosing import chosen, nothing_fits, pick_among
from bot.telegram.conversation import Ask, Picture, Reply, Text
from report.account_text import account_line

MOST = 3
"""Pictures sent at once; more accounts are offered to choose from."""


def answer(ask: Ask) -> Reply:
    """The pictures of the accounts that fit the words; buttons to choose one where they are many."""
    from bot.charts import draw  # noqa: PLC0415 - the drawing library is loaded with the first picture

    with ask.store.read() as tx:
        found = chosen(tx, ask)
        if len(found) > MOST:
            return pick_among(ask, found)
        drawn = [(account, draw(tx, account, ask.words, now=ask.now, zone=ask.zone)) for account in found]
    if not drawn:
        return nothing_fits(ask)
    pictures = tuple(Picture(png, account_line(account.name, ask.words)) for account, png in drawn if png is not None)
    return pictures or (Text(ask.words.say("reply.no_history")),)
