"""An alert as its reader finds it: what it told, what became of it since, and the buttons for what to do next."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from bot.telegram.conversation import Button, Keyboard, Text
from growth.event import Event
from growth.weeks import week_of
from report.telegram_html import Html
from report.words import Words, words_for
from storage import acks, ledger, outbox, silences, tellings
from storage.chats import Chat
from storage.letters import Letter, LetterKind
from storage.transaction import Transaction

LETTER: Final = "L"
"""Begins the word that says which letter a button speaks of."""

PAUSES: Final = ("1h", "8h", "monday")
"""How long an alert can be muted from under it."""

_HOURS: Final = {"1h": timedelta(hours=1), "8h": timedelta(hours=8)}


def letter_in(tx: Transaction, arguments: tuple[str, ...], chat: Chat) -> Letter | None:
    """The alert of this chat that the first word names; None when it names none, or another chat's."""
    name = arguments[0] if arguments else ""
    key = name.removeprefix(LETTER)
    if not name.startswith(LETTER) or not key.isascii() or not key.isdecimal() or len(key) > 18:  # noqa: PLR2004 - 64 bits
        return None
    found = outbox.one(tx, int(key))
    return found if found is not None and found.chat == chat.key and found.kind is LetterKind.ALERT else None


def told(tx: Transaction, letter: Letter) -> tuple[tuple[int, Event], ...]:
    """The events a letter tells, with the ledger's keys."""
    found = {one.event: ledger.event(tx, one.event) for one in tellings.told_in(tx, letter)}
    return tuple((key, event) for key, event in found.items() if event is not None)


def alert_message(tx: Transaction, letter: Letter, chat: Chat, now: datetime, *, with_pauses: bool = False) -> Text:
    """An alert as it reads now.

    Args:
        tx: A transaction.
        letter: The alert's letter, sent already.
        chat: Its chat.
        now: The instant it is looked at (UTC).
        with_pauses: Whether its buttons are those that say for how long to mute it.

    """
    words = words_for(chat.language, chat.region)
    since = (*_seen(tx, letter, words, chat), *_silenced(tx, letter, words, chat, now))
    keyboard = _pauses(letter, words) if with_pauses else alert_keyboard(tx, letter, chat, now)
    return Text(Html("\n".join((*letter.parts[-1:], *since))), keyboard)


def alert_keyboard(tx: Transaction, letter: Letter, chat: Chat, now: datetime) -> Keyboard:
    """What can be done about an alert: say that it was seen, mute it, look at the chart, call it not useful."""
    words, name = words_for(chat.language, chat.region), f"{LETTER}{letter.key}"
    events = told(tx, letter)
    if not events:
        return ()
    is_seen = {key for key, _ in events} <= acks.acknowledged(tx, [key for key, _ in events])
    is_silent = bool(_silences(tx, letter, chat, now))
    accounts = {event.account for _, event in events if event.account is not None}
    first = () if is_seen else (Button(words.say("button.seen"), "ack", (name,)),)
    mute = ("button.mute_off", ("off",)) if is_silent else ("button.mute", ())
    second = tuple(
        Button(words.say("button.chart"), "chart", (f"#{account}",), in_place=False) for account in list(accounts)[:1]
    )
    useless = Button(words.say("button.useless"), "useless", (name,))
    return ((*first, Button(words.say(mute[0]), "mute", (name, *mute[1]))), (*second, useless))


def pause_end(pause: str, chat: Chat, now: datetime) -> datetime:
    """When a pause chosen under an alert ends (UTC); ``monday`` is the first instant of the chat's next week.

    Raises:
        KeyError: If there is no such pause.

    """
    return week_of(now, chat.zone).end if pause == "monday" else now + _HOURS[pause]


def _pauses(letter: Letter, words: Words) -> Keyboard:
    name = f"{LETTER}{letter.key}"
    row = tuple(Button(words.say(f"button.mute_{pause}"), "mute", (name, pause)) for pause in PAUSES)
    return (row, (Button(words.say("button.back"), "mute", (name, "back")),))


def _seen(tx: Transaction, letter: Letter, words: Words, chat: Chat) -> Iterator[Html]:
    """Who has seen it, once everything it tells was seen; each of them once."""
    keys = [key for key, _ in told(tx, letter)]
    seen = acks.acks(tx, keys)
    if keys and len(seen) == len(keys):
        for by, at in {ack.by: ack.at for ack in seen.values()}.items():
            yield words.say("alert.seen", by=by, instant=words.instant(at, chat.zone))


def _silenced(tx: Transaction, letter: Letter, words: Words, chat: Chat, now: datetime) -> Iterator[Html]:
    ends = _silences(tx, letter, chat, now)
    if ends:
        yield words.say("alert.silenced", until=words.instant(max(ends), chat.zone))


def _silences(tx: Transaction, letter: Letter, chat: Chat, now: datetime) -> list[datetime]:
    """Until when what the letter tells is silenced in its chat (UTC); empty when it is not."""
    scopes = {silences.of_event(event) for _, event in told(tx, letter)}
    lasting = silences.silences_of(tx, chat.key, now)
    return [until for scope, until in lasting.items() if scope in scopes and until is not None]
