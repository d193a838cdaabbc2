"""/forecast: where an account's followers will stand, and when they reach the next round number."""

from datetime import timedelta

from bot.facts import followers_of
from bot.telegram.choosing import chosen, nothing_fits, pick_among
from bot.telegram.conversation import Ask, Reply, Text
from growth.first_passage import first_passage
from growth.forecast import forecast
from growth.milestones import next_threshold
from growth.settled import settled
from report.forecast_text import Outlook, forecast_text
from report.telegram_html import Html

HORIZONS = (timedelta(days=7), timedelta(days=30), timedelta(days=90))
LEVEL = 0.8
"""The chance that a count, or a day, lies within what is said."""


def answer(ask: Ask) -> Reply:
    """The forecast of the one account the words fit; where several do, buttons to choose one."""
    with ask.store.read() as tx:
        found = chosen(tx, ask)
        if len(found) != 1:
            return pick_among(ask, found) if found else nothing_fits(ask)
        series = settled(followers_of(tx, found[0], now=ask.now))
    if not len(series):
        return (Text(ask.words.say("reply.no_history")),)
    said = [forecast(series, at=ask.now, horizon=horizon, level=LEVEL) for horizon in HORIZONS]
    passage = first_passage(series, next_threshold(series[-1].value), at=ask.now, level=LEVEL)
    outlook = Outlook(found[0].name, series[-1], tuple(said), passage, LEVEL)
    return (Text(Html(forecast_text(outlook, ask.words, zone=ask.zone))),)
