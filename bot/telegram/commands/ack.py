"""/ack: say that an alert was seen, so that nobody is reminded of it."""

from dataclasses import replace

from bot.telegram.alert_message import alert_message, letter_in, told
from bot.telegram.commands import alerts
from bot.telegram.commands.alerts import LISTED
from bot.telegram.conversation import Ask, Note, Reply, Text
from growth.event import Event
from report.telegram_html import Html
from storage import acks, ledger
from storage.transaction import Transaction


def answer(ask: Ask) -> Reply:
    """Acknowledge the alert whose button was pressed, or the one with the number typed; without a word say how."""
    with ask.store.begin() as tx:
        letter = letter_in(tx, ask.arguments, ask.chat)
        if letter is not None:
            news = [_acknowledge(tx, ask, key, event) for key, event in told(tx, letter)]
            note = ask.words.say("reply.seen" if any(news) else "reply.seen_already")
            return alert_message(tx, letter, ask.chat, ask.now), Note(note)
        number = ask.arguments[0] if ask.arguments else ""
        event = ledger.event(tx, int(number)) if number.isascii() and number.isdecimal() and len(number) < 19 else None  # noqa: PLR2004 - 64 bits
        if event is None:
            return (Text(ask.words.say("reply.ack_usage")),)
        is_new = _acknowledge(tx, ask, int(number), event)
    if LISTED in ask.arguments:
        return alerts.answer(replace(ask, command="alerts", arguments=()))
    return (Text(ask.words.say("reply.seen" if is_new else "reply.seen_already")),)


def useless(ask: Ask) -> Reply:
    """Keep that somebody found an alert of no use, and say how to hear less of its kind."""
    with ask.store.begin() as tx:
        letter = letter_in(tx, ask.arguments, ask.chat)
        if letter is None:
            return (Text(ask.words.say("reply.ack_usage")),)
        ask.write_down(tx, " ".join(event.rule for _, event in told(tx, letter)))
    return (Note(Html(ask.words.say("reply.useless"))),)


def _acknowledge(tx: Transaction, ask: Ask, key: int, event: Event) -> bool:
    is_new = acks.acknowledge(tx, key, by=ask.asker.name, now=ask.now, person=ask.asker.telegram_id)
    if is_new:
        ask.write_down(tx, f"{key} {event.rule}")
    return is_new
