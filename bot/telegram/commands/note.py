"""/note: what happened on a day (``/note dgsn x 2026-05-16 Open days https://…``), and how growth went around it."""

from datetime import date

from bot.annotating import NoteError, effects, noted, notes_on
from bot.picking import NotOne, pick_one
from bot.telegram.choosing import chosen, nothing_fits
from bot.telegram.conversation import Ask, Reply, Text
from growth.figure import Precision, dated
from report.note_text import note_kept, notes_text
from report.telegram_html import Html, code
from storage import accounts, notes

EXAMPLE = "/note x/DGSN_MAROC 2026-05-16 Open days https://example.org/open-days"
ORIGIN = "chat"
MOST = 3
"""Accounts whose notes are told at once; the words narrow them down."""


def answer(ask: Ask) -> Reply:
    """Keep a note where a day is named, else list the notes of the accounts that fit the words."""
    place = next((index for index, word in enumerate(ask.arguments) if _day(word) is not None), None)
    if place is None:
        return _listed(ask)
    day, words = _day(ask.arguments[place]), list(ask.arguments[place + 1 :])
    source = words.pop() if words and words[-1].startswith(("https://", "http://")) else None
    text = " ".join(ask.arguments[:place])
    with ask.store.begin() as tx:
        try:
            account = pick_one(accounts.accounts(tx), text)
            note = noted(account, day=day or ask.now.date(), text=" ".join(words), source=source)
        except NotOne as error:
            names = code(", ".join(f"{one.platform}/{one.handle}" for one in error.fitting[:5]))
            key = "figures.which" if error.fitting else "reply.unknown_account"
            return (Text(ask.words.say(key, text=text, **({"names": names} if error.fitting else {}))),)
        except NoteError:
            return (Text(ask.words.say("notes.usage", example=code(EXAMPLE))),)
        notes.save_note(tx, note, ORIGIN)
    return (Text(Html(note_kept(note, ask.words))),)


def _listed(ask: Ask) -> Reply:
    with ask.store.read() as tx:
        found = chosen(tx, ask)[:MOST]
        groups = []
        for account in found:
            told = notes_on(tx, account)
            seen = effects(tx, account, told, now=ask.now, zone=ask.zone)
            groups += [(account.name, [(note, seen[note]) for note in told])] if told else []
    if not found:
        return nothing_fits(ask)
    usage = [] if groups else [ask.words.say("notes.usage", example=code(EXAMPLE))]
    return (Text(Html("\n\n".join((notes_text(groups, ask.words), *usage)))),)


def _day(word: str) -> date | None:
    try:
        day, precision = dated(word)
    except ValueError:
        return None
    return day if precision is Precision.DAY else None
