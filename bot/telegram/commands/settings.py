"""/settings: what a chat chose, with buttons to choose otherwise; /quiet and /timezone choose by a word."""

from bot.telegram.choice import Choice, Choosing
from bot.telegram.choices import CHOICES
from bot.telegram.choices_of_alerts import quiet_text
from bot.telegram.conversation import Ask, Button, Keyboard, Reply, Text
from bot.telegram.keyboards import page_of, pager
from report.telegram_html import Html
from report.words import words_for
from storage import chats
from storage.chats import Chat
from storage.transaction import Transaction

CHOSEN = "✓"
A_PAGE = 16
"""Values on one page."""

_A_ROW = 2
_COMMAND = "settings"


def answer(ask: Ask) -> Reply:
    """Everything chosen; or the values of one choice; or keep a value and show what came of it."""
    name, *value = ask.arguments or ("",)
    choice = CHOICES.get(name)
    if choice is None:
        with ask.store.read() as tx:
            return (_menu(_choosing(tx, ask, ask.chat)),)
    if not value:
        with ask.store.read() as tx:
            return (_values(name, choice, _choosing(tx, ask, ask.chat), ask),)
    with ask.store.begin() as tx:
        if not _kept(tx, ask, name, " ".join(value)):
            return (Text(ask.words.say("settings.unknown", value=" ".join(value))),)
        return (_values(name, choice, _choosing(tx, ask, _chat(tx, ask)), ask),)


def quiet(ask: Ask) -> Reply:
    """Hours in which alerts are held (``/quiet 22-7``), or none (``/quiet off``); without a word the buttons."""
    if not ask.arguments:
        return _open(ask, "quiet")
    with ask.store.begin() as tx:
        if not _kept(tx, ask, "quiet", "".join(ask.arguments)):
            return (Text(ask.words.say("settings.quiet_usage")),)
        chosen = _chat(tx, ask).quiet
    if chosen is None:
        return (Text(ask.words.say("settings.quiet_off")),)
    return (Text(ask.words.say("settings.quiet_set", hours=quiet_text(chosen, ask.words))),)


def timezone(ask: Ask) -> Reply:
    """The chat's time zone (``/timezone Europe/Paris``); without a word the buttons."""
    if not ask.arguments:
        return _open(ask, "zone")
    text = " ".join(ask.arguments)
    with ask.store.begin() as tx:
        if not _kept(tx, ask, "zone", text):
            return (Text(ask.words.say("settings.zone_unknown", text=text)),)
        zone = _chat(tx, ask).zone
    return (Text(ask.words.say("settings.zone_set", zone=zone.key, time=ask.words.time(ask.now, zone))),)


def _open(ask: Ask, name: str) -> Reply:
    with ask.store.read() as tx:
        return (_values(name, CHOICES[name], _choosing(tx, ask, ask.chat), ask),)


def _kept(tx: Transaction, ask: Ask, name: str, value: str) -> bool:
    """Keep a value and write it down; whether there is such a value."""
    try:
        CHOICES[name].keep(_choosing(tx, ask, ask.chat), value)
    except ValueError:
        return False
    ask.write_down(tx)
    return True


def _choosing(tx: Transaction, ask: Ask, chat: Chat) -> Choosing:
    return Choosing(tx, chat, words_for(chat.language, chat.region), ask.settings)


def _chat(tx: Transaction, ask: Ask) -> Chat:
    """The chat as it is now."""
    return chats.chat(tx, ask.chat.key) or ask.chat


def _menu(choosing: Choosing) -> Text:
    words = choosing.words
    rows = [
        words.say("settings.row", name=words.say(f"choice.{name}"), value=choice.shown(choosing))
        for name, choice in CHOICES.items()
    ]
    buttons = [Button(words.say(f"choice.{name}"), _COMMAND, (name,)) for name in CHOICES]
    return Text(Html("\n".join((words.say("settings.title"), *rows))), _rows(buttons))


def _values(name: str, choice: Choice, choosing: Choosing, ask: Ask) -> Text:
    words, current, every = choosing.words, choice.current(choosing), choice.values(choosing)
    buttons = [_value(name, value, label, is_chosen=value in current) for value, label in page_of(every, ask, A_PAGE)]
    back = (Button(words.say("button.back"), _COMMAND),)
    said = words.say("settings.row", name=words.say(f"choice.{name}"), value=choice.shown(choosing))
    why = words.say(f"choice_about.{name}")
    turned = pager(every, _plain(ask, name), A_PAGE)
    return Text(Html(f"<b>{said}</b>\n{why}"), (*_rows(buttons), *turned, back))


def _plain(ask: Ask, name: str) -> Ask:
    """The question whose pages are turned: the choice alone, whatever value was just kept."""
    return Ask(
        ask.store, ask.settings, ask.chat, ask.asker, _COMMAND, (name,), ask.now, page=ask.page, bot_name=ask.bot_name
    )


def _value(name: str, value: str, label: Html, *, is_chosen: bool) -> Button:
    return Button(Html(f"{CHOSEN} {label}") if is_chosen else label, _COMMAND, (name, value))


def _rows(buttons: list[Button]) -> Keyboard:
    return tuple(tuple(buttons[first : first + _A_ROW]) for first in range(0, len(buttons), _A_ROW))
