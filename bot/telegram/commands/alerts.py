"""/alerts: what is going on now, and who has seen it."""

from bot.facts import name_of
from bot.telegram.choosing import chosen
from bot.telegram.conversation import Ask, Button, Keyboard, Reply, Text
from bot.telegram.keyboards import PAGE, page_of, pager
from growth.condition import Subject
from report.open_alerts_text import OpenAlert, open_alerts_text
from report.telegram_html import Html
from storage import acks, alerts, ledger
from storage.transaction import Transaction

A_PAGE = 6
LISTED = "list"
"""Follows the number of an acknowledged alert where the list is to be shown again."""


def answer(ask: Ask) -> Reply:
    """The alerts that fire about the accounts the words fit, or those the chat follows; latest first."""
    with ask.store.read() as tx:
        found = _open(tx, ask)
    shown = page_of(found, ask, A_PAGE)
    buttons = tuple(_seen(ask, alert) for alert in shown if alert.seen_by is None)
    keyboard: Keyboard = (buttons, *pager(found, ask, A_PAGE))
    return (Text(Html(open_alerts_text(shown, ask.words, zone=ask.zone, total=len(found))), keyboard),)


def _open(tx: Transaction, ask: Ask) -> tuple[OpenAlert, ...]:
    watched = {account.key for account in chosen(tx, ask)}
    names = [Subject(platform, of).firing_name(key, alert) for platform, of, key, alert in alerts.firing(tx)]
    stored = ledger.all_named(tx, names)
    wanted = [one for one in stored if one.event.account is None or one.event.account in watched]
    seen = acks.acks(tx, [one.key for one in wanted])
    return tuple(
        OpenAlert(one.key, one.event, name_of(tx, one.event), seen[one.key].by if one.key in seen else None)
        for one in sorted(wanted, key=lambda one: (one.event.at, one.key), reverse=True)
    )


def _seen(ask: Ask, alert: OpenAlert) -> Button:
    label = ask.words.say("button.seen_number", number=str(alert.number))
    return Button(label, "ack", (str(alert.number), LISTED, f"{PAGE}{ask.page}"))
