"""Notes as a chat reads them, with the growth before and after the day."""

from collections.abc import Iterable, Iterator, Sequence

from growth.agency import AccountName
from growth.note import Effect, Note
from report.account_text import account_line
from report.figure_text import source_link
from report.telegram_html import Html, clean_name, escape
from report.words import Words

LONGEST_NOTE = 300
"""Characters shown of a note: as much as may be written."""

Told = tuple[Note, Effect | None]
"""A note and what its day coincided with; None where too little is known or a whole agency is meant."""


def notes_text(groups: Iterable[tuple[AccountName, Sequence[Told]]], words: Words) -> str:
    """The notes of accounts, oldest first, each with its effect, as Telegram HTML; may need ``split``."""
    blocks = ["\n".join(_block(name, told, words)) for name, told in groups]
    return "\n\n".join((words.say("notes.title"), *(blocks or [words.say("notes.none")])))


def note_kept(note: Note, words: Words) -> str:
    """What was noted just now."""
    return words.say("notes.kept", day=note.day, text=note_html(note))


def note_html(note: Note) -> Html:
    """A note's text."""
    return escape(clean_name(note.text, longest=LONGEST_NOTE))


def effect_lines(effect: Effect, words: Words) -> Iterator[Html]:
    """Growth before and after, what of the change its peers do not show, and that this proves nothing."""
    days = words.counted("days", effect.days)
    before, after = words.signed_percent(effect.before), words.signed_percent(effect.after)
    yield words.say("notes.effect", days=days, before=before, after=after)
    beyond = words.signed_percent(effect.beyond)
    if effect.interval is None:
        yield words.say("notes.beyond_bare", beyond=beyond)
    else:
        low, high = (words.signed_percent(bound) for bound in effect.interval)
        key = "alone" if effect.peers is None else "peers"
        yield words.say(f"notes.beyond_{key}", beyond=beyond, low=low, high=high)
    yield words.say("notes.caution")


def _block(name: AccountName, told: Sequence[Told], words: Words) -> Iterator[Html]:
    yield account_line(name, words)
    for note, effect in told:
        text = note_html(note)
        if note.source:
            yield words.say("notes.row_sourced", day=note.day, text=text, source=source_link(note.source))
        else:
            yield words.say("notes.row", day=note.day, text=text)
        if effect is not None:
            yield from effect_lines(effect, words)
